"""Components of a network beside each other, each near where its areas lie, so that a change moves only neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.charts.layout import Points
from orgraph.queries.bridging.measures.kernels import Floats, compiled

_BITS = 16
_ROUNDS = 300
_LOOSE = 1.25  # the area of the map over that of the circles
_HOME = 0.02  # of its way back that a circle goes in a round


def hilbert(along: NDArray[np.float64]) -> Points:
    """Points of the unit square on Hilbert's curve: what is near in the order of areas is near on the map.

    along : shape (n,), from 0 to 1

    >>> hilbert(np.array([0.0, 0.25, 0.5, 0.75])).round(2).tolist()
    [[0.0, 0.0], [0.0, 0.5], [0.5, 0.5], [1.0, 0.5]]
    """
    rest = np.minimum((along * 4.0**_BITS).astype(np.int64), 4**_BITS - 1)
    x, y = np.zeros(len(rest), np.int64), np.zeros(len(rest), np.int64)
    for level in range(_BITS):
        right, up = (rest >> 1) & 1, (rest ^ (rest >> 1)) & 1
        size = 1 << level
        flip = (up == 0) & (right == 1)
        x, y = np.where(flip, size - 1 - x, x), np.where(flip, size - 1 - y, y)
        x, y = np.where(up == 0, y, x), np.where(up == 0, x, y)
        x, y = x + size * right, y + size * up
        rest >>= 2
    points: Points = np.column_stack((x, y)) / 2.0**_BITS
    return points


def placed(along: NDArray[np.float64], radii: NDArray[np.float64]) -> Points:
    """Centres of circles that do not overlap, each near the point of the map that its number on the curve gives."""
    wide = 2.0 * np.sqrt(_LOOSE * float((radii**2).sum()))
    wished = hilbert(along) * wide
    found: Points = wished.copy()
    _push(found, wished, radii, _ROUNDS)
    return found


@compiled
def _push(at: Floats, wished: Floats, radii: Floats, rounds: int) -> None:
    """Push overlapping circles apart, the smaller one further, and let each go a little of the way back, in place."""
    widest = radii.max() if len(radii) else 0.0
    for turn in range(rounds):
        back = _HOME * (1.0 - turn / rounds)
        at += back * (wished - at)
        order = np.argsort(at[:, 0])
        moved = False
        for place in range(len(order)):
            i = order[place]
            for other in range(place + 1, len(order)):
                j = order[other]
                across = at[j, 0] - at[i, 0]
                if across > radii[i] + widest:
                    break
                down = at[j, 1] - at[i, 1]
                apart = np.sqrt(across * across + down * down)
                over = radii[i] + radii[j] - apart
                if over > 1e-3:
                    if apart < 1e-9:
                        across, down, apart = 1.0, 0.0, 1.0
                    share = radii[j] / (radii[i] + radii[j])
                    at[i, 0] -= over * share * across / apart
                    at[i, 1] -= over * share * down / apart
                    at[j, 0] += over * (1.0 - share) * across / apart
                    at[j, 1] += over * (1.0 - share) * down / apart
                    moved = True
        if not moved and back < 0.25 * _HOME:
            break
