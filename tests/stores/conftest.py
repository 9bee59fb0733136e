"""A Neo4j store of its own for tests of what is Neo4j's: an empty database of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j_server import Server
from neo4j_server.fixture import emptied
from neo4j_server.proxy import Proxy

from orgraph.stores.neo4j import Neo4jStore, writing


@pytest.fixture
def neo4j_url(neo4j_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty database; the password is in the environment, and errors and leases do not take long."""
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD", neo4j_server.password)
    monkeypatch.setenv("ORGRAPH_NEO4J_RETRY", "2")
    monkeypatch.setenv("ORGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(writing, "LEASE", 2_000)
    monkeypatch.setattr(writing, "BATCH", 500)  # several of each kind in a small load
    return emptied(neo4j_server)


@pytest.fixture
def neo4j_store(neo4j_url: str) -> Iterator[Neo4jStore]:
    """A store of the empty database, asked directly."""
    store = Neo4jStore(neo4j_url)
    yield store
    store.close()


@pytest.fixture
def proxy(neo4j_server: Server) -> Iterator[Proxy]:
    """A network to the server that can be broken."""
    with Proxy(neo4j_server.port) as forwarding:
        yield forwarding


@pytest.fixture
def through(neo4j_url: str, proxy: Proxy) -> Iterator[Neo4jStore]:
    """A store of the same database, asked through the network that can be broken."""
    store = Neo4jStore(f"bolt://127.0.0.1:{proxy.port}")
    yield store
    proxy.refusing, proxy.delay = False, 0.0
    store.close()
