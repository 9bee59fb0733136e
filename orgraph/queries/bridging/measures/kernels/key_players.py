"""What is left when nodes go, and what one more node would reach: the steps of a search for key players."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.kernels import Flags, Floats, Indices, Indptr, compiled
from orgraph.queries.bridging.measures.kernels.distances import distance_sums


@compiled
def pairs_left(indptr: Indptr, indices: Indices, gone: Flags) -> NDArray[np.int64]:
    """For every node the ordered pairs that still reach each other when, besides those gone, it goes; −1 for the gone.

    One depth-first search tells it for all: a child's subtree from which no link leads above v is a piece of its own
    when v goes (Hopcroft & Tarjan).
    """
    n = len(indptr) - 1
    number = np.full(n, -1, np.int32)
    low = np.empty(n, np.int32)
    parent = np.full(n, -1, np.int32)
    order = np.empty(n, np.int32)
    size = np.ones(n, np.int64)
    hanging = np.zeros(n, np.int64)  # nodes in the pieces below, and the pairs within them
    within = np.zeros(n, np.int64)
    result = np.full(n, -1, np.int64)
    ahead = indptr[:-1].copy()
    met = 0
    total = 0
    for root in range(n):
        if number[root] >= 0 or gone[root]:
            continue
        first = met
        order[met], number[root], low[root] = root, met, met
        met += 1
        v = root
        while True:
            if ahead[v] < indptr[v + 1]:
                w = indices[ahead[v]]
                ahead[v] += 1
                if gone[w]:
                    continue
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
                if low[v] >= number[above]:
                    hanging[above] += size[v]
                    within[above] += size[v] * (size[v] - 1)
                v = above
        whole = met - first
        total += whole * (whole - 1)
        for entry in range(first, met):
            v = order[entry]
            rest = whole - 1 - hanging[v]
            result[v] = within[v] + rest * (rest - 1) - whole * (whole - 1)
    for v in range(n):
        if not gone[v]:
            result[v] += total
    return result


@compiled
def closeness_left(indptr: Indptr, indices: Indices, gone: Flags, candidates: Indices) -> Floats:
    """For each candidate (−1: nobody) the sum of 1 / distance over the ordered pairs left when it goes too."""
    n = len(indptr) - 1
    result = np.empty(len(candidates))
    starts = np.empty(n + 1, np.int64)
    ends = np.empty(len(indices), np.int32)
    sources = np.empty(n, np.int32)
    for at in range(len(candidates)):
        count = left = 0
        for v in range(n):
            starts[v] = count
            if gone[v] or v == candidates[at]:
                continue
            sources[left] = v
            left += 1
            for slot in range(indptr[v], indptr[v + 1]):
                w = indices[slot]
                if not gone[w] and w != candidates[at]:
                    ends[count] = w
                    count += 1
        starts[n] = count
        _, _, inverse = distance_sums(starts, ends[:count], sources[:left])
        result[at] = inverse.sum()
    return result


@compiled
def gains(indptr: Indptr, indices: Indices, worth: Floats, distance: Indices, candidates: Indices) -> Floats:
    """What each candidate would add to the sum of worth[distance] by joining the set that `distance` is measured from.

    `worth` never rises with the distance; its last entry is that of what is out of reach.
    """
    n = len(indptr) - 1
    result = np.zeros(len(candidates))
    seen, queue, steps = np.zeros(n, np.bool_), np.empty(n, np.int32), np.empty(n, np.int32)
    for at in range(len(candidates)):
        for entry in range(_nearer(indptr, indices, len(worth) - 1, distance, candidates[at], seen, queue, steps)):
            result[at] += worth[steps[entry]] - worth[distance[queue[entry]]]
    return result


@compiled
def join(indptr: Indptr, indices: Indices, far: int, distance: Indices, node: int) -> None:
    """Let the node join the set: bring `distance` up to date; `far` is out of reach."""
    n = len(indptr) - 1
    seen, queue, steps = np.zeros(n, np.bool_), np.empty(n, np.int32), np.empty(n, np.int32)
    for entry in range(_nearer(indptr, indices, far, distance, node, seen, queue, steps)):
        distance[queue[entry]] = steps[entry]


@compiled
def _nearer(
    indptr: Indptr, indices: Indices, far: int, distance: Indices, node: int, seen: Flags, queue: Indices,
    steps: Indices,
) -> int:
    """Into `queue` those that are nearer to the node than `distance`, with their steps from it; how many they are.

    The search stops where the set is as near already: what lies behind is no nearer either. `seen` is left clear.
    """
    if distance[node] == 0:
        return 0
    queue[0], steps[0], seen[node] = node, 0, True
    head, tail = 0, 1
    while head < tail:
        v, step = queue[head], steps[head] + 1
        head += 1
        if step >= far:
            continue
        for slot in range(indptr[v], indptr[v + 1]):
            w = indices[slot]
            if not seen[w] and step < distance[w]:
                queue[tail], steps[tail], seen[w] = w, step, True
                tail += 1
    for entry in range(tail):
        seen[queue[entry]] = False
    return tail
