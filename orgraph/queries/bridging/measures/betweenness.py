"""Betweenness: how often the shortest ways between others pass through a node."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection


@dataclass(frozen=True, eq=False)
class Estimate:
    """A value a node, and how far it may be off: float64, each of shape (n,)."""

    values: Floats
    error: Floats


def betweenness(
    p: Projection, *, normalised: bool = True, weighted: bool = False, pivots: int | None = None, seed: int = 0
) -> Floats:
    r"""Betweenness of every node: the share of shortest paths between other nodes that pass through it.

    .. math:: b(v) = \sum_{s < t;\ s, t \ne v} \frac{\sigma_{st}(v)}{\sigma_{st}}

    where σ_st is the number of shortest paths between s and t and σ_st(v) the number of those through v; with direction
    the sum is over all ordered pairs.

    Parameters
    ----------
    p : n nodes, one-mode or two-mode, directed or not
    normalised : divide by the most that a node can have, (n − 1)(n − 2)/2, with direction twice that; in an undirected
        two-mode graph by the most that a node of its side can have (Borgatti & Everett 1997). The result is then
        between 0 and 1; otherwise it is a number of pairs.
    weighted : a link is 1 / weight long, so that strong links are short (Newman 2001); otherwise one. Lengths of paths
        that differ by less than 10⁻¹² of themselves are equal.
    pivots : estimate from so many sources drawn with `seed`, see `sampled_betweenness`. None: exact.
    seed : of the draw of pivots

    Returns
    -------
    float64, shape (n,). Pairs in different components count for nobody; isolates and end points of the graph
    have 0. The same to the last bit on any number of cores.

    References
    ----------
    Freeman, A set of measures of centrality based on betweenness, Sociometry 40 (1977) 35-41.
    Brandes, A faster algorithm for betweenness centrality, J. Math. Sociology 25 (2001) 163-177.
    Puzis et al., Heuristics for speeding up betweenness centrality computation, SocialCom (2012) 302-311 (blocks).
    Then et al., The more the merrier: efficient multi-source graph traversal, PVLDB 8 (2014) 449-460 (lanes).
    Newman, Scientific collaboration networks II, Phys. Rev. E 64 (2001) 016132 (lengths).

    Examples
    --------
    >>> path = Projection.from_pairs(4, [0, 1, 2], [1, 2, 3])
    >>> betweenness(path, normalised=False).tolist()
    [0.0, 2.0, 2.0, 0.0]
    >>> around = Projection.from_pairs(3, [0, 1, 0], [1, 2, 2], [2.0, 2.0, 0.5])
    >>> betweenness(around, weighted=True).tolist()
    [0.0, 1.0, 0.0]
    """
    return _estimate(p, normalised, weighted, pivots, seed, 0.95).values


def sampled_betweenness(
    p: Projection, pivots: int, *, normalised: bool = True, weighted: bool = False, seed: int = 0,
    confidence: float = 0.95
) -> Estimate:
    r"""Betweenness estimated without bias from a sample of sources, with a bound of error that holds for all nodes.

    .. math::  \hat b(v) = \frac{N^2}{2k} \sum_{i=1}^{k} \frac{δ_{s_i}(v)}{N} \qquad
               P\Bigl(\exists v: |\hat b(v) - b(v)| > \text{error}(v)\Bigr) \le 1 - \text{confidence}

    Without direction and weights what cut vertices join is counted exactly, and so are blocks of at most `pivots`
    nodes; in every larger block k = `pivots` sources are drawn in proportion to the nodes that hang on them, for a
    component of N nodes. Otherwise sources are drawn evenly, each at most once, from all n nodes. The bound is
    Hoeffding's, shared out over the nodes: what one source adds lies between 0 and N, whatever the graph, and nothing
    else need be known of it. It is far on the safe side (the standard error is at most N²/4√k) and falls as 1/√k: for
    a ranking of large numbers, not for small ones.

    Parameters
    ----------
    p, normalised, weighted, seed : as `betweenness`
    pivots : at least 1
    confidence : between 0 and 1, of all errors together

    Returns
    -------
    Estimate : `error` is 0 where `values` is exact

    References
    ----------
    Brandes & Pich, Centrality estimation in large networks, Int. J. Bifurcation and Chaos 17 (2007) 2303-2318.
    Hoeffding, Probability inequalities for sums of bounded random variables, J. American Statistical Association 58
    (1963) 13-30.

    Examples
    --------
    >>> star = Projection.from_pairs(5, [0, 0, 0, 0], [1, 2, 3, 4])
    >>> found = sampled_betweenness(star, 1)
    >>> found.values.tolist(), found.error.tolist()
    ([1.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0])
    """
    if not 0 < confidence < 1:
        raise ValueError("confidence must be between 0 and 1")
    return _estimate(p, normalised, weighted, pivots, seed, confidence)


def _estimate(
    p: Projection, normalised: bool, weighted: bool, pivots: int | None, seed: int, confidence: float
) -> Estimate:
    if pivots is not None and pivots < 1:
        raise ValueError("pivots must be at least 1")
    if p.directed or (weighted and p.weights is not None):
        values, error = _one_by_one(p, weighted, pivots, seed, 1 - confidence)
    else:
        from orgraph.queries.bridging.measures.kernels.pairs import pairs_through

        values, error = pairs_through(p.indptr, p.indices, pivots, seed, 1 - confidence)
    if normalised:
        most = most_between(p)
        return Estimate(values / most, error / most)
    return Estimate(values, error)


def _one_by_one(p: Projection, weighted: bool, pivots: int | None, seed: int, doubt: float) -> tuple[Floats, Floats]:
    """A search from every source by itself, over the whole graph."""
    from orgraph.queries.bridging.measures.kernels import brandes, dijkstra, over_blocks

    sources = np.flatnonzero(p.degrees).astype(np.int32)
    scale, error = 1.0 if p.directed else 0.5, 0.0  # without direction each pair is met from both its ends
    if pivots is not None and pivots < p.n:
        drawn = np.sort(np.random.default_rng(seed).choice(p.n, size=pivots, replace=False))
        sources = sources[np.isin(sources, drawn)]
        error = scale * p.n * max(p.n - 2, 0) * float(np.sqrt(np.log(2 * p.n / doubt) / (2 * pivots)))
        scale *= p.n / pivots
    kernel = partial(brandes.dependencies, p.indptr, p.indices)
    if weighted and p.weights is not None:
        kernel = partial(dijkstra.dependencies, p.indptr, p.indices, 1 / p.weights)
    result = np.zeros(p.n)
    for part in over_blocks(kernel, sources, 1):
        result += part
    return scale * result, np.full(p.n, error)


def most_between(p: Projection) -> Floats:
    """The largest betweenness that a node can have: the centre of a star, or its two-mode counterpart."""
    sides = None if p.directed else p.sides()
    if sides is None:
        return np.full(p.n, max((p.n - 1) * (p.n - 2) / (1 if p.directed else 2), 1.0))
    own, other = (side.astype(np.float64) for side in sides)
    s, t = np.divmod(own - 1, np.maximum(other, 1))
    most = (other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2
    return np.where(most > 0, most, 1.0)
