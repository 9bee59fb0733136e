"""A load into Neo4j: worked out on this machine, in a temporary SQLite file that holds what its files said before.

So that rows that contradict each other, the difference and what is unchanged mean the same in both engines; what is new
or gone travels, the rest does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING

from orgraph.stores.base import Diff
from orgraph.stores.generations import Generation, next_number
from orgraph.stores.neo4j.connection import Row
from orgraph.stores.sqlite.staging import SqliteLoad
from orgraph.stores.sqlite.store import SqliteStore
from orgraph.stores.sqlite.tables import ENTITY, LINK, OPEN, TABLES, Table

if TYPE_CHECKING:
    from orgraph.stores.neo4j.store import Neo4jStore


class Neo4jLoad(SqliteLoad):
    """See `stores.base.Load`. The file's generation 1 is what the files in scope say in the active generation."""

    def __init__(self, store: Neo4jStore, note: str, files: Sequence[str], copied: Generation | None = None) -> None:
        self._folder = TemporaryDirectory(prefix="orgraph-load-")
        super().__init__(SqliteStore(Path(self._folder.name) / "load.db"), note, files, copied)
        self._db.execute("PRAGMA synchronous = OFF")  # nothing in it outlives this process
        self._remote = store
        self._replaced = tuple(files)
        self._as_of = 0  # the generation whose statements the file holds

    def diff(self) -> Diff:
        """What activating would change, by kind and relation type, with a few ids of each."""
        self._bring(self._remote.active_number())
        return super().diff()

    def activate(self) -> Generation:
        """Write what is new and end what is gone, batch by batch; the last transaction makes it the active one."""
        self.conflicts()
        self._bring(self._remote.active_number())
        with self._remote.writer() as writing:
            self._bring(writing.active)
            changed = sum(self._compare(table) for table in TABLES)
            writing.number = next_number(writing.last, self._copied)
            if not changed and writing.active and self._copied is None:
                return self._remote.generation(writing.active)
            writing.begin()
            there = writing.files(set(self._names.values()))
            number = {here: there[name] for here, name in self._names.items()}
            for table in TABLES:
                writing.end(table, ((known, number[file]) for known, file in self._gone_rows(table)))
                writing.add(table, ((row[0], number[row[1]], *row[2:]) for row in self._new_rows(table)))
            return self._remote.finish(writing, self._note, writing.count(ENTITY), writing.count(LINK),
                                       copied=self._copied)

    def _bring(self, generation: int) -> None:
        """Hold what the files in scope say in this generation."""
        if generation == self._as_of:
            return
        reader = self._remote.reader()
        names = reader.files()
        for table in TABLES:
            self._db.execute(f"DELETE FROM {table.name}")
            marks = ", ".join("?" * (len(table.columns) + 2))
            rows = reader.rows(table, generation, self._replaced, None, names)
            self._db.executemany(f"INSERT INTO {table.name} ({table.listed()}, gen_from, gen_to) VALUES ({marks})",
                                 ((row[0], self._file(names[row[1]]), *row[2:], 1, OPEN) for row in rows))
        self._db.execute("UPDATE state SET value = 1 WHERE key = 'active'")
        self._db.commit()
        self._as_of = generation

    def _compare(self, table: Table) -> int:
        """Set aside which staged statements are new or moved; how many those and the gone ones are."""
        moved = table.same("e.", "s.", (*table.content, *table.place))
        fresh = f"fresh_{table.name}"
        self._db.execute(f"DROP TABLE IF EXISTS {fresh}")
        self._db.execute(f"CREATE TEMP TABLE {fresh} AS SELECT s.rowid AS staged, e.rowid AS old {self._joined(table)} "
                         f"WHERE e.id IS NULL OR NOT {moved}", {"g": 1})
        return sum(self._db.execute(f"SELECT count(*) FROM ({rows})", {"g": 1}).fetchone()[0]
                   for rows in (f"SELECT 1 FROM {fresh}", f"SELECT 1 {self._gone(table)}"))

    def _gone_rows(self, table: Table) -> Iterator[Row]:
        """(id, file) of the statements that are no longer said, or are said otherwise."""
        return self._db.execute(  # a cursor: a generator would be closed after the file, where a load fails
            f"SELECT e.id, e.file FROM fresh_{table.name} JOIN {table.name} e ON e.rowid = old UNION ALL "
            f"SELECT e.id, e.file {self._gone(table)}", {"g": 1})

    def _new_rows(self, table: Table) -> Iterator[Row]:
        """The statements that are new or said otherwise, by id."""
        return self._db.execute(f"SELECT {table.listed('s.')} FROM fresh_{table.name} "
                                f"JOIN staged_{table.name} s ON s.rowid = staged ORDER BY s.id")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        super().__exit__(kind, error, trace)
        self._store.close()
        self._folder.cleanup()
