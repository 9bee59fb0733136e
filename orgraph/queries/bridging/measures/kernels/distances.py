"""Distances from all nodes to all nodes, summed per node, 64 sources to a pass."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Bits, Floats, Indices, Indptr, compiled

LANES = 64


@compiled
def _ones(word: np.uint64) -> np.int64:
    """Number of bits set; LLVM turns this classic into one instruction."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _turn(
    indptr: Indptr, indices: Indices, near: Bits, far: Bits, seen: Bits, queue: Indices, start: int, end: int
) -> int:
    """Carry the bits of the nodes in `queue[start:end]` one link on; queue who gains any and return the new end."""
    tail = end
    for entry in range(start, end):
        v = queue[entry]
        for slot in range(indptr[v], indptr[v + 1]):
            w = indices[slot]
            new = near[v] & ~seen[w]
            if new:
                if not far[w]:
                    queue[tail] = w
                    tail += 1
                far[w] |= new
    return tail


@compiled
def distance_sums(indptr: Indptr, indices: Indices, sources: Indices) -> tuple[Indptr, Indptr, Floats]:
    """For every node: the number of other `sources` that reach it, the sum of their distances, of their 1/distances.

    Distances are the same both ways, so each node counts, level by level, the sources that have just reached it:
    one word a node holds 64 sources, and no distance is ever stored.
    """
    n = len(indptr) - 1
    reached = np.zeros(n, np.int64)
    total = np.zeros(n, np.int64)
    inverse = np.zeros(n)
    seen = np.zeros(n, np.uint64)
    marks = np.zeros((2, n), np.uint64)
    queue = np.empty(n * LANES, np.int32)
    for first in range(0, len(sources), LANES):
        end = min(LANES, len(sources) - first)
        for lane in range(end):
            s = sources[first + lane]
            queue[lane] = s
            seen[s] = marks[0, s] = np.uint64(1) << np.uint64(lane)
        start = depth = 0
        while start < end:
            near, far = marks[depth & 1], marks[1 - (depth & 1)]
            tail = _turn(indptr, indices, near, far, seen, queue, start, end)
            depth += 1
            for entry in range(start, end):
                near[queue[entry]] = 0
            for entry in range(end, tail):
                w = queue[entry]
                seen[w] |= far[w]
                count = _ones(far[w])
                reached[w] += count
                total[w] += count * depth
                inverse[w] += count / depth
            start, end = end, tail
        for entry in range(end):
            seen[queue[entry]] = 0
    return reached, total, inverse
