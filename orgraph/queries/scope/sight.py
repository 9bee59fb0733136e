"""What of a view a caller may ask about, and what may be named to them."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

import numpy as np
import numpy.typing as npt

from orgraph.queries.scope.scope import Scope
from orgraph.stores.base import Positions, View
from orgraph.vocabulary import vocabulary

_SUPERIOR = ("Organization", "Post", "Person")  # of what lies in an area above, these are named: whom to turn to
_BELONGS = "WAIVES"  # what is tied so to something belongs to it, also when it is over
_CATALOGUE = ("Topic", "Function")  # comes with every load, and is no secret


class Sight:
    """A caller's areas in one view, on a day.

    Asked about may be what lies in the areas. Named may be that, the areas above, bodies and people whose home is one
    of these, and what is one link away, in force on the day, from something in the areas; waivers also when expired.
    """

    def __init__(self, view: View, scope: Scope, day: int) -> None:
        self._view, self._day = view, day
        self.limited = bool(scope.areas)
        positions = [view.position(area) for area in scope.areas]
        self.stretches = _outermost([view.inside(p) for p in positions if p >= 0]) if self.limited else (
            (0, view.size),)
        self._first = [lo for lo, _ in self.stretches]
        self.above = frozenset(p for lo in self._first for p in view.path_of(lo)) if self.limited else frozenset()
        self._named: dict[int, bool] = {}

    @cached_property
    def searched(self) -> list[tuple[int, int]]:
        """The ranges of what may be asked about: the areas, and the catalogue wherever it stands."""
        listed = sorted(p for kind in _CATALOGUE for p in self._view.of_kind(kind).tolist())
        found: list[tuple[int, int]] = []
        for lo, hi in _outermost([*self.stretches, *((p, p + 1) for p in listed)]):
            found[-1:] = [(found[-1][0], hi)] if found and found[-1][1] == lo else [*found[-1:], (lo, hi)]
        return found

    def inside(self, position: int) -> bool:
        """Whether a node lies in the areas."""
        at = bisect_right(self._first, position) - 1
        return at >= 0 and position < self.stretches[at][1]

    def holds(self, positions: Positions) -> npt.NDArray[np.bool_]:
        """Which of the positions lie in the areas."""
        found = np.zeros(len(positions), np.bool_)
        for lo, hi in self.stretches:
            found |= (positions >= lo) & (positions < hi)
        return found

    def asked(self, position: int) -> bool:
        """Whether the caller may ask about a node."""
        if not self.limited:
            return True
        return position >= 0 and (self.inside(position) or self._root(position) in _CATALOGUE)

    def named(self, position: int) -> bool:
        """Whether a node may be named to the caller."""
        if not self.limited:
            return True
        found = self._named.get(position)
        if found is None:
            found = self._named[position] = (
                self.inside(position) or position in self.above or self._superior(position) or self._linked(position))
        return found

    def _superior(self, position: int) -> bool:
        root = self._root(position)
        return root in _CATALOGUE or (root in _SUPERIOR and self._view.home(position) in self.above)

    def _linked(self, position: int) -> bool:
        return any(self.inside(other) for type_ in vocabulary().relations for inbound in (True, False)
                   for other in self._view.neighbours(position, type_, inbound=inbound, day=self._day)) or any(
            self.inside(edge.object) for edge in self._view.edges(position, _BELONGS, inbound=False))

    def _root(self, position: int) -> str:
        return vocabulary().root(self._view.kind(position))


def _outermost(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges in order without those that lie in others; areas lie in one another or apart."""
    found: list[tuple[int, int]] = []
    for lo, hi in sorted(ranges, key=lambda one: (one[0], -one[1])):
        if not found or lo >= found[-1][1]:
            found.append((lo, hi))
    return tuple(found)
