"""The rows that a count is rolled up by. Each focus is in one of them or in none, so the rows add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from orgraph.checked import Checked, whole
from orgraph.errors import UsageError
from orgraph.patterns import parse
from orgraph.queries.scope import HIDDEN, may_name
from orgraph.stores.base import Positions, View
from orgraph.vocabulary import vocabulary

KIND = "kind"  # roll up by the kind of the focus

Index = npt.NDArray[np.int64]


def level_named(name: str | None) -> str | None:
    """The kind by which to roll up, from its name or label. Raises UsageError."""
    if name is None or name == KIND:
        return name
    words = vocabulary()
    kind = name if name in words.kinds else words.kind_of_label.get(name)
    if kind is None or words.root(kind) not in ("Area", "Organization"):
        raise UsageError(f"没有这一级：{name} (no such level)", hint="Street、Community、PropertyFirm、kind …")
    return kind


class Level(NamedTuple):
    """What a row is called: the id (of a kind: its name), the name, the kind ("" of the rest)."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Levels:
    """The rows, and for each focus the number of its row; the last row is the rest: what is in no other."""

    rows: tuple[Level, ...]
    of: Index

    def count(self, chosen: npt.NDArray[np.bool_]) -> list[int]:
        """How many of the chosen foci each row has."""
        found: list[int] = np.bincount(self.of[chosen], minlength=len(self.rows)).tolist()
        return found


class _By(Checked):
    """levels.toml."""

    direct: str
    none: str
    nones: dict[str, str]
    patterns: tuple[str, ...]


@cache
def _by() -> _By:
    return whole("orgraph.queries.coverage", "levels.toml", _By)


class Divided:
    """An area (None: everywhere) divided by a kind, on a day; asked for the foci of one rule after another.

    by: a kind of area; a kind of organisation, for who serves the focus; KIND; None: the areas right below.
    """

    def __init__(self, view: View, area: int | None, by: str | None, day: int) -> None:
        self._view, self._by, self._day = view, by, day
        self.gone: dict[str, int] = {}
        """Of the rows that are areas those that do not exist on the day: id → position."""
        self._rest = Level("" if area is None else view.ids([area])[0], _by().direct, "")
        if by == KIND or not vocabulary().is_a(by or "Area", "Area"):
            return
        lo, hi = (0, view.size) if area is None else view.inside(area)
        inside = view.of_kind(by or "Area", lo if by or area is None else lo + 1, hi)
        ends = view.ends(inside)
        outer = np.ones(len(inside), bool)  # an area in another of its kind is counted with that
        outer[1:] = inside[1:] >= np.maximum.accumulate(ends)[:-1]
        self._first, self._end = inside[outer], ends[outer]
        rows = (Level(view.ids([p])[0], view.name(p), view.kind(p)) for p in self._first.tolist())
        self._rows = (*rows, self._rest)
        there = zip(self._rows, self._first.tolist(), strict=False)
        self.gone = {row.id: position for row, position in there if not view.alive(position, day)}

    def levels(self, foci: Positions) -> Levels:
        """The rows, and where each focus (ascending positions) is."""
        if self._by == KIND:
            return self._kinds(foci)
        if not vocabulary().is_a(self._by or "Area", "Area"):
            return self._bodies(str(self._by), foci)
        row = np.searchsorted(self._first, foci, "right") - 1
        if len(self._first):
            row[foci >= self._end[row]] = -1
        return Levels(self._rows, np.where(row < 0, len(self._first), row))

    def _kinds(self, foci: Positions) -> Levels:
        kinds = [self._view.kind(p) for p in foci.tolist()]
        number = {kind: n for n, kind in enumerate(sorted(set(kinds)))}
        words = vocabulary().kinds
        rows = (Level(kind, words[kind].zh[0], kind) for kind in number)
        return Levels((*rows, self._rest), np.array([number[kind] for kind in kinds], np.int64))

    def _bodies(self, kind: str, foci: Positions) -> Levels:
        """By organisation: itself, else the one that serves the focus, by the first pattern that holds for it.

        Of several that serve it the first by position counts, so that the rows add up.
        """
        body = np.where(np.isin(foci, self._view.of_kind(kind), assume_unique=True), foci, -1)
        for text in _by().patterns:
            left = np.flatnonzero(body < 0)
            f, g = self._view.pairs(parse(text.replace("{kind}", kind)), "f", "g", self._day, foci[left])
            order = np.lexsort((g, f))
            at, first = np.unique(f[order], return_index=True)
            body[np.searchsorted(foci, at)] = g[order][first]
        for one in np.unique(body[body >= 0]).tolist():
            if not may_name(self._view, one):  # all that are not named are one row
                body[body == one] = self._view.size
        bodies, of = np.unique(body, return_inverse=True)
        named: Sequence[int] = bodies[bodies >= 0].tolist()
        rows = (Level(self._view.ids([p])[0], self._view.name(p), self._view.kind(p)) if p < self._view.size else
                Level("", HIDDEN, kind) for p in named)
        none = _by().nones.get(kind) or _by().none.replace("{kind}", vocabulary().kinds[kind].zh[0])
        return Levels((*rows, Level("", none, "")), np.where(body < 0, len(named), of - (len(bodies) - len(named))))
