"""Chance: all that is random in a region, from one seed a place, so that a place is the same whatever is beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import NamedTuple, TypeVar

from orgraph.synth.proportions import ENDED, TO_COME, TODAY

T = TypeVar("T")
_FIRST = dt.date(2020, 1, 1)
_DAYS = [(_FIRST + dt.timedelta(days=n)).isoformat() for n in range(366 * 12)]
_TODAY = (TODAY - _FIRST).days
_TERM = 5 * 365


class Term(NamedTuple):
    """Valid time of a post as cells: first day and day after the last, empty if open."""

    start: str
    end: str


class Draw:
    """A source of chance for one place."""

    def __init__(self, seed: int, place: str) -> None:
        self._random = Random(f"{seed} {place}")  # noqa: S311 - the same region each time, no secret
        self.share = self._random.random
        self.among = self._random.sample

    def chance(self, probability: float) -> bool:
        """True with the probability."""
        return self.share() < probability

    def number(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + int(self.share() * (high - low + 1))

    def about(self, mean: float) -> int:
        """An integer within a third of the mean, the mean on average."""
        return int(mean * (0.7 + 0.6 * self.share()) + self.share())

    def one(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[int(self.share() * len(values))]

    def past(self, days: int = 2000) -> str:
        """A day among the last `days`."""
        return _DAYS[_TODAY - int(self.share() * days)]

    def coming(self, days: int = 700) -> str:
        """A day among the next `days`."""
        return _DAYS[_TODAY + 1 + int(self.share() * days)]

    def term(self) -> Term:
        """A term of office: most are running, some of them with a set end; some are over, some yet to begin."""
        share = self.share()
        if share < TO_COME:
            return Term(self.coming(180), "")
        if share < TO_COME + ENDED:
            over = _TODAY - int(self.share() * 700)
            return Term(_DAYS[over - 200 - int(self.share() * 700)], _DAYS[over])
        since = _TODAY - int(self.share() * 1400)
        return Term(_DAYS[since], _DAYS[since + _TERM] if share > 0.85 else "")
