"""Coreness: how deep in the densest part of a network a node is."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection


def coreness(p: Projection) -> Floats:
    """The largest k for which each node is in the k-core: the part in which every node has k links inside it.

    Taking away, again and again, a node with the fewest links left gives all cores in time linear in the links.

    Parameters
    ----------
    p : n nodes, undirected, one-mode or two-mode; weights are not used. An isolate has 0.

    Raises
    ------
    ValueError : the graph is directed

    References
    ----------
    Seidman, Network structure and minimum degree, Social Networks 5 (1983) 269-287.
    Batagelj & Zaveršnik, An O(m) algorithm for cores decomposition of networks (2003), arXiv:cs/0310049.

    Examples
    --------
    >>> coreness(Projection.from_pairs(5, [0, 1, 2, 2], [1, 2, 0, 3])).tolist()
    [2.0, 2.0, 2.0, 1.0, 0.0]
    """
    from orgraph.queries.bridging.measures.kernels.cores import cores

    if p.directed:
        raise ValueError("an undirected graph is needed: see Projection.undirected")
    return cores(p.indptr, p.indices).astype(np.float64)
