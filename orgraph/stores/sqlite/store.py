"""SqliteStore: generations in one SQLite file (WAL, one transaction a load), and where their snapshots are."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from orgraph.dates import SHANGHAI
from orgraph.errors import NotFound, StoreError
from orgraph.model import Record
from orgraph.stores.base import Diff, DirectoryEntry, KindDiff, View
from orgraph.stores.generations import Generation, next_number, numbered
from orgraph.stores.snapshot.shelf import Shelf
from orgraph.stores.sqlite.pruning import prune
from orgraph.stores.sqlite.reader import SqliteReader
from orgraph.stores.sqlite.referrals import SqliteReferrals
from orgraph.stores.sqlite.reviews import SqliteReviews
from orgraph.stores.sqlite.staging import SqliteLoad
from orgraph.stores.sqlite.tables import EXAMPLES, OPEN, SEPARATOR, TABLES, table_of, values
from orgraph.stores.sqlite.worklist import SqliteWorklist

SCHEMA_VERSION = 2
BUSY_SECONDS = 30.0


class SqliteStore:
    """See `stores.base.Store`. Safe to use from several threads and processes at once."""

    def __init__(self, path: str | Path, *, make: bool = True) -> None:
        """Open the file, making it if it is not there. Raises StoreError.

        make: at once; else the first write makes it. Until then it holds nothing, and no view can be had of it: a
        misspelt name is neither a database nor an answer.
        """
        self.path = Path(path)
        self._made = False
        self._local = threading.local()
        if make:
            self.make()
        self._there()
        self._shelf = Shelf(Path(f"{self.path}.snapshots"), self._reader)
        self.queue = SqliteReviews(self)
        self.worklist = SqliteWorklist(self)
        self.referrals = SqliteReferrals(self)

    def make(self) -> None:
        """Make the file, the folder and the schema where they are not there. Raises StoreError."""
        if self._made:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = self.connect()
            found = _with_schema(db)
            if found != SCHEMA_VERSION:
                raise StoreError(f"{self.path} has schema {found}, this program writes {SCHEMA_VERSION}")
            db.close()
            self._made = True
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"cannot open {self.path}: {error}", hint="is it an orgraph database?") from error

    def _there(self) -> bool:
        """Whether there is a file by now, made by whomever."""
        if not self._made and os.path.exists(self.path):
            self.make()
        return self._made

    def connect(self) -> sqlite3.Connection:
        """A new connection: WAL, full durability."""
        db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA cache_size = -131072")
        return db

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection; where there is no file yet, to an empty one in memory."""
        there = self._there()
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None or self._local.there != there:
            db = self.connect() if there else sqlite3.connect(":memory:", check_same_thread=False)
            if not there:
                _with_schema(db)
            self._local.db, self._local.there = db, there
        return db

    @property
    def writable(self) -> sqlite3.Connection:
        """This thread's connection, to a file that is made where there is none."""
        self.make()
        return self.connection

    def _reader(self) -> SqliteReader:
        return SqliteReader(self.connection)

    @contextlib.contextmanager
    def writing(self, db: sqlite3.Connection) -> Iterator[None]:
        """One write transaction: committed at the end, rolled back on any error; SQLite's errors become StoreError."""
        try:
            db.execute("BEGIN IMMEDIATE")
            yield
            db.commit()
        except sqlite3.Error as error:
            db.rollback()
            raise StoreError(f"cannot write {self.path}: {error}", hint="another load may be running") from error
        except BaseException:
            db.rollback()
            raise

    # ---- generations ----
    def active_number(self, db: sqlite3.Connection) -> int:
        """Number of the active generation, 0 before the first load."""
        return int(db.execute("SELECT value FROM state WHERE key = 'active'").fetchone()[0])

    def next_number(self, db: sqlite3.Connection, copied: Generation | None = None) -> int:
        """Number that a generation recorded now gets. Raises UsageError where a copied one cannot keep its own."""
        return next_number(int(db.execute("SELECT coalesce(max(number), 0) FROM generation").fetchone()[0]), copied)

    def rebase(self, db: sqlite3.Connection, active: int, number: int) -> None:
        """Where an older generation was made active again: make its statements the open ones, as of `number`."""
        if active == self.next_number(db) - 1:
            return
        at = {"a": active, "m": number, "open": OPEN}
        for table in TABLES:
            db.execute(f"INSERT INTO {table.name} ({table.listed()}, gen_from, gen_to) SELECT {table.listed()}, :m, "
                       f":open FROM {table.name} WHERE gen_from <= :a AND gen_to > :a AND gen_to < :open", at)
            db.execute(f"UPDATE {table.name} SET gen_to = :m WHERE gen_from > :a AND gen_from < :m "
                       f"AND gen_to = :open", at)

    def finish(self, db: sqlite3.Connection, number: int, note: str, *, reader: SqliteReader | None = None,
               counts: tuple[int, int] | None = None, copied: Generation | None = None) -> None:
        """Inside the transaction: build the snapshot from `reader`, if any, write the generation, point to it."""
        if reader is not None:
            self._shelf.build(number, reader)
        else:
            self._shelf.discard(number)
        entities, links = counts or tuple(
            db.execute(f"SELECT count(DISTINCT id) FROM {table.name} WHERE gen_to = ?", (OPEN,)).fetchone()[0]
            for table in TABLES)
        at = copied.recorded_at if copied else dt.datetime.now(SHANGHAI)
        last = [db.execute(f"SELECT coalesce(max(rowid), 0) FROM {table.name}").fetchone()[0] for table in TABLES]
        db.execute("INSERT INTO generation VALUES (?, ?, ?, ?, ?, ?, ?)",
                   (number, at.isoformat(timespec="seconds"), note, entities, links, *last))
        db.execute("UPDATE state SET value = ? WHERE key = 'active'", (number,))

    def generations(self) -> list[Generation]:
        """All generations, newest first."""
        active = self.active_number(self.connection)
        return [Generation(n, dt.datetime.fromisoformat(at), note, n == active, entities, links)
                for n, at, note, entities, links in
                self.connection.execute("SELECT number, recorded_at, note, entities, links FROM generation "
                                 "ORDER BY number DESC")]

    def generation(self, number: int) -> Generation:
        """One generation. Raises NotFound."""
        return numbered(self.generations(), number)

    def activate(self, number: int) -> Generation:
        """Make an earlier generation the active one again."""
        with self.writing(self.connection):
            self.generation(number)
            self.connection.execute("UPDATE state SET value = ? WHERE key = 'active'", (number,))
        return self.generation(number)

    def prune(self, keep: int) -> list[Generation]:
        """Forget all generations but the active one and the newest `keep`."""
        gone = prune(self, keep)
        self._shelf.keep_only({generation.number for generation in self.generations()})
        return gone

    def diff(self, older: int, newer: int) -> Diff:
        """What changed between two generations, by kind and relation type."""
        for number in (older, newer):
            self.generation(number)
        at = {"a": older, "b": newer}
        old, new = ("gen_from <= :a AND gen_to > :a", "gen_from <= :b AND gen_to > :b")
        result: Diff = {}
        for table in TABLES:  # grouped along the index: SQLite has no fast FULL JOIN
            said = (f"SELECT id, coalesce(max(CASE WHEN n THEN g END), max(g)) AS g, CASE WHEN NOT max(o) THEN 'added' "
                    f"WHEN NOT max(n) THEN 'ended' WHEN count(*) = 1 THEN 'unchanged' ELSE 'changed' END AS what "
                    f"FROM (SELECT id, file, {table.group} AS g, {old} AS o, {new} AS n FROM {table.name}) "
                    f"WHERE o OR n GROUP BY id, file")
            for kind, what, count in self.connection.execute(
                    f"SELECT g, what, count(*) FROM ({said}) GROUP BY 1, 2", at):
                setattr(result.setdefault(kind, KindDiff()), what, count)
            for kind, what, known in self.connection.execute(
                    f"SELECT DISTINCT g, what, id FROM ({said}) WHERE what <> 'unchanged' ORDER BY id", at):
                shown = result[kind].examples.setdefault(what, [])
                if len(shown) < EXAMPLES:
                    shown.append(known)
        return dict(sorted(result.items()))

    # ---- writing ----
    def begin(self, note: str, files: Sequence[str], *, copied: Generation | None = None) -> SqliteLoad:
        """Start a load that replaces what `files` said before."""
        try:
            return SqliteLoad(self, note, files, copied)
        except sqlite3.Error as error:
            raise StoreError(f"cannot write {self.path}: {error}", hint="another load may be running") from error

    def record(self, records: Iterable[Record], *, ended: Iterable[str] = (), note: str = "") -> Generation:
        """A small edit as a generation of its own, durable on return; readers patch their snapshot with it."""
        db = self.writable
        with self.writing(db):
            number, active = self.next_number(db), self.active_number(db)
            self.rebase(db, active, number)
            entities, links = db.execute(
                "SELECT entities, links FROM generation WHERE number = ?", (active,)).fetchone() or (0, 0)
            counts = {"entity": entities, "link": links}
            close = "UPDATE {} SET gen_to = ? WHERE id = ? AND gen_to = ?"
            for record_id in ended:
                for table in TABLES:
                    counts[table.name] -= min(
                        db.execute(close.format(table.name), (number, record_id, OPEN)).rowcount, 1)
            for record in records:
                table = table_of(record)
                db.execute("INSERT OR IGNORE INTO file (name) VALUES (?)", (record.source.file,))
                file = db.execute("SELECT number FROM file WHERE name = ?", (record.source.file,)).fetchone()[0]
                known = db.execute(f"SELECT count(*) FROM {table.name} WHERE id = ? AND gen_to = ?",
                                   (record.id, OPEN)).fetchone()[0]
                db.execute(close.format(table.name) + " AND file = ?", (number, record.id, OPEN, file))
                marks = ", ".join("?" * (len(table.columns) + 2))
                db.execute(f"INSERT INTO {table.name} ({table.listed()}, gen_from, gen_to) VALUES ({marks})",
                           (*values(record, file), number, OPEN))
                counts[table.name] += not known
            self.finish(db, number, note, counts=(counts["entity"], counts["link"]))
        return Generation(number, dt.datetime.now(SHANGHAI), note, True, counts["entity"], counts["link"])

    # ---- reading ----
    def directory(self) -> Iterator[DirectoryEntry]:
        """Every entity statement of the active generation."""
        at = self.active_number(self.connection)
        for row in self.connection.execute(
                "SELECT e.id, e.kind, e.name, e.home, e.code, e.number, e.aliases, f.name FROM entity e "
                "JOIN file f ON f.number = e.file WHERE e.gen_from <= ? AND e.gen_to > ? ORDER BY e.id", (at, at)):
            entity, kind, name, home, code, number, aliases, file = row
            yield DirectoryEntry(entity, kind, name, home, code, number,
                                 tuple(aliases.split(SEPARATOR)) if aliases else (), file)

    def files(self, generation: int | None = None) -> list[str]:
        """Names of the files that say anything in a generation."""
        return self._reader().sources(self._at(generation))

    def statements(self, files: Sequence[str] | None = None, *, ids: Collection[str] | None = None,
                   row: int | None = None, generation: int | None = None) -> Iterator[Record]:
        """Every statement of a generation, of these files, ids or row only if given: entities, then links."""
        return self._reader().statements(self._at(generation), files, ids, row)

    def _at(self, generation: int | None) -> int:
        return self.active_number(self.connection) if generation is None else self.generation(generation).number

    def view(self, generation: int | None = None) -> View:
        """Read one generation; of the active one, edits recorded by any process since are seen.

        Raises NotFound where there is no such generation, or no file.
        """
        if not self._there():
            raise NotFound(f"没有这个数据库：{self.path} (no such database)", code="no-database",
                           hint="看看路径；新的先导入：.load(…)、orgraph load (check the path, or load first)")
        number = self.active_number(self.connection) if generation is None else generation
        if generation is not None:
            self.generation(generation)
        return self._shelf.view(number)

    def close(self) -> None:
        """Close this thread's connection."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            self._local.db = None


def _with_schema(db: sqlite3.Connection) -> int:
    """Give it the schema where it has none; the version that it has."""
    db.executescript((files("orgraph.stores.sqlite") / "schema.sql").read_text(encoding="utf-8"))
    found = db.execute("SELECT value FROM state WHERE key = 'schema'").fetchone()
    if found is None:
        db.execute("INSERT OR IGNORE INTO state VALUES ('schema', ?), ('active', 0)", (SCHEMA_VERSION,))
        db.commit()
    return SCHEMA_VERSION if found is None else int(found[0])
