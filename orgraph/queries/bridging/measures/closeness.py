"""Closeness and harmonic centrality: in how few steps a node reaches the others."""

from __future__ import annotations

from functools import partial

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection

_ROOM = 8_000_000  # weighted distances held at once


def closeness(p: Projection, *, normalised: bool = True, weighted: bool = False, inward: bool = False) -> Floats:
    r"""Closeness of every node: the inverse of its mean distance from those it reaches.

    .. math:: C(v) = \frac{r_v}{\sum_u d(v, u)} \cdot \frac{r_v}{n - 1}

    over the r_v other nodes that v reaches; d is the length of a shortest path. The second factor (Wasserman & Faust)
    keeps a small island from looking central. In a two-mode graph the first factor is (m + 2(k − 1)) / Σ d instead,
    the smallest possible sum on a side of k nodes facing m (Borgatti & Everett).

    Parameters
    ----------
    p : n nodes, one-mode or two-mode, directed or not
    normalised : with the second factor, and the two-mode numerator; otherwise r / Σ d
    weighted : a link is 1 / weight long, so that strong links are short (Newman 2001); otherwise one. The two-mode
        numerator is a number of links and is not used then
    inward : of a directed graph the distances towards v; otherwise those from v

    Returns
    -------
    float64, shape (n,), in [0, 1] unless weighted; 0 for a node that reaches none.

    References
    ----------
    Wasserman & Faust, Social Network Analysis (1994) 184-187, 200-202.
    Borgatti & Everett, Network analysis of 2-mode data, Social Networks 19 (1997) 243-269.
    Newman, Scientific collaboration networks II, Phys. Rev. E 64 (2001) 016132.

    Examples
    --------
    >>> closeness(Projection.from_pairs(3, [0, 1], [1, 2])).round(3).tolist()
    [0.667, 1.0, 0.667]
    >>> closeness(Projection.from_pairs(3, [0, 1], [1, 2], [2, 1]), weighted=True).round(3).tolist()
    [1.0, 1.333, 0.8]
    """
    reached, total, _ = _distances(p, weighted=weighted, inward=inward)
    mean = np.where(reached > 0, total, 1)
    if not normalised:
        return reached / mean
    sides = None if weighted else p.sides()
    least = reached if sides is None else np.where(reached > 0, sides[1] + 2 * (sides[0] - 1), 0)
    return least / mean * (reached / max(p.n - 1, 1))


def harmonic(p: Projection, *, normalised: bool = True, weighted: bool = False, inward: bool = False) -> Floats:
    r"""Harmonic centrality of every node: the sum of inverse distances, with 0 for those it cannot reach.

    .. math:: H(v) = \sum_{u \ne v} \frac{1}{d(v, u)}

    Unlike closeness it needs no correction in a graph of several islands.

    Parameters
    ----------
    p : n nodes, one-mode or two-mode, directed or not
    normalised : divide by the most possible with links one long: n − 1, or m + (k − 1)/2 on a side of k nodes facing
        m; when weighted by n − 1 in any case
    weighted, inward : as in `closeness`

    Returns
    -------
    float64, shape (n,), 0 for a node that reaches none; normalised in [0, 1] unless weighted.

    References
    ----------
    Boldi & Vigna, Axioms for centrality, Internet Mathematics 10 (2014) 222-262.

    Examples
    --------
    >>> harmonic(Projection.from_pairs(3, [0, 1], [1, 2]), normalised=False).tolist()
    [1.5, 2.0, 1.5]
    """
    _, _, inverse = _distances(p, weighted=weighted, inward=inward)
    if not normalised:
        return inverse
    return inverse / np.maximum(most_near(p, weighted=weighted), 1)


def most_near(p: Projection, *, weighted: bool = False) -> Floats:
    """The largest sum of inverse distances that a node can have with links one long; see `harmonic`."""
    sides = None if weighted else p.sides()
    return np.full(p.n, p.n - 1.0) if sides is None else sides[1] + (sides[0] - 1) / 2


def _distances(p: Projection, *, weighted: bool, inward: bool) -> tuple[Floats, Floats, Floats]:
    """For every node: how many others it reaches, and the sums of their distances and inverse distances."""
    return _by_weight(p.reverse if inward else p) if weighted else _by_steps(p if inward else p.reverse)


def _by_steps(p: Projection) -> tuple[Floats, Floats, Floats]:
    """Distances in links, towards each node."""
    from orgraph.queries.bridging.measures.kernels import over_blocks
    from orgraph.queries.bridging.measures.kernels.distances import LANES, distance_sums

    sums = np.zeros((3, p.n))
    linked = np.flatnonzero(p.degrees).astype(np.int32)
    for part in over_blocks(partial(distance_sums, p.indptr, p.indices), linked, LANES):
        sums += part
    return sums[0], sums[1], sums[2]


def _by_weight(p: Projection) -> tuple[Floats, Floats, Floats]:
    """Distances from each node in lengths of 1 / weight."""
    from scipy.sparse.csgraph import dijkstra

    sums = np.zeros((3, p.n))
    lengths = p.matrix().copy()
    lengths.data = 1 / lengths.data
    linked = np.flatnonzero(p.degrees)
    step = max(1, _ROOM // max(p.n, 1))
    for first in range(0, len(linked), step):
        sources = linked[first : first + step]
        distance = dijkstra(lengths, indices=sources)
        there = np.isfinite(distance) & (distance > 0)
        sums[0, sources] = there.sum(axis=1)
        sums[1, sources] = np.where(there, distance, 0).sum(axis=1)
        sums[2, sources] = np.divide(1, distance, out=np.zeros_like(distance), where=there).sum(axis=1)
    return sums[0], sums[1], sums[2]
