"""The worklist in the SQLite file, in a table beside those of the generations that is only appended to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgraph.model import Source
from orgraph.stores.worklist import Step

if TYPE_CHECKING:
    from orgraph.stores.sqlite.store import SqliteStore

_COLUMNS = ("gap", "rule", "focus", "home", "name", "place", "state", "due", "who", "at", "file", "sheet", "row",
            "note", "handler", "finished")


class SqliteWorklist:
    """See `stores.worklist.Worklist`."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def steps(self) -> list[Step]:
        """Every step, in the order in which they were added."""
        rows = self._store.connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM step ORDER BY number")
        return [Step(gap, rule, focus, home, name, place, state, dt.date.fromisoformat(due), by,
                     dt.datetime.fromisoformat(at), Source(file, sheet, row), note, handler,
                     dt.date.fromisoformat(finished) if finished else None)
                for gap, rule, focus, home, name, place, state, due, by, at, file, sheet, row, note, handler, finished
                in rows]

    def add(self, steps: Sequence[Step]) -> None:
        """Append steps."""
        db = self._store.writable
        with self._store.writing(db):
            db.executemany(
                f"INSERT INTO step ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})",
                ((s.gap, s.rule, s.focus, s.home, s.name, s.place, s.state, s.due.isoformat(), s.by, s.at.isoformat(),
                  s.source.file, s.source.sheet, s.source.row, s.note, s.handler,
                  s.finished.isoformat() if s.finished else "") for s in steps))
