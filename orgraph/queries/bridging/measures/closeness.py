"""Closeness and harmonic centrality: in how few steps a node reaches the others."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.projection import Floats, Projection


def closeness(p: Projection, *, normalised: bool = True) -> Floats:
    r"""Closeness of every node: the inverse of its mean distance from those it reaches.

    .. math:: C(v) = \frac{r_v}{\sum_u d(u, v)} \cdot \frac{r_v}{n - 1}

    over the r_v other nodes on v's island; d is the number of links on a shortest path, weights are not used. The
    second factor (Wasserman & Faust) keeps a small island from looking central. In a two-mode graph the first factor
    is (m + 2(k − 1)) / Σ d instead, the smallest possible sum on a side of k nodes facing m (Borgatti & Halgin).

    Parameters
    ----------
    p : n nodes, one-mode or two-mode
    normalised : with the second factor, and the two-mode numerator; otherwise r / Σ d

    Returns
    -------
    float64, shape (n,), in [0, 1]; an isolate has 0.

    References
    ----------
    Wasserman & Faust, Social Network Analysis (1994) 184-187, 201.
    Borgatti & Halgin, Analyzing affiliation networks, Sage Handbook of Social Network Analysis (2011) 417-433.

    Examples
    --------
    >>> closeness(Projection.from_pairs(3, [0, 1], [1, 2])).round(3).tolist()
    [0.667, 1.0, 0.667]
    """
    reached, total, _ = _distances(p)
    mean = np.maximum(total, 1)
    if not normalised:
        return reached / mean
    sides = p.sides()
    least = reached if sides is None else np.where(reached > 0, sides[1] + 2 * (sides[0] - 1), 0)
    return least / mean * (reached / max(p.n - 1, 1))


def harmonic(p: Projection, *, normalised: bool = True) -> Floats:
    r"""Harmonic centrality of every node: the sum of inverse distances, with 0 for those it cannot reach.

    .. math:: H(v) = \sum_{u \ne v} \frac{1}{d(u, v)}

    d is the number of links on a shortest path, weights are not used. Unlike closeness it needs no correction in a
    graph of several islands.

    Parameters
    ----------
    p : n nodes, one-mode or two-mode
    normalised : divide by the most possible: n − 1, or m + (k − 1)/2 on a side of k nodes facing m

    Returns
    -------
    float64, shape (n,); an isolate has 0.

    References
    ----------
    Boldi & Vigna, Axioms for centrality, Internet Mathematics 10 (2014) 222-262.

    Examples
    --------
    >>> harmonic(Projection.from_pairs(3, [0, 1], [1, 2]), normalised=False).tolist()
    [1.5, 2.0, 1.5]
    """
    _, _, inverse = _distances(p)
    if not normalised:
        return inverse
    sides = p.sides()
    most = np.full(p.n, p.n - 1.0) if sides is None else sides[1] + (sides[0] - 1) / 2
    return inverse / np.maximum(most, 1)


def _distances(p: Projection) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """For every node: how many others it reaches, and the sums of their distances and inverse distances."""
    from orgraph.queries.bridging.measures.kernels import over_blocks
    from orgraph.queries.bridging.measures.kernels.distances import LANES, distance_sums

    reached, total, inverse = np.zeros(p.n, np.int64), np.zeros(p.n, np.int64), np.zeros(p.n)
    linked = np.flatnonzero(p.degrees).astype(np.int32)
    for one, two, three in over_blocks(partial(distance_sums, p.indptr, p.indices), linked, LANES):
        reached += one
        total += two
        inverse += three
    return reached, total, inverse
