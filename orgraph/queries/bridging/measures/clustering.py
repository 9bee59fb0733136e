"""Clustering: how far those that a node is linked with are linked with each other."""

from __future__ import annotations

from functools import partial

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection


def clustering(p: Projection) -> Floats:
    r"""Local clustering of every node: the share of pairs of its contacts that are linked.

    .. math:: C(v) = \frac{2\, T(v)}{k_v (k_v - 1)}

    with T(v) the number of triangles at v and k_v the number of contacts. With direction, each of the eight ways in
    which three nodes can be a triangle counts (Fagiolo): C(v) = T(v) / (k (k − 1) − 2 k↔) with k the number of links
    in and out, k↔ that of contacts linked both ways, and T(v) the number of directed triangles.

    Parameters
    ----------
    p : n nodes, one-mode, directed or not; weights are not used. In a two-mode graph contacts are never linked: see
        `two_mode_clustering`.

    Returns
    -------
    float64, shape (n,), between 0 and 1; NaN where there is no pair of contacts.

    References
    ----------
    Watts & Strogatz, Collective dynamics of small-world networks, Nature 393 (1998) 440-442.
    Fagiolo, Clustering in complex directed networks, Phys. Rev. E 76 (2007) 026107.

    Examples
    --------
    >>> clustering(Projection.from_pairs(4, [0, 1, 2, 2], [1, 2, 0, 3])).round(3).tolist()
    [1.0, 1.0, 0.333, nan]
    """
    # Without direction each link weighs one; with direction two when it leads both ways, so that a product of three
    # weights is the number of directed triangles on three nodes.
    ways = Projection.from_pairs(p.n, p.rows, p.indices, collapse="count") if p.directed else p.unweighted()
    found, _ = triangles(ways)
    k = np.bincount(ways.rows, weights=ways.weights, minlength=p.n).astype(np.float64)
    pairs = k * (k - 1)
    if ways.weights is not None:
        pairs -= 2 * np.bincount(ways.rows[ways.weights > 1], minlength=p.n)
    return _over(found if p.directed else 2 * found, pairs)


def clustering_weighted(p: Projection) -> Floats:
    r"""Barrat's weighted clustering of every node: a closed pair of contacts counts with the weight of the two links.

    .. math:: C(v) = \frac{1}{s_v (k_v - 1)} \sum_{(j, h)\ \mathrm{linked}} \frac{a_{vj} + a_{vh}}{2}

    over ordered pairs of contacts, s_v the strength of v and k_v the number of contacts. Unlike Onnela's form it does
    not depend on the heaviest link elsewhere in the graph, and with equal weights it is the local clustering.

    Parameters
    ----------
    p : n nodes, undirected, one-mode; without weights each link counts one

    Returns
    -------
    float64, shape (n,), between 0 and 1; NaN with fewer than two contacts.

    Raises
    ------
    ValueError : the graph is directed

    References
    ----------
    Barrat et al., The architecture of complex weighted networks, PNAS 101 (2004) 3747-3752.

    Examples
    --------
    >>> p = Projection.from_pairs(4, [0, 1, 2, 2], [1, 2, 0, 3], [1, 1, 1, 2])
    >>> clustering_weighted(p).round(3).tolist()
    [1.0, 1.0, 0.25, nan]
    """
    _, beside = triangles(p)
    strength = np.bincount(p.rows, weights=p.weights, minlength=p.n)
    return _over(beside, (strength * (p.degrees - 1)).astype(np.float64))


def transitivity(p: Projection) -> float:
    """Share of triples (a node and two of its contacts) that are closed, in the whole graph; NaN without a triple.

    Parameters
    ----------
    p : n nodes, undirected, one-mode; weights are not used

    References
    ----------
    Newman, Strogatz & Watts, Random graphs with arbitrary degree distributions, Phys. Rev. E 64 (2001) 026118.

    Examples
    --------
    >>> transitivity(Projection.from_pairs(4, [0, 1, 2, 2], [1, 2, 0, 3]))
    0.6
    """
    found, _ = triangles(p.unweighted())
    triples = (p.degrees * (p.degrees - 1) // 2).sum()
    return float(found.sum() / triples) if triples else float("nan")


def density(p: Projection) -> float:
    """Share of pairs of nodes that are linked: the transitivity of links that fall anywhere; NaN below two nodes.

    Examples
    --------
    >>> density(Projection.from_pairs(4, [0, 1, 2], [1, 2, 0]))
    0.5
    """
    pairs = p.n * (p.n - 1) // (1 if p.directed else 2)
    return p.links / pairs if pairs else float("nan")


def triangles(p: Projection) -> tuple[Floats, Floats]:
    """Over the triangles at each node, the sum of the product of the three links' weights, and of its own two links'.

    Without weights the first is the number of triangles. Both of shape (n,). Raises ValueError for a directed graph.
    """
    from orgraph.queries.bridging.measures.kernels import over_blocks
    from orgraph.queries.bridging.measures.kernels.corners import corners

    if p.directed:
        raise ValueError("an undirected graph is needed: see Projection.undirected")
    share = np.ones(len(p.indices)) if p.weights is None else p.weights
    sums = np.zeros((2, p.n))
    for part in over_blocks(partial(corners, p.indptr, p.indices, share), np.arange(p.n, dtype=np.int32), 1):
        sums += part
    return sums[0], sums[1]


def _over(part: Floats, whole: Floats) -> Floats:
    found = np.full(len(whole), np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found
