"""What a snapshot is built from: the statements of one generation, and what changed between two."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence

import orjson

from orgraph.model import Record
from orgraph.stores.generations import check_there, was_pruned
from orgraph.stores.snapshot.source import Changes, EntityRow, LinkRow, Row, by_file_name
from orgraph.stores.sqlite.tables import ENTITY, LINK, OPEN, TABLES, Table, record_of

_ENTITY = "id, kind, name, home, code, number, aliases, start, end, props, file, sheet, row"
_LINK = "id, type, subject, object, start, end, props, file, sheet, row"


class SqliteReader:
    """See `stores.snapshot.source.Reader`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def files(self) -> dict[int, str]:
        """File number → name."""
        return dict(self._db.execute("SELECT number, name FROM file"))

    def entities(self, generation: int) -> Iterator[Row]:
        """Entity statements by id, then file: the first of an id decides, the others add what it lacks."""
        return self._rows(ENTITY, _ENTITY, generation)

    def links(self, generation: int) -> Iterator[Row]:
        """Link statements in the same order; read last. Raises NotFound where it was pruned meanwhile."""
        yield from self._rows(LINK, _LINK, generation)
        check_there(generation, self._recorded())

    def _rows(self, table: Table, columns: str, generation: int) -> Iterator[Row]:
        # The order of the index, so nothing is sorted; files of one load are numbered by name.
        return self._db.execute(
            f"SELECT {columns} FROM {table.name} INDEXED BY {table.name}_id WHERE gen_from <= ? AND gen_to > ? "
            f"ORDER BY id, file", (generation, generation))

    def sources(self, generation: int) -> list[str]:
        """Names of the files that say anything in a generation."""
        said = " UNION ".join(f"SELECT file FROM {table.name} WHERE gen_from <= :g AND gen_to > :g" for table in TABLES)
        names = self.files()
        return sorted(names[file] for file, in self._db.execute(said, {"g": generation}))

    def statements(self, generation: int, files: Sequence[str] | None, ids: Collection[str] | None, row: int | None
                   ) -> Iterator[Record]:
        """Statements as records, entities first, each by id, then file name; of these files, ids or row only."""
        names = self.files()
        where = "gen_from <= :g AND gen_to > :g"
        if files is not None:
            where += f" AND file IN ({', '.join(str(n) for n, name in names.items() if name in files) or 'NULL'})"
        if ids is not None:
            where += " AND id IN (SELECT value FROM json_each(:ids))"
        if row is not None:
            where += " AND row = :row"
        at = {"g": generation, "ids": orjson.dumps(list(ids or ())).decode(), "row": row}
        for table in TABLES:
            # The few of a row are found in one pass, and then put in order; the others come in the order of ids.
            order = "NOT INDEXED" if row is not None and ids is None else f"INDEXED BY {table.name}_id"
            rows = self._db.execute(
                f"SELECT {table.listed()} FROM {table.name} {order} WHERE {where} ORDER BY id, file", at)
            for said in by_file_name(rows, table.columns.index("file"), names):
                yield record_of(table, said, names[said[1]])
        check_there(generation, self._recorded())  # nobody is to take a part for all

    def _recorded(self) -> set[int]:
        return {number for number, in self._db.execute("SELECT number FROM generation")}

    def changes(self, after: int, upto: int, limit: int) -> Changes | None:
        """Statements now current of every id touched in (after, upto]; None if more than `limit` ids were.

        None too where `after` was pruned: of what it had and `upto` has not nothing may be left.
        """
        ids: dict[str, list[str]] = {}
        for table in TABLES:
            lo, hi = (self._last(table, generation) for generation in (after, upto))
            found = self._db.execute(
                f"SELECT id FROM {table.name} WHERE rowid > :lo AND rowid <= :hi UNION "
                f"SELECT id FROM {table.name} WHERE gen_to > :a AND gen_to <= :b "
                f"AND gen_to < {OPEN} LIMIT :n",  # said once more in full, for the partial index to be used
                {"lo": lo, "hi": hi, "a": after, "b": upto, "n": limit + 1}).fetchall()
            ids[table.name] = sorted(row[0] for row in found)
        if sum(map(len, ids.values())) > limit or was_pruned(after, self._recorded()):
            return None
        return Changes(
            {i: list(map(EntityRow._make, self._of(ENTITY, _ENTITY, i, upto))) for i in ids["entity"]},
            {i: list(map(LinkRow._make, self._of(LINK, _LINK, i, upto))) for i in ids["link"]})

    def _last(self, table: Table, generation: int) -> int:
        """Rowid of the last statement recorded up to a generation."""
        found = self._db.execute(f"SELECT last_{table.name} FROM generation WHERE number = ?", (generation,)).fetchone()
        return int(found[0]) if found else 0

    def _of(self, table: Table, columns: str, record_id: str, generation: int) -> Iterator[tuple[object, ...]]:
        return self._db.execute(
            f"SELECT {columns} FROM {table.name} WHERE id = ? AND gen_from <= ? AND gen_to > ? "
            f"ORDER BY file", (record_id, generation, generation))
