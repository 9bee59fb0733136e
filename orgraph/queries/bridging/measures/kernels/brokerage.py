"""Every triangle once, for the ways a → v → b that are short-cut by a → b."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.kernels import Indices, Indptr, compiled

Codes = NDArray[np.int8]


@compiled
def role_of(first: int, middle: int, last: int) -> int:
    """The role of the middle one, by the groups of the three: a place in `brokerage.ROLES`."""
    if first == last:
        return 0 if first == middle else 1
    if middle == last:
        return 2
    return 3 if first == middle else 4


@compiled
def closed(
    indptr: Indptr, indices: Indices, opposite: Indptr, codes: Codes, groups: Indices
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Closed ways a → v → b with a → b: by v and role, shape (n, 5); by the tie a → v; by the tie v → b; mutual.

    The graph holds each linked pair at both ends; bit 0 of a slot's code says that its tie leads away from the row,
    bit 1 that one comes back. The counts by tie stand in its slot seen from v. `mutual` counts the triangles whose
    two ties at v both go both ways. Each triangle is found at its corner of highest (degree, number), so that a link
    costs the smaller of its ends' degrees (Chiba & Nishizeki, SIAM J. Computing 14 (1985) 210-223).
    """
    n = len(indptr) - 1
    roles = np.zeros((n, 5), np.int64)
    firsts = np.zeros(len(indices), np.int64)
    lasts = np.zeros(len(indices), np.int64)
    mutual = np.zeros(n, np.int64)
    slot_to = np.full(n, -1, np.int64)  # at the corner at hand: the slot that leads to a node
    for u in range(n):
        for slot in range(indptr[u], indptr[u + 1]):
            slot_to[indices[slot]] = slot
        for uv in range(indptr[u], indptr[u + 1]):
            v = int(np.int64(indices[uv]))
            if not _below(indptr, v, u):
                continue
            for vw in range(indptr[v], indptr[v + 1]):
                w = int(np.int64(indices[vw]))
                uw = slot_to[w]
                if uw < 0 or not _below(indptr, w, v):
                    continue
                vu, wu, wv = opposite[uv], opposite[uw], opposite[vw]
                # The middle, its slots to the other two, and the slot between those.
                for at, left, right, over in ((u, uv, uw, vw), (v, vu, vw, uw), (w, wu, wv, uv)):
                    a, b = indices[left], indices[right]
                    if codes[left] & 2 and codes[right] & 1 and codes[over] & 1:
                        roles[at, role_of(groups[a], groups[at], groups[b])] += 1
                        firsts[left] += 1
                        lasts[right] += 1
                    if codes[right] & 2 and codes[left] & 1 and codes[over] & 2:
                        roles[at, role_of(groups[b], groups[at], groups[a])] += 1
                        firsts[right] += 1
                        lasts[left] += 1
                    if codes[left] == 3 and codes[right] == 3:
                        mutual[at] += 1
        for slot in range(indptr[u], indptr[u + 1]):
            slot_to[indices[slot]] = -1
    return roles, firsts, lasts, mutual


@compiled
def _below(indptr: Indptr, a: int, b: int) -> bool:
    first, second = indptr[a + 1] - indptr[a], indptr[b + 1] - indptr[b]
    return first < second or (first == second and a < b)
