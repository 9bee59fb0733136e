"""SnapshotView: the port's View over one snapshot."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from threading import Lock
from typing import Any

import numpy as np

from orgraph.dates import iso
from orgraph.errors import DataError
from orgraph.model import Source
from orgraph.names import any_keys
from orgraph.patterns import Pattern
from orgraph.stores.base import Bits, Edge, Hashes, Ladder, Match, Spelt, View
from orgraph.stores.snapshot.columns import MISSING
from orgraph.stores.snapshot.days import Days
from orgraph.stores.snapshot.index import key_hashes, look_up, text_hash
from orgraph.stores.snapshot.match import Matcher
from orgraph.stores.snapshot.pool import Pool
from orgraph.stores.snapshot.rearranged import Rearranged
from orgraph.stores.snapshot.select import bindings
from orgraph.stores.snapshot.snapshot import Positions, Snapshot
from orgraph.stores.snapshot.spelling import Spelling, in_memory
from orgraph.vocabulary import vocabulary

Decoder = Callable[[Any], Any]
KEPT_AGES = 3  # other trees of the generation that are kept: as many columns as have been read of them
MANY_SPARED = 2000  # nodes with up to some dozens of ways each: about what it costs to go from everything else
KEPT_DAYS = 3  # days, or sets of days, whose masks are kept: a byte or a few a node and link


class SnapshotView:
    """See `stores.base.View`."""

    def __init__(self, snapshot: Snapshot, generation: int, root: SnapshotView | None = None) -> None:
        """root: the view of the last age, of which this is an earlier one."""
        self._snapshot = self.snapshot = snapshot
        self.spellings: Callable[[SnapshotView], Spelling] = in_memory
        self.generation = generation
        self._root = root or self
        self._ages: dict[int, SnapshotView] = {}
        self._lock = Lock()
        self.size = snapshot.size
        columns = snapshot.columns
        self._kinds = vocabulary().kind_order
        self._kind, self._home, self._until = (columns.view(f"node.{f}") for f in ("kind", "home", "until"))
        self._start, self._end = columns.view("node.start"), columns.view("node.end")
        self._files, self._sheets = snapshot.pool("file").all(), snapshot.pool("sheet").all()
        self._days: dict[tuple[int, ...], Days] = {}
        self._matchers: dict[tuple[str, frozenset[str], bool], Matcher] = {}
        self._ends: dict[tuple[str, bool], tuple[memoryview, memoryview | None, memoryview, memoryview]] = {}
        self._links: dict[str, tuple[list[memoryview], list[tuple[str, memoryview, Decoder]]]] = {}

    # Columns that counts can do without: a rearranged snapshot makes each when it is first read.
    @cached_property
    def _by_id(self) -> tuple[memoryview, memoryview]:
        return self._snapshot.columns.view("by_id.hash"), self._snapshot.columns.view("by_id.at")

    @cached_property
    def _names(self) -> Pool:
        return self._snapshot.pool("name")

    @cached_property
    def _ids(self) -> Pool:
        return self._snapshot.pool("id")

    @cached_property
    def _props(self) -> dict[str, tuple[memoryview, memoryview, Decoder]]:
        """Of each property that nodes have: the positions, ascending, their values, and what makes a value of one."""
        columns = self._snapshot.columns
        return {name: (columns.view(f"prop.{name}.at"), columns.view(f"prop.{name}.value"), self._decoder(name))
                for name in vocabulary().properties if f"prop.{name}.at" in columns}

    def on(self, day: int) -> View:
        """The same generation with the areas as they lie on a day."""
        boundaries = self._root.snapshot.boundaries
        age = boundaries.age(day)
        return self._root if age == len(boundaries.days) else self._root._of_age(age)

    def _of_age(self, age: int) -> SnapshotView:
        with self._lock:
            found = self._ages.pop(age, None)
            if found is None:
                boundaries = self.snapshot.boundaries
                columns = Rearranged(self.snapshot.columns, boundaries.homes(age))
                found = self.rearranged(columns, boundaries.first_day(age))
            self._ages = {**dict(list(self._ages.items())[-KEPT_AGES + 1:]), age: found}
            return found

    def rearranged(self, columns: Rearranged, day: int) -> SnapshotView:
        """The view of another age, of which `day` is one."""
        return SnapshotView(Snapshot(columns, day), self.generation, self)

    # ---- nodes ----
    def position(self, entity: str) -> int:
        """Position of an id, or -1."""
        hashes, positions = self._by_id
        wanted = text_hash(entity)
        for number in range(bisect_left(hashes, wanted), len(hashes)):
            if hashes[number] != wanted:
                break
            if self._ids[positions[number]] == entity:
                return int(positions[number])
        return -1

    def ids(self, positions: Iterable[int]) -> list[str]:
        """Ids of positions."""
        return [self._ids[p] for p in positions]

    def id_hashes(self, positions: Positions) -> Hashes:
        """64 bits of the id of each position."""
        return self._snapshot.id_hashes[positions]

    def name(self, position: int) -> str:
        """Name of a node."""
        return self._names[position]

    def kind(self, position: int) -> str:
        """Kind of a node."""
        return self._kinds[self._kind[position]]

    def home(self, position: int) -> int:
        """The area that a node lies in, or -1."""
        return int(self._home[position])

    def alive(self, position: int, day: int) -> bool:
        """Whether the node exists on a day."""
        return bool(self._start[position] <= day < self._end[position])

    def inside(self, position: int) -> tuple[int, int]:
        """The range of positions in an area."""
        return position, int(self._until[position])

    def ends(self, positions: Positions) -> Positions:
        """Of each position the end of its range."""
        return self._snapshot.until[positions]

    def prop(self, position: int, name: str) -> Any:
        """One property of a node, or None."""
        column = self._props.get(name)
        if column is None:
            return None
        at, value, decode = column
        found = bisect_left(at, position)
        return decode(value[found]) if found < len(at) and at[found] == position else None

    def props(self, position: int) -> dict[str, Any]:
        """Properties of a node."""
        return {name: value for name in self._props if (value := self.prop(position, name)) is not None}

    def _decoder(self, prop: str) -> Decoder:
        """What makes a property's value of what its column holds."""
        kind = vocabulary().properties[prop].type
        if kind in ("text", "choice"):
            return self._snapshot.pool(f"text.{prop}").__getitem__
        return bool if kind == "bool" else iso if kind == "date" else _same

    def record(self, position: int) -> dict[str, Any]:
        """Everything recorded of a node."""
        snapshot = self._snapshot
        aliases = snapshot.pool("aliases")[position]
        return {
            "id": self._ids[position], "kind": self.kind(position), "name": self._names[position],
            "code": snapshot.pool("code")[position], "number": snapshot.pool("number")[position],
            "aliases": aliases.split("\x1f") if aliases else [],
            "start": iso(self._start[position]), "end": iso(self._end[position]),
            "props": self.props(position),
            "source": self.source(position),
        }

    def source(self, position: int) -> Source:
        """The row that states a node."""
        return self._source(*(int(self._snapshot.columns.view(f"node.{f}")[position])
                              for f in ("file", "sheet", "row")))

    def _source(self, file: int, sheet: int, row: int) -> Source:
        return Source(self._files[file], self._sheets[sheet], row)

    def named(self, names: Sequence[str]) -> list[list[int]]:
        """For each name, the nodes that have it as name, alias, code or number."""
        columns = self._snapshot.columns
        # An index key was folded by its node's kind, which a name asked for does not show: try each way.
        keys = [any_keys(name) for name in names]
        flat = key_hashes([key for some in keys for key in some])
        hits = iter(look_up(columns["by_name.hash"], columns["by_name.at"], flat))
        return [sorted({p for _ in some for p in next(hits)}) for some in keys]

    def spelt(self, text: str, day: int, *, labels: tuple[str, ...] = (),
              within: Sequence[tuple[int, int]] | None = None, near: int = -1, limit: int = 10) -> list[Spelt]:
        """Nodes by what is typed so far."""
        if within is not None and not within:
            return []
        return self._root.spelling.find(self, text, day, labels=labels, within=within, near=near, limit=limit)

    @cached_property
    def spelling(self) -> Spelling:
        """The names of the generation's nodes; a shelf gives one that is mapped from a file."""
        return self.spellings(self)

    def of_kind(self, kind: str, lo: int = 0, hi: int | None = None) -> Positions:
        """Positions of a kind in a range."""
        return self._within(self._snapshot.of_kind((kind,)), lo, hi)

    @staticmethod
    def _within(positions: Positions, lo: int, hi: int | None) -> Positions:
        if lo == 0 and hi is None:
            return positions
        first = positions.searchsorted(lo)
        return positions[first:] if hi is None else positions[first:positions.searchsorted(hi)]

    def lifetime(self, position: int) -> tuple[int, int]:
        """First day and end day (ordinals) on which a node exists."""
        return int(self._start[position]), int(self._end[position])

    # ---- links ----
    def edges(self, position: int, type_: str, *, inbound: bool, day: int | None = None) -> list[Edge]:
        """Links of a type at a node."""
        return [self.edge(type_, number) for number in self._numbers(position, type_, inbound, day)]

    def neighbours(self, position: int, type_: str, *, inbound: bool, day: int) -> list[int]:
        """The other ends of the links of a type in force on a day at a node."""
        numbers = self._numbers(position, type_, inbound, day)
        if not numbers:
            return []
        other = self._link_columns(type_)[0][0 if inbound else 1]
        return [other[number] for number in numbers]

    def _numbers(self, position: int, type_: str, inbound: bool, day: int | None) -> Sequence[int]:
        """Numbers of the links of a type at a node, those in force on `day` (all if None)."""
        ends = self._ends.get((type_, inbound))
        if ends is None:
            if not self._snapshot.has(type_):
                return ()
            view = self._snapshot.columns.view
            ends = self._ends[type_, inbound] = (
                view(f"{type_}.in" if inbound else f"{type_}.out"), view(f"{type_}.in.link") if inbound else None,
                view(f"{type_}.start"), view(f"{type_}.end"))
        begin, by_object, start, end = ends
        lo, hi = begin[position], begin[position + 1]
        numbers = range(lo, hi) if by_object is None else by_object[lo:hi].tolist()
        if day is None:
            return numbers
        return [number for number in numbers if start[number] <= day < end[number]]

    def _link_columns(self, type_: str) -> tuple[list[memoryview], list[tuple[str, memoryview, Decoder]]]:
        found = self._links.get(type_)
        if found is None:
            columns = self._snapshot.columns
            found = self._links[type_] = (
                [columns.view(f"{type_}.{f}") for f in ("subject", "object", "start", "end", "file", "sheet", "row")],
                [(name, columns.view(f"{type_}.prop.{name}"), self._decoder(name)) for name in vocabulary().properties
                 if f"{type_}.prop.{name}" in columns])
        return found

    def edge(self, type_: str, number: int) -> Edge:
        """One link by its number within its type."""
        fixed, optional = self._link_columns(type_)
        subject, object_, start, end, file, sheet, row = [column[number] for column in fixed]
        props = {name: decode(value) for name, column, decode in optional if (value := column[number]) != MISSING}
        return Edge(type_, subject, object_, number, start, end, props, self._source(file, sheet, row))

    def span(self, match: Match) -> tuple[int, int]:
        """The days [start, end) on which all facts of a match hold together."""
        start = max(self._start[position] for position in match.nodes.values())
        end = min(self._end[position] for position in match.nodes.values())
        for step in match.steps:
            if step.link >= 0:
                first, last = self.link_days(step.type, step.link)
                start, end = max(start, first), min(end, last)
            elif self._snapshot.boundaries.moves:
                first, last = self._snapshot.lain(step.subject, step.object)[-1 - step.link]
                start, end = max(start, first), min(end, last)
        return start, end

    def link_days(self, type_: str, number: int) -> tuple[int, int]:
        """First and end day of a link."""
        _, _, starts, ends, *_ = self._link_columns(type_)[0]
        return starts[number], ends[number]

    # ---- patterns ----
    def select(self, pattern: Pattern, focus: str, day: int, lo: int = 0, hi: int | None = None) -> Positions:
        """Nodes in a range that `focus` can be."""
        self._knows(pattern, focus)
        start = self._within(self._snapshot.of_kind(pattern.nodes[focus].labels), lo, hi)
        return self.among(pattern, focus, day, start)

    def among(self, pattern: Pattern, focus: str, day: int, start: Positions) -> Positions:
        """Those of `start` (ascending) that `focus` can be."""
        return self.reached(pattern, focus, focus, day, start)

    def sparing(self, pattern: Pattern, focus: str, other: str, day: int, start: Positions, lost: Collection[int]
                ) -> Positions:
        """Those of `start` (ascending) that `focus` can be with `other` none of `lost`. Many of them have too many ways
        to look at each: then it is asked where all that are not lost lead."""
        if len(start) < MANY_SPARED:
            found, by = self.pairs(pattern, focus, other, day, start)
            return np.intersect1d(start, found[~np.isin(by, list(lost))])
        every = self._snapshot.of_kind(pattern.nodes[other].labels)
        left = every[~np.isin(every, list(lost))]
        return np.intersect1d(start, self.reached(pattern, other, focus, day, left), assume_unique=True)

    def holding(self, pattern: Pattern, focus: str, days: Sequence[int], start: Positions) -> Bits:
        """For each of `start` (ascending), the days on which `focus` can be it."""
        self._knows(pattern, focus)
        asked = self._asked(days)
        table = bindings(self._snapshot, pattern, (focus,), asked, {focus: start})
        found = np.zeros(len(start), asked.dtype)
        found[start.searchsorted(table[focus])] = table.when
        return found

    def reached(self, pattern: Pattern, focus: str, other: str, day: int, start: Positions) -> Positions:
        """What `other` can be with `focus` among `start`."""
        self._knows(pattern, focus, other)
        days = self._asked((day,))
        table = bindings(self._snapshot, pattern, (other,), days, {focus: start})
        return table.merged(days, self.size)[other]

    def pairs(self, pattern: Pattern, a: str, b: str, day: int, start: Positions) -> tuple[Positions, Positions]:
        """(a, b) of every match with a among `start`."""
        self._knows(pattern, a, b)
        days = self._asked((day,))
        table = bindings(self._snapshot, pattern, (a, b), days, {a: start}, merge=False)
        return table[a], table[b]

    def matches(self, pattern: Pattern, given: Mapping[str, int], day: int, limit: int = 1000, *,
                anytime: bool = False) -> list[Match]:
        """Matches with some variables fixed, at most `limit`."""
        self._knows(pattern, *given)
        key = pattern.text, frozenset(given), anytime
        matcher = self._matchers.get(key)
        if matcher is None:
            matcher = self._matchers[key] = Matcher(self._snapshot, pattern, key[1], anytime=anytime)
        return list(islice(matcher.matches(given, day), limit))

    def first_ways(self, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int
                   ) -> tuple[Positions, list[Bits]] | None:
        """None: here pattern after pattern is as fast, and what rules share is asked once."""
        return None

    def count_ways(self, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int) -> list[list[int]] | None:
        """None: what is counted is found first."""
        return None

    def ahead(self, patterns: Iterable[Pattern], name: str, positions: Sequence[int], day: int, *,
              anytime: bool = False) -> None:
        """Nothing to do: everything is here."""

    def _asked(self, days: Sequence[int]) -> Days:
        """The days with what they have worked out of the columns, kept for the next question of the same days."""
        key = tuple(days)
        found = self._days.get(key)
        if found is None:
            found = Days(self._snapshot, key)
            self._days = {**dict(list(self._days.items())[-KEPT_DAYS + 1:]), key: found}
        return found

    @staticmethod
    def _knows(pattern: Pattern, *names: str) -> None:
        for name in names:
            if name not in pattern.nodes:
                raise DataError(f"no variable {name} in pattern {pattern.text}")

    def path_of(self, position: int) -> list[int]:
        """The areas above a node, nearest first."""
        found, above = [], int(self._home[position])
        while above >= 0:
            found.append(above)
            above = int(self._home[above])
        return found


def _same(value: Any) -> Any:
    """Numbers are as their column holds them."""
    return value
