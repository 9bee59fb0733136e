"""The review queue in the SQLite file, in tables beside those of the generations."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from orgraph.dates import SHANGHAI
from orgraph.errors import NotFound, Where
from orgraph.stores.reviews import Decision, Proposal, Review, check_verdict

if TYPE_CHECKING:
    from orgraph.stores.sqlite.store import SqliteStore

_COLUMNS = ("key", "about", "subject", "text", "file", "sheet", "row", "header", "candidate", "kind", "name", "path",
            "score", "reasons", "since")
_PROPOSE = f"INSERT OR IGNORE INTO review ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_DECIDE = "INSERT INTO decision (key, verdict, who, at, text, name) VALUES (?, ?, ?, ?, ?, ?)"
_LAST = "SELECT max(number) FROM decision GROUP BY key"


class SqliteReviews:
    """See `stores.reviews.ReviewQueue`."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def propose(self, files: Sequence[str], proposals: Iterable[Proposal]) -> None:
        """Replace the undecided proposals of these files."""
        now = _now()
        db = self._store.writable
        with self._store.writing(db):
            since = dict(db.execute("SELECT key, since FROM review"))
            same = {subject for subject, in db.execute(
                f"SELECT subject FROM review JOIN decision USING (key) WHERE number IN ({_LAST}) AND verdict = 'same'")}
            db.execute(f"DELETE FROM review WHERE file IN (SELECT value FROM json_each(?)) AND key NOT IN (SELECT key "
                       f"FROM decision WHERE number IN ({_LAST}) AND verdict IN ('same', 'different'))",
                       (json.dumps(list(files)),))
            # What was decided but could not be done is asked again, as of now.
            db.executemany(_PROPOSE, (_row(p, now if p.subject in same else since.get(p.key, now)) for p in proposals))

    def reviews(self) -> list[Review]:
        """Every proposal that is kept, by key."""
        db = self._store.connection
        decided = {d.key: d for d in self._decisions(f"WHERE number IN ({_LAST})") if d.verdict}
        rows = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM review ORDER BY key")
        return [_review(row, decided.get(row[0])) for row in rows]

    def decide(self, keys: Sequence[str], verdict: str, by: str) -> list[Review]:
        """Append one verdict on each of the keys."""
        db = self._store.writable
        with self._store.writing(db):
            known = {review.proposal.key: review for review in self.reviews()}
            for key in keys:
                if key not in known:
                    raise NotFound(f"没有这一条：{key} (no such review)", hint="orgraph review")
            check_verdict(known.values(), keys, verdict)
            now = _now()
            db.executemany(_DECIDE, ((key, verdict, by, now, known[key].proposal.text, known[key].proposal.name)
                                     for key in keys))
        return [review for review in self.reviews() if review.proposal.key in keys]

    def history(self) -> list[Decision]:
        """All decisions, newest first."""
        return list(self._decisions("ORDER BY number DESC"))

    def take_over(self, reviews: Sequence[Review], decisions: Sequence[Decision]) -> None:
        """Hold other proposals, append decisions."""
        db = self._store.writable
        with self._store.writing(db):
            db.execute("DELETE FROM review")
            db.executemany(_PROPOSE, (_row(review.proposal, review.since.isoformat()) for review in reviews))
            db.executemany(_DECIDE, ((d.key, d.verdict, d.by, d.at.isoformat(), d.text, d.name) for d in decisions))

    def _decisions(self, which: str) -> Iterable[Decision]:
        for key, verdict, who, at, text, name in self._store.connection.execute(
                f"SELECT key, verdict, who, at, text, name FROM decision {which}"):
            yield Decision(key, verdict, who, dt.datetime.fromisoformat(at), text, name)


def _now() -> str:
    return dt.datetime.now(SHANGHAI).isoformat()


def _row(p: Proposal, since: str) -> tuple[Any, ...]:
    return (p.key, p.about, p.subject, p.text, p.where.file, p.where.sheet, p.where.row, p.where.column, p.candidate,
            p.kind, p.name, p.path, p.score, json.dumps(p.reasons, ensure_ascii=False), since)


def _review(row: Sequence[Any], decision: Decision | None) -> Review:
    key, about, subject, text, file, sheet, at, header, candidate, kind, name, path, score, reasons, since = row
    proposal = Proposal(key, about, subject, text, Where(file, sheet, at, header, text), candidate, kind, name, path,
                        score, tuple(json.loads(reasons)))
    return Review(proposal, dt.datetime.fromisoformat(since), decision)
