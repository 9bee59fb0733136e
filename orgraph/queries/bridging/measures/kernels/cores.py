"""The core number of every node, by taking nodes away in the order of the links they have left."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Indices, Indptr, compiled


@compiled
def cores(indptr: Indptr, indices: Indices) -> Indices:
    """The largest k, for every node, such that it lies in a part where all have k links.

    The nodes are kept sorted by links left, in buckets, as in a counting sort: a node that loses a link changes
    places with the first of its bucket, and the bucket's start moves on by one.
    """
    n = len(indptr) - 1
    left = np.empty(n, np.int32)
    most = 0
    for v in range(n):
        left[v] = indptr[v + 1] - indptr[v]
        most = max(most, left[v])
    start = np.zeros(most + 2, np.int64)  # of each bucket, in `order`
    for v in range(n):
        start[left[v] + 1] += 1
    for count in range(1, most + 2):
        start[count] += start[count - 1]
    order = np.empty(n, np.int32)
    place = np.empty(n, np.int64)
    for v in range(n):
        place[v] = start[left[v]]
        order[place[v]] = v
        start[left[v]] += 1
    for count in range(most + 1, 0, -1):
        start[count] = start[count - 1]
    start[0] = 0
    for at in range(n):
        v = order[at]
        for slot in range(indptr[v], indptr[v + 1]):
            w = indices[slot]
            if left[w] > left[v]:
                first = start[left[w]]
                other = order[first]
                order[first], order[place[w]] = w, other
                place[other], place[w] = place[w], first
                start[left[w]] += 1
                left[w] -= 1
    return left
