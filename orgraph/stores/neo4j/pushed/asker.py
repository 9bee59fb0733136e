"""Questions about one generation, which may be pruned while it is read: then no answer is taken for whole."""

from __future__ import annotations

import time
from typing import Any

from orgraph.stores.generations import check_there
from orgraph.stores.neo4j.connection import Connection, Row

SURE = 1.0  # seconds for which a generation that was there is taken to be there


class Asker:
    """Asks the server; $g is the generation, $tree a day of the age whose areas are meant."""

    def __init__(self, connection: Connection, generation: int, tree: int) -> None:
        self._connection, self._generation, self._tree = connection, generation, tree
        self._sure = 0.0

    def __call__(self, query: str, **parameters: Any) -> list[Row]:
        """All rows of a query. Raises NotFound if the generation has been pruned."""
        rows = self._connection.read(query, g=self._generation, tree=self._tree, **parameters)
        now = time.monotonic()
        if now > self._sure:
            recorded = [number for number, in self._connection.read("MATCH (g:Generation) RETURN g.number")]
            check_there(self._generation, recorded)
            self._sure = now + SURE
        return rows
