"""The ties of a layer as they are recorded, before anything is projected: what a null model may exchange."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.layers import Layer, Mode, layers
from orgraph.queries.scope import Reach
from orgraph.stores.base import Positions, View


@dataclass(frozen=True, eq=False)
class Ties:
    """The ties of one layer between `a` and `b` (positions, a pair as often as it is tied).

    symmetric : a tie has no direction. shared : not a tie of its ends, but of all `b` that share an `a` (the
    organisations in which a person sits).
    """

    a: Positions
    b: Positions
    symmetric: bool = False
    shared: bool = False

    def distinct(self) -> tuple[Ties, NDArray[np.int64]]:
        """Each pair once, loops left out, and how often each is tied."""
        apart = self.a != self.b
        pairs, times = np.unique(np.column_stack((self.a[apart], self.b[apart])), axis=0, return_counts=True)
        return replace(self, a=pairs[:, 0].copy(), b=pairs[:, 1].copy()), times

    def pairs(self) -> tuple[Positions, Positions]:
        """The ends of the layer's ties; of shared ones every two `b` as often as persons and their posts tie them."""
        return through(self.b, self.a) if self.shared else (self.a, self.b)


@dataclass(frozen=True, slots=True)
class Scope:
    """The nodes in the range [lo, hi) of positions, of these those within `reach` if it is given; with `boundary` also
    the ties that lead out of it."""

    lo: int
    hi: int
    boundary: bool = False
    reach: Reach | None = None

    def __contains__(self, position: int) -> bool:
        return self.lo <= position < self.hi and (self.reach is None or position in self.reach)

    def holds(self, positions: Positions) -> NDArray[np.bool_]:
        """Which of the positions lie in the range."""
        inside: NDArray[np.bool_] = (positions >= self.lo) & (positions < self.hi)
        return inside if self.reach is None else inside & self.reach.holds(positions)

    def persons(self, view: View) -> Positions:
        """The persons that may be an end of a tie asked for."""
        return view.of_kind("Person") if self.boundary else view.of_kind("Person", self.lo, self.hi)

    def keeps(self, a: Positions, b: Positions) -> NDArray[np.bool_]:
        """Which ties between a and b are asked for: those inside, with the boundary also those with one end inside."""
        return self.holds(a) | self.holds(b) if self.boundary else self.holds(a) & self.holds(b)


def recorded(view: View, layer: Layer, mode: Mode, day: int, scope: Scope) -> Ties:
    """The ties of a layer in the scope on a day; those of a layer that is itself made by sharing (in two-mode networks
    another stands `instead` of it) as the memberships that make it."""
    base = layers().get(layer.instead.get("two", ""))
    if mode == "org" and base is not None and layer.symmetric:
        b, a = view.pairs(base.parsed, "b", "a", day, starts(view, base, "b", scope))
        if scope.boundary:  # those outside whom the same persons join to somebody inside
            a, b = view.pairs(base.parsed, "a", "b", day, np.unique(a))
        return Ties(a, b, shared=True)
    a, b = view.pairs(layer.parsed, "a", "b", day, starts(view, layer, "a", scope))
    far = ~scope.holds(b)
    if layer.symmetric:  # found from both ends where both are inside
        kept = (a < b) | far
        a, b, far = a[kept], b[kept], far[kept]
    if not scope.boundary:
        return Ties(a[~far], b[~far], layer.symmetric)
    if not layer.symmetric:
        end, start = view.pairs(layer.parsed, "b", "a", day, starts(view, layer, "b", scope))
        inward = ~scope.holds(start)
        a, b = np.concatenate((a, start[inward])), np.concatenate((b, end[inward]))
    return Ties(a, b, layer.symmetric)


def starts(view: View, layer: Layer, end: str, scope: Scope) -> Positions:
    """What may stand at an end of the layer's ties, inside the scope."""
    return of_kinds(view, layer.parsed.nodes[end].labels, scope.lo, scope.hi)


def of_kinds(view: View, labels: tuple[str, ...], lo: int, hi: int) -> Positions:
    """Positions of any of the kinds in a range, ascending."""
    return np.unique(np.concatenate([view.of_kind(label, lo, hi) for label in labels]))


def through(ends: Positions, shared: Positions) -> tuple[Positions, Positions]:
    """Every two different `ends` that share something: a pair once for each way in which they share it."""
    from scipy.sparse import csr_array

    who, row = np.unique(ends, return_inverse=True)
    what, column = np.unique(shared, return_inverse=True)
    ties = csr_array((np.ones(len(row)), (row, column)), shape=(len(who), len(what)))
    ties.sum_duplicates()
    both = (ties @ ties.T).tocoo()
    upper = both.row < both.col
    times = both.data[upper].astype(np.int64)
    return (np.repeat(who[both.row[upper]], times).astype(np.int32),
            np.repeat(who[both.col[upper]], times).astype(np.int32))


def joined(found: Sequence[Ties], persons: Positions, mode: Mode) -> tuple[Positions, Positions]:
    """The ties of all layers as pairs of nodes of the mode; in mode "person" two persons tied to one thing are a pair,
    once for each thing."""
    pairs = [ties.pairs() for ties in found]
    a = np.concatenate([left for left, _ in pairs]) if pairs else np.empty(0, np.int32)
    b = np.concatenate([right for _, right in pairs]) if pairs else np.empty(0, np.int32)
    if mode != "person":
        return a, b
    person = np.isin(a, persons)
    once = np.unique(np.column_stack((a[person], b[person])), axis=0)  # two posts in one organisation share it once
    return through(once[:, 0], once[:, 1])


def both_ways(ties: Ties) -> Ties:
    """The ties with direction: those that have none lead both ways."""
    if not (ties.symmetric or ties.shared):
        return ties
    a, b = ties.pairs()
    return Ties(np.concatenate((a, b)), np.concatenate((b, a)))
