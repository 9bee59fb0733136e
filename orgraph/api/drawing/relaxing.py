"""Loops of the layout: distances from landmarks, and moving nodes to where their distances ask for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled

Keys = NDArray[np.uint64]
FAR = -1  # no distance
PARTNERS = 10  # nodes two links away, of each node, that it is kept apart from


@compiled
def distances(indptr: Indptr, indices: Indices, landmarks: Indices) -> Indices:
    """Links from each landmark to each node of its component, shape (n, most landmarks of a component).

    landmarks : shape (components, most), -1 where a component has fewer
    """
    n, most = len(indptr) - 1, landmarks.shape[1]
    found = np.full((n, most), FAR, np.int32)
    queue = np.empty(n, np.int32)
    for part in range(landmarks.shape[0]):
        for column in range(most):
            source = landmarks[part, column]
            if source < 0:
                break
            found[source, column] = 0
            queue[0] = source
            head, tail = 0, 1
            while head < tail:
                v = queue[head]
                head += 1
                for slot in range(indptr[v], indptr[v + 1]):
                    w = indices[slot]
                    if found[w, column] == FAR:
                        found[w, column] = found[v, column] + 1
                        queue[tail] = w
                        tail += 1
    return found


@compiled
def partners(indptr: Indptr, indices: Indices, keys: Keys) -> Indices:
    """For each node some that share a neighbour with it and are none themselves, shape (n, PARTNERS), -1: none.

    Which ones hangs on `keys` alone, a number for each node.
    """
    n = len(indptr) - 1
    found = np.full((n, PARTNERS), -1, np.int32)
    for v in range(n):
        degree = indptr[v + 1] - indptr[v]
        state = keys[v] | np.uint64(1)
        for place in range(PARTNERS if degree else 0):
            state ^= state << np.uint64(13)
            state ^= state >> np.uint64(7)
            state ^= state << np.uint64(17)
            u = indices[indptr[v] + np.int64(state % np.uint64(degree))]
            width = indptr[u + 1] - indptr[u]
            w = indices[indptr[u] + np.int64((state >> np.uint64(24)) % np.uint64(width))]
            slot = indptr[v] + np.searchsorted(indices[indptr[v]:indptr[v + 1]], w)
            if w != v and (slot == indptr[v + 1] or indices[slot] != w):
                found[v, place] = w
    return found


@compiled
def _pull(at: Floats, v: int, w: int, wish: float, weight: float, total: Floats) -> None:
    """Where `v` would stand at its wished distance from `w`, on the line between them; added up in `total`."""
    across, down = at[v, 0] - at[w, 0], at[v, 1] - at[w, 1]
    apart = np.sqrt(across * across + down * down)
    scale = wish / apart if apart > 1e-9 else 0.0
    total[0] += weight * (at[w, 0] + scale * across)
    total[1] += weight * (at[w, 1] + scale * down)
    total[2] += weight


@compiled
def relax(at: Floats, indptr: Indptr, indices: Indices, near: Indices, landmarks: Indices, part: Indices, far: Indices,
          sweeps: int) -> None:
    """Move every node in turn to the mean of where its terms want it: sparse stress majorization, in place.

    A node's terms are its neighbours (one apart), its partners (two), and its component's landmarks (as many as there
    are links between), each weighing 1 / distance².
    """
    total = np.zeros(3)
    for _ in range(sweeps):
        for v in range(len(at)):
            total[:] = 0.0
            for slot in range(indptr[v], indptr[v + 1]):
                _pull(at, v, indices[slot], 1.0, 1.0, total)
            for place in range(near.shape[1]):
                if near[v, place] >= 0:
                    _pull(at, v, near[v, place], 2.0, 0.25, total)
            for column in range(landmarks.shape[1]):
                wish = far[v, column]
                if wish == FAR:
                    break
                if wish > 1:
                    _pull(at, v, landmarks[part[v], column], float(wish), 1.0 / (wish * wish), total)
            if total[2] > 0.0:
                at[v, 0] = total[0] / total[2]
                at[v, 1] = total[1] / total[2]
