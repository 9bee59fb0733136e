"""The Neo4j store against the perfect model; and the graph that Cypher sees against the view, in every generation."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from neo4j_server import Server
from neo4j_server.fixture import emptied

from orgraph.stores.base import Store
from orgraph.stores.neo4j import Neo4jStore
from stores.model import StoreMachine
from stores.neo4j_graph import in_database, of_view

FEWER = 10  # a run takes seconds where SQLite's takes one


@pytest.mark.slow
def test_model(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD", neo4j_server.password)

    def fresh() -> Store:
        return Neo4jStore(emptied(neo4j_server))

    class Neo4jMachine(StoreMachine):
        make = staticmethod(fresh)

        @invariant()
        def cypher_sees_the_same(self) -> None:
            for number in self.known:
                assert in_database(neo4j_server, number) == of_view(self.store.view(number))

        def teardown(self) -> None:
            assert isinstance(self.store, Neo4jStore)
            shutil.rmtree(self.store.snapshots, ignore_errors=True)
            super().teardown()

    run_state_machine_as_test(Neo4jMachine, settings=settings(
        max_examples=max(settings().max_examples // FEWER, 1), stateful_step_count=8))
