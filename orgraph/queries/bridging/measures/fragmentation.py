"""How far a network falls apart when some of its nodes go: what key players for disruption are chosen by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.best_set import for_each
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.projection import Floats, Ints, Projection

_LEVELS = 16  # about how often a search over 64 sources at once comes by a link


def fragmentation(p: Projection, gone: Sequence[int] = (), *, by_distance: bool = False) -> float:
    r"""The share of pairs that cannot reach each other when the nodes `gone` are left out: 0 in one piece, 1 in dust.

    .. math:: F = 1 - \frac{\sum_{i \ne j} r_{ij}}{n (n - 1)} \qquad DF = 1 - \frac{\sum_{i \ne j} 1/d_{ij}}{n (n - 1)}

    over the n nodes left, where r_ij is 1 if i and j reach each other; with `by_distance` each pair counts by how near
    it is, so that DF ≥ F, with 0 for a complete graph. 1 where fewer than two nodes are left.

    Parameters
    ----------
    p : direction and weights are not used
    gone : node numbers
    by_distance : DF, Borgatti's distance-weighted fragmentation, instead of F

    References
    ----------
    Borgatti, Identifying sets of key players in a social network, Comput. Math. Organ. Theory 12 (2006) 21-34.

    Examples
    --------
    >>> star = Projection.from_pairs(4, [0, 0, 0], [1, 2, 3])
    >>> fragmentation(star), fragmentation(star, by_distance=True), fragmentation(star, [0])
    (0.0, 0.25, 1.0)
    """
    left = Left(p.undirected(), by_distance=by_distance).of(gone)
    nodes = p.n - len(set(gone))
    return 1 - left / (nodes * (nodes - 1)) if nodes > 1 else 1.0


class Left:
    """The pairs left, or the closeness left, of an undirected graph when nodes go."""

    def __init__(self, p: Projection, *, by_distance: bool) -> None:
        self._p, self.by_distance = p, by_distance
        once = p.n + len(p.indices)
        sizes = components(p).sizes.astype(float)
        self.from_each = int((sizes**2).sum() * once / max(p.n, 1))  # looked at in searches from each node, about
        self._each = once + (self.from_each * _LEVELS // 64 if by_distance else 0)

    def of(self, gone: Sequence[int]) -> float:
        """Σ r_ij, or Σ 1/d_ij, over ordered pairs, without the nodes gone."""
        if self.by_distance:
            return float(self.with_each(gone, np.array([-1], np.int32))[0])
        from scipy.sparse.csgraph import connected_components

        kept = np.setdiff1d(np.arange(self._p.n), np.asarray(gone, np.int64))
        if not len(kept):
            return 0.0
        sizes = np.bincount(connected_components(self._p.matrix()[kept][:, kept], directed=False)[1]).astype(float)
        return float((sizes * (sizes - 1)).sum())

    def with_each(self, gone: Sequence[int], candidates: Ints) -> Floats:
        """The same when one candidate goes besides, for each of them (none of them gone)."""
        from orgraph.queries.bridging.measures.kernels.key_players import closeness_left, pairs_left

        p, flags = self._p, self._flags(gone)
        if not self.by_distance:
            return pairs_left(p.indptr, p.indices, flags)[candidates].astype(np.float64)
        return for_each(partial(closeness_left, p.indptr, p.indices, flags), candidates, self.cost(1))

    def needed(self, gone: Sequence[int]) -> tuple[float, Floats]:
        """What is left without the nodes gone; and for each node, how much of it has shortest paths through it.

        A pair that loses touch, or is further apart, when a set goes, has lost all its shortest paths, so the shares
        of those that the set's members are on come to one at least (or it has lost an end). So what a set takes away
        is at most the sum of what its members do.
        """
        from orgraph.queries.bridging.measures.kernels.brandes import between

        worth = 1 / np.maximum(np.arange(self._p.n + 1), 1) if self.by_distance else np.ones(self._p.n + 1)
        return between(self._p.indptr, self._p.indices, self._flags(gone), worth)

    def cost(self, candidates: int) -> int:
        """About how many links and nodes `with_each` looks at."""
        return self._each * (candidates if self.by_distance else 1)

    def _flags(self, gone: Sequence[int]) -> NDArray[np.bool_]:
        flags = np.zeros(self._p.n, bool)
        flags[list(gone)] = True
        return flags


class Fragmenting:
    """The goal: as little as possible left. Scores are what is left, negative; `ceiling`: no set of k exceeds it."""

    def __init__(self, p: Projection, k: int, *, by_distance: bool, effort: int) -> None:
        """k: how many nodes go; effort: how many links may be looked at for the ceiling, and in all greedy steps.

        Where these do not allow for all, those with most links are candidates, and `whole` is False.
        """
        self._p, self._left = p, Left(p, by_distance=by_distance)
        promising = _promising(p, k)
        most = effort // (k * self._left.cost(1)) if by_distance else len(promising)
        self.whole = len(promising) <= most
        if not self.whole:
            promising = np.sort(promising[np.lexsort((promising, -p.degrees[promising]))][:max(most, k)])
        self.candidates = promising
        self.ceiling = -self._even(k)
        if self._left.from_each <= effort:
            now, needed = self._left.needed([])
            self.ceiling = min(self.ceiling, float(np.sort(needed)[-k:].sum()) - now)

    def step(self, chosen: list[int], candidates: Ints) -> Floats:
        """See Goal."""
        return -self._left.with_each(chosen, candidates)

    def room(self, chosen: list[int], candidates: Ints, scores: Floats) -> tuple[float, Floats]:
        """See Goal."""
        now, needed = self._left.needed(chosen)
        return -now, needed[candidates]

    def cost(self, candidates: int, *, room: bool) -> int:
        """See Goal."""
        return self._left.cost(candidates) + room * self._left.from_each

    def _even(self, k: int) -> float:
        """The fewest pairs left: nodes break off at most as many pieces as they have links, of equal size at best."""
        nodes = self._p.n - k
        if self._left.by_distance or nodes < 2:
            return 0.0
        more = int(np.maximum(np.sort(self._p.degrees)[-k:] - 1, 0).sum())
        pieces = min(len(components(self._p).sizes) + more, nodes)
        size, larger = divmod(nodes, pieces)
        return float(larger * (size + 1) * size + (pieces - larger) * size * (size - 1))


def _promising(p: Projection, k: int) -> Ints:
    """Nodes among which a best set is: a pendant's neighbour cuts off the pendant and more; an isolate cuts nothing."""
    degrees = p.degrees
    pendant = np.zeros(p.n, bool)
    ends = np.flatnonzero(degrees == 1)
    pendant[ends] = degrees[p.indices[p.indptr[ends]]] > 1
    found = np.flatnonzero(~pendant & (degrees > 0))
    return (found if len(found) >= k else np.arange(p.n)).astype(np.int32)
