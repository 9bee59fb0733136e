"""Who to call on a real Neo4j server: the six routes as one Cypher query by hand, beside orgraph and networkx.

    .ci/setup neo4j && python bench/neo4j_call.py --nodes 100000 [--version 5.26.30] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from call import CANDIDATES, SIX, asked_of, only
from cover import DATES, SMALL
from load import write_and_load
from region import DAY, SEED, Region
from sql import in_sqlite
from tables import Tables, read
from timing import OURS, Report, each
from walk_call import Question, Search, Statements

import orgraph
from orgraph.queries.who_to_call.units.candidates import collect
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

sys.path.append(str(Path(__file__).parents[1] / "tests"))

import neo4j
from neo4j_server import VERSIONS, running

BATCH = 10_000
WARM = 500  # questions that let the server plan and compile, and its page cache fill
MEMORY = {"server.memory.pagecache.size": "2g"}
_FORCE = "{0}.start <= $day AND $day < {0}.end"


def _now(*names: str) -> str:
    return " AND ".join(_FORCE.format(name) for name in names)


ROUTES = {
    "duty": f"MATCH (t:Topic {{id: $topic}})<-[d:RESPONSIBLE_FOR]-(o:Organization)-[s:SERVES]->(a:Area) "
            f"WHERE a.id IN $chain AND {_now('d', 'o', 's')}",
    "offer": f"MATCH (t:Topic {{id: $topic}})<-[b:ABOUT]-(e:Service)<-[f:OFFERS]-(o:Organization), "
             f"(e)-[v:AVAILABLE_IN]->(a:Area) WHERE a.id IN $chain AND {_now('b', 'e', 'f', 'o', 'v')}",
    "alliance": f"MATCH (t:Topic {{id: $topic}})<-[b:ABOUT]-(e:Service)<-[f:OFFERS]-(o:Organization)-[m:MEMBER]->"
                f"(l:Alliance)-[s:SERVES]->(a:Area) WHERE a.id IN $chain AND {_now('b', 'e', 'f', 'o', 'm', 'l', 's')}",
    "met": f"MATCH (t:Topic {{id: $topic}})<-[b:ABOUT]-(e:Need)<-[f:MEETS]-(o:Organization)-[m:MEMBER]->"
           f"(l:Alliance)-[s:SERVES]->(a:Area) WHERE a.id IN $chain AND {_now('b', 'e', 'f', 'o', 'm', 'l', 's')}",
    "resident-unit": f"MATCH (t:Topic {{id: $topic}})<-[b:ABOUT]-(e:Need)<-[f:MEETS]-(o:ResidentUnit)-[:HOME*1..9]->"
                     f"(a:Street|Community|Village) WHERE a.id IN $chain AND {_now('b', 'e', 'f', 'o')}",
    "usual": f"MATCH (fn:Function)<-[:PERFORMS]-(o:Organization)-[s:SERVES]->(a:Area) "
             f"WHERE fn.id IN $functions AND a.id IN $chain AND {_now('o', 's')}",
}
_UNION = " UNION ".join(f"{text} RETURN o.id AS id" for text in ROUTES.values())
ONE = f"CALL () {{ {_UNION} }} RETURN DISTINCT id"


def chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The rows in batches."""
    for at in range(0, len(rows), BATCH):
        yield rows[at:at + BATCH]


