"""Exact betweenness by Neo4j's Graph Data Science procedures on a real server, beside ours, on the same networks.

    .ci/setup neo4j --gds && python bench/gds.py [--out FOLDER]

The network lies in GDS's memory before the clock starts, as ours does; the values of all nodes travel to the caller.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from bridging import _close, _dense, _fixture
from timing import OURS, Report, timed

from orgraph.queries.bridging.measures.betweenness import betweenness
from orgraph.queries.bridging.projection import Floats, Projection

sys.path.append(str(Path(__file__).parents[1] / "tests"))

import neo4j
from neo4j_server import running
from neo4j_server.jars import SCIENCE

MEMORY = "2g"
ROWS = 10_000
ASK = "CALL gds.betweenness.stream('net', {concurrency: 2}) YIELD nodeId, score RETURN gds.util.asNode(nodeId).i, score"


def main() -> int:
    """1 if an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results", help="folder of the results")
    options = parser.parse_args()
    report = Report({"Neo4j": str(SCIENCE), "driver": neo4j.__version__})
    networks = _fixture(report) | {"one dense block": _dense()}
    with running(SCIENCE, heap=MEMORY, java=()) as server, neo4j.GraphDatabase.driver(
            server.url, auth=server.auth, notifications_min_severity="OFF") as driver:
        for what, p in networks.items():
            ours = timed(lambda p=p: betweenness(p.unweighted(), normalised=False))  # type: ignore[misc]
            report.add(f"betweenness, {what}", OURS, ours)
            with _projected(driver, p):
                theirs = timed(lambda n=p.n: _stream(driver, n))  # type: ignore[misc]
            report.add(f"betweenness, {what}", "GDS", theirs, equal=_close(ours.result, theirs.result))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "gds.md").write_text(report.table(), encoding="utf-8")
    print(report.table())
    return 1 if report.wrong else 0


@contextmanager
def _projected(driver: neo4j.Driver, p: Projection) -> Iterator[None]:
    """The links in the database and in GDS's catalogue, and out of both again."""
    upper = p.rows < p.indices
    pairs = np.column_stack((p.rows[upper], p.indices[upper])).tolist()
    driver.execute_query("CREATE INDEX IF NOT EXISTS FOR (n:N) ON (n.i)")
    driver.execute_query("UNWIND range(0, $n - 1) AS i CREATE (:N {i: i})", n=p.n)
    for first in range(0, len(pairs), ROWS):
        driver.execute_query("UNWIND $pairs AS pair MATCH (a:N {i: pair[0]}), (b:N {i: pair[1]}) CREATE (a)-[:L]->(b)",
                             pairs=pairs[first:first + ROWS])
    driver.execute_query("CALL gds.graph.project('net', 'N', {L: {orientation: 'UNDIRECTED'}})")
    yield
    driver.execute_query("CALL gds.graph.drop('net')")
    driver.execute_query("MATCH (n:N) DETACH DELETE n")


def _stream(driver: neo4j.Driver, n: int) -> Floats:
    values = np.zeros(n)
    for node, score in driver.execute_query(ASK).records:
        values[node] = score
    return values


if __name__ == "__main__":
    sys.exit(main())
