"""One depth-first search that finds every cut vertex and bridge (Hopcroft & Tarjan)."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Indices, Indptr, compiled


@compiled
def lowpoints(indptr: Indptr, indices: Indices) -> tuple[Indices, Indices, Indices, Indices, Indices]:
    """The depth-first forest: order, number, low, parent, size.

    `order` lists the nodes as they are met and `number` is its inverse; `low` is the smallest number that a node's
    subtree reaches by one link; `parent` is −1 at a root; `size` counts the subtree, which fills
    `order[number[v] : number[v] + size[v]]`.
    A node's next link to look at is kept in `ahead`, so there is no recursion.
    """
    n = len(indptr) - 1
    order = np.empty(n, np.int32)
    number = np.full(n, -1, np.int32)
    low = np.empty(n, np.int32)
    parent = np.full(n, -1, np.int32)
    size = np.ones(n, np.int32)
    ahead = indptr[:-1].copy()
    met = 0
    for root in range(n):
        if number[root] >= 0:
            continue
        order[met], number[root], low[root] = root, met, met
        met += 1
        v = root
        while True:
            if ahead[v] < indptr[v + 1]:
                w = indices[ahead[v]]
                ahead[v] += 1
                if number[w] < 0:
                    order[met], number[w], low[w], parent[w] = w, met, met, v
                    met += 1
                    v = w
                elif w != parent[v]:
                    low[v] = min(low[v], number[w])
            elif v == root:
                break
            else:
                above = parent[v]
                size[above] += size[v]
                low[above] = min(low[above], low[v])
                v = above
    return order, number, low, parent, size
