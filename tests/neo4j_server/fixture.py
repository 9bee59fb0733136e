"""The servers of a test run: each version is started once, when a test first asks for it.

With xdist, all tests of one version go to one worker, so that no server is started twice. (Its own groups, `--dist
loadgroup`, do nothing with pytest 9.2, and need to be asked for.)
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import neo4j
import pytest
from xdist.scheduler import LoadScopeScheduling

from neo4j_server.jars import SCIENCE, VERSIONS, missing
from neo4j_server.running import Server, running
from neo4j_server.versions import note

REQUIRED = "ORGRAPH_REQUIRE_NEO4J"
PASSWORD = "a-password-of-tests"
READS = ("snapshot", "server")  # the ways of reading (ORGRAPH_NEO4J_READS) that must give the same answers
_EACH = [pytest.param(version, id=f"neo4j-{version}", marks=pytest.mark.neo4j) for version in VERSIONS]
_SCIENCE = pytest.param(SCIENCE, id=f"neo4j-{SCIENCE}", marks=pytest.mark.gds)
_ID = re.compile("|".join(re.escape(str(param.id)) for param in (_SCIENCE, *_EACH)))  # the longer name first
_NEEDS = {"neo4j": VERSIONS, "gds": (SCIENCE,)}


@pytest.fixture(scope="session", params=_EACH)
def neo4j_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A real server of each version in turn; a test that stops it starts it again."""
    with running(request.param, password=PASSWORD, java=()) as server:
        note(server)
        yield server


@pytest.fixture(params=READS)
def neo4j_reads(request: pytest.FixtureRequest) -> str:
    """Each way of reading in turn, a value of the setting of this name."""
    return str(request.param)


@pytest.fixture(scope="session", params=[_SCIENCE])
def gds_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A real server with the Graph Data Science procedures."""
    with running(request.param, password=PASSWORD, java=()) as server:
        note(server)
        yield server


def left_out(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests that need a server where there are no jars and none were asked for."""
    if os.environ.get(REQUIRED) == "1":
        return []
    absent = [mark for mark, versions in _NEEDS.items() if missing(versions)]
    return [item for item in items if any(map(item.get_closest_marker, absent))]


def why_left_out() -> str:
    """What to say of them at the end of a run, "" where all were run."""
    absent = ", ".join(map(str, missing((*VERSIONS, SCIENCE))))
    if not absent or os.environ.get(REQUIRED) == "1":
        return ""
    return f"left out: the tests that need a Neo4j server {absent}; `.ci/setup neo4j --gds` brings it"


class ByServer(LoadScopeScheduling):
    """Hands out one test after another, but those of one server together."""

    def _split_scope(self, nodeid: str) -> str:
        server = _ID.search(nodeid)
        return server.group() if server else nodeid


def emptied(server: Server) -> str:
    """The URL of the server's database with nothing in it; constraints and indexes stay."""
    with neo4j.GraphDatabase.driver(server.url, auth=server.auth) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS").consume()
    return server.url
