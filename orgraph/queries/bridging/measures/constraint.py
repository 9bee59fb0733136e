"""Burt's structural holes: constraint, effective size, efficiency and hierarchy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection


@dataclass(frozen=True, eq=False)
class StructuralHoles:
    """Burt's four measures, each float64 of shape (n,); NaN where a node has too few contacts for one.

    `constraint`, `effective_size` and `efficiency` need one contact, `hierarchy` needs two.
    """

    constraint: Floats
    effective_size: Floats
    efficiency: Floats
    hierarchy: Floats


def structural_holes(p: Projection) -> StructuralHoles:
    r"""How far each node's contacts are linked with each other, and so can do without it.

    With a_ij the weight of the link of i and j, p_ij = a_ij / Σ_k a_ik the share of i's strength that goes to j, and
    m_jq = a_jq / max_k a_jk; sums run over i's contacts j and all q other than i and j:

    .. math::
        c_{ij} = \Bigl(p_{ij} + \sum_q p_{iq} p_{qj}\Bigr)^2 \qquad C_i = \sum_j c_{ij}

        E_i = \sum_j \Bigl(1 - \sum_q p_{iq} m_{jq}\Bigr) \qquad \text{efficiency}_i = E_i / N_i

        H_i = \sum_j \frac{c_{ij}}{C_i / N_i} \ln \frac{c_{ij}}{C_i / N_i} \Big/ (N_i \ln N_i)

    where N_i is the number of contacts. As in networkx and igraph, a contact's shares count all of its links, also
    those that leave i's circle (the "whole network model" of UCINET).

    Parameters
    ----------
    p : n nodes, one-mode; weights are used when there are any. In a two-mode graph contacts are never linked, so
        that the measures say nothing beyond the degree: project to one mode first.

    References
    ----------
    Burt, Structural Holes (1992) 50-71; Structural holes and good ideas, Am. J. Sociology 110 (2004) 349-399.

    Examples
    --------
    >>> star = Projection.from_pairs(4, [0, 0, 0], [1, 2, 3])
    >>> holes = structural_holes(star)
    >>> holes.constraint.round(3).tolist(), holes.effective_size.tolist()
    ([0.333, 1.0, 1.0, 1.0], [3.0, 1.0, 1.0, 1.0])
    """
    from orgraph.queries.bridging.measures.kernels.triangles import indirect

    weights = np.ones(len(p.indices)) if p.weights is None else p.weights
    contacts = p.degrees.astype(np.float64)
    sums = np.bincount(p.rows, weights=weights, minlength=p.n)
    heaviest = np.zeros(p.n)
    np.maximum.at(heaviest, p.rows, weights)
    share, marginal = weights / sums[p.rows], weights / heaviest[p.rows]
    through, redundant = indirect(p.indptr, p.indices, p.opposite, share, marginal)

    local = (share + through) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):  # no contact: 0 / 0 is the NaN that is meant
        constraint = np.where(contacts > 0, np.bincount(p.rows, weights=local, minlength=p.n), np.nan)
        size = np.where(contacts > 0, contacts - np.bincount(p.rows, weights=redundant, minlength=p.n), np.nan)
        relative = local / (constraint / contacts)[p.rows]
        disorder = np.bincount(p.rows, weights=relative * np.log(relative), minlength=p.n)
        hierarchy = np.where(contacts > 1, disorder / (contacts * np.log(contacts)), np.nan)
        return StructuralHoles(constraint, size, size / contacts, hierarchy)


def constraint(p: Projection) -> Floats:
    """Burt's constraint: how far a node depends on one closed circle; near 0 for a broker, 1 and above when shut in.

    NaN for an isolate. Formula and reference: `structural_holes`.

    Examples
    --------
    >>> constraint(Projection.from_pairs(3, [0, 1, 2], [1, 2, 0])).tolist()
    [1.125, 1.125, 1.125]
    """
    return structural_holes(p).constraint


def effective_size(p: Projection) -> Floats:
    """Burt's effective size: the number of contacts less those that the others make redundant. NaN for an isolate.

    Formula and reference: `structural_holes`.

    Examples
    --------
    >>> effective_size(Projection.from_pairs(3, [0, 1, 2], [1, 2, 0])).tolist()
    [1.0, 1.0, 1.0]
    """
    return structural_holes(p).effective_size


def efficiency(p: Projection) -> Floats:
    """Burt's efficiency: effective size over number of contacts, at most 1. NaN for an isolate.

    Formula and reference: `structural_holes`.

    Examples
    --------
    >>> efficiency(Projection.from_pairs(3, [0, 1, 2], [1, 2, 0])).tolist()
    [0.5, 0.5, 0.5]
    """
    return structural_holes(p).efficiency


def hierarchy(p: Projection) -> Floats:
    """Burt's hierarchy: how far the constraint comes from a single contact: 0 evenly spread, 1 all from one.

    NaN with fewer than two contacts. Formula and reference: `structural_holes`.

    Examples
    --------
    >>> hierarchy(Projection.from_pairs(3, [0, 1], [1, 2])).round(3).tolist()
    [nan, 0.0, nan]
    """
    return structural_holes(p).hierarchy
