"""Which area each node lies in on which days, where that changes.

A node lies in its home. An area may say more, in dated LIES_IN links: on a day it lies where the link in force then
says (of several the latest to begin); where none is in force, where the last one said; before all of them in its
home, if that is stated without dates, else where the first one says. What lies in an area that has ended and has one
successor (SUCCEEDED_BY) lies in the successor from then on, unless it ended too.

So the days on which any of that changes part time into ages, in each of which the areas are one tree.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.stores.snapshot.columns import Array
from orgraph.vocabulary import vocabulary

LIES_IN = "LIES_IN"
SUCCEEDED_BY = "SUCCEEDED_BY"
STATED = "node.stated"  # the home that statements give, where an age's tree is another
_DEEPEST = 64

Positions = npt.NDArray[np.int32]
Steps = list[tuple[int, int]]
"""First day and parent (-1: none), ascending; the first holds since ever, each until the next."""


class Boundaries:
    """The changes among the columns of one snapshot. Positions are those of the snapshot."""

    def __init__(self, columns: Mapping[str, Array]) -> None:
        self._columns = columns
        self.heirs = dict(_heirs(columns))
        """For each area that ended and has one successor, its end day and the successor."""
        self.moves: dict[int, Steps] = {}
        """The nodes that have lain in more than one area."""
        self._always: dict[int, int] = {}  # those that have lain in one, which is not their home
        for node, steps in self._stated() if f"{LIES_IN}.subject" in columns or self.heirs else ():
            if len(steps) > 1:
                self.moves[node] = steps
            else:
                self._always[node] = steps[0][1]
        self.days = sorted({day for steps in self.moves.values() for day, _ in steps[1:]})
        """The first day of every age but the first."""

    @property
    def stated(self) -> Array:
        """The home that each node's statements give."""
        found = self._columns.get(STATED)
        return self._columns["node.home"] if found is None else found

    def age(self, day: int) -> int:
        """Number of the age that a day is in, from 0."""
        return bisect_right(self.days, day)

    def first_day(self, age: int) -> int:
        """The first day of an age."""
        return self.days[age - 1] if age else DAY_MIN

    def parent(self, node: int, day: int) -> int:
        """The area right above a node on a day, -1 if none."""
        steps = self.moves.get(node)
        if steps is None:
            return int(self._columns["node.home"][node])
        return steps[max(bisect_right(steps, day, key=lambda step: step[0]) - 1, 0)][1]

    def homes(self, age: int) -> Positions:
        """Of every node the area right above it in an age."""
        home: Positions = np.array(self._columns["node.home"], np.int32)
        day = self.first_day(age)
        for node in self.moves:
            home[node] = self.parent(node, day)
        for node, area in self._always.items():
            home[node] = area
        return home

    # ---- containment over time ----
    @cached_property
    def _inner(self) -> dict[int, list[int]]:
        """For each area, the nodes with moves that ever lay in it, at any depth."""
        found: dict[int, list[int]] = {}
        for node in self.moves:
            for area in self.ever_above(node):
                found.setdefault(area, []).append(node)
        return found

    def ever_above(self, node: int) -> list[int]:
        """Every area that a node has ever lain in, none twice; today's come in no special order."""
        found: dict[int, None] = {}
        left = self._parents(node)
        while left:
            area = left.pop()
            if area >= 0 and area != node and area not in found:
                found[area] = None
                left += self._parents(area)
        return list(found)

    def _parents(self, node: int) -> list[int]:
        steps = self.moves.get(node)
        return [int(self._columns["node.home"][node])] if steps is None else [parent for _, parent in steps]

    def movers(self, area: int) -> list[int]:
        """The nodes with moves that have ever lain in an area."""
        return self._inner.get(area, [])

    def during(self, node: int, area: int, day: int) -> list[tuple[int, int]]:
        """The intervals [start, end) in which a node lies in an area: that of `day` first, if there is one."""
        changing = [self.moves[p] for p in (node, *self.ever_above(node)) if p in self.moves]
        if not changing:
            return [(DAY_MIN, DAY_MAX)] if area in self._line(node, day) else []
        edges = [DAY_MIN, *sorted({first for steps in changing for first, _ in steps[1:]}), DAY_MAX]
        found: list[tuple[int, int]] = []
        for start, end in pairwise(edges):
            if area in self._line(node, start):
                joined = bool(found) and found[-1][1] == start
                found[-1:] = [(found[-1][0], end)] if joined else [*found[-1:], (start, end)]
        return sorted(found, key=lambda span: not span[0] <= day < span[1])

    def _line(self, node: int, day: int) -> list[int]:
        line: list[int] = []
        above = self.parent(node, day)
        while above >= 0 and len(line) < _DEEPEST:
            line.append(above)
            above = self.parent(above, day)
        return line

    # ---- from the statements ----
    def _stated(self) -> Iterator[tuple[int, Steps]]:
        """The steps of every node that any statement beside its home is about."""
        home, end = self.stated, self._columns["node.end"]
        dated = _dated(self._columns)
        concerned = dated.keys() | set(np.flatnonzero(np.isin(home, list(self.heirs))).tolist())
        for node in concerned:
            own = _steps(dated[node], int(home[node])) if node in dated else [(DAY_MIN, int(home[node]))]
            yield node, self._handed_on(node, int(end[node]), own)

    def _handed_on(self, node: int, gone: int, own: Steps) -> Steps:
        """The steps, with the successor in place of every area that has ended."""
        days = {day for day, _ in own}
        for _, area in own:
            days |= {day for day, _ in self._line_of_heirs(node, area)}
        steps: Steps = []
        for day in sorted(days):
            area = own[bisect_right(own, day, key=lambda step: step[0]) - 1][1]
            for ended, heir in self._line_of_heirs(node, area):
                if ended > day or gone <= ended:
                    break
                area = heir
            if not steps or steps[-1][1] != area:
                steps.append((day, area))
        return steps

    def _line_of_heirs(self, node: int, area: int) -> Iterator[tuple[int, int]]:
        """The end day of an area and its successor, then the successor's; never back to one that was passed."""
        passed = {node}
        while area in self.heirs and self.heirs[area][1] not in passed:
            passed.add(area)
            yield self.heirs[area]
            area = self.heirs[area][1]


