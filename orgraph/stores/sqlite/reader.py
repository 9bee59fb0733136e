"""What a snapshot is built from: the statements of one generation, and what changed between two."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TypeVar

from orgraph.stores.snapshot.source import Changes, EntityRow, LinkRow
from orgraph.stores.sqlite.tables import ENTITY, LINK, TABLES, Table

Row = TypeVar("Row", EntityRow, LinkRow)
_ENTITY = "id, kind, name, home, code, number, aliases, start, end, props, file, sheet, row"
_LINK = "id, type, subject, object, start, end, props, file, sheet, row"


class SqliteReader:
    """See `stores.snapshot.source.Reader`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def files(self) -> dict[int, str]:
        """File number → name."""
        return dict(self._db.execute("SELECT number, name FROM file"))

    def entities(self, generation: int) -> Iterator[EntityRow]:
        """Entity statements by id, then file and row: the first of an id decides, the others add what it lacks."""
        return self._in_order(map(EntityRow._make, self._rows(ENTITY, _ENTITY, generation)))

    def links(self, generation: int) -> Iterator[LinkRow]:
        """Link statements in the same order."""
        return self._in_order(map(LinkRow._make, self._rows(LINK, _LINK, generation)))

    def _rows(self, table: Table, columns: str, generation: int) -> Iterator[tuple[object, ...]]:
        # By id alone, which the index gives; sorting by the file's name as well would sort millions of rows.
        return self._db.execute(
            f"SELECT {columns} FROM {table.name} INDEXED BY {table.name}_id WHERE gen_from <= ? AND gen_to > ? "
            f"ORDER BY id", (generation, generation))

    def _in_order(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Rows by id → by id, file name, row: nearly every id has one row."""
        names = self.files()
        held: list[Row] = []
        for row in rows:
            if held and held[0].id != row.id:
                yield from held if len(held) == 1 else sorted(held, key=lambda r: (names[r.file], r.row))
                held = []
            held.append(row)
        yield from sorted(held, key=lambda r: (names[r.file], r.row))

    def changes(self, after: int, upto: int, limit: int) -> Changes | None:
        """Statements now current of every id touched in (after, upto]; None if more than `limit` ids were."""
        ids: dict[str, list[str]] = {}
        for table in TABLES:
            found = self._db.execute(
                f"SELECT id FROM {table.name} WHERE gen_from > :a AND gen_from <= :b UNION "
                f"SELECT id FROM {table.name} WHERE gen_to > :a AND gen_to <= :b LIMIT :n",
                {"a": after, "b": upto, "n": limit + 1}).fetchall()
            ids[table.name] = sorted(row[0] for row in found)
        if sum(map(len, ids.values())) > limit:
            return None
        return Changes(
            {i: list(map(EntityRow._make, self._of(ENTITY, _ENTITY, i, upto))) for i in ids["entity"]},
            {i: list(map(LinkRow._make, self._of(LINK, _LINK, i, upto))) for i in ids["link"]})

    def _of(self, table: Table, columns: str, record_id: str, generation: int) -> Iterator[tuple[object, ...]]:
        return self._db.execute(
            f"SELECT {columns} FROM {table.name} WHERE id = ? AND gen_from <= ? AND gen_to > ? "
            f"ORDER BY (SELECT name FROM file f WHERE f.number = file), row", (record_id, generation, generation))
