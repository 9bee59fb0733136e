"""Limits: of a transaction, of connections, of tries."""

from __future__ import annotations

import threading
import time

import pytest
from neo4j_server import Server
from neo4j_server.proxy import Proxy

from orgraph.config import Settings
from orgraph.errors import StoreError, UsageError
from orgraph.stores.neo4j import Neo4jStore
from orgraph.stores.neo4j.address import address
from orgraph.stores.neo4j.connection import Connection
from orgraph.stores.neo4j.writing import Writing

from .contract import BASE, entity, put
from .dump import difference

LONG = "UNWIND range(1, 2000000000) AS n WITH n WHERE n % 7 = 8 RETURN count(n)"


def test_a_transaction_that_takes_too_long(neo4j_store: Neo4jStore, neo4j_url: str) -> None:
    put(neo4j_store, BASE)
    limited = Connection(address(neo4j_url), Settings(neo4j_timeout=1))
    for ask in (limited.read, limited.write):
        with pytest.raises(StoreError) as caught:
            ask(LONG)
        assert (caught.value.code, "ORGRAPH_NEO4J_TIMEOUT" in caught.value.hint) == ("store-timeout", True)
    limited.close()
    assert difference(neo4j_store.view(), BASE) == []


@pytest.mark.slow
def test_a_load_may_take_longer_than_a_transaction(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is limited is each of its transactions; more rows are tried until a load took longer than that."""
    limit, many, took = 10.0, 1_000, 0.0
    monkeypatch.setenv("ORGRAPH_NEO4J_TIMEOUT", str(limit))
    monkeypatch.setattr("orgraph.stores.neo4j.writing.BATCH", 20)
    store = Neo4jStore(neo4j_url)
    while took <= limit:
        many *= 2
        records = [*BASE, *(entity(f"o-1{n}", "Alliance", f"联盟{n} {many}") for n in range(many))]
        began = time.monotonic()
        made = put(store, records)
        took = time.monotonic() - began
    assert made.entities == many + 5
    assert store.view().size >= made.entities
    store.close()


def test_no_connection_is_free(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGRAPH_NEO4J_POOL", "1")
    monkeypatch.setenv("ORGRAPH_NEO4J_RETRY", "0")
    monkeypatch.setattr("orgraph.stores.neo4j.connection.CONNECT_SECONDS", 1.0)
    store = Neo4jStore(neo4j_url)
    put(store, BASE)
    rows = store.statements()
    first = next(rows)
    with pytest.raises(StoreError) as caught:
        store.generations()
    assert (caught.value.code, "ORGRAPH_NEO4J_POOL" in caught.value.hint) == ("store-busy", True)
    assert [first, *rows] == list(store.statements())
    assert [g.number for g in store.generations()] == [1]
    store.close()


def test_few_connections_are_enough_for_many_threads(neo4j_url: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
                                                     ) -> None:
    monkeypatch.setenv("ORGRAPH_NEO4J_POOL", "2")
    monkeypatch.setenv("ORGRAPH_NEO4J_RETRY", "60")
    store = Neo4jStore(f"bolt://127.0.0.1:{proxy.port}")
    put(store, BASE)
    seen: list[int] = []
    readers = [threading.Thread(target=lambda: seen.append(len(store.generations()))) for _ in range(30)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert (seen, proxy.most) == ([1] * 30, 2)
    store.close()


def test_old_connections_are_replaced(neo4j_url: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGRAPH_NEO4J_LIFETIME", "0.001")
    store = Neo4jStore(f"bolt://127.0.0.1:{proxy.port}")
    before = proxy.accepted
    for _ in range(3):
        assert store.generations() == []
    assert proxy.accepted >= before + 3
    store.close()


def test_another_load_is_waited_for_and_then_told_of(neo4j_store: Neo4jStore, neo4j_server: Server,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    put(neo4j_store, BASE)
    monkeypatch.setattr("orgraph.stores.neo4j.writing.BUSY_SECONDS", 0.5)
    with neo4j_store.writer(), pytest.raises(StoreError) as caught, Writing(neo4j_store.connection):
        pass
    assert caught.value.code == "store-busy"
    assert put(neo4j_store, BASE[:4]).number == 2


def test_no_certificates_in_the_file(neo4j_url: str, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("nowhere.pem", __file__):
        monkeypatch.setenv("ORGRAPH_NEO4J_CA", name)
        with pytest.raises(UsageError) as caught:
            Neo4jStore(f"bolt+s://{neo4j_server.address}")
        assert name in caught.value.detail
    Neo4jStore(neo4j_url).close()  # asked only where it is needed
