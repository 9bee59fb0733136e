"""What sets of new links join: pairs of nodes that can then reach each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.kernels import Indices, Indptr, compiled

Counts = NDArray[np.int64]


@compiled
def _root(above: Counts, part: int) -> int:
    while above[part] != part:
        part = above[part]
    return part


@compiled
def join_gains(indptr: Indptr, a: Indices, b: Indices, labels: Counts, sizes: Counts) -> tuple[Counts, Counts]:
    """For each set, the links `indptr[i]` to `indptr[i + 1]` between nodes a and b: pairs joined, and parts fewer.

    labels: the part of each node; sizes: nodes in each part. Each set is judged by itself.
    """
    above, size = np.arange(len(sizes)), sizes.copy()
    pairs, fewer = np.zeros(len(indptr) - 1, np.int64), np.zeros(len(indptr) - 1, np.int64)
    for number in range(len(indptr) - 1):
        for link in range(indptr[number], indptr[number + 1]):
            one, other = _root(above, labels[a[link]]), _root(above, labels[b[link]])
            if one != other:
                pairs[number] += size[one] * size[other]
                fewer[number] += 1
                above[other] = one
                size[one] += size[other]
        for link in range(indptr[number], indptr[number + 1]):
            for part in (labels[a[link]], labels[b[link]]):
                above[part] = part
                size[part] = sizes[part]
    return pairs, fewer
