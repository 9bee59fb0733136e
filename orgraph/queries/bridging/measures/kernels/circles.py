"""Every triangle once, for Burt's constraint."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled


@compiled
def constraints(indptr: Indptr, indices: Indices, weights: Floats) -> Floats:
    r"""Burt's constraint of every node of an undirected graph; NaN for an isolate.

    With s_i the strength of i, c_ij = (p_ij + Σ_q p_iq p_qj)² = (a_ij + Σ_q a_iq a_qj / s_q)² / s_i². The sum is the
    same seen from i and from j, so a link needs one number, to which each triangle adds once. A triangle is found at
    its corner of highest (degree, number), by links that lead down in that order, so that a link costs the smaller of
    its ends' degrees even where one organisation is linked with thousands (Chiba & Nishizeki, Arboricity and subgraph
    listing algorithms, SIAM J. Computing 14 (1985) 210-223).
    """
    n = len(indptr) - 1
    strength = np.zeros(n)
    first = np.empty(n + 1, np.int64)  # links that lead down
    lower = np.empty(len(indices) // 2, np.int32)
    tie = np.empty(len(indices) // 2)
    links = 0
    for u in range(n):
        first[u] = links
        degree = indptr[u + 1] - indptr[u]
        for slot in range(indptr[u], indptr[u + 1]):
            v = indices[slot]
            strength[u] += weights[slot]
            other = indptr[v + 1] - indptr[v]
            if other < degree or (other == degree and v < u):
                lower[links], tie[links] = v, weights[slot]
                links += 1
    first[n] = links

    around = tie.copy()  # a_ij + Σ_q a_iq a_qj / s_q
    link_to = np.full(n, -1, np.int64)  # at the corner at hand: the link that leads to a node
    for u in range(n):
        if first[u + 1] - first[u] < 2:
            continue
        for uv in range(first[u], first[u + 1]):
            link_to[lower[uv]] = uv
        for uv in range(first[u], first[u + 1]):
            v = lower[uv]
            for vw in range(first[v], first[v + 1]):
                w = lower[vw]
                uw = link_to[w]
                if uw >= 0:
                    around[uv] += tie[uw] * tie[vw] / strength[w]
                    around[uw] += tie[uv] * tie[vw] / strength[v]
                    around[vw] += tie[uv] * tie[uw] / strength[u]
        for uv in range(first[u], first[u + 1]):
            link_to[lower[uv]] = -1

    result = np.zeros(n)
    for u in range(n):
        for uv in range(first[u], first[u + 1]):
            result[u] += around[uv] ** 2
            result[lower[uv]] += around[uv] ** 2
    return result / strength**2
