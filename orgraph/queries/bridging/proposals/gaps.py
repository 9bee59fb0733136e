"""Gaps closed: what coverage asks for and links would bring. Coverage itself is handed in, as `Closing`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Protocol

import numpy as np

from orgraph.queries.bridging.projection import Floats
from orgraph.queries.bridging.proposals.candidates import Bools, Candidates, Line, origin
from orgraph.queries.bridging.proposals.objectives import Measured, Name
from orgraph.queries.bridging.proposals.situation import Situation
from orgraph.stores.base import Positions, View

Found = frozenset[tuple[str, int]]  # gaps: a rule, and the position of its focus


class Closing(Protocol):
    """The gaps of an area."""

    @property
    def open(self) -> int:
        """How many there are."""

    def closed(self, line: Line, subject: int, source: int, target: int) -> Found:
        """Those that a link closes by itself."""

    def ceilings(self, line: Line, subjects: Positions, targets: Positions) -> Floats:
        """For each link of a line a number that it does not close more of."""


Close = Callable[[int, int], Closing]  # of the positions [lo, hi)


class Gaps:
    """Gaps of any rule that at least one of the links closes by itself.

    Monotone and submodular, for it counts a union of sets. So what a candidate gained earlier bounds what it gains
    later, and a candidate is looked at again only while that bound leads (CELF; Minoux 1978, Leskovec et al. 2007);
    its first bound is `Closing.ceilings`. A gap that only several links close together is not counted.
    """

    id: Name = "gaps"
    submodular = True

    def __init__(self, view: View, found: Candidates, day: int, closing: Closing) -> None:
        self._view, self._found, self._day, self._closing = view, found, day, closing
        self._known: dict[int, Found] = {}
        self._covered: Found = frozenset()

    def best(self, now: Situation, open_: Bools) -> tuple[int, float]:
        """See Objective."""
        self._covered, step, queue = self._closed_by(now), len(now.chosen), self._queue
        while queue:
            bound, at, when = heappop(queue)
            if open_[at] and when == step:
                return at, -bound
            if open_[at]:
                closed = self._closed(at)
                self._alone[at], self._left[at] = len(closed), len(closed - self._covered)
                if self._left[at]:
                    heappush(queue, (-float(self._left[at]), at, step))
        return -1, 0.0

    def measure(self, now: Situation) -> Measured:
        """See Objective."""
        closed = len(self._closed_by(now))
        return Measured(float(closed), self._closing.open - closed)

    def ceiling(self, widest: Situation, k: int) -> float:
        """The k largest bounds of single candidates together, or what was closed when candidates were last looked at
        and the k largest bounds of what was left; not more than there are gaps."""
        alone, left = (float(np.sort(bound)[::-1][:k].sum()) for bound in (self._alone, self._left))
        return min(alone, len(self._covered) + left, float(self._closing.open))

    @cached_property
    def _alone(self) -> Floats:
        """At the most so many gaps does each candidate close."""
        found, most = self._found, np.zeros(len(self._found))
        for number, line in enumerate(found.lines):
            at = np.flatnonzero(found.line == number)
            if len(at):
                most[at] = self._closing.ceilings(line, found.subject[at], found.target[at])
        return most

    @cached_property
    def _left(self) -> Floats:
        """At the most so many besides those that were closed when it was last looked at."""
        return self._alone.copy()

    @cached_property
    def _queue(self) -> list[tuple[float, int, int]]:
        """−bound, candidate, how many were chosen when it was looked at."""
        queue = [(-float(self._alone[at]), at, -1) for at in np.flatnonzero(self._alone).tolist()]
        heapify(queue)
        return queue

    def _closed_by(self, now: Situation) -> Found:
        none: Found = frozenset()
        return none.union(*map(self._closed, now.chosen))

    def _closed(self, at: int) -> Found:
        if at not in self._known:
            line, subject, target = self._found.line_of(at), int(self._found.subject[at]), int(self._found.target[at])
            source = origin(self._view, self._day, line, subject, target)
            self._known[at] = self._closing.closed(line, subject, source, target)
        return self._known[at]
