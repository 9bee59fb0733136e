"""Whether the indexes are there and built: after a restore, or where one was dropped, the server builds for a while.

Answers need the constraints and the range indexes: opening waits for those. The full-text index is for searching by
hand; no answer of orgraph asks it, so nothing waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from orgraph.errors import StoreError
from orgraph.stores.neo4j.connection import Connection, Row

PAUSE = 0.5  # seconds between two looks


def ensure(connection: Connection, commands: Mapping[str, str], patience: float) -> None:
    """Make by its command each index that is not there, and wait for those that answers need. Raises StoreError.

    patience: seconds.
    """
    until = time.monotonic() + patience
    found = _found(connection, commands)
    missing = [command for name, command in commands.items() if name not in {row[0] for row in found}]
    for command in missing:
        connection.write(command)
    if missing:
        found = _found(connection, commands)
    while building := [(name, done) for name, state, kind, done in found if state != "ONLINE" and kind != "FULLTEXT"]:
        failed = [name for name, state, *_ in found if state == "FAILED"]
        if failed:
            raise StoreError(f"索引坏了：{', '.join(failed)} (an index has failed)", code="store-indexes",
                             hint="删掉它再打开 (drop it and open again)")
        if time.monotonic() > until:
            said = ", ".join(f"{name} {done:.0f} %" for name, done in building)
            raise StoreError(f"服务器还在建索引：{said} (the server is still building indexes)", code="store-indexes",
                             hint="过一会儿再试 (try again later); ORGRAPH_NEO4J_TIMEOUT")
        time.sleep(PAUSE)
        found = _found(connection, commands)


def _found(connection: Connection, names: Iterable[str]) -> list[Row]:
    return connection.read("SHOW INDEXES YIELD name, state, type, populationPercent WHERE name IN $names "
                           "RETURN name, state, type, populationPercent", names=list(names))
