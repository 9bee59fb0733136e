"""Burt's effective size, efficiency and hierarchy: how many truly different contacts, and on how few of them all hangs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection


@dataclass(frozen=True, eq=False)
class _Circle:
    """The links of every node with what its common contacts make of them; arrays by slot of `links`."""

    links: Projection
    share: Floats  # p_ij
    through: Floats  # Σ_q p_iq p_qj
    redundant: Floats  # Σ_q p_iq m_jq

    def sums(self, values: Floats) -> Floats:
        """Sum over the slots of each node, shape (n,)."""
        return np.bincount(self.links.rows, weights=values, minlength=self.links.n).astype(np.float64)


def effective_size(p: Projection) -> Floats:
    r"""Burt's effective size: the number of contacts less those that the others make redundant.

    With a_ij the weight of the link of i and j (with direction: of i → j and j → i together), p_ij = a_ij / Σ_k a_ik
    the share of i's strength that goes to j, and m_jq = a_jq / max_k a_jk:

    .. math:: E_i = \sum_j \Bigl(1 - \sum_{q \ne i, j} p_{iq} m_{jq}\Bigr)

    summed over i's contacts j. Without weights and direction that is d − 2t/d, for d contacts with t links among them
    (Borgatti 1997).

    Parameters
    ----------
    p : n nodes, directed or not; weights are used when there are any. Without weights a link in both directions weighs
        two, one in a single direction one. In a two-mode graph contacts are never linked, so that the result is the
        degree: project to one mode first.

    Returns
    -------
    float64, shape (n,); NaN for an isolate, 1 for a node with one contact.

    References
    ----------
    Burt, Structural Holes (1992) 50-55. Borgatti, Structural holes: unpacking Burt's redundancy measures, Connections
    20 (1997) 35-38.

    Examples
    --------
    >>> effective_size(Projection.from_pairs(4, [0, 0, 0, 1], [1, 2, 3, 2])).round(3).tolist()
    [2.333, 1.0, 1.0, 1.0]
    """
    circle = _circle(p)
    contacts = circle.links.degrees
    return np.where(contacts > 0, contacts - circle.sums(circle.redundant), np.nan)


def efficiency(p: Projection) -> Floats:
    """Effective size over the number of contacts, at most 1: none of them is linked with another. NaN for an isolate.

    Parameters, formula and reference: `effective_size`.

    Examples
    --------
    >>> efficiency(Projection.from_pairs(3, [0, 1, 2], [1, 2, 0])).tolist()
    [0.5, 0.5, 0.5]
    """
    contacts = p.undirected("sum").degrees
    return effective_size(p) / np.where(contacts > 0, contacts, np.nan)


def hierarchy(p: Projection) -> Floats:
    r"""Burt's hierarchy: how far the constraint comes from a single contact: 0 evenly spread, 1 all from one.

    .. math::
        c_{ij} = \Bigl(p_{ij} + \sum_q p_{iq} p_{qj}\Bigr)^2 \qquad r_{ij} = \frac{c_{ij}}{C_i / N_i} \qquad
        H_i = \frac{\sum_j r_{ij} \ln r_{ij}}{N_i \ln N_i}

    where C_i is the sum of c_ij over the N_i contacts j: the Coleman-Theil index of disorder. Weights and direction
    are used as by `effective_size`.

    Returns
    -------
    float64, shape (n,); NaN with fewer than two contacts.

    References
    ----------
    Burt, Structural Holes (1992) 70-71.

    Examples
    --------
    >>> hierarchy(Projection.from_pairs(3, [0, 1], [1, 2])).round(3).tolist()
    [nan, 0.0, nan]
    """
    circle = _circle(p)
    contacts = circle.links.degrees.astype(np.float64)
    local = (circle.share + circle.through) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):  # fewer than two contacts: 0 / 0 is the NaN that is meant
        relative = local / (circle.sums(local) / contacts)[circle.links.rows]
        disorder = circle.sums(relative * np.log(relative))
        return np.where(contacts > 1, disorder / (contacts * np.log(contacts)), np.nan)


def _circle(p: Projection) -> _Circle:
    from orgraph.queries.bridging.measures.kernels.triangles import indirect

    links = _both_ways(p)
    weights = np.ones(len(links.indices)) if links.weights is None else links.weights
    total, heaviest = np.bincount(links.rows, weights=weights, minlength=links.n), np.zeros(links.n)
    np.maximum.at(heaviest, links.rows, weights)
    share, marginal = weights / total[links.rows], weights / heaviest[links.rows]
    return _Circle(links, share, *indirect(links.indptr, links.indices, links.opposite, share, marginal))


def _both_ways(p: Projection) -> Projection:
    """a_ij + a_ji: an unweighted link in both directions is worth two in one."""
    if p.directed and p.weights is None:
        return Projection.from_pairs(p.n, p.rows, p.indices)
    return p.undirected("sum")
