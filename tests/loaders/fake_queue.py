"""A review queue in memory, for the loaders' tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from orgraph.errors import NotFound
from orgraph.stores.reviews import Decision, Proposal, Review, check_verdict


class FakeQueue:
    """See `stores.reviews.ReviewQueue`."""

    def __init__(self) -> None:
        self._reviews: dict[str, Review] = {}
        self._history: list[Decision] = []
        self._clock = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)

    def _now(self) -> dt.datetime:
        self._clock += dt.timedelta(seconds=1)
        return self._clock

    def propose(self, files: Sequence[str], proposals: Iterable[Proposal]) -> None:
        before, now = dict(self._reviews), self._now()
        same = {review.proposal.subject for review in before.values() if review.verdict == "same"}
        self._reviews = {key: review for key, review in before.items()
                         if review.proposal.where.file not in files or review.verdict in ("same", "different")}
        for proposal in proposals:
            old = before.get(proposal.key)
            since = old.since if old and proposal.subject not in same else now
            self._reviews.setdefault(proposal.key, Review(proposal, since, old.decision if old else None))

    def reviews(self) -> list[Review]:
        return [self._reviews[key] for key in sorted(self._reviews)]

    def decide(self, keys: Sequence[str], verdict: str, by: str) -> list[Review]:
        for key in keys:
            if key not in self._reviews:
                raise NotFound(key)
        check_verdict(self._reviews.values(), keys, verdict)
        now = self._now()
        for key in keys:
            proposal = self._reviews[key].proposal
            decision = Decision(key, verdict, by, now, proposal.text, proposal.name)
            self._history.insert(0, decision)
            self._reviews[key] = replace(self._reviews[key], decision=decision if verdict else None)
        return [self._reviews[key] for key in sorted(keys)]

    def history(self) -> list[Decision]:
        return list(self._history)
