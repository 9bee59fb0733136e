"""Mixing: whether links stay inside groups of nodes (of one kind, of one area), or run between them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.projection import Floats, Projection

Groups = NDArray[Any]


def ei_index(p: Projection, groups: Groups) -> Floats:
    r"""E-I index of every node: the weight of its links to other groups less that to its own, over both.

    .. math:: \mathrm{EI}(v) = \frac{E_v - I_v}{E_v + I_v}

    Parameters
    ----------
    p : n nodes, undirected, one-mode or two-mode; without weights links are counted
    groups : shape (n,): the group of each node, any values

    Returns
    -------
    float64, shape (n,): 1 when all links lead to other groups, −1 when none does; NaN for an isolate.

    References
    ----------
    Krackhardt & Stern, Informal networks and organizational crises, Social Psychology Quarterly 51 (1988) 123-140.

    Examples
    --------
    >>> ei_index(Projection.from_pairs(4, [0, 0, 0], [1, 2, 3]), np.array([0, 0, 1, 1])).round(3).tolist()
    [0.333, -1.0, 1.0, 1.0]
    """
    weights, out = _weights(p), groups[p.rows] != groups[p.indices]
    external, both = (np.bincount(p.rows, weights=w, minlength=p.n) for w in (weights * out, weights))
    found = np.full(p.n, np.nan)
    np.divide(2 * external - both, both, out=found, where=both > 0)
    return found


def ei_network(p: Projection, groups: Groups) -> float:
    """E-I index of the whole network: weight of links between groups less that within, over both; NaN without links.

    Parameters and reference: `ei_index`.

    Examples
    --------
    >>> ei_network(Projection.from_pairs(4, [0, 0, 0, 2], [1, 2, 3, 3]), np.array([0, 0, 1, 1]))
    0.0
    """
    if not p.links:
        return float("nan")
    return float(np.average(np.where(groups[p.rows] != groups[p.indices], 1.0, -1.0), weights=_weights(p)))


def ei_expected(p: Projection, groups: Groups) -> float:
    r"""The mean of the network's E-I index over all ways to deal its groups out to its nodes, without trying them.

    .. math:: 1 - 2\,\frac{\sum_g n_g (n_g - 1)}{n (n - 1)} \qquad\text{two-mode:}\quad
        1 - 2\,\frac{\sum_g n_{g0}\, n_{g1}}{n_0\, n_1}

    because a link then joins two nodes of one group as often as any pair of nodes does; in a two-mode network groups
    are dealt out on either side by itself. NaN where there is no pair.

    Parameters
    ----------
    p, groups : as in `ei_index`; the links themselves do not matter

    Examples
    --------
    >>> round(ei_expected(Projection.from_pairs(4, [0, 0, 0], [1, 2, 3]), np.array([0, 0, 1, 1])), 3)
    0.333
    """
    _, group = np.unique(groups, return_inverse=True)
    if p.mode is None:
        size = np.bincount(group).astype(np.float64)
        within, pairs = (size * (size - 1)).sum(), p.n * (p.n - 1.0)
    else:
        here, there = (np.bincount(group[p.mode == side], minlength=p.n).astype(np.float64) for side in (0, 1))
        within, pairs = (here * there).sum(), here.sum() * there.sum()
    return float(1 - 2 * within / pairs) if pairs else float("nan")


def assortativity(p: Projection, groups: Groups) -> float:
    r"""Assortativity coefficient by groups: weight of links within groups beyond chance, over the most possible.

    .. math:: r = \frac{\sum_g e_{gg} - \sum_g a_g b_g}{1 - \sum_g a_g b_g}

    with e_gh the share of the links' weight that leads from g to h (an undirected link leads both ways, half each),
    a_g = Σ_h e_gh and b_g = Σ_h e_hg.

    Parameters
    ----------
    p : n nodes, directed or not; weights are used when there are any
    groups : shape (n,): the group of each node, any values

    Returns
    -------
    1 when all links are within groups, 0 by chance, below 0 when they avoid their own group; NaN without links, or
    when all of them are in one group.

    References
    ----------
    Newman, Mixing patterns in networks, Phys. Rev. E 67 (2003) 026126.

    Examples
    --------
    >>> round(assortativity(Projection.from_pairs(4, [0, 1, 2], [1, 2, 3]), np.array([0, 0, 1, 1])), 3)
    0.333
    """
    if not p.links:
        return float("nan")
    _, group = np.unique(groups, return_inverse=True)
    weights, source, target = _weights(p), group[p.rows], group[p.indices]
    out, into = (np.bincount(ends, weights=weights, minlength=p.n) / weights.sum() for ends in (source, target))
    chance = float(out @ into)
    within = float(weights[source == target].sum() / weights.sum())
    return (within - chance) / (1 - chance) if chance < 1 else float("nan")


def degree_assortativity(p: Projection) -> float:
    r"""Degree assortativity: Pearson's correlation of the degrees at the two ends of a link.

    .. math:: r = \frac{\mathrm{cov}(d, d')}{\sigma_d\, \sigma_{d'}}

    over the links, an undirected one taken both ways; of a directed one d is the out-degree of its source and d′ the
    in-degree of its target.

    Parameters
    ----------
    p : n nodes, directed or not; weights are not used

    Returns
    -------
    Between −1 and 1; NaN without links, or when all degrees at either end are equal.

    References
    ----------
    Newman, Assortative mixing in networks, Phys. Rev. Letters 89 (2002) 208701.

    Examples
    --------
    >>> round(degree_assortativity(Projection.from_pairs(4, [0, 0, 0], [1, 2, 3])), 9)
    -1.0
    """
    source, target = p.degrees[p.rows], p.reverse.degrees[p.indices]
    if not p.links or (source == source[0]).all() or (target == target[0]).all():
        return float("nan")
    return float(np.corrcoef(source, target)[0, 1])


def _weights(p: Projection) -> Floats:
    return np.ones(len(p.indices)) if p.weights is None else p.weights
