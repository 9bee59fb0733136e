"""Pruning in both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from neo4j_server import Server

from orgraph.stores.base import Store
from orgraph.stores.neo4j import Neo4jStore, writing
from orgraph.stores.neo4j.connection import Connection
from orgraph.stores.sqlite import SqliteStore

from .contract import BASE, entity, put
from .dump import difference
from .neo4j_graph import in_database, of_view
from .prune_contract import PruneTests
from .test_neo4j import url

__all__ = ["url"]


class TestSqlitePrune(PruneTests):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/city.db"

    def ids(self, store: Store) -> set[str]:
        assert isinstance(store, SqliteStore)
        return {known for known, in store.connection.execute("SELECT id FROM entity UNION SELECT id FROM link")}

    def snapshots(self, store: Store) -> Path:
        assert isinstance(store, SqliteStore)
        return Path(f"{store.path}.snapshots")


class TestNeo4jPrune(PruneTests):
    IN_CHILD = "from orgraph.stores.neo4j import writing; writing.LEASE, writing.BATCH = 2_000, 100"

    def ids(self, store: Store) -> set[str]:
        assert isinstance(store, Neo4jStore)
        return {known for known, in store.connection.read(
            "MATCH (n) WHERE n:EntityStatement OR n:LinkStatement OR n:Entity RETURN DISTINCT n.id")}

    def snapshots(self, store: Store) -> Path:
        assert isinstance(store, Neo4jStore)
        return store.snapshots

    def test_the_graph_that_cypher_sees_is_pruned_too(self, store: Store, neo4j_server: Server) -> None:
        """Broken off before each of its steps, and done again: what is kept is whole at any time."""
        assert isinstance(store, Neo4jStore)
        put(store, BASE)
        put(store, [*BASE[:3], entity("o-3", "Alliance", "联盟")])
        put(store, BASE[:6])
        put(store, BASE)
        store.activate(2)
        views = {number: of_view(store.view(number)) for number in (2, 4)}
        walked = 0

        def counted(self: Connection, query: str, **parameters: object) -> None:
            nonlocal walked
            walked += 1
            if walked == failing:
                raise ZeroDivisionError
            run(self, query, **parameters)

        run, failing = Connection.run, 0
        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(Connection, "run", counted)
            broken.setattr(writing, "BATCH", 2)
            while failing < 4:
                walked, failing = 0, failing + 1
                with pytest.raises(ZeroDivisionError):
                    store.prune(1)
                assert [g.number for g in store.generations()] == [4, 2]
                assert {number: in_database(neo4j_server, number) for number in views} == views
            failing = 0
            assert store.prune(1) == []
        assert {number: in_database(neo4j_server, number) for number in views} == views
        kept = "none(g IN [2, 4] WHERE n.gen_from <= g AND g < n.gen_to)"
        for found in ("()-[n]->()", "(n)"):
            assert store.connection.read(f"MATCH {found} WHERE n.gen_from IS NOT NULL AND {kept} RETURN n") == []
        assert difference(store.view(), [*BASE[:3], entity("o-3", "Alliance", "联盟")]) == []
