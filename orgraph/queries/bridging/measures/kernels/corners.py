"""Every triangle once, summed at its corners."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled


@compiled
def corners(indptr: Indptr, indices: Indices, share: Floats, sources: Indices) -> tuple[Floats, Floats]:
    """For every node, over its triangles: Σ of the product of the three links' shares, Σ of the two shares at it.

    `share` is the same at both ends of a link. The triangles are those whose corner of highest (degree, number) is
    among `sources`; the way down in that order from there costs a link the smaller of its ends' degrees, even where
    one organization is linked with thousands (Chiba & Nishizeki, SIAM J. Computing 14 (1985) 210-223).
    """
    n = len(indptr) - 1
    product = np.zeros(n)
    beside = np.zeros(n)
    slot_to = np.full(n, -1, np.int64)  # at the corner at hand: the slot that leads to a node
    for u in sources:
        for slot in range(indptr[u], indptr[u + 1]):
            if _below(indptr, indices[slot], u):
                slot_to[indices[slot]] = slot
        for uv in range(indptr[u], indptr[u + 1]):
            v = indices[uv]
            if slot_to[v] < 0:
                continue
            for vw in range(indptr[v], indptr[v + 1]):
                w = indices[vw]
                if slot_to[w] < 0 or not _below(indptr, w, v):
                    continue
                a, b, c = share[uv], share[vw], share[slot_to[w]]
                product[u] += a * b * c
                product[v] += a * b * c
                product[w] += a * b * c
                beside[u] += a + c
                beside[v] += a + b
                beside[w] += b + c
        for slot in range(indptr[u], indptr[u + 1]):
            slot_to[indices[slot]] = -1
    return product, beside


@compiled
def _below(indptr: Indptr, a: int, b: int) -> bool:
    first, second = indptr[a + 1] - indptr[a], indptr[b + 1] - indptr[b]
    return first < second or (first == second and a < b)
