"""Components: the islands of a graph, groups with no way from one to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.projection import Floats, Ints, Projection


@dataclass(frozen=True, eq=False)
class Components:
    """The islands, largest first; of two equally large the one with the smaller node number comes first.

    `labels`, shape (n,): the island of each node, from 0. `sizes`, shape (islands,): nodes in each.
    """

    labels: NDArray[np.int64]
    sizes: NDArray[np.int64]

    def members(self, island: int) -> Ints:
        """The nodes of one island, ascending."""
        return np.flatnonzero(self.labels == island).astype(np.int32)


def components(p: Projection) -> Components:
    """The connected components: two nodes are in one when some path of links joins them.

    Parameters
    ----------
    p : n nodes; an isolate is an island of one

    Examples
    --------
    >>> found = components(Projection.from_pairs(5, [0, 2, 3], [1, 3, 4]))
    >>> found.labels.tolist(), found.sizes.tolist(), found.members(0).tolist()
    ([1, 1, 0, 0, 0], [3, 2], [2, 3, 4])
    """
    from scipy.sparse.csgraph import connected_components

    if p.n == 0:
        return Components(np.zeros(0, np.int64), np.zeros(0, np.int64))
    count, raw = connected_components(p.matrix(), directed=False)
    _, first, sizes = np.unique(raw, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    return Components(place[raw], sizes[order])


def component_size(p: Projection) -> Floats:
    """For every node the number of nodes on its island, itself included; shape (n,).

    Examples
    --------
    >>> component_size(Projection.from_pairs(3, [0], [1])).tolist()
    [2.0, 2.0, 1.0]
    """
    found = components(p)
    return found.sizes[found.labels].astype(np.float64)
