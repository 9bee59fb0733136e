"""Degree and strength: how many a node is linked with, and how strongly."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection


def degree(p: Projection, *, normalised: bool = False) -> Floats:
    """Number of nodes that each node is linked with; parallel ties count once.

    Parameters
    ----------
    p : n nodes, one-mode or two-mode
    normalised : divide by the most possible, n − 1, or in a two-mode graph the number of nodes on the other side

    References
    ----------
    Freeman, Centrality in social networks: conceptual clarification, Social Networks 1 (1979) 215-239.
    Borgatti & Halgin, Analyzing affiliation networks, Sage Handbook of Social Network Analysis (2011) 417-433.

    Examples
    --------
    >>> degree(Projection.from_pairs(3, [0, 0, 0], [1, 1, 2])).tolist()
    [2.0, 1.0, 1.0]
    """
    counted = p.degrees.astype(np.float64)
    if not normalised:
        return counted
    sides = p.sides()
    most = np.full(p.n, p.n - 1) if sides is None else sides[1]
    return counted / np.maximum(most, 1)


def strength(p: Projection) -> Floats:
    """Sum of the weights of each node's links: its number of ties when the ties carry no weights.

    Parameters
    ----------
    p : n nodes; without weights the result is the degree

    References
    ----------
    Barrat et al., The architecture of complex weighted networks, PNAS 101 (2004) 3747-3752.

    Examples
    --------
    >>> strength(Projection.from_pairs(3, [0, 0, 0], [1, 1, 2])).tolist()
    [3.0, 2.0, 1.0]
    """
    return np.bincount(p.rows, weights=p.weights, minlength=p.n).astype(np.float64)
