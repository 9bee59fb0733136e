"""Degree and strength: how many a node is linked with, and how strongly."""

from __future__ import annotations

from typing import Literal

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection

Side = Literal["both", "in", "out"]


def degree(p: Projection, *, side: Side = "both", normalised: bool = False) -> Floats:
    """Number of links of each node; parallel ties count once.

    Parameters
    ----------
    p : n nodes, one-mode or two-mode, directed or not
    side : of a directed graph the links that lead "in", those that lead "out", or "both" added, so that two nodes
        linked both ways count twice; of an undirected graph all links in any case
    normalised : divide by the most possible on one side, n − 1, or in a two-mode graph the number of nodes opposite
        (with direction and "both" the result may then reach 2)

    References
    ----------
    Freeman, Centrality in social networks: conceptual clarification, Social Networks 1 (1979) 215-239.
    Borgatti & Everett, Network analysis of 2-mode data, Social Networks 19 (1997) 243-269.

    Examples
    --------
    >>> degree(Projection.from_pairs(3, [0, 0, 0], [1, 1, 2])).tolist()
    [2.0, 1.0, 1.0]
    >>> degree(Projection.from_pairs(3, [0, 1, 0], [1, 0, 2], directed=True), side="in").tolist()
    [1.0, 1.0, 1.0]
    """
    counted = _at_each(p.unweighted(), side)
    if not normalised:
        return counted
    sides = p.sides()
    most = np.full(p.n, p.n - 1) if sides is None else sides[1]
    return counted / np.maximum(most, 1)


def strength(p: Projection, *, side: Side = "both") -> Floats:
    """Sum of the weights of each node's links: its number of ties when the ties carry no weights.

    Parameters
    ----------
    p : n nodes, directed or not; without weights the result is the degree
    side : as in `degree`

    References
    ----------
    Barrat et al., The architecture of complex weighted networks, PNAS 101 (2004) 3747-3752.

    Examples
    --------
    >>> strength(Projection.from_pairs(3, [0, 0, 0], [1, 1, 2])).tolist()
    [3.0, 2.0, 1.0]
    """
    return _at_each(p, side)


def _at_each(p: Projection, side: Side) -> Floats:
    """The sum of the links' weights at each node."""
    ends = {"out": (p.rows,), "in": (p.indices,), "both": (p.rows, p.indices) if p.directed else (p.rows,)}[side]
    total = np.zeros(p.n)
    for nodes in ends:
        total += np.bincount(nodes, weights=p.weights, minlength=p.n)
    return total
