"""The routing driver against a single server's table; bookmarks; a server that lags behind as a follower may."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest
from neo4j_server import Server, running
from neo4j_server.proxy import Proxy

from orgraph.errors import StoreError
from orgraph.stores.neo4j import Neo4jStore

from .contract import BASE, PERSON, put
from .dump import difference
from .neo4j_graph import in_database, of_view


@pytest.fixture
def routed(neo4j_url: str, neo4j_server: Server) -> Iterator[Neo4jStore]:
    """A store of an empty database that asks for the routing table."""
    store = Neo4jStore(f"neo4j://{neo4j_server.address}/neo4j")
    yield store
    store.close()


def test_loads_and_reads_are_routed(routed: Neo4jStore, neo4j_server: Server) -> None:
    put(routed, BASE)
    assert routed.record([], ended=["l-1"]).number == 2
    assert routed.activate(1).active
    assert put(routed, BASE[:4]).number == 3
    for number, records in ((1, BASE), (3, BASE[:4])):
        assert difference(routed.view(number), records) == []
        assert in_database(neo4j_server, number) == of_view(routed.view(number))
    with pytest.raises(StoreError) as caught:
        Neo4jStore(f"neo4j://{neo4j_server.address}/nowhere")
    assert caught.value.code == "store-database"
    with pytest.raises(StoreError) as caught:
        Neo4jStore("neo4j://127.0.0.1:1")
    assert caught.value.code == "store-unreachable"


def test_the_table_says_where_to_ask(neo4j_url: str, neo4j_server: Server, proxy: Proxy) -> None:
    """A server by itself names the address that it advertises, but to a driver the one by which that driver came: so it
    is reached from behind a proxy too."""
    with neo4j.GraphDatabase.driver(f"neo4j://127.0.0.1:{proxy.port}", auth=neo4j_server.auth) as driver:
        table = driver.execute_query("CALL dbms.routing.getRoutingTable({}, 'neo4j') YIELD servers "
                                     "UNWIND servers AS s RETURN s.role AS role, s.addresses AS addresses").records
    assert {row["role"]: row["addresses"] for row in table} == {
        role: [neo4j_server.address] for role in ("READ", "WRITE", "ROUTE")}
    proxied = Neo4jStore(f"neo4j://127.0.0.1:{proxy.port}")
    put(proxied, BASE)
    assert difference(proxied.view(), BASE) == []
    proxy.refusing = True
    proxy.cut()
    with pytest.raises(StoreError) as caught:
        proxied.generations()
    assert caught.value.code == "store-unreachable"
    proxy.refusing = False
    assert [g.number for g in proxied.generations()] == [1]
    proxied.close()


def test_what_a_session_says_of_itself(neo4j_url: str, neo4j_server: Server, routed: Neo4jStore,
                                       caplog: pytest.LogCaptureFixture) -> None:
    """Opening asks the leader, and later reads may go to followers, which wait for what this caller has seen."""
    put(routed, BASE)
    caplog.set_level(logging.DEBUG, logger="neo4j")
    other = Neo4jStore(f"neo4j://{neo4j_server.address}/neo4j")
    assert [g.number for g in other.generations()] == [1]
    other.close()
    begun = [line for line in caplog.messages if ("C: BEGIN" in line or "C: RUN" in line) and "'db'" in line]
    assert "'bookmarks'" not in begun[0]
    assert "'mode': 'r'" not in begun[0]
    assert all("'bookmarks'" in line and "'mode': 'r'" in line for line in begun[1:])
    assert len(begun) >= 2
    assert [line for line in caplog.messages if "C: ROUTE" in line]


@pytest.mark.slow
@pytest.mark.usefixtures("neo4j_url")
def test_one_that_may_only_be_read(neo4j_server: Server) -> None:
    """As a follower that is asked by bolt: it opens and answers, and says why nothing can be written."""
    with running(neo4j_server.version, password=neo4j_server.password) as server:
        store = Neo4jStore(server.url)
        put(store, BASE)
        server.stop()
        server.settings["server.databases.default_to_read_only"] = "true"
        server.start()
        for url in (server.url, f"neo4j://{server.address}"):
            other = Neo4jStore(url)
            assert difference(other.view(), BASE) == []
            with pytest.raises(StoreError) as caught:
                put(other, BASE[:4])
            assert (caught.value.code, caught.value.hint) == ("store-read-only", "neo4j://")
            other.close()
        store.close()


@pytest.mark.slow
def test_a_caller_reads_its_own_write(neo4j_server: Server, neo4j_url: str, tmp_path: Path) -> None:
    """A server that does not know yet what its caller wrote, made by putting its folder of before back under it: asked
    with bookmarks it waits until it has caught up, and does not answer from the past. Another caller reads the past."""
    settings = {"db.transaction.bookmark_ready_timeout": "1s"}
    with running(neo4j_server.version, password=neo4j_server.password, settings=settings) as lagging:
        store = Neo4jStore(lagging.url)
        put(store, BASE)
        lagging.stop()
        shutil.copytree(lagging.home, tmp_path / "before")
        lagging.start()
        assert put(store, BASE[:4]).number == 2
        lagging.kill()
        shutil.rmtree(lagging.home)
        (tmp_path / "before").rename(lagging.home)
        lagging.start()
        with pytest.raises(StoreError) as caught:
            store.generations()
        assert caught.value.code == "store-behind"
        other = Neo4jStore(lagging.url)
        assert [g.number for g in other.generations()] == [1]
        number = 1
        while number < 4:
            number = other.record([PERSON if number % 2 else BASE[3]]).number
        assert [g.number for g in store.generations()] == [4, 3, 2, 1]
        other.close()
        store.close()
