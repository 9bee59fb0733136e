"""A load in SQLite: statements wait in temporary tables, and become a generation in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from orgraph.model import Entity, Record, Source
from orgraph.stores.base import Conflict, Diff, KindDiff
from orgraph.stores.generations import Generation
from orgraph.stores.snapshot.source import Row
from orgraph.stores.sqlite.reader import SqliteReader
from orgraph.stores.sqlite.tables import ENTITY, EXAMPLES, LINK, OPEN, TABLES, Table, record_of, values

if TYPE_CHECKING:
    from orgraph.stores.sqlite.store import SqliteStore

CHUNK = 20_000


class SqliteLoad:
    """See `stores.base.Load`. Uses a connection of its own, so that readers and small edits go on meanwhile."""

    def __init__(self, store: SqliteStore, note: str, files: Sequence[str], copied: Generation | None = None) -> None:
        self._store = store
        self._note = note
        self._copied = copied
        store.make()
        self._db = store.connect()
        self._files: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._indexed = False
        self._conflicts: list[Conflict] | None = None
        for table in TABLES:
            columns = ", ".join(table.columns)
            self._db.execute(f"CREATE TEMP TABLE staged_{table.name} ({columns})")
        for name in sorted(files):  # numbered by name, which spares readers the sorting
            self._file(name)
        self._scope = list(self._files.values())

    def _file(self, name: str) -> int:
        """Number of a file; a new one is committed at once, which changes no answer."""
        number = self._files.get(name)
        if number is None:
            self._db.execute("INSERT OR IGNORE INTO file (name) VALUES (?)", (name,))
            self._db.commit()
            number = int(self._db.execute("SELECT number FROM file WHERE name = ?", (name,)).fetchone()[0])
            self._files[name] = number
            self._names[number] = name
        return number

    def put(self, records: Iterable[Record]) -> None:
        """Stage records, a chunk at a time."""
        if self._indexed:
            raise RuntimeError("put after diff")
        iterator = iter(records)
        while chunk := list(islice(iterator, CHUNK)):
            entities: list[tuple[Any, ...]] = []
            links: list[tuple[Any, ...]] = []
            for record in chunk:
                row = values(record, self._file(record.source.file))
                (entities if isinstance(record, Entity) else links).append(row)
            for table, rows in ((ENTITY, entities), (LINK, links)):
                marks = ", ".join("?" * len(table.columns))
                self._db.executemany(f"INSERT INTO staged_{table.name} VALUES ({marks})", rows)
        self._db.commit()

    def _index(self) -> None:
        if not self._indexed:
            for table in TABLES:
                self._db.execute(f"CREATE INDEX temp.staged_{table.name}_id ON staged_{table.name} (id, file)")
            self._indexed = True

    def conflicts(self) -> list[Conflict]:
        """Rows of one file that say different things of one id; of equal rows the first is kept."""
        if self._conflicts is not None:
            return self._conflicts
        self._index()
        found: list[Conflict] = []
        for table in TABLES:
            staged = f"staged_{table.name}"
            twice = (f"FROM {staged} later JOIN {staged} first ON first.id = later.id AND first.file = later.file "
                     f"AND first.rowid < later.rowid")
            # Who is there twice first: nearly nobody is, and a self-join would visit all.
            self._db.execute(f"CREATE TEMP TABLE repeated AS SELECT id FROM {staged} GROUP BY id, file "
                             f"HAVING count(*) > 1")
            many = "later.id IN (SELECT id FROM repeated)"
            if self._db.execute("SELECT 1 FROM repeated LIMIT 1").fetchone():
                for row in self._db.execute(
                        f"SELECT later.id, later.file, first.sheet, first.row, later.sheet, later.row {twice} "
                        f"WHERE {many} AND NOT {table.same('first.', 'later.')} GROUP BY later.rowid "
                        f"ORDER BY later.rowid"):
                    name = self._names[row[1]]
                    found.append(Conflict(row[0], Source(name, row[2], row[3]), Source(name, row[4], row[5])))
                self._db.execute(f"DELETE FROM {staged} WHERE rowid IN (SELECT later.rowid {twice} WHERE {many})")
            self._db.execute("DROP TABLE repeated")
        self._db.commit()
        self._conflicts = found
        return found

    def statements(self, ids: Collection[str]) -> Iterator[Record]:
        """The staged statements of these ids, entities first."""
        self._index()
        for table in TABLES:
            for known in sorted(ids):
                rows = self._db.execute(f"SELECT {table.listed()} FROM staged_{table.name} WHERE id = ?", (known,))
                yield from sorted((record_of(table, row, self._names[row[1]]) for row in rows),
                                  key=lambda record: (record.source.file, record.source.sheet, record.source.row))

    def _joined(self, table: Table) -> str:
        return (f"FROM staged_{table.name} s LEFT JOIN {table.name} e ON e.id = s.id AND e.file = s.file "
                f"AND e.gen_from <= :g AND e.gen_to > :g")

    def _gone(self, table: Table) -> str:
        scope = ", ".join(map(str, self._scope)) or "NULL"
        return (f"FROM {table.name} e WHERE e.file IN ({scope}) AND e.gen_from <= :g AND e.gen_to > :g "
                f"AND NOT EXISTS (SELECT 1 FROM staged_{table.name} s WHERE s.id = e.id AND s.file = e.file)")

    def _parts(self, table: Table) -> Iterator[tuple[str, str]]:
        joined, same = self._joined(table), table.same("e.", "s.")
        yield "added", f"{joined} WHERE e.id IS NULL"
        yield "changed", f"{joined} WHERE e.id IS NOT NULL AND NOT {same}"
        yield "unchanged", f"{joined} WHERE e.id IS NOT NULL AND {same}"
        yield "ended", self._gone(table)

    def diff(self) -> Diff:
        """What activating would change, by kind and relation type, with a few ids of each."""
        self.conflicts()
        at = {"g": self._store.active_number(self._db)}
        result: Diff = {}
        for table in TABLES:
            for what, rows in self._parts(table):
                side = "e" if what == "ended" else "s"
                for group, count in self._db.execute(
                        f"SELECT {side}.{table.group}, count(*) {rows} GROUP BY 1", at):
                    entry = result.setdefault(group, KindDiff())
                    setattr(entry, what, count)
                if what == "unchanged":
                    continue
                sample = self._db.execute(f"SELECT {side}.{table.group}, {side}.id {rows} LIMIT 1000", at)
                for group, record_id in sample:
                    shown = result[group].examples.setdefault(what, [])
                    if len(shown) < EXAMPLES:
                        shown.append(record_id)
        return dict(sorted(result.items()))

    def activate(self) -> Generation:
        """Record and activate in one transaction; the snapshot is built inside it, so that it is never missing."""
        self.conflicts()
        with self._store.writing(self._db):
            number = self._store.next_number(self._db, self._copied)
            active = self._store.active_number(self._db)
            self._store.rebase(self._db, active, number)
            at = {"g": number, "m": number, "open": OPEN}
            changed = 0
            for table in TABLES:
                moved = table.same("e.", "s.", (*table.content, *table.place))
                fresh = f"fresh_{table.name}"
                self._db.execute(f"CREATE TEMP TABLE {fresh} AS SELECT s.rowid AS staged, e.rowid AS old "
                                 f"{self._joined(table)} WHERE e.id IS NULL OR NOT {moved}", at)
                ended = self._db.execute(
                    f"UPDATE {table.name} SET gen_to = :m WHERE gen_to = :open AND (rowid IN (SELECT old FROM {fresh}) "
                    f"OR rowid IN (SELECT e.rowid {self._gone(table)}))", at).rowcount
                changed += ended + int(self._db.execute(f"SELECT count(*) FROM {fresh}").fetchone()[0])
            if not changed and active and self._copied is None:
                self._db.rollback()
                return self._store.generation(active)
            self._insert(ENTITY, number)
            reader = Overlapped(self._db, lambda: self._insert(LINK, number))
            try:
                self._store.finish(self._db, number, self._note, reader=reader, copied=self._copied)
            finally:
                reader.wait()
        return self._store.generation(number)

    def _insert(self, table: Table, number: int) -> None:
        self._db.execute(
            f"INSERT INTO {table.name} ({table.listed()}, gen_from, gen_to) "
            f"SELECT {table.listed('s.')}, {number}, {OPEN} FROM fresh_{table.name} "
            f"JOIN staged_{table.name} s ON s.rowid = staged ORDER BY s.id")
        self._db.execute(f"DROP TABLE fresh_{table.name}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._db.close()


class Overlapped(SqliteReader):
    """Reads a generation whose links are still being inserted.

    One statement inserts them, for which SQLite needs Python's lock at its start and end only: it runs in a thread
    while the columns of nodes are made from the entities, which have been read by then.
    """

    def __init__(self, db: sqlite3.Connection, insert_links: Callable[[], None]) -> None:
        super().__init__(db)
        self._insert = insert_links
        self._thread: Thread | None = None
        self._error: sqlite3.Error | None = None

    def _run(self) -> None:
        try:
            self._insert()
        except sqlite3.Error as error:
            self._error = error

    def entities(self, generation: int) -> Iterator[Row]:
        """As the base; the last one read starts the insertion of links."""
        yield from super().entities(generation)
        self._thread = Thread(target=self._run)
        self._thread.start()

    def links(self, generation: int) -> Iterator[Row]:
        """As the base, once they are there."""
        self.wait()
        return super().links(generation)

    def wait(self) -> None:
        """Wait for the insertion, so that nobody else uses the connection meanwhile; raises what it met."""
        if self._thread is not None:
            self._thread.join()
        if self._error is not None:
            raise self._error
