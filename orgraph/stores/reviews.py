"""The review queue: likenesses that a load found and only people may judge, and what they decided.

It is no part of the generations: it survives a load that is rejected, and an earlier generation made active again.
Decisions are only ever appended; the last one of a key is in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

from orgraph.errors import UsageError, Where

About = Literal["reference", "twins"]
VERDICTS = {"same": "相同", "different": "不同", "later": "以后再定"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A likeness: what was read at `where` may mean the entity `candidate`.

    about: "reference", a cell that names nothing known, or "twins", a row that may be the entity that another row is.
    key: of the pair, the same in every load. subject: of what was read: a key of the reference, or the twin's id.
    score in [0, 1]; `path` is where the candidate lies; no text holds a telephone or identity number.
    """

    key: str
    about: About
    subject: str
    text: str
    where: Where
    candidate: str
    kind: str
    name: str
    path: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody made of a proposal: a verdict (same, different, later), or "" where an earlier one was undone."""

    key: str
    verdict: str
    by: str
    at: dt.datetime
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Review:
    """A proposal, since when it stands, and the decision in force, if any."""

    proposal: Proposal
    since: dt.datetime
    decision: Decision | None = field(default=None)

    @property
    def verdict(self) -> str:
        """same, different, later, or "" where nobody has decided."""
        return self.decision.verdict if self.decision else ""

    def to_dict(self) -> dict[str, Any]:
        """The review as plain values for JSON."""
        decided = {"verdict": self.verdict, "by": self.decision.by, "at": self.decision.at.isoformat()} \
            if self.decision else {"verdict": "", "by": "", "at": None}
        return asdict(self.proposal) | {"since": self.since.isoformat()} | decided


class ReviewQueue(Protocol):
    """Where a store keeps reviews."""

    def propose(self, files: Sequence[str], proposals: Iterable[Proposal]) -> None:
        """What these files leave open now: their undecided proposals of before go, those that stand keep `since`."""

    def reviews(self) -> list[Review]:
        """Every proposal that is kept, decided or not, by key."""

    def decide(self, keys: Sequence[str], verdict: str, by: str) -> list[Review]:
        """Record one verdict on proposals, all or none; "" undoes.

        Raises NotFound for a key that there is none of, UsageError where two would be the same as one text.
        """

    def history(self) -> list[Decision]:
        """All decisions, newest first, undone ones and undoings too."""

    def take_over(self, reviews: Sequence[Review], decisions: Sequence[Decision]) -> None:
        """Hold the proposals of another store's queue in place of these, and append decisions, oldest first."""


def waiting(reviews: Iterable[Review]) -> list[Review]:
    """What people are still to judge: the likest first, what was put off last.

    Where a text is known to be one thing, the other things that it might have been are asked no more.
    """
    found = list(reviews)
    settled = {review.proposal.subject: review.decision.at for review in found
               if review.decision and review.verdict == "same"}
    still = [review for review in found if review.verdict in ("", "later") and not (
        review.proposal.subject in settled and review.since <= settled[review.proposal.subject])]
    return sorted(still, key=lambda review: (review.verdict == "later", -review.proposal.score, review.proposal.key))


def beyond_doubt(reviews: Iterable[Review], score: float) -> list[str]:
    """Keys of the waiting reviews above `score` in which a text is like one thing only."""
    open_ = [review.proposal for review in waiting(reviews) if review.verdict != "later"]
    above = [proposal for proposal in open_ if proposal.score > score]
    subjects = [proposal.subject for proposal in above]
    return [proposal.key for proposal in above if subjects.count(proposal.subject) == 1]


def check_verdict(reviews: Iterable[Review], keys: Sequence[str], verdict: str) -> None:
    """Raise UsageError for a verdict that there is none of, or that makes one text two things."""
    if verdict and verdict not in VERDICTS:
        raise UsageError(f"没有这种结论：{verdict} (no such verdict)", hint="、".join(VERDICTS))
    if verdict != "same":
        return
    meant: dict[str, Proposal] = {}
    for review in reviews:
        proposal = review.proposal
        if proposal.key not in keys and review.verdict != "same":
            continue
        other = meant.setdefault(proposal.subject, proposal)
        if other.key != proposal.key and proposal.subject in {
                r.proposal.subject for r in reviews if r.proposal.key in keys}:
            raise UsageError(f"“{proposal.text}”不能既是{other.name}又是{proposal.name} (one text, two things)",
                             hint=f"orgraph review undo {other.key}")
