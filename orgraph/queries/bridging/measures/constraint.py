"""Burt's constraint: how far a node's contacts form one closed circle."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection


def constraint(p: Projection) -> Floats:
    r"""Burt's constraint: how far a node depends on one closed circle; near 0 for a broker, 1 and above when shut in.

    With a_ij the weight of the link of i and j (with direction: of i → j and j → i together) and p_ij = a_ij / Σ_k
    a_ik the share of i's strength that goes to j, summed over i's contacts j and all q other than i and j:

    .. math:: C_i = \sum_j \Bigl(p_{ij} + \sum_q p_{iq} p_{qj}\Bigr)^2

    As in networkx and igraph, a contact's shares count all of its links, also those that leave i's circle (the "whole
    network model" of UCINET).

    Parameters
    ----------
    p : n nodes, directed or not; weights are used when there are any. Without weights a link in both directions weighs
        two, one in a single direction one. In a two-mode graph contacts are never linked, so that the measure says
        nothing beyond the degree: project to one mode first.

    Returns
    -------
    float64, shape (n,); NaN for an isolate.

    References
    ----------
    Burt, Structural Holes (1992) 50-71; Structural holes and good ideas, Am. J. Sociology 110 (2004) 349-399.

    Examples
    --------
    >>> constraint(Projection.from_pairs(3, [0, 1, 2], [1, 2, 0])).tolist()
    [1.125, 1.125, 1.125]
    >>> constraint(Projection.from_pairs(4, [0, 0, 0], [1, 2, 3])).round(3).tolist()
    [0.333, 1.0, 1.0, 1.0]
    """
    from orgraph.queries.bridging.measures.kernels.circles import constraints

    links = p
    if p.directed:
        links = Projection.from_pairs(p.n, p.rows, p.indices) if p.weights is None else p.undirected("sum")
    weights = np.ones(len(links.indices)) if links.weights is None else links.weights
    return constraints(links.indptr, links.indices, weights)
