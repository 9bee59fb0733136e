"""The review queue in the database, beside the generations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import uuid4

from orgraph.dates import SHANGHAI
from orgraph.errors import NotFound, Where
from orgraph.stores.neo4j.connection import Connection, Row, Transaction
from orgraph.stores.neo4j.kept import LOCK, appended, listed
from orgraph.stores.reviews import Decision, Proposal, Review, check_verdict

_FIELDS = ("review", "about", "subject", "text", "file", "sheet", "row", "header", "candidate", "kind", "name", "path",
           "score", "reasons", "since")
_DECISION = ("review", "verdict", "by", "at", "text", "name")
_PROPOSE = "UNWIND $rows AS row MERGE (n:Kept {key: row.key}) ON CREATE SET n:Review, n += row"
Ask = Callable[..., list[Row]]


class Neo4jReviews:
    """See `stores.reviews.ReviewQueue`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def propose(self, files: Sequence[str], proposals: Iterable[Proposal]) -> None:
        """Replace the undecided proposals of these files."""
        now, fresh = _now(), list(proposals)

        def work(tx: Transaction) -> None:
            tx(LOCK, key=now)
            known = _reviews(tx)
            since = {review.proposal.key: review.since.isoformat() for review in known}
            # What was decided but could not be done is asked again, as of now.
            same = {review.proposal.subject for review in known if review.verdict == "same"}
            settled = {review.proposal.key for review in known if review.verdict in ("same", "different")}
            gone = [review.proposal.key for review in known
                    if review.proposal.where.file in files and review.proposal.key not in settled]
            tx("MATCH (n:Review) WHERE n.review IN $keys DELETE n", keys=gone)
            tx(_PROPOSE, rows=[_node(p, now if p.subject in same else since.get(p.key, now)) for p in fresh])

        self._connection.writing(work)

    def reviews(self) -> list[Review]:
        """Every proposal that is kept, by key."""
        return self._connection.reading(_reviews)

    def decide(self, keys: Sequence[str], verdict: str, by: str) -> list[Review]:
        """Append one verdict on each of the keys."""
        now, numbers = _now(), [uuid4().hex for _ in keys]

        def work(tx: Transaction) -> None:
            tx(LOCK, key=now)
            known = {review.proposal.key: review for review in _reviews(tx)}
            for key in keys:
                if key not in known:
                    raise NotFound(f"没有这一条：{key} (no such review)", hint="orgraph review")
            check_verdict(known.values(), keys, verdict)
            appended(tx, "Decision", [
                {"key": number, "review": key, "verdict": verdict, "by": by, "at": now,
                 "text": known[key].proposal.text, "name": known[key].proposal.name}
                for key, number in zip(keys, numbers, strict=True)])

        self._connection.writing(work)
        return [review for review in self.reviews() if review.proposal.key in keys]

    def history(self) -> list[Decision]:
        """All decisions, newest first."""
        return _decisions(self._connection.read)[::-1]

    def take_over(self, reviews: Sequence[Review], decisions: Sequence[Decision]) -> None:
        """Hold other proposals, append decisions."""
        numbers = [uuid4().hex for _ in decisions]

        def work(tx: Transaction) -> None:
            tx(LOCK, key=_now())
            tx("MATCH (n:Review) DELETE n")
            tx(_PROPOSE, rows=[_node(review.proposal, review.since.isoformat()) for review in reviews])
            appended(tx, "Decision", [
                {"key": number, "review": d.key, "verdict": d.verdict, "by": d.by, "at": d.at.isoformat(),
                 "text": d.text, "name": d.name} for d, number in zip(decisions, numbers, strict=True)])

        self._connection.writing(work)


def _reviews(ask: Ask) -> list[Review]:
    decided = {d.key: d for d in _decisions(ask)}  # the last of a key
    return [_review(row, decided.get(row[0])) for row in ask(listed("Review", _FIELDS, "ORDER BY n.review"))]


def _decisions(ask: Ask) -> list[Decision]:
    return [Decision(key, verdict, by, dt.datetime.fromisoformat(at), text, name)
            for key, verdict, by, at, text, name in ask(listed("Decision", _DECISION))]


def _now() -> str:
    return dt.datetime.now(SHANGHAI).isoformat()


def _node(p: Proposal, since: str) -> dict[str, Any]:
    said = (p.key, p.about, p.subject, p.text, p.where.file, p.where.sheet, p.where.row, p.where.column, p.candidate,
            p.kind, p.name, p.path, p.score, list(p.reasons), since)
    return {**dict(zip(_FIELDS, said, strict=True)), "key": f"review {p.key}"}


def _review(row: Row, decision: Decision | None) -> Review:
    key, about, subject, text, file, sheet, at, header, candidate, kind, name, path, score, reasons, since = row
    proposal = Proposal(key, about, subject, text, Where(file, sheet, at, header, text), candidate, kind, name, path,
                        score, tuple(reasons))
    return Review(proposal, dt.datetime.fromisoformat(since), decision if decision and decision.verdict else None)
