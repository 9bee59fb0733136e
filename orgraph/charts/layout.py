"""Where nodes stand: the same for the same network on any machine.

Stress majorization puts nodes as far apart as they are steps from each other. It starts from coordinates that no random
number and no eigenvector routine decides, and ends near a minimum, where last digits of floating point do not grow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
_GOLDEN = 2.399963229728653  # radians: neighbours in the order never stand near each other
_DIGITS = 4
_POWER = 60  # rounds in which the start finds the two widest directions
_EFFORT = 40_000  # nodes moved in all, so that two thousand take a few seconds
_ENOUGH = 1e-6
SMALL, _FEW = 3, 6  # nodes of a small part; as many of these are no block
_TIGHT = 0.4  # how much smaller they are drawn there
_WIDE = 1.25  # width over height
_TRIED = 60  # parts side by side at most, where a width is looked for


def stress(distances: Points) -> Points:
    """Coordinates whose distances are near the given ones (Gansner, Koren & North 2005), shape (n, 2).

    Minimises Σ (|x_i − x_j| − d_ij)² / d_ij². Edges are then about one long.

    Parameters
    ----------
    distances : float64, shape (n, n), of one connected graph
    """
    from scipy.linalg import cho_factor, cho_solve

    n = len(distances)
    if n < 3:
        return np.column_stack((np.arange(n, dtype=np.float64), np.zeros(n)))
    placed = _start(distances)
    with np.errstate(divide="ignore"):
        weights = np.where(distances > 0, distances ** -2.0, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    factor = cho_factor(laplacian[1:, 1:])  # the first node stays where it is
    pulls, last = weights * distances, np.inf
    for _ in range(max(15, min(400, _EFFORT // n))):
        apart = _apart(placed)
        now = float((weights * (apart - distances) ** 2).sum())
        if last - now <= _ENOUGH * now:
            break
        last = now
        np.fill_diagonal(apart, 1.0)
        ratio = pulls / np.maximum(apart, 1e-9)
        moved = ratio.sum(axis=1)[:, None] * placed - ratio @ placed
        placed = np.vstack((np.zeros(2), cho_solve(factor, moved[1:])))
    centred: Points = placed - placed.mean(axis=0)
    return centred


def _apart(placed: Points) -> Points:
    x, y = placed.T
    across, down = x[:, None] - x, y[:, None] - y
    across *= across
    down *= down
    across += down
    apart: Points = np.sqrt(across, out=across)
    return apart


def _start(distances: Points) -> Points:
    """Classical scaling by power iteration from fixed directions, with a little of these so that no two coincide."""
    squares = distances**2
    centred = -0.5 * (squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean())
    turn = _GOLDEN * np.arange(len(distances))
    first = found = np.column_stack((np.cos(turn), np.sin(turn)))
    for _ in range(_POWER):
        found = centred @ found
        found[:, 0] /= np.linalg.norm(found[:, 0]) or 1.0
        found[:, 1] -= (found[:, 0] @ found[:, 1]) * found[:, 0]
        found[:, 1] /= np.linalg.norm(found[:, 1]) or 1.0
    scale = np.sqrt(np.abs(np.sum(found * (centred @ found), axis=0)))
    start: Points = found * scale + 0.01 * first
    return start


def packed(parts: Sequence[Points], room: float = 1.2) -> list[Points]:
    """Parts set beside each other, none on another: the large ones in rows, many small ones in a block of their own.

    parts : of shape (nodes, 2), the largest first
    room : between them, where an edge is one long
    """
    small = [at for at, part in enumerate(parts) if len(part) <= SMALL]
    if len(small) <= _FEW or len(small) == len(parts):
        return _rows(parts, room)
    large = _rows(parts[:small[0]], room)
    corner, end = np.vstack(large).min(axis=0), np.vstack(large).max(axis=0)
    across, down = end - corner
    tight = [_TIGHT * parts[at] for at in small]
    size = sum(float(np.prod(np.ptp(one, axis=0) + _TIGHT * room)) for one in tight)
    block = _rows(tight, _TIGHT * room, float(across) if across > down else size / max(float(down), 1.0))
    top_left = np.array((np.vstack(block)[:, 0].min(), np.vstack(block)[:, 1].max()))
    put = (corner[0], corner[1] - room) if across > down else (end[0] + room, end[1])
    return [*large, *(np.round(one - top_left + put, _DIGITS) for one in block)]


def _rows(parts: Sequence[Points], room: float, width: float = 0.0) -> list[Points]:
    """Parts in rows of that width, by default of the one that fits best into a picture wider than high."""
    boxes = [np.ptp(part, axis=0) + room for part in parts]
    widest = max((float(box[0]) for box in boxes), default=0.0)
    tried = [width] if width else np.cumsum([box[0] for box in boxes[:_TRIED]]).tolist()
    shelves = [_shelves(boxes, max(one, widest)) for one in tried or [widest]]
    best = min(shelves, key=lambda found: round(max(found[1][0], _WIDE * found[1][1]), _DIGITS))[0]
    return [np.round(part - part.min(axis=0) + (x + room / 2, y - box[1] + room / 2), _DIGITS)
            for part, box, (x, y) in zip(parts, boxes, best, strict=True)]


def _shelves(boxes: Sequence[Points], width: float) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    """The upper left corner of each box, in rows of that width, and how large all of it is."""
    found: list[tuple[float, float]] = []
    x = y = height = across = 0.0
    for wide, high in ((float(box[0]), float(box[1])) for box in boxes):
        if x and x + wide > width * 1.001:
            x, y, height = 0.0, y - height, 0.0
        found.append((x, y))
        x, height = x + wide, max(height, high)
        across = max(across, x)
    return found, (across, height - y)


def rings(steps: NDArray[np.int64], angles: NDArray[np.float64], inner: Sequence[Sequence[int]]) -> Points:
    """Nodes on circles by how many `steps` they are from the middle, evenly spread, each near whom it hangs on.

    angles : where the nodes of the first circle would stand
    inner : for each node those that it is tied to and that are one step nearer
    """
    turned = np.exp(1j * angles)
    found = np.zeros((len(steps), 2))
    for ring in range(1, int(steps.max(initial=0)) + 1):
        on = np.flatnonzero(steps == ring)
        if ring > 1:
            turned[on] = [np.sum(turned[list(inner[at])]) for at in on.tolist()]
        on = on[np.lexsort((on, np.round(np.angle(turned[on]), _DIGITS)))]
        even = np.exp(2j * np.pi * np.arange(len(on)) / max(len(on), 1))
        off = np.sum(turned[on] / np.maximum(np.abs(turned[on]), 1e-9) * even.conj())
        turned[on] = even * (off / abs(off) if abs(off) > 0.2 * len(on) else 1j)
        found[on] = ring * np.column_stack((turned[on].real, turned[on].imag))
    return np.round(found, _DIGITS)


def columns(left: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> tuple[list[float], list[float]]:
    """Heights of the nodes of two columns, from 0 to 1, such that ties cross little.

    left, right : for each node of a side the nodes of the other that it is tied to. Each side in turn is ordered by the
    mean place of those (Sugiyama's barycentres).
    """
    places = [list(np.linspace(1, 0, len(left))), list(np.linspace(1, 0, len(right)))]
    for turn in range(24):
        side = 1 - turn % 2
        own, other = (left, right)[side], places[1 - side]
        mean = [float(np.mean([other[one] for one in near])) if near else 0.0 for near in own]
        order = sorted(range(len(own)), key=lambda at: (-round(mean[at], 9), at))
        for place, at in zip(np.linspace(1, 0, len(own)), order, strict=True):
            places[side][at] = float(place)
    return ([round(place, _DIGITS) for place in places[0]], [round(place, _DIGITS) for place in places[1]])
