"""Indexes that are missing or still being built when a store opens, as after a restore or a dropped one."""

from __future__ import annotations

import pytest
from neo4j_server import Server

from orgraph.errors import StoreError
from orgraph.stores.neo4j import Neo4jStore
from orgraph.stores.neo4j.schema import FULL_TEXT, prepare

from .contract import BASE, put
from .dump import difference

STATE = "SHOW INDEXES YIELD name, state WHERE name = $name RETURN state"
# Nodes of no generation: the server indexes them and no answer holds them.
BULK = ("UNWIND range(1, $many) AS n CALL (n) {{ CREATE (:{0} {{id: randomUUID(), file: -1, gen_from: 0, gen_to: 0, "
        "name: '第' + n + '社区居民委员会和业主委员会'}}) }} IN TRANSACTIONS OF 20000 ROWS")


def bulk(store: Neo4jStore, label: str, many: int) -> None:
    """More nodes of a label than are indexed in a moment."""
    store.connection.run(BULK.format(label), many=many)


def state(store: Neo4jStore, name: str) -> str:
    found = store.connection.read(STATE, name=name)
    return str(found[0][0]) if found else ""


@pytest.mark.slow
def test_full_text_is_not_waited_for(neo4j_store: Neo4jStore, neo4j_server: Server) -> None:
    """A store opens, answers and is written to while the index is built; one that was dropped is made on opening."""
    put(neo4j_store, BASE)
    many = 40_000
    during = ""
    while during != "POPULATING":
        bulk(neo4j_store, "Entity", many)
        many *= 2
        neo4j_store.connection.write(f"DROP INDEX {FULL_TEXT} IF EXISTS")
        assert state(neo4j_store, FULL_TEXT) == ""
        other = Neo4jStore(neo4j_server.url)
        seen = [g.number for g in other.generations()]
        during = state(other, FULL_TEXT)
        assert during in ("POPULATING", "ONLINE")
        other.close()
    assert seen == [1]
    assert difference(neo4j_store.view(), BASE) == []
    assert put(neo4j_store, BASE[:4]).number == 2
    neo4j_store.connection.read("CALL db.awaitIndexes(300)")
    found = neo4j_store.connection.read("CALL db.index.fulltext.queryNodes($name, '花园') YIELD node "
                                        "RETURN DISTINCT node.id", name=FULL_TEXT)
    assert ["a-2"] in [list(row) for row in found]


@pytest.mark.slow
def test_what_answers_need_is_waited_for(neo4j_store: Neo4jStore, neo4j_server: Server) -> None:
    put(neo4j_store, BASE)
    many, name, refused = 40_000, "entitystatement_file", ""
    while not refused:
        bulk(neo4j_store, "EntityStatement", many)
        many *= 2
        neo4j_store.connection.write(f"DROP INDEX {name}")
        try:
            prepare(neo4j_store.connection, patience=0.0)
        except StoreError as error:
            refused = f"{error.code} {error.detail}"
    assert refused.startswith("store-indexes")
    assert name in refused
    other = Neo4jStore(neo4j_server.url)
    assert state(other, name) == "ONLINE"
    assert difference(other.view(), BASE) == []
    other.close()
