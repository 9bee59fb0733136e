"""The referrals in the database, beside the generations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson

from orgraph.errors import NotFound
from orgraph.stores.neo4j.connection import Connection, Transaction
from orgraph.stores.neo4j.kept import append, appended, rows
from orgraph.stores.referrals import Call, Outcome

_CALL = ("id", "text", "places", "near", "as_of", "asked_at", "top", "generation", "known", "versions", "answer",
         "units", "topics", "by", "at")
_OUTCOME = ("call", "unit", "outcome", "day", "reason", "better", "satisfied", "by", "at")


class Neo4jReferrals:
    """See `stores.referrals.Referrals`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, call: Call) -> None:
        """Append a call."""
        said = {**{name: getattr(call, name) for name in _CALL}, "places": list(call.places),
                "as_of": call.as_of.isoformat(), "versions": orjson.dumps(dict(sorted(call.versions.items()))).decode(),
                "units": list(call.units), "topics": list(call.topics), "at": call.at.isoformat()}

        def work(tx: Transaction) -> None:
            appended(tx, "Call", [{**said, "key": f"call {call.id}"}])

        self._connection.writing(work)

    def calls(self) -> list[Call]:
        """Every call, in the order in which they were kept."""
        return [Call(id_, text, tuple(places), near, dt.date.fromisoformat(as_of), asked_at, top, generation, known,
                     orjson.loads(versions), answer, tuple(units), tuple(topics), by, dt.datetime.fromisoformat(at))
                for id_, text, places, near, as_of, asked_at, top, generation, known, versions, answer, units, topics,
                by, at in rows(self._connection, "Call", _CALL)]

    def add(self, outcome: Outcome) -> None:
        """Append an outcome."""
        if not self._connection.read("MATCH (n:Call {key: $key}) RETURN 1", key=f"call {outcome.call}"):
            raise NotFound(f"没有留存这次派单：{outcome.call} (no such call)", hint="orgraph call history")
        said: dict[str, Any] = {name: getattr(outcome, name) for name in _OUTCOME}
        append(self._connection, "Outcome", [{**said, "day": outcome.day.isoformat(), "at": outcome.at.isoformat()}])

    def outcomes(self, upto: int | None = None) -> list[Outcome]:
        """Every outcome, in the order in which they were added."""
        return [Outcome(call, unit, outcome, dt.date.fromisoformat(day), reason, better, satisfied, by,
                        dt.datetime.fromisoformat(at))
                for call, unit, outcome, day, reason, better, satisfied, by, at
                in rows(self._connection, "Outcome", _OUTCOME)[:upto]]

    def known(self) -> int:
        """How many outcomes there are."""
        return int(self._connection.read("MATCH (n:Outcome) RETURN count(*)")[0][0])
