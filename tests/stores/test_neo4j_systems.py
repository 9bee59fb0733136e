"""All fixtures on real servers: the thirty systems' checks, and whole answers that are those of SQLite.

They are loaded once a version. Then some facts end and come back, so that there is an older generation that differs.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from itertools import islice
from typing import Any

import pytest
import systems
import whole
from msgspec.structs import replace
from neo4j_server import Server
from neo4j_server.fixture import emptied
from neo4j_server.running import USER

from orgraph.config import Settings
from orgraph.graph import Graph, Moment
from orgraph.graph import open as open_graph
from orgraph.model import Link
from orgraph.stores.base import Store
from orgraph.stores.neo4j import Neo4jStore

from .dump import forget, unlike

pytestmark = pytest.mark.long

SOME = 997  # one link in so many ends, and another ends early: few enough for snapshots to be patched
END = dt.date(2022, 1, 1)
OLDER = 2
MOMENTS = (("2025-06-02", None), ("2022-06-30", None), ("2025-06-02", OLDER))
SHOWN = 20  # gaps of a rule; the counts are whole
Open = Callable[[str], Graph]
Links = tuple[list[Link], list[Link]]  # those that end, those that end early


def edited(store: Store, links: Links) -> None:
    """Generation 2 lacks some facts, generation 3 has them again."""
    gone, early = links
    store.record([replace(link, end=END) for link in early], ended=[link.id for link in gone], note="some end")
    store.record([*gone, *early], note="as before")


@pytest.fixture(scope="module")
def embedded(all_cities: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Graph, Links]]:
    """The three generations in SQLite."""
    path = tmp_path_factory.mktemp("embedded") / "cities.db"
    with sqlite3.connect(all_cities.removeprefix("sqlite:///")) as one, sqlite3.connect(path) as other:
        one.backup(other)
    one.close()
    other.close()
    graph = open_graph(f"sqlite:///{path}")
    links = [record for record in graph.store.statements() if isinstance(record, Link)]
    chosen = links[::SOME], links[SOME // 2::SOME]
    edited(graph.store, chosen)
    yield graph, chosen
    graph.close()


@pytest.fixture(scope="module")
def served(neo4j_server: Server, embedded: tuple[Graph, Links], tmp_path_factory: pytest.TempPathFactory
           ) -> Iterator[Open]:
    """Opens the three generations on a server, by a way of reading."""
    url, folder = emptied(neo4j_server), tmp_path_factory.mktemp("served")
    opened: list[Graph] = []

    @cache
    def graph(reads: str) -> Graph:
        settings = Settings(neo4j_user=USER, neo4j_password=neo4j_server.password, cache=folder, neo4j_reads=reads)
        opened.append(Graph(Neo4jStore(url, settings), settings))
        return opened[-1]

    graph("snapshot").load([systems.FIXTURES])
    edited(graph("snapshot").store, embedded[1])
    yield graph
    for one in opened:
        one.close()


@pytest.fixture
def graph(served: Open, neo4j_reads: str) -> Graph:
    """The graph on the server."""
    return served(neo4j_reads)


@pytest.fixture
def sqlite(embedded: tuple[Graph, Links]) -> Graph:
    """The same in SQLite."""
    return embedded[0]


def same(graph: Graph, sqlite: Graph, asked: Callable[[Moment], Any]) -> list[dict[str, Any]]:
    """SQLite's answers at all moments, once both engines have given the same."""
    answers = []
    for day, generation in MOMENTS:
        found, expected = (asked(one.at(day, generation)).to_dict() for one in (graph, sqlite))
        for answer in (found, expected):
            forget(answer, {"took_ms"})
        assert not list(islice(unlike(found, expected), 5)), (day, generation)
        answers.append(expected)
    return answers


class TestSystems(systems.SystemTests):
    pass


def test_the_generations_are_the_same(graph: Graph, sqlite: Graph) -> None:
    found, expected = ([(g.number, g.active, g.note, g.entities, g.links) for g in one.generations()]
                       for one in (graph, sqlite))
    assert found == expected
    for older, newer in ((1, 2), (2, 3), (1, 3)):
        changes, wanted = ({kind: asdict(change) for kind, change in one.diff(older, newer).items()}
                           for one in (graph, sqlite))
        assert any(change["ended"] or change["added"] or change["changed"] for change in wanted.values())
        assert not list(islice(unlike(changes, wanted), 5)), (older, newer)


def test_coverage(graph: Graph, sqlite: Graph) -> None:
    now, _, older = same(graph, sqlite, lambda moment: moment.coverage(gaps=SHOWN, by="Community", since="2021-12-31"))
    assert sum(len(rule["gaps"]) for rule in now["rules"]) > 1000
    assert [rule["covered"] for rule in now["rules"]] != [rule["covered"] for rule in older["rules"]]


@pytest.mark.parametrize("mode", ["org", "person", "two"])
@pytest.mark.parametrize(("what", "options"), [
    ("measures", {"measure": ["betweenness", "degree"], "top": 1000}), ("measures", {}), ("islands", {}),
    ("failure-points", {})], ids=["two-measures", "measures", "islands", "failure-points"])
def test_bridging(graph: Graph, sqlite: Graph, mode: str, what: str, options: dict[str, Any]) -> None:
    now, then, older = same(graph, sqlite, lambda moment: moment.bridging(what, mode=mode, **options))
    assert now != then != older


def test_who_to_call(graph: Graph, sqlite: Graph) -> None:
    lines = whole.lines("whole.jsonl")[::3]
    assert len(lines) >= 60
    assert {line["city"] for line in lines} == {line["city"] for line in whole.lines("whole.jsonl")}
    changed = 0
    for line in lines:
        now, _, older = same(graph, sqlite, lambda moment, line=line: moment.who_to_call(
            line["text"], at=line["at"] or (), top=10))
        changed += now["candidates"] != older["candidates"]
    assert changed
