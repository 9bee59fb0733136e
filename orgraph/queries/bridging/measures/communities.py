"""Communities: groups whose members deal more with each other than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.projection import Floats, Ints, Projection

SEED = 0
_SMALL = 100_000  # nodes up to which several runs are made, and the best kept
_TRIALS = 10
_ITERATIONS = 2  # more gain nothing: 380,000 nodes to the tenth digit


@dataclass(frozen=True, eq=False)
class Communities:
    """The communities, largest first; of two equally large the one with the smaller node number comes first.

    `labels`, shape (n,): the community of each node, from 0. `sizes`: nodes in each. `modularity`: of this division,
    NaN without links.
    """

    labels: NDArray[np.int64]
    sizes: NDArray[np.int64]
    modularity: float

    def members(self, community: int) -> Ints:
        """The nodes of one community, ascending."""
        return np.flatnonzero(self.labels == community).astype(np.int32)


def communities(p: Projection, *, resolution: float = 1.0, seed: int = SEED) -> Communities:
    """Communities of largest modularity, by the Leiden method.

    Nodes are moved to where they gain most, communities refined so that each hangs together, and made nodes of a
    smaller graph, again and again. The best division is not found with certainty (no fast method does), but every
    community is connected, and the same graph and seed give the same division on any machine.

    Parameters
    ----------
    p : n nodes, undirected; weights are used when there are any. An isolate is a community of its own. A two-mode
        graph is treated as one-mode.
    resolution : above 1 for more and smaller communities, below 1 for fewer and larger ones
    seed : of the order in which nodes are looked at

    Raises
    ------
    ValueError : the graph is directed

    References
    ----------
    Traag, Waltman & van Eck, From Louvain to Leiden: guaranteeing well-connected communities, Scientific Reports 9
    (2019) 5233.

    Examples
    --------
    >>> found = communities(Projection.from_pairs(6, [0, 1, 2, 3, 4, 5, 0], [1, 2, 0, 4, 5, 3, 3]))
    >>> found.labels.tolist(), round(found.modularity, 3)
    ([0, 0, 0, 1, 1, 1], 0.357)
    """
    from graspologic_native import leiden_csr

    if p.directed:
        raise ValueError("an undirected graph is needed: see Projection.undirected")
    raw = np.arange(p.n)
    if p.links:
        weights = np.ones(len(p.indices)) if p.weights is None else p.weights
        trials = _TRIALS if p.n <= _SMALL else 1
        _, found = leiden_csr(p.indptr, p.indices, weights, p.n, resolution=resolution, iterations=_ITERATIONS,
                              seed=seed, trials=trials)
        raw[list(found)] = list(found.values())
    _, first, inverse, sizes = np.unique(raw, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    labels = place[inverse]
    return Communities(labels, sizes[order], modularity(p, labels, resolution=resolution))


def community(p: Projection) -> Floats:
    """The number of every node's community, from 1 for the largest; shape (n,).

    Examples
    --------
    >>> community(Projection.from_pairs(5, [0, 2, 3], [1, 3, 4])).tolist()
    [2.0, 2.0, 1.0, 1.0, 1.0]
    """
    return (communities(p).labels + 1).astype(np.float64)


def best_modularity(p: Projection) -> float:
    """The modularity of the division that `communities` finds; NaN without links.

    Examples
    --------
    >>> best_modularity(Projection.from_pairs(4, [0, 2], [1, 3]))
    0.5
    """
    return communities(p).modularity


def modularity(p: Projection, labels: NDArray[Any], *, resolution: float = 1.0) -> float:
    r"""Modularity of a division: the share of the links' weight within groups, less what chance would put there.

    .. math:: Q = \sum_g \left(e_{gg} - \gamma\, a_g b_g\right)

    with e_gg the share of weight within g, and a_g, b_g the shares of weight that leave and reach it (the same without
    direction), γ the resolution.

    Parameters
    ----------
    p : n nodes, directed or not; weights are used when there are any
    labels : shape (n,): the group of each node, any values

    References
    ----------
    Newman & Girvan, Finding and evaluating community structure in networks, Phys. Rev. E 69 (2004) 026113.
    Leicht & Newman, Community structure in directed networks, Phys. Rev. Letters 100 (2008) 118703.

    Examples
    --------
    >>> modularity(Projection.from_pairs(4, [0, 2], [1, 3]), np.array([0, 0, 0, 0]))
    0.0
    """
    if not p.links:
        return float("nan")
    _, group = np.unique(labels, return_inverse=True)
    weights = np.ones(len(p.indices)) if p.weights is None else p.weights
    source, target = group[p.rows], group[p.indices]
    out, into = (np.bincount(ends, weights=weights, minlength=p.n) / weights.sum() for ends in (source, target))
    return float(weights[source == target].sum() / weights.sum() - resolution * (out @ into))