def lifetimes(columns: Mapping[str, Array]) -> dict[str, Array]:
    """First and end days of nodes: an area that says no more exists from the first to the last day it lies anywhere."""
    start, end = (np.array(columns[f"node.{name}"]) for name in ("start", "end"))
    for node, links in _dated(columns).items():
        if start[node] == DAY_MIN:
            start[node] = min(first for first, _, _, _ in links)
        if end[node] == DAY_MAX:
            end[node] = max(last for _, last, _, _ in links)
    return {"node.start": start, "node.end": end}


def _areas(columns: Mapping[str, Array], positions: Array) -> npt.NDArray[np.bool_]:
    words = vocabulary()
    flags = np.array([words.is_a(kind, "Area") for kind in words.kind_order])
    found: npt.NDArray[np.bool_] = flags[columns["node.kind"][positions]]
    return found


def _dated(columns: Mapping[str, Array]) -> dict[int, list[tuple[int, int, int, int]]]:
    """For each area its LIES_IN links: first day, end day, id, parent."""
    found: dict[int, list[tuple[int, int, int, int]]] = {}
    if f"{LIES_IN}.subject" in columns:
        subject, *rest = (columns[f"{LIES_IN}.{name}"] for name in ("subject", "start", "end", "id", "object"))
        fit = _areas(columns, subject) & _areas(columns, rest[-1]) & (subject != rest[-1]) & (rest[0] < rest[1])
        for node, *link in zip(subject[fit].tolist(), *(column[fit].tolist() for column in rest), strict=True):
            found.setdefault(node, []).append((link[0], link[1], link[2], link[3]))
    return found


def _steps(links: list[tuple[int, int, int, int]], home: int) -> Steps:
    first = home if home >= 0 and home not in {link[3] for link in links} else min(links)[3]
    steps: Steps = []
    for day in sorted({DAY_MIN, *(day for start, end, _, _ in links for day in (start, end) if day != DAY_MAX)}):
        begun = [link for link in links if link[0] <= day]
        in_force = [link for link in begun if day < link[1]]
        last = max(in_force) if in_force else max(begun, key=lambda link: (link[1], *link), default=None)
        parent = first if last is None else last[3]
        if not steps or steps[-1][1] != parent:
            steps.append((day, parent))
    return steps


def _heirs(columns: Mapping[str, Array]) -> Iterable[tuple[int, tuple[int, int]]]:
    """For each area that ends and has one successor, its end day and the successor."""
    if f"{SUCCEEDED_BY}.subject" not in columns:
        return
    subject, object_ = columns[f"{SUCCEEDED_BY}.subject"], columns[f"{SUCCEEDED_BY}.object"]
    fit = _areas(columns, subject) & _areas(columns, object_) & (subject != object_)
    successors: dict[int, set[int]] = {}
    for area, heir in zip(subject[fit].tolist(), object_[fit].tolist(), strict=True):
        successors.setdefault(area, set()).add(heir)
    end = columns["node.end"]
    for area, heirs in successors.items():
        if len(heirs) == 1 and end[area] != DAY_MAX:
            yield area, (int(end[area]), heirs.pop())
