"""Where the nodes of a large network stand.

Each component is placed by its distances from landmarks (Brandes & Pich, Eigensolver Methods for Progressive
Multidimensional Scaling, 2007) and then relaxed by sparse stress majorization (Ortmann, Klimenta & Brandes, A Sparse
Stress Model, 2017). Nothing is random and nothing is remembered: landmarks and all else that has to be chosen are
chosen by the nodes' ids, and a component stands, and is turned, as its nodes lie in the tree of areas. So the same
network stands the same in every process, and one that is a little different stands nearly so.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from orgraph.charts.layout import Points
from orgraph.queries.bridging.projection import Projection

LANDMARKS = 64  # of a component; one with no more nodes is placed by all its distances
SWEEPS = 60
_ROOM = 1.6  # between components, where a link is one long
_DIGITS = 3


def layout(network: Projection, ids: Sequence[str], along: NDArray[np.float64]) -> Points:
    """Coordinates of all nodes, shape (n, 2); links are about one long.

    ids : of the nodes, which decide every choice
    along : for each node a number from 0 to 1, near for nodes that people take for near
    """
    from scipy.sparse.csgraph import connected_components

    from orgraph.api.drawing.apart import hilbert, placed
    from orgraph.api.drawing.relaxing import distances, partners, relax

    if not network.n:
        return np.empty((0, 2))
    keys = np.frombuffer(b"".join(blake2b(one.encode(), digest_size=8).digest() for one in ids), np.uint64)
    number, part = connected_components(network.matrix(), directed=False)
    part = part.astype(np.int32)
    members = np.split(np.lexsort((keys, part)), np.cumsum(np.bincount(part, minlength=number))[:-1])
    landmarks = np.full((number, min(LANDMARKS, max(map(len, members)))), -1, np.int32)
    for at, nodes in enumerate(members):  # by key: the same ones, whichever other nodes come and go
        chosen = nodes[:LANDMARKS]
        landmarks[at, :len(chosen)] = chosen
    far = distances(network.indptr, network.indices, landmarks)
    towards = hilbert(along)
    points = np.zeros((network.n, 2))
    for nodes in members:
        points[nodes] = _start(far[nodes].astype(np.float64), towards[nodes], keys[nodes])
    relax(points, network.indptr, network.indices, partners(network.indptr, network.indices, keys), landmarks, part,
          far, SWEEPS)
    middle = np.array([along[nodes].mean() for nodes in members])
    radii = np.zeros(number)
    for at, nodes in enumerate(members):
        points[nodes] = _turned(points[nodes] - points[nodes].mean(axis=0), towards[nodes])
        radii[at] = _ROOM / 2 + float(np.sqrt((points[nodes]**2).sum(axis=1).max()))
    points += placed(middle, radii)[part]
    return np.round(points, _DIGITS)


def _start(distance: Points, towards: Points, keys: NDArray[np.uint64]) -> Points:
    """A component by its distances from landmarks, shape (nodes, landmarks); a little apart where these are equal.

    A small one starts from anywhere: it is relaxed by all its distances.
    """
    angle = keys.astype(np.float64) * (2 * np.pi / 2**64)
    around = np.column_stack((np.cos(angle), np.sin(angle)))
    if len(distance) <= LANDMARKS:
        return around
    squares = distance**2
    centred = -0.5 * (squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean())
    spread = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -2:]
    length = float(np.sqrt((spread**2).sum(axis=1).mean())) or 1.0
    return _turned(spread * (float(np.sqrt(squares.mean() / 2)) / length) + 0.05 * around, towards)


def _turned(points: Points, towards: Points) -> Points:
    """Points turned, or mirrored, so that they lie as far towards the given directions as they can (Procrustes)."""
    left, _, right = np.linalg.svd(points.T @ (towards - towards.mean(axis=0)))
    turned: Points = points @ left @ right
    return turned

