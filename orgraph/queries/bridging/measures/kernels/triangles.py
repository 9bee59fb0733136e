"""Every triangle once, for Burt's sums over a contact's contacts."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled


@compiled
def indirect(
    indptr: Indptr, indices: Indices, opposite: Indptr, share: Floats, marginal: Floats
) -> tuple[Floats, Floats]:
    """For every slot i → j: Σ_q share[i, q] · share[q, j] and Σ_q share[i, q] · marginal[j, q], over common contacts q.

    Each triangle is found at its corner of highest (degree, number), by links that lead down in that order, so that
    a link costs the smaller of its ends' degrees, even where one organization is linked with thousands
    (Chiba & Nishizeki, Arboricity and subgraph listing algorithms, SIAM J. Computing 14 (1985) 210-223).
    """
    n = len(indptr) - 1
    through = np.zeros(len(indices))
    redundant = np.zeros(len(indices))
    slot_to = np.full(n, -1, np.int64)  # at the corner at hand: the slot that leads to a node
    for u in range(n):
        for slot in range(indptr[u], indptr[u + 1]):
            slot_to[indices[slot]] = slot
        for uv in range(indptr[u], indptr[u + 1]):
            v = indices[uv]
            if not _below(indptr, v, u):
                continue
            for vw in range(indptr[v], indptr[v + 1]):
                w = indices[vw]
                uw = slot_to[w]
                if uw < 0 or not _below(indptr, w, v):
                    continue
                vu, wv, wu = opposite[uv], opposite[vw], opposite[uw]
                for ij, iq, qj, jq in (
                    (uv, uw, wv, vw),
                    (vu, vw, wu, uw),
                    (uw, uv, vw, wv),
                    (wu, wv, vu, uv),
                    (vw, vu, uw, wu),
                    (wv, wu, uv, vu),
                ):
                    through[ij] += share[iq] * share[qj]
                    redundant[ij] += share[iq] * marginal[jq]
        for slot in range(indptr[u], indptr[u + 1]):
            slot_to[indices[slot]] = -1
    return through, redundant


@compiled
def _below(indptr: Indptr, a: int, b: int) -> bool:
    first, second = indptr[a + 1] - indptr[a], indptr[b + 1] - indptr[b]
    return first < second or (first == second and a < b)
