"""Brandes' accumulation in a graph with direction, one source at a time: what passes through nodes, over links, and
what pairs are worth by their distance."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Flags, Floats, Indices, Indptr, compiled, shared


@shared
def _outward(indptr: Indptr, indices: Indices, source: int, depth: Indices, paths: Floats, order: Indices) -> int:
    """Go out from a source: for every node reached its `depth` (−1 before), its number of shortest `paths`, and in
    `order` the nodes by depth; how many they are."""
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
    return tail


@shared
def _behind(indptr: Indptr, indices: Indices, v: int, depth: Indices, share: Floats) -> float:
    """The sum of the shares of a node's successors. No list of predecessors is kept: a neighbour one step further from
    the source is a successor."""
    total = 0.0
    for slot in range(indptr[v], indptr[v + 1]):
        w = indices[slot]
        if depth[w] == depth[v] + 1:
            total += share[w]
    return total


@compiled
def dependencies(indptr: Indptr, indices: Indices, sources: Indices) -> Floats:
    """For every node v the sum over `sources` s of δ_s(v), the share of shortest paths from s that pass through v.

    Memory: 32 bytes a node.
    """
    n = len(indptr) - 1
    result = np.zeros(n)
    depth = np.full(n, -1, np.int32)
    paths = np.empty(n)  # σ: number of shortest paths from the source
    share = np.empty(n)  # (1 + δ) / σ, so that δ(v) = σ(v) · the sum of the shares of v's successors
    order = np.empty(n, np.int32)
    for source in sources:
        tail = _outward(indptr, indices, source, depth, paths, order)
        for entry in range(tail - 1, 0, -1):
            v = order[entry]
            total = _behind(indptr, indices, v, depth, share)
            result[v] += paths[v] * total
            share[v] = 1.0 / paths[v] + total
        for entry in range(tail):
            depth[order[entry]] = -1
    return result


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
        tail = _outward(indptr, indices, source, depth, paths, order)
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
def between(indptr: Indptr, indices: Indices, gone: Flags, worth: Floats) -> tuple[float, Floats]:
    """The worth of all pairs left, by distance; for each node that of the pairs that need it.

    A pair needs its ends, and whoever is on its shortest paths in the share of those that pass (Brandes); both ways.
    """
    n = len(indptr) - 1
    total = 0.0
    result = np.zeros(n)
    depth = np.where(gone, n + 1, -1).astype(np.int32)  # nobody is one step before the gone, so none goes there
    paths, share, order = np.empty(n), np.empty(n), np.empty(n, np.int32)
    for source in range(n):
        if gone[source]:
            continue
        tail = _outward(indptr, indices, source, depth, paths, order)
        for entry in range(tail - 1, 0, -1):
            v = order[entry]
            passing = _behind(indptr, indices, v, depth, share)
            end = worth[depth[v]]
            result[v] += paths[v] * passing + end
            result[source] += end
            total += end
            share[v] = end / paths[v] + passing
        for entry in range(tail):
            depth[order[entry]] = -1
    return total, result
