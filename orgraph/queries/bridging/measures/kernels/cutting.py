"""How much each node holds together alone, and how much less it would with sets of new links.

The nodes of a depth-first forest with low points (`lowpoint`) fall into blocks. A block below the node p is known by
its top child h, whose subtree hangs on p alone; going up from a node block by block leads to the root of its tree.
"""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled


@compiled
def cut_loads(
    order: Indices, number: Indices, low: Indices, parent: Indices, mass: Floats
) -> tuple[Indices, Indices, Floats, Floats, Floats, Floats]:
    """Of each node: the top of its block (−1 at a root), its root; the mass of its subtree, of what lies above it, of
    the largest part left when it goes, and of all the others, which it alone holds to that part."""
    n = len(order)
    top, root = np.full(n, -1, np.int32), np.empty(n, np.int32)
    below, hung, largest = mass.copy(), np.zeros(n), np.zeros(n)
    for at in range(n - 1, -1, -1):
        v = order[at]
        p = parent[v]
        if p >= 0:
            below[p] += below[v]
    for at in range(n):
        v = order[at]
        p = parent[v]
        root[v] = v if p < 0 else root[p]
        if p >= 0:
            top[v] = top[p]
            if low[v] >= number[p]:
                top[v] = v
                hung[p] += below[v]
                largest[p] = max(largest[p], below[v])
    over = below[root] - mass - hung
    largest = np.maximum(largest, over)
    return top, root, below, over, largest, over + hung - largest


@compiled
def relief(
    indptr: Indptr, a: Indices, b: Indices, top: Indices, root: Indices, parent: Indices, below: Floats, over: Floats,
    largest: Floats, counted: Indices,
) -> Floats:
    """For each set of new links, how much less its `counted` nodes would hold together alone, at the most.

    The ends of a set that lie in one component are taken for joined. At a node on the way between them the parts with
    an end in it become one. That is exact for a single link; a set whose links meet in the node itself, or that joins
    components, relieves no more than this.
    """
    n = len(root)
    gains = np.zeros(len(indptr) - 1)
    ends, met, tops = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    inside, through, all_ends, parts = np.zeros((4, n), np.int32)
    is_end, joined = np.zeros(n, np.bool_), np.zeros(n)
    for number in range(len(indptr) - 1):
        last_end = last_met = last_top = 0
        for link in range(indptr[number], indptr[number + 1]):
            for v in (a[link], b[link]):
                if not is_end[v]:
                    is_end[v] = True
                    ends[last_end] = v
                    last_end += 1
                    all_ends[root[v]] += 1
        for end in range(last_end):
            v = ends[end]
            while True:
                if inside[v] == 0:
                    met[last_met] = v
                    last_met += 1
                inside[v] += 1
                h = top[v]
                if h < 0:
                    break
                if through[h] == 0:
                    tops[last_top] = h
                    last_top += 1
                through[h] += 1
                v = parent[h]
        for at in range(last_top):
            joined[parent[tops[at]]] += below[tops[at]]
            parts[parent[tops[at]]] += 1
        for at in range(last_met):
            v = met[at]
            if all_ends[root[v]] > inside[v]:
                joined[v] += over[v]
                parts[v] += 1
            if parts[v] > 1 and counted[v]:
                gains[number] += max(0.0, joined[v] - largest[v])
        for at in range(last_top):
            through[tops[at]] = 0
        for at in range(last_met):
            v = met[at]
            inside[v] = parts[v] = all_ends[root[v]] = 0
            joined[v] = 0.0
        for end in range(last_end):
            is_end[ends[end]] = False
    return gains
