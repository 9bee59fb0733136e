"""Random cities with dates on real servers: every question's answer is that of the records themselves, without a
database; after one load, and after any run of loads, edits and returns to older generations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cities import FILES, cities, day, days
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, run_state_machine_as_test
from neo4j_server import Server
from neo4j_server.fixture import emptied
from neo4j_server.running import USER

from orgraph.config import Settings
from orgraph.model import Record
from orgraph.stores.neo4j import Neo4jStore

from .dump import answers
from .memory import view_of
from .model import StoreMachine
from .test_boundaries import histories

pytestmark = pytest.mark.long

EXAMPLES = max(settings().max_examples // 2, 25)
RUNS = max(settings().max_examples // 15, 3)
EVERY = (*FILES, "a.csv")  # that a city or a history says anything in
ASKED = (day(2), day(6))  # where most facts begin or end
Fresh = Callable[[], Neo4jStore]


@pytest.fixture
def fresh(neo4j_server: Server, neo4j_reads: str, tmp_path: Path) -> Iterator[Fresh]:
    """Empties the database of the server and opens it, to be read in one way."""
    opened: list[Neo4jStore] = []
    settings = Settings(neo4j_user=USER, neo4j_password=neo4j_server.password, cache=tmp_path, neo4j_reads=neo4j_reads)

    def store() -> Neo4jStore:
        opened.append(Neo4jStore(emptied(neo4j_server), settings))
        return opened[-1]

    yield store
    for one in opened:
        one.close()


@pytest.mark.slow
def test_loaded(fresh: Fresh) -> None:
    """Each city is a new generation that replaces all of the one before, which answers as it did."""
    store = fresh()
    before: list[tuple[int, bytes]] = []

    @settings(max_examples=EXAMPLES)
    @given(records=st.one_of(cities(), histories()), asked=st.sets(days, min_size=1, max_size=3))
    def same(records: tuple[Record, ...], asked: set[dt.date]) -> None:
        with store.begin("a city", EVERY) as load:
            load.put(records)
            number = load.activate().number
        expected = view_of(records)
        for one in asked:
            assert answers(store.view(), one) == answers(expected, one)
        for older, known in before[-1:]:
            assert answers(store.view(older), ASKED[0]) == known
        before.append((number, answers(expected, ASKED[0])))

    same()


@pytest.mark.slow
def test_loaded_and_edited(fresh: Fresh) -> None:
    class Answering(StoreMachine):
        make = staticmethod(fresh)

        @invariant()
        def answers_as_the_records(self) -> None:
            expected = view_of(self.now().values())
            for one in ASKED:
                assert answers(self.store.view(), one) == answers(expected, one)
            for number in sorted(self.known)[-2:-1]:
                older = view_of(self.known[number].values())
                assert answers(self.store.view(number), ASKED[0]) == answers(older, ASKED[0])

    run_state_machine_as_test(Answering, settings=settings(max_examples=RUNS, stateful_step_count=8))
