"""The order of nodes after some have moved to other areas: the same as `order.pre_order` would give, without it.

Only areas that gain or lose something, and those above them, are gone through child by child; all else is copied in
stretches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from orgraph.stores.snapshot.columns import Columns
from orgraph.stores.snapshot.pool import Pool
from orgraph.vocabulary import vocabulary

Ints = npt.NDArray[np.int32]
NOWHERE = -1
_DEEPEST = 64


def moved(columns: Columns, home: Ints) -> tuple[list[tuple[int, int]], Ints, Ints]:
    """The stretches [lo, hi) of old positions in their new order, the new end of each range, and the homes.

    home: of each node the area that it lies in now. Where areas lie in a circle, the first of them lies nowhere.
    """
    home = _without_circles(home, np.flatnonzero(home != columns["node.home"]).tolist())
    mover = _Mover(columns, home)
    mover.walk(NOWHERE)
    size = columns["node.until"] - np.arange(len(home), dtype=np.int32)
    for area, grown in mover.sizes.items():
        size[area] = grown
    order = np.concatenate([np.arange(lo, hi) for lo, hi in mover.stretches])
    return mover.stretches, (np.arange(len(home)) + size[order]).astype(np.int32), home


def _without_circles(home: Ints, changed: list[int]) -> Ints:
    home = np.array(home)
    for node in changed:
        above, seen = int(home[node]), 0
        while above not in (NOWHERE, node) and seen < _DEEPEST:
            above, seen = int(home[above]), seen + 1
        if above == node:
            home[node] = NOWHERE
    return home


class _Mover:
    def __init__(self, columns: Columns, home: Ints) -> None:
        self._columns, self._home = columns, home
        self._until = columns.view("node.until")
        self._gone = home != columns["node.home"]
        words = vocabulary()
        self._area_kinds = np.array([words.is_a(kind, "Area") for kind in words.kind_order])
        self._areas = np.flatnonzero(self._area_kinds[columns["node.kind"]])
        self._pools: Mapping[str, Pool] = {name: Pool(columns, name) for name in ("code", "name", "id")}
        changed = np.flatnonzero(self._gone).tolist()
        self._gained: dict[int, list[int]] = {}
        for node in changed:
            self._gained.setdefault(int(home[node]), []).append(node)
        self._lost = {int(columns["node.home"][node]) for node in changed}
        self._through = {NOWHERE}
        for area in (*self._gained, *self._lost):
            while area not in self._through:
                self._through.add(area)
                area = int(home[area])
        self.stretches: list[tuple[int, int]] = []
        self.sizes: dict[int, int] = {}
        self._written = 0

    def walk(self, area: int) -> None:
        """Copy an area and what lies in it now."""
        before = self._written
        if area != NOWHERE:
            self._copy(area, area + 1)
        for lo, hi in self._contents(area):
            if hi - lo > 0 and lo in self._through:
                self.walk(lo)
            else:
                self._copy(lo, hi)
        if area != NOWHERE:
            self.sizes[area] = self._written - before

    def _copy(self, lo: int, hi: int) -> None:
        if hi > lo:
            self._written += hi - lo
            if self.stretches and self.stretches[-1][1] == lo:
                lo = self.stretches.pop()[0]
            self.stretches.append((lo, hi))

    def _contents(self, area: int) -> Iterator[tuple[int, int]]:
        """Ranges of what lies right in an area: nodes that are none, then each area with all that it holds."""
        lo, end = (0, len(self._home)) if area == NOWHERE else (area + 1, self._until[area])
        at = int(self._areas.searchsorted(lo))
        first = int(self._areas[at]) if at < len(self._areas) and self._areas[at] < end else end
        gained = self._gained.get(area, [])
        areas = [node for node in gained if self._is_area(node)]
        others = [node for node in gained if not self._is_area(node)]
        if others or (area in self._lost and self._gone[lo:first].any()):
            stay = [node for node in range(lo, first) if not self._gone[node]]
            nodes = sorted((*stay, *others), key=self._other_key) if others else stay
            yield from ((node, node + 1) for node in nodes)
        else:
            yield lo, first
        stay = [node for node in self._children(first, end) if not self._gone[node]]
        for node in sorted((*stay, *areas), key=self._area_key) if areas else stay:
            yield node, self._until[node]

    def _children(self, first: int, end: int) -> Iterator[int]:
        while first < end:
            yield first
            first = self._until[first]

    def _is_area(self, node: int) -> bool:
        return bool(self._area_kinds[self._columns["node.kind"][node]])

    def _area_key(self, node: int) -> tuple[str, str, str]:
        code, name, known = (self._pools[pool][node] for pool in ("code", "name", "id"))
        return code or "~", name, known

    def _other_key(self, node: int) -> tuple[int, str]:
        return int(self._columns["node.kind"][node]), self._pools["id"][node]

