"""Brandes' accumulation where links have lengths: what passes through nodes, and over links."""

from __future__ import annotations

import heapq

import numpy as np

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled, shared

# Two lengths that differ by less than this part are one: 1/3 + 1/6 and 1/2 are not the same float64.
EPSILON = 1e-12


@shared
def _outward(
    indptr: Indptr, indices: Indices, lengths: Floats, source: int, epsilon: float,
    rank: Indptr, length: Floats, paths: Floats, order: Indices,
) -> int:
    """Go out from a source: for every node reached its `rank` (−1 before), its `length` (infinite before), its number
    of shortest `paths`, and in `order` the nodes by length; how many they are."""
    length[source], paths[source] = 0.0, 1.0
    heap = [(0.0, source)]
    settled = 0
    while heap:
        _, v = heapq.heappop(heap)
        if rank[v] >= 0:
            continue
        rank[v], order[settled] = settled, v
        settled += 1
        for slot in range(indptr[v], indptr[v + 1]):
            w, through = indices[slot], length[v] + lengths[slot]
            if through < length[w] * (1 - epsilon):
                length[w], paths[w] = through, paths[v]
                heapq.heappush(heap, (through, w))
            elif rank[w] < 0 and through <= length[w] * (1 + epsilon):
                paths[w] += paths[v]
    return settled


@compiled
def dependencies(
    indptr: Indptr, indices: Indices, lengths: Floats, sources: Indices, epsilon: float = EPSILON
) -> Floats:
    """For every node v the sum over `sources` s of δ_s(v), the share of shortest paths from s that pass through v.

    `lengths` of the slots are positive. Works with direction and without. Memory: 40 bytes a node, and the heap.
    epsilon: the part by which equal lengths may differ; 0: only the same float64 is equal.
    """
    n = len(indptr) - 1
    result = np.zeros(n)
    rank = np.full(n, -1, np.int64)  # when the node was settled
    length = np.full(n, np.inf)
    paths = np.empty(n)  # σ: number of shortest paths from the source
    share = np.empty(n)  # (1 + δ) / σ
    order = np.empty(n, np.int32)
    for source in sources:
        settled = _outward(indptr, indices, lengths, source, epsilon, rank, length, paths, order)
        for entry in range(settled - 1, 0, -1):
            v = order[entry]
            total = 0.0
            for slot in range(indptr[v], indptr[v + 1]):
                w, through = indices[slot], length[v] + lengths[slot]
                if rank[w] > entry and through <= length[w] * (1 + epsilon):
                    total += share[w]
            result[v] += paths[v] * total
            share[v] = 1.0 / paths[v] + total
        for entry in range(settled):
            rank[order[entry]], length[order[entry]] = -1, np.inf
    return result


@compiled
def over_lengths(indptr: Indptr, indices: Indices, lengths: Floats, sources: Indices) -> Floats:
    """For every slot v → w the sum over `sources` s of the share of shortest paths from s that lead over it.

    Only ways of the same float64 are equally long.
    """
    n = len(indptr) - 1
    result = np.zeros(len(indices))
    rank = np.full(n, -1, np.int64)  # when the node was settled
    length = np.full(n, np.inf)
    paths, share = np.empty(n), np.empty(n)
    order = np.empty(n, np.int32)
    for source in sources:
        settled = _outward(indptr, indices, lengths, source, 0.0, rank, length, paths, order)
        for entry in range(settled - 1, -1, -1):
            v = order[entry]
            total = 0.0
            for slot in range(indptr[v], indptr[v + 1]):
                w = indices[slot]
                if rank[w] > entry and length[v] + lengths[slot] == length[w]:
                    total += share[w]
                    result[slot] += paths[v] * share[w]
            share[v] = 1.0 / paths[v] + total
        for entry in range(settled):
            rank[order[entry]], length[order[entry]] = -1, np.inf
    return result
