"""Distances within components, and how much shorter sets of new links that meet in one node would make them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled

Steps = NDArray[np.uint16]
FAR = 65535


@compiled
def steps_within(
    indptr: Indptr, indices: Indices, members: Indices, place: Indptr, first: Indptr, size: Indptr, block: Indptr
) -> Steps:
    """Steps between all nodes of each component: of v and w at `block[v] + place[w]`.

    members: the nodes, component by component; first, size: of each node's component, where it begins there and how
    many nodes it has; place: each node's number within it; block: where each node's row begins, so that rows are as
    long as the component is large.
    """
    n = len(members)
    total = 0
    for v in range(n):
        total += size[v]
    steps = np.full(total, FAR, np.uint16)
    queue = np.empty(n, np.int32)
    for source in range(n):
        row = block[source]
        steps[row + place[source]] = 0
        queue[0] = source
        start, end = 0, 1
        while start < end:
            v = queue[start]
            start += 1
            further = steps[row + place[v]] + 1
            for slot in range(indptr[v], indptr[v + 1]):
                w = indices[slot]
                if steps[row + place[w]] == FAR:
                    steps[row + place[w]] = further
                    queue[end] = w
                    end += 1
    return steps


@compiled
def inverse_sum(steps: Steps) -> float:
    """The sum of 1 / steps over pairs at least one step apart, each pair once."""
    counts = np.zeros(FAR + 1, np.int64)
    for value in steps:
        counts[value] += 1
    total = 0.0
    for value in range(1, FAR):
        total += counts[value] / value
    return total / 2


@compiled
def shortcut_gains(
    indptr: Indptr, leaves: Indices, centre: Indices, members: Indices, place: Indptr, first: Indptr, size: Indptr,
    block: Indptr, steps: Steps, longest: int, which: Indices,
) -> Floats:
    """For each set in `which`, how much it would add to the sum of 1 / distance over all pairs of nodes.

    A set links a centre c with its leaves. A shortest way takes at most two of the new links, for it passes c once:
    d'(x, c) = min(d(x, c), min d(x, leaf) + 1) and d'(x, y) = min(d(x, y), d'(x, c) + d'(c, y)), which is shorter
    only where x or y has come nearer to c. Pairs of two components are counted by their distances from c.
    """
    gains = np.zeros(len(which))
    n = len(members)
    new = np.empty(n, np.int64)
    nearer = np.zeros(n, np.bool_)
    starts = np.empty(n, np.int64)
    for entry in range(len(which)):
        begin, end = indptr[which[entry]], indptr[which[entry] + 1]
        c = centre[which[entry]]
        parts = 1
        starts[0] = first[c]
        for at in range(begin, end):
            known = False
            for part in range(parts):
                known = known or starts[part] == first[leaves[at]]
            if not known:
                starts[parts] = first[leaves[at]]
                parts += 1
        counts = np.zeros((parts, longest + 2), np.int64)
        gain = 0.0
        for part in range(parts):
            start = starts[part]
            length = size[members[start]]
            inside = 0
            for at in range(length):
                new[at] = steps[block[c] + at] if part == 0 else FAR
                nearer[at] = False
            for at in range(begin, end):
                leaf = leaves[at]
                if first[leaf] == start:
                    inside += 1
                    for other in range(length):
                        if steps[block[leaf] + other] + 1 < new[other]:
                            new[other] = steps[block[leaf] + other] + 1
                            nearer[other] = True
            for at in range(length):
                counts[part, new[at]] += 1
            if inside and (part == 0 or inside > 1):
                for x in range(length):
                    row = block[members[start + x]]
                    for y in range(length if nearer[x] else 0):
                        if (not nearer[y] or y > x) and new[x] + new[y] < steps[row + y]:
                            gain += 1.0 / (new[x] + new[y]) - 1.0 / steps[row + y]
        for one in range(parts):
            for other in range(one):
                for i in range(longest + 2):
                    if counts[one, i]:
                        for j in range(longest + 2):
                            gain += counts[one, i] * counts[other, j] / (i + j)
        gains[entry] = gain
    return gains
