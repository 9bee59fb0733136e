"""The referrals in the database, beside the generations."""

from __future__ import annotations

import datetime as dt

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

    def keep(self, *calls: Call) -> None:
        """Append calls."""
        said = [{**{name: getattr(call, name) for name in _CALL}, "key": f"call {call.id}", "places": list(call.places),
                 "as_of": call.as_of.isoformat(), "units": list(call.units), "topics": list(call.topics),
                 "versions": orjson.dumps(dict(sorted(call.versions.items()))).decode(), "at": call.at.isoformat()}
                for call in calls]

        def work(tx: Transaction) -> None:
            appended(tx, "Call", said)

        self._connection.writing(work)

    def calls(self) -> list[Call]:
        """Every call, in the order in which they were kept."""
        return [Call(id_, text, tuple(places), near, dt.date.fromisoformat(as_of), asked_at, top, generation, known,
                     orjson.loads(versions), answer, tuple(units), tuple(topics), by, dt.datetime.fromisoformat(at))
                for id_, text, places, near, as_of, asked_at, top, generation, known, versions, answer, units, topics,
                by, at in rows(self._connection, "Call", _CALL)]

    def add(self, *outcomes: Outcome) -> None:
        """Append outcomes."""
        for call, in self._connection.read("UNWIND $calls AS call WITH DISTINCT call WHERE NOT EXISTS "
                                           "{ (:Kept {key: 'call ' + call}) } RETURN call",
                                           calls=[outcome.call for outcome in outcomes]):
            raise NotFound(f"没有留存这次派单：{call} (no such call)", hint="orgraph call history")
        append(self._connection, "Outcome", [
            {**{name: getattr(said, name) for name in _OUTCOME}, "day": said.day.isoformat(), "at": said.at.isoformat()}
            for said in outcomes])

    def outcomes(self, upto: int | None = None) -> list[Outcome]:
        """Every outcome, in the order in which they were added."""
        return [Outcome(call, unit, outcome, dt.date.fromisoformat(day), reason, better, satisfied, by,
                        dt.datetime.fromisoformat(at))
                for call, unit, outcome, day, reason, better, satisfied, by, at
                in rows(self._connection, "Outcome", _OUTCOME)[:upto]]

    def known(self) -> int:
        """How many outcomes there are."""
        return int(self._connection.read("MATCH (n:Outcome) RETURN count(*)")[0][0])
