"""Which servers a run was on, as they say themselves: told at its end, whatever worker they ran in."""

from __future__ import annotations

from typing import Any

import neo4j

from neo4j_server.running import Server

_NAME = "neo4j_servers"
_ran: set[str] = set()


def note(server: Server) -> None:
    """Ask a server what it is."""
    with neo4j.GraphDatabase.driver(server.url, auth=server.auth) as driver:
        found = driver.execute_query("CALL dbms.components() YIELD name, versions, edition WITH * "
                                     "WHERE name = 'Neo4j Kernel' RETURN versions[0] + ' ' + edition AS said").records
    _ran.update(record["said"] for record in found)


def send(config: Any) -> None:
    """Hand what a worker noted to whoever runs it, at the worker's end."""
    if hasattr(config, "workeroutput"):
        config.workeroutput[_NAME] = sorted(_ran)


def receive(node: Any) -> None:
    """Take what a worker noted."""
    _ran.update(getattr(node, "workeroutput", {}).get(_NAME, ()))


def told() -> str:
    """What to say of them at the end of a run, "" where none ran."""
    return f"servers that ran, as they say themselves: {', '.join(sorted(_ran))}" if _ran else ""
