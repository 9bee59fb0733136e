"""The worklist in the database, beside the generations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from orgraph.model import Source
from orgraph.stores.neo4j.connection import Connection
from orgraph.stores.neo4j.kept import append, rows
from orgraph.stores.worklist import Step

_FIELDS = ("gap", "rule", "focus", "home", "name", "place", "state", "due", "by", "at", "file", "sheet", "row", "note",
           "handler", "finished")


class Neo4jWorklist:
    """See `stores.worklist.Worklist`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def steps(self) -> list[Step]:
        """Every step, in the order in which they were added."""
        return [Step(gap, rule, focus, home, name, place, state, dt.date.fromisoformat(due), by,
                     dt.datetime.fromisoformat(at), Source(file, sheet, row), note, handler,
                     dt.date.fromisoformat(finished) if finished else None)
                for gap, rule, focus, home, name, place, state, due, by, at, file, sheet, row, note, handler, finished
                in rows(self._connection, "WorklistStep", _FIELDS)]

    def add(self, steps: Sequence[Step]) -> None:
        """Append steps."""
        append(self._connection, "WorklistStep", [
            dict(zip(_FIELDS, (s.gap, s.rule, s.focus, s.home, s.name, s.place, s.state, s.due.isoformat(), s.by,
                               s.at.isoformat(), s.source.file, s.source.sheet, s.source.row, s.note, s.handler,
                               s.finished.isoformat() if s.finished else ""), strict=True)) for s in steps])
