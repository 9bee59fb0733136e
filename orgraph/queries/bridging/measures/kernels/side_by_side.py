"""Brandes' accumulation of dependencies, up to 64 sources to a pass: four times as fast while the graph fits the cache.

Breadth-first searches from near-by sources meet the same nodes at nearly the same time. A pass therefore runs
them side by side, one to a lane: a bit of a word per node says in which lanes the node is on the level at hand, and
a row of numbers per node, one a lane, holds path counts (forward) or dependencies (backward). One walk along a
node's links then serves all lanes, and the additions become vector instructions. Sums run in a fixed order.
"""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Bits, Floats, Indices, Indptr, compiled


@compiled
def _pull(
    start: int, end: int, indices: Indices, level: Bits, rows: Floats, lanes: np.uint64, sums: Floats, width: int
) -> None:
    """Into `sums`, lane by lane: the rows of the neighbours in slots `start` to `end` on `level` in any of `lanes`."""
    for lane in range(width):
        sums[lane] = 0.0
    for slot in range(start, end):
        w = indices[slot]
        if level[w] & lanes:
            for lane in range(width):
                sums[lane] += rows[w, lane]


@compiled
def dependencies(indptr: Indptr, indices: Indices, sources: Indices, width: int) -> Floats:
    """For every node v the sum over `sources` s of δ_s(v), the share of shortest paths from s that pass through v.

    `width`: sources to a pass, at most 64. It is an argument because LLVM unrolls, but does not vectorise, a loop
    whose short length it knows. Memory: 24 · width bytes a node, and 12 for each level on which a node occurs.
    """
    n = len(indptr) - 1
    result = np.zeros(n)
    paths = np.empty((n, width))  # σ: number of shortest paths from the source of the lane
    seen = np.zeros(n, np.uint64)  # lanes that have reached the node
    marks = np.zeros((2, n), np.uint64)  # lanes in which the node is on the level, by parity of the level
    rows = np.empty((2, n, width))  # the numbers to pull, by parity; zero in the lanes that are not marked
    order = np.empty(n * width, np.int32)  # nodes level by level: one entry for each level on which a node occurs
    lanes_at = np.empty(n * width, np.uint64)  # the lanes of each entry
    starts = np.empty(n + 2, np.int64)  # first entry of each level
    sums = np.empty(width)
    one = np.uint64(1)

    for first in range(0, len(sources), width):
        tail = depth = 0
        starts[0] = 0
        for lane in range(min(width, len(sources) - first)):
            s = sources[first + lane]
            order[tail], lanes_at[tail] = s, one << np.uint64(lane)
            seen[s] = marks[0, s] = lanes_at[tail]
            rows[0, s, :] = 0.0
            rows[0, s, lane] = paths[s, lane] = 1.0
            tail += 1
        starts[1] = tail

        # Forward: who is reached next, and by how many shortest paths.
        while starts[depth] < starts[depth + 1]:
            near, far = marks[depth & 1], marks[1 - (depth & 1)]
            near_rows, far_rows = rows[depth & 1], rows[1 - (depth & 1)]
            for entry in range(starts[depth], starts[depth + 1]):
                v, lanes = order[entry], lanes_at[entry]
                for slot in range(indptr[v], indptr[v + 1]):
                    w = indices[slot]
                    new = lanes & ~seen[w]
                    if new:
                        if not far[w]:
                            order[tail] = w
                            tail += 1
                        far[w] |= new
            for entry in range(starts[depth + 1], tail):
                w = order[entry]
                lanes = far[w]
                lanes_at[entry] = lanes
                seen[w] |= lanes
                _pull(indptr[w], indptr[w + 1], indices, near, near_rows, lanes, sums, width)
                for lane in range(width):
                    if lanes >> np.uint64(lane) & one:
                        paths[w, lane] = far_rows[w, lane] = sums[lane]
                    else:
                        far_rows[w, lane] = 0.0
            for entry in range(starts[depth], starts[depth + 1]):
                near[order[entry]] = 0
            depth += 1
            starts[depth + 1] = tail

        # Backward: the row of w holds (1 + δ(w)) / σ(w), so that δ(v) = σ(v) · the sum of the rows one level on.
        while depth > 1:
            depth -= 1
            near, far = marks[depth & 1], marks[1 - (depth & 1)]
            near_rows, far_rows = rows[depth & 1], rows[1 - (depth & 1)]
            for entry in range(starts[depth], starts[depth + 1]):
                v, lanes = order[entry], lanes_at[entry]
                near[v] = lanes
                _pull(indptr[v], indptr[v + 1], indices, far, far_rows, lanes, sums, width)
                for lane in range(width):
                    if lanes >> np.uint64(lane) & one:
                        result[v] += paths[v, lane] * sums[lane]
                        near_rows[v, lane] = 1.0 / paths[v, lane] + sums[lane]
                    else:
                        near_rows[v, lane] = 0.0
            for entry in range(starts[depth + 1], starts[depth + 2]):
                far[order[entry]] = 0
        for entry in range(tail):
            marks[1, order[entry]] = 0
            seen[order[entry]] = 0
    return result
