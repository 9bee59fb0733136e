"""Brandes' accumulation for links: how many shortest paths lead over each, one source at a time."""

from __future__ import annotations

import heapq

import numpy as np

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled


@compiled
def over_links(indptr: Indptr, indices: Indices, sources: Indices) -> Floats:
    """For every slot v → w the sum over `sources` s of the share of shortest paths from s that lead over it.

    Memory: 28 bytes a node, 8 a slot.
    """
    n = len(indptr) - 1
    result = np.zeros(len(indices))
    depth = np.full(n, -1, np.int32)
    paths = np.empty(n)  # σ: number of shortest paths from the source
    share = np.empty(n)  # (1 + δ) / σ
    order = np.empty(n, np.int32)
    for source in sources:
        depth[source], paths[source], order[0] = 0, 1.0, source
        head, tail = 0, 1
        while head < tail:
            v = order[head]
            head += 1
            for slot in range(indptr[v], indptr[v + 1]):
                w = indices[slot]
                if depth[w] < 0:
                    depth[w], paths[w], order[tail] = depth[v] + 1, paths[v], w
                    tail += 1
                elif depth[w] == depth[v] + 1:
                    paths[w] += paths[v]
        for entry in range(tail - 1, -1, -1):
            v = order[entry]
            total = 0.0
            for slot in range(indptr[v], indptr[v + 1]):
                w = indices[slot]
                if depth[w] == depth[v] + 1:
                    total += share[w]
                    result[slot] += paths[v] * share[w]
            share[v] = 1.0 / paths[v] + total
        for entry in range(tail):
            depth[order[entry]] = -1
    return result


@compiled
def over_lengths(indptr: Indptr, indices: Indices, lengths: Floats, sources: Indices) -> Floats:
    """The same where links have positive lengths; only ways of the same float64 are equally long."""
    n = len(indptr) - 1
    result = np.zeros(len(indices))
    rank = np.full(n, -1, np.int64)  # when the node was settled
    length = np.full(n, np.inf)
    paths, share = np.empty(n), np.empty(n)
    order = np.empty(n, np.int32)
    for source in sources:
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
                if through < length[w]:
                    length[w], paths[w] = through, paths[v]
                    heapq.heappush(heap, (through, w))
                elif rank[w] < 0 and through == length[w]:
                    paths[w] += paths[v]
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
