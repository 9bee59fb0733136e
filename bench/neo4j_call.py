"""Who to call on a real Neo4j server: the six routes as one Cypher query by hand, beside orgraph and networkx.

    .ci/setup neo4j && python bench/neo4j_call.py --nodes 100000 [--version 5.26.30] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from call import CANDIDATES, SIX, asked_of, collected, only
from cover import DATES, SMALL
from load import write_and_load
from region import DAY, SEED, Region
from sql import in_sqlite
from tables import Tables, Tie, read
from timing import Report, each
from walk_call import Question, Search, Statements

import orgraph
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

sys.path.append(str(Path(__file__).parents[1] / "tests"))

import neo4j
from neo4j_server import VERSIONS, running

BATCH = 10_000
WARM = 500  # questions that let the server plan and compile, and its page cache fill
MEMORY = {"server.memory.pagecache.size": "2g"}
def routes(known: str = "", current: str = "") -> dict[str, str]:
    """The six routes. known: a label, with & after it, of which the ids are indexed, where the kinds' own are not;
    current: what must hold of every link besides its days."""
    def now(nodes: str, links: str) -> str:
        return " AND ".join(f"{one}.start <= $day AND $day < {one}.end{current.format(one) if one in links else ''}"
                            for one in nodes + links)

    topic, area = f"(t:{known}Topic {{id: $topic}})", f"(a:{known}Area)"
    about = f"MATCH {topic}<-[b:ABOUT]-"
    homes = f" AND all(h IN hs WHERE {now('', 'h')})" if current else ""
    return {
        "duty": f"MATCH {topic}<-[d:RESPONSIBLE_FOR]-(o:Organization)-[s:SERVES]->{area} "
                f"WHERE a.id IN $chain AND {now('o', 'ds')}",
        "offer": f"{about}(e:Service)<-[f:OFFERS]-(o:Organization), (e)-[v:AVAILABLE_IN]->{area} "
                 f"WHERE a.id IN $chain AND {now('eo', 'bfv')}",
        "alliance": f"{about}(e:Service)<-[f:OFFERS]-(o:Organization)-[m:MEMBER]->(l:Alliance)-[s:SERVES]->{area} "
                    f"WHERE a.id IN $chain AND {now('eol', 'bfms')}",
        "met": f"{about}(e:Need)<-[f:MEETS]-(o:Organization)-[m:MEMBER]->(l:Alliance)-[s:SERVES]->{area} "
               f"WHERE a.id IN $chain AND {now('eol', 'bfms')}",
        "resident-unit": f"{about}(e:Need)<-[f:MEETS]-(o:ResidentUnit)-[hs:HOME*1..9]->"
                         f"(a:{known}(Street|Community|Village)) WHERE a.id IN $chain AND {now('eo', 'bf')}{homes}",
        "usual": f"MATCH (fn:{known}Function)<-[p:PERFORMS]-(o:Organization)-[s:SERVES]->{area} "
                 f"WHERE fn.id IN $functions AND a.id IN $chain AND {now('o', 'ps')}",
    }


def one_query(texts: Mapping[str, str]) -> str:
    """All routes at once."""
    return f"CALL () {{ {' UNION '.join(f'{text} RETURN o.id AS id' for text in texts.values())} }} RETURN DISTINCT id"


def create(driver: neo4j.Driver, nodes: Iterable[tuple[str, Iterable[Any]]], links: Iterable[tuple[str, Iterable[Any]]]
           ) -> None:
    """The plainest load: nodes of each kind with its labels, then links of each type, [from, to, properties]."""
    words, run = vocabulary(), driver.execute_query
    run("CREATE CONSTRAINT IF NOT EXISTS FOR (n:Node) REQUIRE n.id IS UNIQUE")
    for kind, rows in nodes:
        create_nodes(driver, ":".join(["Node", *(k for k in words.kinds if words.is_a(kind, k))]), rows)
    for type_, ties in links:
        for part in chunks(ties):
            run(f"UNWIND $rows AS r MATCH (a:Node {{id: r[0]}}) MATCH (b:Node {{id: r[1]}}) "
                f"CREATE (a)-[l:{type_}]->(b) SET l = r[2]", rows=part)


def create_nodes(driver: neo4j.Driver, labels: str, rows: Iterable[Any]) -> None:
    """Nodes of the same labels, batch by batch."""
    for part in chunks(rows):
        driver.execute_query(f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row", rows=part)


def chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """The rows in batches."""
    rows = iter(rows)
    while part := list(islice(rows, BATCH)):
        yield part


def load(driver: neo4j.Driver, tables: Tables, view: View) -> None:
    """The tables as labelled nodes and typed relationships with their days."""
    order = vocabulary().kind_order
    of_kind: dict[str, list[dict[str, int]]] = {}
    for node in tables.nodes:
        of_kind.setdefault(order[node.kind], []).append({"id": node.number, "start": node.start, "end": node.end})
    number = [tables.number[entity] for entity in view.ids(range(view.size))]
    homes = [(number[p], number[home], 0, 2**31 - 1) for p in range(view.size) if (home := view.home(p)) >= 0]
    ties = {**tables.ties, "HOME": [Tie(*home, role="") for home in homes]}
    create(driver, of_kind.items(), (
        (type_, ([tie.subject, tie.object, {"start": tie.start, "end": tie.end}] for tie in some))
        for type_, some in ties.items()))
    for label in ("Area", "Topic", "Function"):
        driver.execute_query(f"CREATE INDEX IF NOT EXISTS FOR (n:{label}) ON (n.id)")
    driver.execute_query("CALL db.awaitIndexes(600)")


def parameters(question: Question) -> dict[str, Any]:
    """A question as Cypher wants it."""
    return {"chain": list(question.chain), "topic": question.topic, "functions": list(question.functions), "day": DATES}


def asked(session: neo4j.Session, report: Report, texts: Mapping[str, str], given: Sequence[dict[str, Any]],
          right: list[set[Any]], engine: str) -> None:
    """Add the times of the one query and of six."""
    whole = one_query(texts)

    def one(values: dict[str, Any]) -> set[Any]:
        return {record[0] for record in session.run(whole, values)}

    def six(values: dict[str, Any]) -> set[Any]:
        return {record[0] for text in texts.values()
                for record in session.run(f"{text} RETURN DISTINCT o.id", values)}

    for name, run in (("one query", one), ("six queries", six)):
        each(run, given[:WARM])
        timing = each(run, given)
        report.add(f"{CANDIDATES}, six routes", f"{engine}, {name}", timing, tail=True, equal=timing.result == right)
    nothing = each(lambda _: session.run("RETURN 1").consume(), given[:WARM])
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
        right = collected(report, f"{CANDIDATES}, six routes", view, ours, tables)
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
        with running(version, settings=MEMORY, heap="2g", java=()) as server, \
                neo4j.GraphDatabase.driver(
                    server.url, auth=server.auth, notifications_min_severity="OFF") as driver:
            began = time.perf_counter()
            load(driver, tables, view)
            seconds = time.perf_counter() - began
            ties = sum(map(len, tables.ties.values()))
            print(f"  Neo4j {version}: {len(tables.nodes):,} nodes, {ties:,} links in {seconds:.0f} s", file=sys.stderr)
            with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
                asked(session, report, routes(), list(map(parameters, questions)), right, f"Neo4j {version}")
    print(report.table())
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
