"""The Neo4j store on real servers of both versions: the conformance suite, and what is its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from neo4j_server import Server
from neo4j_server.fixture import emptied

from orgraph.stores.neo4j import Neo4jStore

from .queue_contract import QueueTests
from .referrals_contract import ReferralTests
from .statements_contract import StatementTests


@pytest.fixture
def url(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database, and who may ask it in the environment."""
    monkeypatch.setenv("ORGRAPH_NEO4J_USER", "neo4j")
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD", neo4j_server.password)
    empty = emptied(neo4j_server)
    yield empty
    forget(empty)


def forget(url: str) -> None:
    """Drop the snapshots of a database."""
    store = Neo4jStore(url)
    shutil.rmtree(store.snapshots, ignore_errors=True)
    store.close()


class TestNeo4j(StatementTests):
    @pytest.fixture
    def url(self, url: str) -> str:
        return url

    def forget_snapshots(self, url: str) -> None:
        forget(url)


class TestNeo4jQueue(QueueTests):
    pass


class TestNeo4jReferrals(ReferralTests):
    pass
