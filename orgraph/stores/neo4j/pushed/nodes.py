"""What a reader keeps on its own machine of a generation whose links stay in the server: nodes, and where they lie.

Names are searched, areas are added up and answers are written with them, many times a question.
"""

from __future__ import annotations

from collections.abc import Iterator

from orgraph.stores.neo4j.reader import Neo4jReader
from orgraph.stores.snapshot.boundaries import LIES_IN, SUCCEEDED_BY
from orgraph.stores.snapshot.source import Changes, LinkRow, Row

_OF_AREAS = (LIES_IN, SUCCEEDED_BY)  # the links that say where nodes lie, day by day


class NodesReader(Neo4jReader):
    """See `stores.snapshot.source.Reader`: all nodes, and of the links those alone that say where areas lie."""

    def links(self, generation: int) -> Iterator[Row]:
        """Statements of links between areas."""
        return self.of_types(LinkRow._fields, generation, _OF_AREAS)

    def changes(self, after: int, upto: int, limit: int) -> Changes | None:
        """What changed of them."""
        found = super().changes(after, upto, limit)
        if found is None:
            return None
        links = {known: rows for known, rows in found.links.items()
                 if not rows or any(row.type in _OF_AREAS for row in rows)}
        return Changes(found.entities, links)
