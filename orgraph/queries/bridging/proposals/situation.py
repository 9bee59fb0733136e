"""Situation: the area's network with the links chosen so far in place, and what each candidate would tie in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.biconnected import Biconnected, biconnected
from orgraph.queries.bridging.measures.components import Components, components
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.projection import Ints, Projection
from orgraph.queries.bridging.proposals.making import Made
from orgraph.stores.base import Positions


@dataclass(frozen=True, eq=False)
class Situation:
    """A network of `positions` (ascending), and the new links of candidate i, `indptr[i]` to `indptr[i + 1]`, between
    the nodes a and b (numbers in the network), each once and none that is there already. chosen: those in place."""

    projection: Projection
    positions: Positions
    indptr: NDArray[np.int64]
    a: Ints
    b: Ints
    chosen: tuple[int, ...] = ()
    joint: bool = False

    @classmethod
    def of(cls, net: Network, alone: Positions, made: Made, candidates: int) -> Situation:
        """The network as it is. alone: nodes without a tie, which a link might give one."""
        positions = np.unique(np.concatenate((net.positions, alone, made[1], made[2])))
        place = np.searchsorted(positions, net.positions).astype(np.int32)
        p = net.projection
        projection = Projection.from_pairs(len(positions), place[p.rows], place[p.indices], collapse="one")
        return _situation(projection, positions, made, candidates)

    def after(self, chosen: int, beside: Made) -> Situation:
        """With the links of `chosen` in place; `beside`: ties that others make besides, now that it is."""
        own = slice(*self.indptr[chosen:chosen + 2])
        p = self.projection
        projection = Projection.from_pairs(p.n, np.concatenate((p.rows, self.a[own])),
                                           np.concatenate((p.indices, self.b[own])), collapse="one")
        at = np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))
        made = (np.concatenate((at, beside[0])), np.concatenate((self.positions[self.a], beside[1])),
                np.concatenate((self.positions[self.b], beside[2])))
        then = _situation(projection, self.positions, made, len(self.indptr) - 1)
        return replace(then, chosen=(*self.chosen, chosen))

    def with_all(self, together: Made) -> Situation:
        """The same network, where candidates also make what they tie only together (each with some other; `joint` where
        there is such a tie): all that any of them may bring to join."""
        at = np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))
        kept = np.isin(together[1], self.positions) & np.isin(together[2], self.positions)
        made = (np.concatenate((at, together[0][kept])), np.concatenate((self.positions[self.a], together[1][kept])),
                np.concatenate((self.positions[self.b], together[2][kept])))
        return replace(_situation(self.projection, self.positions, made, len(self.indptr) - 1), joint=bool(kept.any()))

    def everything(self) -> Situation:
        """With the links of all candidates in place."""
        p = self.projection
        projection = Projection.from_pairs(p.n, np.concatenate((p.rows, self.a)), np.concatenate((p.indices, self.b)),
                                           collapse="one")
        return Situation(projection, self.positions, np.zeros(1, np.int64), self.a[:0], self.b[:0])

    @property
    def linking(self) -> NDArray[np.bool_]:
        """Candidates that make any link."""
        return np.diff(self.indptr) > 0

    @cached_property
    def components(self) -> Components:
        """The islands; a node without a tie is one by itself."""
        return components(self.projection)

    @cached_property
    def biconnected(self) -> Biconnected:
        """What each node holds together."""
        return biconnected(self.projection)


def _situation(projection: Projection, positions: Positions, made: Made, candidates: int) -> Situation:
    at, a, b = made
    n = np.int64(len(positions))
    one, other = np.searchsorted(positions, a), np.searchsorted(positions, b)
    pair = np.minimum(one, other) * n + np.maximum(one, other)
    new = ~np.isin(pair, projection.rows * n + projection.indices)
    order = np.lexsort((pair[new], at[new]))
    at, pair = at[new][order], pair[new][order]
    first = np.append(True, (at[1:] != at[:-1]) | (pair[1:] != pair[:-1]))[:len(at)]
    at, pair = at[first], pair[first]
    return Situation(projection, positions, np.searchsorted(at, np.arange(candidates + 1)).astype(np.int64),
                     (pair // n).astype(np.int32), (pair % n).astype(np.int32))
