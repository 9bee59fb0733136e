"""Paths of four links between the nodes of one side, and how many of them are closed (Opsahl)."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled


@compiled
def meeting_places(
    indptr: Indptr, indices: Indices, pairs: Indptr, partners: Indices, shared: Indptr
) -> Indices:
    """For every slot (a, c) of the one-side graph: up to two places where a and c meet, −1 for none.

    `indptr`, `indices`: the places of each node; `pairs`, `partners`, `shared`: the graph of those that meet, with the
    number of places shared; where it is above two, none is needed.
    """
    places = np.full((len(partners), 2), -1, np.int32)
    for a in range(len(indptr) - 1):
        for slot in range(pairs[a], pairs[a + 1]):
            if shared[slot] > 2:
                continue
            found = 0
            left, right = indptr[a], indptr[partners[slot]]
            end = indptr[partners[slot] + 1]
            while left < indptr[a + 1] and right < end:
                if indices[left] < indices[right]:
                    left += 1
                elif indices[left] > indices[right]:
                    right += 1
                else:
                    places[slot, found] = indices[left]
                    found, left, right = found + 1, left + 1, right + 1
    return places


@compiled
def closed_paths(
    indptr: Indptr, indices: Indices, places_n: int, pairs: Indptr, partners: Indices, shared: Indptr, places: Indices,
    sources: Indices,
) -> Floats:
    """For every node b of `sources`: the paths a – x – b – y – c whose ends meet at a place other than x and y.

    With w the number of places shared, a and c are tied by w(a,b) w(b,c) choices of (x, y), less those with x = y
    (a place of all three). When a and c share one place only, and b is there too, x and y must both avoid it; when
    they share two, and b is at both, the path through these two is the only open one.
    """
    n = len(indptr) - 1
    closed = np.zeros(n)
    mine = np.zeros(places_n, np.bool_)
    with_me = np.zeros(n, np.int64)
    for b in sources:
        for slot in range(indptr[b], indptr[b + 1]):
            mine[indices[slot]] = True
        for slot in range(pairs[b], pairs[b + 1]):
            with_me[partners[slot]] = shared[slot]
        total = 0
        for slot in range(pairs[b], pairs[b + 1]):
            a = partners[slot]
            for ac in range(pairs[a], pairs[a + 1]):
                c = partners[ac]
                if c <= a or not with_me[c]:
                    continue
                total += with_me[a] * with_me[c]
                if shared[ac] == 1 and mine[places[ac, 0]]:
                    total -= with_me[a] + with_me[c] - 2
                elif shared[ac] == 2 and mine[places[ac, 0]] and mine[places[ac, 1]]:
                    total -= 2
        closed[b] = total
        for slot in range(indptr[b], indptr[b + 1]):
            mine[indices[slot]] = False
        for slot in range(pairs[b], pairs[b + 1]):
            with_me[partners[slot]] = 0
    return closed