def load(driver: neo4j.Driver, tables: Tables, view: View) -> None:
    """The tables as labelled nodes and typed relationships with their days."""
    words = vocabulary()
    run = driver.execute_query
    run("CREATE CONSTRAINT IF NOT EXISTS FOR (n:Node) REQUIRE n.id IS UNIQUE")
    of_kind: dict[int, list[dict[str, int]]] = {}
    for node in tables.nodes:
        of_kind.setdefault(node.kind, []).append({"id": node.number, "start": node.start, "end": node.end})
    for code, rows in of_kind.items():
        kind = words.kind_order[code]
        labels = ":".join(["Node", *(k for k in words.kinds if words.is_a(kind, k))])
        for part in chunks(rows):
            run(f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row", rows=part)  # type: ignore[arg-type]
    number = [tables.number[entity] for entity in view.ids(range(view.size))]
    homes = [(number[p], number[home], 0, 2**31 - 1) for p in range(view.size) if (home := view.home(p)) >= 0]
    for type_, ties in (*tables.ties.items(), ("HOME", homes)):
        for part in chunks([list(tie[:4]) for tie in ties]):
            run(f"UNWIND $rows AS r MATCH (a:Node {{id: r[0]}}) MATCH (b:Node {{id: r[1]}}) "  # type: ignore[arg-type]
                f"CREATE (a)-[:{type_} {{start: r[2], end: r[3]}}]->(b)", rows=part)
    for label in ("Area", "Topic", "Function"):
        run(f"CREATE INDEX IF NOT EXISTS FOR (n:{label}) ON (n.id)")  # type: ignore[arg-type]
    run("CALL db.awaitIndexes(600)")


def parameters(question: Question) -> dict[str, Any]:
    """A question as Cypher wants it."""
    return {"chain": list(question.chain), "topic": question.topic, "functions": list(question.functions), "day": DATES}


def asked(driver: neo4j.Driver, session: neo4j.Session, report: Report, questions: Sequence[Question],
          right: list[set[int]], engine: str) -> None:
    """Add the times of the one query and of six."""
    def one(question: Question) -> set[int]:
        return {record[0] for record in session.run(ONE, parameters(question))}  # type: ignore[arg-type]

    def six(question: Question) -> set[int]:
        given = parameters(question)
        return {record[0] for text in ROUTES.values()
                for record in session.run(f"{text} RETURN DISTINCT o.id", given)}  # type: ignore[arg-type]

    for name, run in (("one query", one), ("six queries", six)):
        each(run, questions[:WARM])
        timing = each(run, questions)
        report.add(f"{CANDIDATES}, six routes", f"{engine}, {name}", timing, tail=True, equal=timing.result == right)
    nothing = each(lambda _: session.run("RETURN 1").consume(), questions[:WARM])
    report.add("a query that does nothing", engine, nothing, tail=True)


def main() -> int:
    """1 if an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--version", choices=[str(v) for v in VERSIONS], nargs="+", default=[str(v) for v in VERSIONS])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    report = Report({"seed": SEED, "as of": DAY, "driver": neo4j.__version__})
    region: Region = write_and_load(report, options.out / "work", options.nodes, again=False)
    tables = read(region.database)
    view = orgraph.open(region.url).at(DAY).view
    questions, ours = asked_of(view, tables, Random(SEED))
    with only(SIX):
        collect(view, *ours[0], DATES)
        timing = each(lambda pair: collect(view, *pair, DATES), ours)
        again = each(lambda pair: collect(view, *pair, DATES), ours)
    right = [{tables.number[unit] for unit in view.ids([found.organization for found in answer])}
             for answer in timing.result]
    mean = sum(map(len, right)) / len(right)
    report.add(f"{CANDIDATES}, six routes", OURS, timing, tail=True, note=f"{len(right)} pairs, {mean:.1f} units each")
    report.add(f"{CANDIDATES}, six routes", f"{OURS}, asked again", again, tail=True)
    lite = in_sqlite(tables, ":memory:")
    timing = each(Statements(lite, DATES), questions)
    report.add(f"{CANDIDATES}, six routes", "SQLite, 6 statements", timing, tail=True, equal=timing.result == right)
    lite.close()
    if len(tables.nodes) <= SMALL:
        timing = each(Search(tables, DATES), questions)
        report.add(f"{CANDIDATES}, six routes", "networkx", timing, tail=True, equal=timing.result == right)
    for version in VERSIONS:
        if str(version) not in options.version:
            continue
        with running(version, settings=MEMORY, heap="2g") as server, \
                neo4j.GraphDatabase.driver(
                    server.url, auth=server.auth, notifications_min_severity="OFF") as driver:
            began = time.perf_counter()
            load(driver, tables, view)
            seconds = time.perf_counter() - began
            ties = sum(map(len, tables.ties.values()))
            print(f"  Neo4j {version}: {len(tables.nodes):,} nodes, {ties:,} links in {seconds:.0f} s", file=sys.stderr)
            with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
                asked(driver, session, report, questions, right, f"Neo4j {version}")
    print(report.table())
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
