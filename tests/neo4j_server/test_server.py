"""The servers that tests run on are real, of the version they say, and end with whoever started them."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import neo4j
import pytest

from neo4j_server import LATEST, Server

CHILD = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from neo4j_server import LATEST, Server
    server = Server(LATEST, Path(sys.argv[1]))
    server.start()
    print(server.port, flush=True)
    os._exit(1)  # dies without a word to the server
""")


def test_it_answers_and_says_its_version(neo4j_server: Server) -> None:
    with neo4j.GraphDatabase.driver(neo4j_server.url, auth=neo4j_server.auth) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1
        record, = driver.execute_query("CALL dbms.components() YIELD name, versions, edition "
                                       "WITH * WHERE name = 'Neo4j Kernel' RETURN versions, edition").records
    assert (record["versions"], record["edition"]) == ([neo4j_server.version.neo4j], "community")


@pytest.mark.neo4j
def test_one_that_cannot_start_shows_its_log(tmp_path: Path) -> None:
    server = Server(LATEST, tmp_path / "home", settings={"server.memory.pagecache.size": "plenty"})
    with pytest.raises(RuntimeError, match="plenty"):
        server.start()


@pytest.mark.slow
@pytest.mark.neo4j
def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    died = subprocess.run([sys.executable, "-c", CHILD, str(tmp_path / "home")], capture_output=True, text=True,
                          cwd=Path(__file__).parents[1])
    until = time.monotonic() + 60
    while _answers(int(died.stdout)):
        assert time.monotonic() < until
        time.sleep(0.2)


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
