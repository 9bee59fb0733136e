"""The order of nodes: areas in pre-order, what lies in an area right behind it, what lies nowhere first.

So "everything inside an area" is one range of positions. The order depends on the records alone (kind, code, name,
id), never on the order of files or rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]


def pre_order(is_area: npt.NDArray[np.bool_], home: Ints, area_keys: Sequence[tuple[str, ...] | None],
              minor: npt.NDArray[np.int64]) -> tuple[Ints, Ints]:
    """Positions of nodes and the end of each node's range.

    Parameters
    ----------
    is_area : (n,) which nodes are areas.
    home : (n,) index of the area that a node lies in, of an area its parent; -1 for none.
    area_keys : sort key of each area among its siblings.
    minor : (n,) sort key of the other nodes inside one area.

    Returns
    -------
    position, until : (n,) int32; a node's range is [position, until) and holds itself first.

    An area in a cycle of parents cannot be reached from a root; the loaders refuse it, and here it counts as a root.
    """
    n = len(home)
    areas = np.flatnonzero(is_area)
    children: dict[int, list[int]] = {}
    for area in areas.tolist():
        children.setdefault(int(home[area]), []).append(area)
    for siblings in children.values():
        siblings.sort(key=lambda area: area_keys[area] or ())
    ranks: list[int] = []
    rank_of: dict[int, int] = {}
    last: dict[int, int] = {}  # area → rank behind its last descendant
    roots = [*children.get(-1, ()), *areas.tolist()]
    for root in roots:
        if root in rank_of:
            continue
        stack = [(root, False)]
        while stack:
            area, done = stack.pop()
            if done:
                last[area] = len(ranks)
                continue
            if area in rank_of:
                continue
            rank_of[area] = len(ranks)
            ranks.append(area)
            stack.append((area, True))
            stack.extend((child, False) for child in reversed(children.get(area, ())))
    rank = np.full(n, -1, np.int64)
    rank[ranks] = np.arange(len(ranks))
    others = np.flatnonzero(~is_area)
    home_rank = np.where(home[others] >= 0, rank[home[others]], -1)
    order = np.lexsort((minor[others], home_rank))
    others, home_rank = others[order], home_rank[order]
    own = np.bincount(home_rank + 1, minlength=len(ranks) + 1)  # own[0]: nodes that lie nowhere
    before = np.cumsum(own)  # nodes up to and including rank r-1's own
    position = np.empty(n, np.int64)
    area_position = before[:len(ranks)] + np.arange(len(ranks)) if ranks else np.empty(0, np.int64)
    position[ranks] = area_position
    first = np.concatenate(([0], before[:-1]))  # index in `others` of the first node of each group
    within = np.arange(len(others)) - first[home_rank + 1]
    base = np.concatenate(([0], area_position + 1))
    position[others] = base[home_rank + 1] + within
    until = position + 1
    ends = np.concatenate((area_position, [n]))
    if ranks:
        until[ranks] = ends[[last[area] for area in ranks]]
    return position.astype(np.int32), until.astype(np.int32)
