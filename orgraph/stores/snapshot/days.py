"""Several days asked at once: bit i of a number says whether something holds on the i-th of them.

A pattern holds on the days on which all of its facts do, so a row of a match carries the `&` of theirs. What is asked
of twenty-four month-ends then takes one walk, not twenty-four.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from orgraph.stores.base import MANY_DAYS, Bits
from orgraph.stores.snapshot.columns import Array
from orgraph.stores.snapshot.snapshot import Snapshot

Mask = npt.NDArray[np.bool_]
WHOLE = 16  # reading more than one in so many of a column, it is cheaper to work out all of it, once


class Days:
    """Some days (ordinals, ascending, at most MANY_DAYS) over one snapshot."""

    def __init__(self, snapshot: Snapshot, days: Sequence[int]) -> None:
        if not 0 < len(days) <= MANY_DAYS or any(a >= b for a, b in pairwise(days)):
            raise ValueError(f"days must be ascending and at most {MANY_DAYS}: {days}")
        self._snapshot = snapshot
        self._days = tuple(days)
        self.one = len(days) == 1
        kinds = (np.uint8, np.uint16, np.uint32, np.uint64)
        self.dtype = np.dtype(next(kind for kind in kinds if len(days) <= np.iinfo(kind).bits))
        below = [(1 << number) - 1 for number in range(len(days) + 1)]
        self._below: Bits = np.array(below, self.dtype)  # the bits of the first `number` days
        self._sorted = np.array(days, np.int64)
        self._whole: dict[str, Bits] = {}

    def of(self, held: Mask) -> Bits:
        """All days where it held, none elsewhere."""
        if self.one:
            return held.view(np.uint8)
        found: Bits = np.where(held, self._below[-1], self._below[0])
        return found

    def each(self, held: Callable[[int], Mask]) -> Bits:
        """What holds depends on the day: asked of each."""
        found = self.of(held(self._days[0]))
        if not self.one:
            found &= self._below[1]
            for number, day in enumerate(self._days[1:], 1):
                found |= held(day).astype(self.dtype) << self.dtype.type(number)
        return found

    def between(self, start: Array, end: Array) -> Bits:
        """The days in [start, end)."""
        if self.one:
            return self.of((start <= self._days[0]) & (end > self._days[0]))
        first, last = (self._below[np.searchsorted(self._sorted, edge)] for edge in (start, end))
        found: Bits = last & ~first
        return found

    def within(self, name: str, at: Array) -> Bits:
        """The days on which the nodes (`name` is "node") or links of a type, by number, exist."""
        whole = self._whole.get(name)
        start, end = self._snapshot.columns[f"{name}.start"], self._snapshot.columns[f"{name}.end"]
        if whole is None and len(at) * WHOLE > len(start):
            whole = self._whole[name] = self.between(start, end)
        return self.between(start[at], end[at]) if whole is None else whole[at]
