"""What the loss of each node of a network separates, for all nodes at once and for one in full."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.biconnected import Biconnected
from orgraph.queries.bridging.projection import Ints

Amounts = NDArray[np.int64]


class Losses:
    """Reads the depth-first forest of `biconnected`, in which every part that hangs on a node is a range of numbers."""

    def __init__(self, found: Biconnected) -> None:
        self._found = found
        child = np.flatnonzero(found.parent >= 0)
        hanging = child[found.low[child] >= found.number[found.parent[child]]]
        ordered = np.lexsort((found.number[hanging], found.parent[hanging]))
        self._child = hanging[ordered]
        self._of = found.parent[self._child]
        self._size = found.size[self._child].astype(np.int64)
        roots = found.order[found.parent[found.order] < 0]
        self._root = np.repeat(roots, found.size[roots])[found.number]
        self._total = found.size[self._root].astype(np.int64)

    def pieces(self, v: int) -> list[Ints]:
        """The parts into which the component of `v` falls without it, the largest first; see `Biconnected.pieces`."""
        parts = [np.sort(part) for part in (*self._below(v), self._above(v)) if len(part)]
        return sorted(parts, key=lambda part: (-len(part), int(part[0])))

    def lost(self, v: int) -> Ints:
        """The nodes that lose the largest part left when `v` goes."""
        below = self._below(v)
        sizes = [len(part) for part in below]
        if self._total[v] - 1 - sum(sizes) <= max(sizes, default=0):
            below = self.pieces(v)[1:]
        return np.concatenate(below) if below else np.empty(0, np.int32)

    def most(self, weight: Amounts) -> Amounts:
        """For every node the weight of what loses the largest part left when it goes, shape (n,).

        Of several parts that are equally large the lightest is taken to stay, so that it is never less than what `lost`
        adds up to, and more only then.
        """
        found = self._found
        sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(weight[found.order])))

        def inside(v: NDArray[Any]) -> Amounts:
            under: Amounts = sums[found.number[v] + found.size[v]] - sums[found.number[v]]
            return under

        below = inside(self._child)
        rest = inside(self._root) - weight
        above, left = rest.copy(), self._total - 1
        np.subtract.at(above, self._of, below)
        np.subtract.at(left, self._of, self._size)
        largest = left.copy()
        np.maximum.at(largest, self._of, self._size)
        lightest = np.where(left == largest, above, np.iinfo(np.int64).max)
        ties = self._size == largest[self._of]
        np.minimum.at(lightest, self._of[ties], below[ties])
        return rest - lightest

    def _below(self, v: int) -> list[Ints]:
        first, last = np.searchsorted(self._of, (v, v + 1))
        found = self._found
        return [found.order[found.number[c]:found.number[c] + found.size[c]] for c in self._child[first:last].tolist()]

    def _above(self, v: int) -> Ints:
        """The rest of the component: its numbers but those of `v` and of what hangs on it."""
        found, root = self._found, self._root[v]
        first, last = np.searchsorted(self._of, (v, v + 1))
        hanging = zip(*(column[self._child[first:last]].tolist() for column in (found.number, found.size)), strict=True)
        at, parts = int(found.number[root]), []
        for number, size in ((int(found.number[v]), 1), *hanging, (at + int(self._total[v]), 0)):
            parts.append(found.order[at:number])
            at = number + size
        return np.concatenate(parts)
