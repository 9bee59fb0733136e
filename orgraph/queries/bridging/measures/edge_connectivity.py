"""What holds when links are lost: k-edge-connected components; and the blocks, which hold when any one node is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.biconnected import biconnected
from orgraph.queries.bridging.measures.components import Components, components
from orgraph.queries.bridging.projection import Floats, Ints, Projection


@dataclass(frozen=True, eq=False)
class BlockCutTree:
    """The blocks, the cut vertices, and which lies in which: a tree in every component.

    A block is a largest set of nodes that stays in one piece whichever one of its nodes is lost; a bridge is a block
    of two. Two blocks have at most one node in common, a cut vertex. Blocks are ordered by size, the largest first;
    of equal ones that with the smaller node numbers comes first.

    `indptr`, int64, shape (blocks + 1,), and `nodes`, int32: the nodes of block i, ascending, are
    `nodes[indptr[i] : indptr[i + 1]]`. `cut_vertices`, int32, ascending. `tree`, int64, shape (links, 2): block and
    cut vertex in it, ascending.
    """

    indptr: NDArray[np.int64]
    nodes: Ints
    cut_vertices: Ints
    tree: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Number of nodes in each block."""
        return np.diff(self.indptr)

    def block(self, number: int) -> Ints:
        """The nodes of one block, ascending."""
        return self.nodes[self.indptr[number] : self.indptr[number + 1]]


def block_cut_tree(p: Projection) -> BlockCutTree:
    """The blocks of the graph, with the cut vertices that join them.

    Parameters
    ----------
    p : n nodes; direction is not used. An isolate is in no block.

    References
    ----------
    Hopcroft & Tarjan, Efficient algorithms for graph manipulation, Comm. ACM 16 (1973) 372-378. Harary & Prins, The
    block-cutpoint-tree of a graph, Publ. Math. Debrecen 13 (1966) 103-107.

    Examples
    --------
    >>> found = block_cut_tree(Projection.from_pairs(5, [0, 1, 2, 2, 3], [1, 2, 0, 3, 4]))
    >>> [found.block(number).tolist() for number in range(3)], found.cut_vertices.tolist(), found.tree.tolist()
    ([[0, 1, 2], [2, 3], [3, 4]], [2, 3], [[0, 2], [1, 2], [1, 3], [2, 3]])
    """
    found = biconnected(p.undirected())
    parent = found.parent
    below = np.flatnonzero(parent >= 0)
    top = below[found.low[below] >= found.number[parent[below]]]  # the node of a block that is met second
    # Up the search tree to the nearest top: every step doubles the way.
    head = np.where(parent >= 0, parent, np.arange(p.n))
    head[top] = top
    while (head[head] != head).any():
        head = head[head]
    first = parent[top]  # the node that is met first may be in other blocks too
    block = np.concatenate((np.searchsorted(top, head[below]), np.arange(len(top))))
    node = np.concatenate((below, first))
    order = np.lexsort((node, block))
    nodes, starts = node[order], np.searchsorted(block[order], np.arange(len(top) + 1))
    rank = np.lexsort((nodes[starts[:-1] + 1], nodes[starts[:-1]], -np.diff(starts)))
    place = np.empty(len(top), np.int64)
    place[rank] = np.arange(len(top))
    again = np.lexsort((node, place[block]))
    block, node = place[block][again], node[again]
    joining = np.isin(node, found.cut_vertices)
    return BlockCutTree(np.searchsorted(block, np.arange(len(top) + 1)), node.astype(np.int32), found.cut_vertices,
                        np.column_stack((block, node))[joining].astype(np.int64))


def edge_connected(p: Projection, k: int) -> Components:
    """The k-edge-connected components: two nodes are in one when no loss of fewer than k links parts them.

    The ways between them may lead through nodes outside. k = 1: components, with direction strong ones. k = 2: what is
    left in one piece without the bridges, in linear time. Above, and with direction, networkx's auxiliary graph of
    each of those parts: one maximum flow a node, so that it is for parts of a thousand nodes.

    Parameters
    ----------
    p : n nodes. With direction, at least k ways that share no link must lead both there and back. Weights are not
        used: it is the loss of a whole link that counts, with all the ties that were folded into it.
    k : at least 1

    Returns
    -------
    Components, the largest first, nodes alone included.

    References
    ----------
    Wang et al., A simple algorithm for finding all k-edge-connected components, PLoS ONE 10 (2015) e0136264.

    Examples
    --------
    >>> two_triangles = Projection.from_pairs(6, [0, 1, 2, 2, 3, 4, 5], [1, 2, 0, 3, 4, 5, 3])
    >>> edge_connected(two_triangles, 2).labels.tolist(), edge_connected(two_triangles, 3).sizes.tolist()
    ([0, 0, 0, 1, 1, 1], [1, 1, 1, 1, 1, 1])
    """
    if k < 1:
        raise ValueError("k must be at least 1")
    if p.directed:
        return _strong(p) if k == 1 else _by_flows(_networkx(p), p.n, k)
    if k == 1:
        return components(p)
    firm = components(_without(p, biconnected(p).bridges))
    # No way between two nodes leaves their part and comes back, for it would cross one bridge twice.
    return firm if k == 2 else _by_flows(_networkx(_within(p, firm)), p.n, k)


def firm_size(p: Projection) -> Floats:
    """For every node the number of nodes that no loss of one link parts from it, itself included; shape (n,).

    With direction, no loss of one link may part them there or back.

    Examples
    --------
    >>> firm_size(Projection.from_pairs(4, [0, 1, 2, 2], [1, 2, 0, 3])).tolist()
    [3.0, 3.0, 3.0, 1.0]
    """
    found = edge_connected(p, 2)
    return found.sizes[found.labels].astype(np.float64)


def _without(p: Projection, pairs: Ints) -> Projection:
    """The graph without some links, node pairs with the lower number first."""
    upper = p.rows < p.indices
    a, b = p.rows[upper].astype(np.int64), p.indices[upper].astype(np.int64)
    kept = ~np.isin(a * p.n + b, pairs[:, 0].astype(np.int64) * p.n + pairs[:, 1])
    return Projection.from_pairs(p.n, a[kept], b[kept])


def _within(p: Projection, parts: Components) -> Projection:
    """The links inside the parts."""
    inside = (parts.labels[p.rows] == parts.labels[p.indices]) & (p.rows < p.indices)
    return Projection.from_pairs(p.n, p.rows[inside], p.indices[inside])


def _networkx(p: Projection) -> Any:
    import networkx as nx

    graph = nx.DiGraph() if p.directed else nx.Graph()
    graph.add_edges_from(zip(p.rows.tolist(), p.indices.tolist(), strict=True))
    return graph


def _strong(p: Projection) -> Components:
    from scipy.sparse.csgraph import connected_components

    if p.n == 0:
        return components(p)
    return _largest_first(connected_components(p.matrix(), directed=True, connection="strong")[1])


def _by_flows(graph: Any, n: int, k: int) -> Components:
    """networkx's classes, each connected piece on its own."""
    import networkx as nx

    labels = np.arange(n)
    for piece in list(nx.connected_components(graph.to_undirected(as_view=True))):
        for part in nx.k_edge_components(graph.subgraph(piece).copy(), k):
            labels[list(part)] = min(part)
    return _largest_first(labels)


def _largest_first(raw: NDArray[Any]) -> Components:
    """Numbered as `components` numbers islands."""
    _, first, inverse, sizes = np.unique(raw, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return Components(place[inverse], sizes[order])
