"""Rows that say in which area an area lies from when until when, and which of them are one area's history.

Rows of one folder with the same kind and the same number or code are; so are rows with the same kind and name and
neither, of which one ends on the day on which the other begins, if no third does. A name with a number in it (一网格)
is no sign: every community has one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from orgraph.model import Source

if TYPE_CHECKING:
    from orgraph.loaders.resolving.places import Place

_NUMBERED = re.compile(r"[0-9〇零一二三四五六七八九十]")


class Stay:
    """What a row says of when its area lies in the area above it: [since, until), None for open."""

    __slots__ = ("gap", "history", "since", "source", "until")

    def __init__(self, since: dt.date | None, until: dt.date | None, source: Source) -> None:
        self.since = since
        self.until = until
        self.source = source
        self.history: History | None = None
        self.gap: dt.date | None = None
        """The day on which the row before ended, if that was earlier than this one begins."""


class History:
    """The rows of one area, the earliest first. `id` is that of all of them, once it is known."""

    __slots__ = ("id", "rows")

    def __init__(self, rows: Sequence[Place]) -> None:
        self.rows = rows
        self.id = ""


class OverlapError(Exception):
    """A row that says where an area lies on days for which another row says it too."""

    def __init__(self, other: Source) -> None:
        super().__init__("overlap")
        self.other = other


def find_histories(places: Iterable[Place]) -> None:
    """Tell every row with a `stay` the history that it is part of, if it is; of two that overlap the later is bad."""
    groups: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    named: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    for place in places:
        own = place.number or place.code
        if own:
            groups[place.folder, place.kind, own].append(place)
        elif place.stay is not None and not place.bad and not _NUMBERED.search(place.key):
            named[place.folder, place.kind, place.key].append(place)
    for rows in groups.values():
        if len(rows) > 1 and any(place.stay is not None for place in rows):
            _one(rows)
    for rows in named.values():
        _chains(rows)


def _one(rows: Sequence[Place]) -> None:
    """The rows of a number or code: those with dates, and those without that stand in the same sheets."""
    sheets = {(place.stay.source.file, place.stay.source.sheet) for place in rows if place.stay is not None}
    dated = sorted((p for p in rows if p.stay is not None and not p.bad), key=lambda place: _days(place)[0])
    for place in rows:
        if place.stay is None and place.source is not None and (place.source.file, place.source.sheet) in sheets:
            _overlap(place, dated[0])
    for earlier, later in pairwise(dated):
        end, start = _days(earlier)[1], _days(later)[0]
        if start < end:
            _overlap(later, earlier)
        elif start > end and later.stay is not None:
            later.stay.gap = end
    _join(dated)


def _overlap(place: Place, other: Place) -> None:
    if other.stay is not None:
        place.bad, place.reason = True, OverlapError(other.stay.source)


def _chains(rows: Sequence[Place]) -> None:
    """Of rows with one name, those of which one ends where exactly one other begins."""
    follows: dict[int, Place] = {}
    for place in rows:
        end = _days(place)[1]
        after = [other for other in rows if other is not place and _days(other)[0] == end]
        alike = [other for other in rows if _days(other)[1] == end]
        if end != dt.date.max and len(after) == len(alike) == 1:
            follows[id(place)] = after[0]
    later = {id(place) for place in follows.values()}
    for place in rows:
        if id(place) in follows and id(place) not in later:
            chain = [place]
            while id(chain[-1]) in follows:
                chain.append(follows[id(chain[-1])])
            _join(chain)


def _join(rows: Sequence[Place]) -> None:
    if len(rows) > 1:
        history = History(rows)
        for place in rows:
            if place.stay is not None:
                place.stay.history = history


def _days(place: Place) -> tuple[dt.date, dt.date]:
    since, until = (place.stay.since, place.stay.until) if place.stay is not None else (None, None)
    return since or dt.date.min, until or dt.date.max
