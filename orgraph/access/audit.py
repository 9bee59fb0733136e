"""The audit log: only ever appended to, each entry chained to the one before, by any number of processes."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orgraph.access.caller import Caller
from orgraph.access.database import Database
from orgraph.access.entries import START, Entry, Recorded, of_text
from orgraph.errors import UsageError

PROGRAM = Caller("orgraph", "local")
"""Who does what the program does by itself."""
_AT_ONCE = 5000  # entries taken out in one transaction
_INSERT = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and the first thing that is wrong (`broken`: its entry, 0 if nothing is)."""

    entries: int
    first: int
    head: str
    broken: int = 0
    reason: str = ""

    @property
    def whole(self) -> bool:
        """Whether all is as it was written."""
        return not self.broken


def stamp(moment: dt.datetime) -> str:
    """A time as entries have it: UTC to the millisecond."""
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Audit:
    """The log of a service database. digest: a name of hashlib's; days: how long entries are kept."""

    def __init__(self, database: Database, *, digest: str, days: int) -> None:
        self._database = database
        self._digest = digest
        self._days = days
        row = database.row("SELECT value FROM secrets WHERE name = 'texts'")
        self.secret: bytes = row["value"] if row else START

    def append(self, entry: Entry) -> int:
        """Put an entry on record; its number."""
        with self._database.writing() as writing:
            return self._append(writing, entry)

    def _append(self, writing: sqlite3.Connection, entry: Entry) -> int:
        last = writing.execute("SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
        seq, previous = (last["seq"] + 1, last["hash"]) if last else (1, START)
        caller = entry.caller
        found = Recorded(seq, stamp(dt.datetime.now(dt.UTC)), caller.name, caller.role, caller.via, entry.address,
                         entry.action, entry.what, entry.status, entry.area, entry.generation,
                         json.dumps(dict(entry.details), ensure_ascii=False, sort_keys=True), self._digest, previous,
                         b"")
        writing.execute(_INSERT, (
            found.seq, found.at, found.who, found.role, found.via, found.address, found.action, found.what,
            found.status, found.area, found.generation, found.details, found.digest, found.previous, found.expected))
        return seq

    def text(self, value: str) -> dict[str, Any]:
        """A text of people's as an entry may hold it: its length and hash."""
        return of_text(value, self.secret)

    def entries(self, *, before: int | None = None, top: int = 100, who: str | None = None, action: str | None = None,
                but: str | None = None) -> list[Recorded]:
        """The newest entries before a number, of one person, one action, or of all actions but one."""
        asked = {"seq <": before, "who =": who, "action =": action, "action <>": but}
        given = {test: value for test, value in asked.items() if value is not None}
        where = " AND ".join(f"{test} ?" for test in given) or "1"
        rows = self._database.rows(f"SELECT * FROM entries WHERE {where} ORDER BY seq DESC LIMIT ?",  # noqa: S608 — the tests are ours
                                   *given.values(), top)
        return [Recorded.of(row) for row in rows]

    def unmasked(self, who: str, seconds: int) -> tuple[int, int]:
        """How many whole contacts somebody got in the last `seconds`, and in how many the first is longer ago."""
        now = dt.datetime.now(dt.UTC)
        row = self._database.row(
            "SELECT count(*) AS n, min(at) AS first FROM entries WHERE action = 'unmask' AND who = ? AND at > ? AND "
            "status < 300", who, stamp(now - dt.timedelta(seconds=seconds)))
        if row is None or not row["n"]:
            return 0, 0
        return row["n"], seconds - int((now - dt.datetime.fromisoformat(row["first"])).total_seconds())

    def count(self) -> int:
        """How many entries there are."""
        row = self._database.row("SELECT max(seq) - min(seq) + 1 AS n FROM entries")
        return (row["n"] if row else 0) or 0

    def every(self) -> Iterator[Recorded]:
        """All entries, oldest first, as of now."""
        with self._database.long_read() as reading:
            for row in reading.execute("SELECT * FROM entries ORDER BY seq"):
                yield Recorded.of(row)

    def verify(self, head: str = "") -> Verified:
        """Whether nothing was changed, taken out or put in. head: `number:hash` that an earlier look gave, which the
        log has to contain still: by that also an end that was cut off, or a log made anew, is found."""
        noted, noted_hash = _head(head)
        with self._database.long_read() as reading:
            anchor = reading.execute("SELECT seq, hash FROM anchors ORDER BY seq DESC LIMIT 1").fetchone()
            given = reading.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").fetchone()
            seq, previous = (anchor["seq"], anchor["hash"]) if anchor else (0, START)
            first, told = seq + 1, anchor is None
            for row in reading.execute("SELECT * FROM entries WHERE seq > ? ORDER BY seq", (seq,)):
                entry = Recorded.of(row)
                wrong = _wrong(entry, seq, previous)
                if not wrong and entry.seq == noted and entry.hash.hex() != noted_hash:
                    wrong = "不是先前记下的那一条 (not the one that was noted)"
                if wrong:
                    return Verified(seq - first + 1, first, "", entry.seq, wrong)
                seq, previous = entry.seq, entry.hash
                told = told or (entry.action == "prune" and json.loads(entry.details).get("to") == anchor["seq"]
                                and json.loads(entry.details).get("hash") == anchor["hash"].hex())
        result = Verified(seq - first + 1, first, f"{seq}:{previous.hex()}")
        if not told:
            return Verified(result.entries, first, "", first, "开头被删，没有清理记录 (cut off at the start)")
        if seq < max(given["seq"] if given else 0, noted):
            return Verified(result.entries, first, "", seq + 1, "末尾被删 (cut off at the end)")
        return result

    def prune(self, caller: Caller = PROGRAM) -> int:
        """Take out what is past its time; how many. The last of them stays as an anchor, and the chain says so."""
        self._anchor(caller)
        gone = 0
        while True:  # few at a time, so that nobody else's entry waits long; what a killed one left goes too
            with self._database.writing() as writing:
                some = writing.execute(
                    "DELETE FROM entries WHERE seq IN (SELECT seq FROM entries "
                    "WHERE seq <= (SELECT max(seq) FROM anchors) LIMIT ?)", (_AT_ONCE,)).rowcount
            if not some:
                return gone
            gone += some

    def _anchor(self, caller: Caller) -> None:
        """Say up to where entries may go: the first that is kept decides, whatever the clock did in between."""
        limit = stamp(dt.datetime.now(dt.UTC) - dt.timedelta(days=self._days))
        with self._database.writing() as writing:
            last = writing.execute(
                "SELECT seq, hash FROM entries WHERE seq > coalesce((SELECT max(seq) FROM anchors), 0) AND "
                "seq < coalesce((SELECT min(seq) FROM entries WHERE at > ?), 9e18) ORDER BY seq DESC LIMIT 1",
                (limit,)).fetchone()
            if last is not None:
                self._append(writing, Entry(caller, "prune", "audit",
                                            details={"to": last["seq"], "hash": last["hash"].hex()}))
                writing.execute("INSERT INTO anchors VALUES (?, ?)", (last["seq"], last["hash"]))


def _wrong(entry: Recorded, seq: int, previous: bytes) -> str:
    if entry.seq != seq + 1:
        return "前面缺了 (entries before it are gone)"
    if entry.previous != previous:
        return "接不上前一条 (does not follow the one before)"
    if entry.hash != entry.expected:
        return "内容被改 (its content was changed)"
    return ""


def _head(text: str) -> tuple[int, str]:
    number, _, hash_ = text.partition(":")
    if text and not (number.isdecimal() and hash_):
        raise UsageError("写成 序号:散列 (number:hash)", hint="orgraph audit verify")
    return int(number or 0), hash_
