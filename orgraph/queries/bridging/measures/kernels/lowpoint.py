"""One depth-first search that finds every cut vertex and bridge (Hopcroft & Tarjan)."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Flags, Indices, Indptr, compiled

ONE, NEW = np.uint32(1), np.uint32(2**32 - 1)  # seen as int32, the latter is −1
STEP = np.uint64(1)


@compiled
def lowpoints(indptr: Indptr, indices: Indices) -> tuple[Indices, Indices, Indices, Indices, Indices]:
    """The depth-first forest: order, number, low, above, size, each int32 of shape (n,).

    `order` lists the nodes as they are met and `number`, by node, is its inverse. The rest goes by number: `low` is the
    smallest number that the subtree reaches by one link; `above` is the number of the parent, −1 at a root; `size`
    counts the subtree, which has the numbers k to k + size[k] − 1.
    The parents are the way back, so there is no recursion; a link costs a look at its other end's number. Everything is
    unsigned, for numba would look at each index whether it is negative, which takes half as long again.
    """
    rows, ends = indptr.view(np.uint64), indices.view(np.uint32)
    n = len(indptr) - 1
    order = np.empty(n, np.uint32)
    number = np.full(n, NEW, np.uint32)
    low = np.empty(n, np.uint32)
    above = np.empty(n, np.uint32)
    size = np.empty(n, np.uint32)
    ahead = np.empty(n, np.uint64)  # by number: the next link to look at, when the search comes back
    met = np.uint32(0)
    for node in range(n):
        root = np.uint32(node)
        if number[root] != NEW:
            continue
        number[root], order[met], above[met] = met, root, NEW
        k, up, lowest = met, NEW, met
        slot, end = rows[root], rows[root + ONE]
        met = np.uint32(met + ONE)
        while True:
            if slot < end:
                w = ends[slot]
                slot += STEP
                j = number[w]
                if j == NEW:
                    ahead[k], low[k] = slot, lowest
                    up, k, lowest = k, met, met
                    number[w], order[met], above[met] = met, w, up
                    met = np.uint32(met + ONE)
                    slot, end = rows[w], rows[w + ONE]
                elif j != up:
                    lowest = min(lowest, j)
            else:
                low[k] = lowest
                size[k] = np.uint32(met - k)
                if up == NEW:
                    break
                k, up, lowest = up, above[up], min(low[up], lowest)
                slot, end = ahead[k], rows[order[k] + ONE]
    return order.view(np.int32), number.view(np.int32), low.view(np.int32), above.view(np.int32), size.view(np.int32)


@compiled
def weak_spots(order: Indices, low: Indices, above: Indices) -> tuple[Flags, Indptr]:
    """Whether each node, by node, is a cut vertex, and the bridges, each as a number: lower end · 2³² + higher end."""
    cut = np.zeros(len(order), np.bool_)
    keys = np.empty(len(order), np.int64)
    bridges = 0
    for k in range(len(order)):
        up = above[k]
        if up < 0:
            continue
        a, b = order[up], order[k]
        # Nothing lies above a root, so its first child, met right after it, cuts nothing off.
        cut[a] |= low[k] >= up and (above[up] >= 0 or k > up + 1)
        keys[bridges] = np.int64(min(a, b)) << 32 | max(a, b)
        bridges += low[k] == k
    return cut, keys[:bridges].copy()
