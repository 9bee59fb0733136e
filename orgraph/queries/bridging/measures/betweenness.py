"""Betweenness: how often the shortest ways between others pass through a node."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.projection import Floats, Ints, Projection

# Up to so many nodes the sources go side by side, 64 to a pass (21,000 nodes: 4 times as fast as one by one); beyond,
# the rows of 64 numbers a node no longer fit the cache (830,000 nodes: half as fast).
SIDE_BY_SIDE = 100_000
LANES = 64


def betweenness(p: Projection, *, normalised: bool = True, pivots: int | None = None, seed: int = 0) -> Floats:
    r"""Betweenness of every node: the share of shortest paths between other nodes that pass through it.

    .. math:: b(v) = \sum_{s < t;\ s, t \ne v} \frac{\sigma_{st}(v)}{\sigma_{st}}

    where σ_st is the number of shortest paths between s and t and σ_st(v) the number of those through v.
    The length of a path is its number of links; weights are not used.

    Parameters
    ----------
    p : n nodes, one-mode or two-mode
    normalised : divide by the most that a node can have, (n − 1)(n − 2)/2; in a two-mode graph by the most that a
        node of its side can have (Borgatti & Halgin 2011). The result is then between 0 and 1; otherwise it is a
        number of pairs.
    pivots : sum over so many sources only, drawn without repetition with `seed`, and scale up by n / pivots: an
        unbiased estimate whose error falls as 1 / √pivots (Brandes & Pich 2007). None: all sources, exact.
    seed : of the draw of pivots

    Returns
    -------
    float64, shape (n,). Pairs in different components count for nobody; isolates and end points of the graph
    have 0. The same on any number of cores.

    References
    ----------
    Freeman, A set of measures of centrality based on betweenness, Sociometry 40 (1977) 35-41.
    Brandes, A faster algorithm for betweenness centrality, J. Math. Sociology 25 (2001) 163-177.
    Then et al., The more the merrier: efficient multi-source graph traversal, PVLDB 8 (2014) 449-460.

    Examples
    --------
    >>> path = Projection.from_pairs(4, [0, 1, 2], [1, 2, 3])
    >>> betweenness(path, normalised=False).tolist()
    [0.0, 2.0, 2.0, 0.0]
    """
    if pivots is not None and pivots < 1:
        raise ValueError("pivots must be at least 1")
    if p.n == 0 or not len(p.indices):
        return np.zeros(p.n)
    indptr, indices, order = _neighbours_together(p)
    linked = np.flatnonzero(np.diff(indptr)).astype(np.int32)
    scale = 0.5  # each pair was met from both its ends
    if pivots is not None and pivots < p.n:
        drawn = np.zeros(p.n, dtype=bool)
        drawn[np.random.default_rng(seed).choice(p.n, size=pivots, replace=False)] = True
        linked = linked[drawn[order[linked]]]
        scale *= p.n / pivots
    result = np.zeros(p.n)
    for part in _dependencies(indptr, indices, linked):
        result[order] += part
    result *= scale
    return result / _most(p) if normalised else result


def _neighbours_together(p: Projection) -> tuple[NDArray[np.int64], Ints, Ints]:
    """The graph renumbered so that neighbours lie close in memory and sources of one pass close in the graph."""
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    order = reverse_cuthill_mckee(p.matrix(), symmetric_mode=True)
    moved = p.matrix()[order][:, order].sorted_indices()
    return moved.indptr.astype(np.int64), moved.indices.astype(np.int32), order


def _dependencies(indptr: NDArray[np.int64], indices: Ints, sources: Ints) -> Sequence[Floats]:
    """The sums of dependencies over the blocks of `sources`."""
    from orgraph.queries.bridging.measures.kernels import brandes, over_blocks, side_by_side

    if len(indptr) <= SIDE_BY_SIDE:
        return over_blocks(partial(side_by_side.dependencies, indptr, indices, width=LANES), sources, LANES)
    return over_blocks(partial(brandes.dependencies, indptr, indices), sources, 1)


def _most(p: Projection) -> Floats:
    """The largest betweenness that a node can have: the centre of a star, or its two-mode counterpart."""
    sides = p.sides()
    if sides is None:
        return np.full(p.n, max((p.n - 1) * (p.n - 2) / 2, 1.0))
    own, other = (side.astype(np.float64) for side in sides)
    s, t = np.divmod(own - 1, np.maximum(other, 1))
    most = (other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2
    return np.where(most > 0, most, 1.0)
