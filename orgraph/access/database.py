"""The service database: one SQLite file beside the graph's, for many threads and processes."""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from orgraph.errors import StoreError

_WAIT = 10.0  # seconds for another process's write, which takes a tenth of a millisecond
_PRIVATE = 0o600


def _steps() -> list[str]:
    text = (files("orgraph.access") / "schema.sql").read_text(encoding="utf-8")
    return re.split(r"^-- step \d+$", text, flags=re.MULTILINE)[1:]


class Database:
    """A connection to read and one to write, each used by one thread at a time. Raises StoreError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE))  # for nobody else's eyes, nor what lies beside it
            self._writer, self._reader = self._connect(), self._connect()
            self._migrate()
            self._turn = os.fdopen(os.open(f"{path}-turn", os.O_CREAT | os.O_RDWR, _PRIVATE))
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"打不开用户和审计库：{path} (cannot open the access database)", code="access-database",
                             hint="ORGRAPH_ACCESS=…") from error
        self._writing, self._reading = threading.Lock(), threading.Lock()

    def _connect(self) -> sqlite3.Connection:
        found = sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
        found.row_factory = sqlite3.Row
        found.execute("PRAGMA journal_mode = WAL")
        found.execute("PRAGMA synchronous = NORMAL")  # a power cut may lose the last entries, never the order of them
        found.execute("PRAGMA foreign_keys = ON")
        return found

    def _migrate(self) -> None:
        steps = _steps()
        self._writer.execute("BEGIN IMMEDIATE")
        done = self._writer.execute("PRAGMA user_version").fetchone()[0]
        if done > len(steps):
            self._writer.execute("ROLLBACK")
            raise StoreError(f"库由更新的版本写成：{self.path} (written by a newer orgraph)", code="access-database")
        for step in steps[done:]:
            for statement in _statements(step):
                self._writer.execute(statement)
        self._writer.execute(f"PRAGMA user_version = {len(steps)}")
        self._writer.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone among all processes: all of it or nothing."""
        with self._writing, self._in_turn():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Wait for the other processes where the kernel wakes who waits: SQLite looks again after some milliseconds,
        which with several busy processes was a tenth of the time of an answer."""
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """The rows of a query, as of the last transaction."""
        with self._reading:
            return self._reader.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first of them."""
        return next(iter(self.rows(sql, *values)), None)

    @contextmanager
    def long_read(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own for what takes long, so that nobody waits behind it: one state of the file."""
        connection = self._connect()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()

    def close(self) -> None:
        """Release the file."""
        with self._writing, self._reading:
            self._writer.close()
            self._reader.close()
            self._turn.close()


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
