"""A real server killed as by a power cut: the old generation answers when it is back, and the load can be run again."""

from __future__ import annotations

import threading
import time

import pytest
from neo4j_server import Server

from orgraph.errors import StoreError
from orgraph.stores.neo4j import Neo4jStore, connection

from .contract import BASE, entity, link, put
from .dump import difference
from .neo4j_graph import in_database, of_view

pytestmark = pytest.mark.long

MANY = (*BASE, *(entity(f"o-1{n}", "Alliance", f"联盟{n}", home="a-2", file="b.csv") for n in range(1_500)),
        *(link(f"l-1{n}", "SERVES", f"o-1{n}", "a-2", file="b.csv") for n in range(1_500)))
WRITTEN = {"statements": "MATCH (n:EntityStatement {gen_from: 2}) RETURN count(n)",
           "nodes": "MATCH (n:Entity {gen_from: 2}) RETURN count(n)",
           "relationships": "MATCH (:Entity {id: 'a-2'})<-[r:SERVES {gen_from: 2}]-() RETURN count(r)"}


class Loading(threading.Thread):
    """A load in a thread with a store of its own, which has begun to write what a query counts."""

    def __init__(self, url: str, store: Neo4jStore, written: str) -> None:
        super().__init__()
        self._url, self.error = url, ""
        self.start()
        while not store.connection.read(written)[0][0]:
            assert self.is_alive()
            time.sleep(0.02)

    def run(self) -> None:
        mine = Neo4jStore(self._url)
        try:
            put(mine, MANY, ["a.csv", "b.csv"])
        except StoreError as error:
            self.error = error.code
        finally:
            mine.close()


@pytest.mark.slow
@pytest.mark.parametrize("moment", WRITTEN)
def test_in_the_middle_of_a_load(neo4j_store: Neo4jStore, neo4j_server: Server, moment: str) -> None:
    put(neo4j_store, BASE)
    before = in_database(neo4j_server, 1)
    load = Loading(neo4j_server.url, neo4j_store, WRITTEN[moment])
    neo4j_server.kill()
    load.join()
    neo4j_server.start()
    assert load.error == "store-unreachable"
    assert [g.number for g in neo4j_store.generations()] == [1]
    assert difference(neo4j_store.view(), BASE) == []
    assert in_database(neo4j_server, 1) == before
    assert put(neo4j_store, MANY, ["a.csv", "b.csv"]).number == 2
    assert in_database(neo4j_server, 1) == before
    assert in_database(neo4j_server, 2) == of_view(neo4j_store.view())
    assert difference(neo4j_store.view(1), BASE) == []


@pytest.mark.slow
def test_a_load_goes_on_when_the_server_is_soon_back(neo4j_store: Neo4jStore, neo4j_server: Server,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    put(neo4j_store, BASE)
    monkeypatch.setenv("ORGRAPH_NEO4J_RETRY", "120")
    load = Loading(neo4j_server.url, neo4j_store, WRITTEN["nodes"])
    neo4j_server.kill()
    neo4j_server.start()
    load.join()
    assert load.error == ""
    assert [g.number for g in neo4j_store.generations()] == [2, 1]
    assert in_database(neo4j_server, 2) == of_view(neo4j_store.view())
    assert difference(neo4j_store.view(1), BASE) == []


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_in_the_middle_of_a_query(neo4j_url: str, neo4j_server: Server, scheme: str,
                                  monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that breaks says so; the same store goes on when the server is back."""
    monkeypatch.setattr(connection, "FETCHED", 100)
    store = Neo4jStore(f"{scheme}://{neo4j_server.address}")
    records = [*BASE, *(entity(f"o-1{n}", "Alliance", f"联盟{n}") for n in range(1_000))]
    put(store, records)
    whole = list(store.statements())
    assert len(whole) == len(records)
    rows = store.statements()
    assert [next(rows) for _ in range(10)] == whole[:10]
    neo4j_server.kill()
    for ask in (lambda: list(rows), store.generations, lambda: list(store.statements()), lambda: put(store, BASE)):
        with pytest.raises(StoreError) as caught:
            ask()
        assert caught.value.code == "store-unreachable"
    neo4j_server.start()
    assert list(store.statements()) == whole
    assert difference(store.view(), records) == []
    assert put(store, BASE).number == 2
    store.close()
