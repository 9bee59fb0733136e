"""The referrals in the SQLite file, in two tables that triggers let nobody change or shorten."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import orjson

from orgraph.errors import NotFound
from orgraph.stores.referrals import Call, Outcome

if TYPE_CHECKING:
    from orgraph.stores.sqlite.store import SqliteStore

_CALL = ("id", "text", "places", "near", "as_of", "asked_at", "top", "generation", "known", "versions", "answer",
         "units", "topics", "who", "at")
_OUTCOME = ("call", "unit", "outcome", "day", "reason", "better", "satisfied", "who", "at")


class SqliteReferrals:
    """See `stores.referrals.Referrals`."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def keep(self, *calls: Call) -> None:
        """Append calls."""
        db = self._store.writable
        with self._store.writing(db):
            db.executemany(
                f"INSERT OR IGNORE INTO referral ({', '.join(_CALL)}) VALUES ({', '.join('?' * len(_CALL))})", (
                    (call.id, call.text, _json(call.places), call.near, call.as_of.isoformat(), call.asked_at, call.top,
                     call.generation, call.known, _json(dict(sorted(call.versions.items()))), call.answer,
                     _json(call.units), _json(call.topics), call.by, call.at.isoformat()) for call in calls))

    def calls(self) -> list[Call]:
        """Every call, in the order in which they were kept."""
        rows = self._store.connection.execute(f"SELECT {', '.join(_CALL)} FROM referral ORDER BY number")
        return [Call(id_, text, tuple(orjson.loads(places)), near, dt.date.fromisoformat(as_of), asked_at, top,
                     generation, known, orjson.loads(versions), answer, tuple(orjson.loads(units)),
                     tuple(orjson.loads(topics)), by, dt.datetime.fromisoformat(at))
                for id_, text, places, near, as_of, asked_at, top, generation, known, versions, answer, units, topics,
                by, at in rows]

    def add(self, *outcomes: Outcome) -> None:
        """Append outcomes."""
        db = self._store.writable
        with self._store.writing(db):
            for call in {outcome.call for outcome in outcomes}:
                if not db.execute("SELECT 1 FROM referral WHERE id = ?", (call,)).fetchone():
                    raise NotFound(f"没有留存这次派单：{call} (no such call)", hint="orgraph call history")
            db.executemany(
                f"INSERT INTO outcome ({', '.join(_OUTCOME)}) VALUES ({', '.join('?' * len(_OUTCOME))})",
                ((said.call, said.unit, said.outcome, said.day.isoformat(), said.reason, said.better, said.satisfied,
                  said.by, said.at.isoformat()) for said in outcomes))

    def outcomes(self, upto: int | None = None) -> list[Outcome]:
        """Every outcome, in the order in which they were added."""
        rows = self._store.connection.execute(f"SELECT {', '.join(_OUTCOME)} FROM outcome ORDER BY number LIMIT ?",
                                              (-1 if upto is None else upto,))
        return [Outcome(call, unit, outcome, dt.date.fromisoformat(day), reason, better, satisfied, by,
                        dt.datetime.fromisoformat(at))
                for call, unit, outcome, day, reason, better, satisfied, by, at in rows]

    def known(self) -> int:
        """How many outcomes there are."""
        return int(self._store.connection.execute("SELECT coalesce(max(number), 0) FROM outcome").fetchone()[0])


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
