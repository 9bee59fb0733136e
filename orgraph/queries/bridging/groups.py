"""The groups that a measure compares: nodes of one kind, or of one part of the area asked about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures import By
from orgraph.stores.base import Positions, View

OUTSIDE = -1  # lies in the area itself, in none of its parts


def groups(view: View, positions: Positions, by: By, area: int | None) -> NDArray[np.int64]:
    """A number for the group of each position, shape (n,).

    by : "kind": the kind as recorded (a property firm, a branch), numbered in no particular order; "area": the area
        directly below `area`, as its position, or OUTSIDE.
    area : the position of the area asked about; None: everywhere
    """
    if by == "area":
        return _parts(view, positions, area)
    names = np.array([view.kind(position) for position in positions.tolist()])
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _parts(view: View, positions: Positions, area: int | None) -> NDArray[np.int64]:
    lo, hi = (0, view.size) if area is None else view.inside(area)
    areas = view.of_kind("Area", lo if area is None else lo + 1, hi)
    starts, ends = list[int](), list[int]()
    while len(areas):
        start = int(areas[0])
        end = view.inside(start)[1]
        starts.append(start)
        ends.append(end)
        areas = areas[np.searchsorted(areas, end):]
    if len(starts) == 1:  # a province with one city is not divided: the city is
        return _parts(view, positions, starts[0])
    if not starts:
        return np.full(len(positions), OUTSIDE, np.int64)
    part = np.searchsorted(starts, positions, "right") - 1
    within = (part >= 0) & (positions < np.array(ends)[part])
    return np.where(within, np.array(starts)[part], OUTSIDE).astype(np.int64)
