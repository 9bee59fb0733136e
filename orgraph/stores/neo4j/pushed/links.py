"""Links of a generation in the server: at a node, or one by its number.

A link's number says which it is, so that none need be kept: its ends, first day and key, in the order in which a
snapshot has links. Numbers are wider than 64 bits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import orjson

from orgraph.model import Source
from orgraph.stores.base import Edge, Positions
from orgraph.stores.neo4j.pushed.asker import Asker
from orgraph.stores.neo4j.pushed.terms import Terms
from orgraph.stores.neo4j.schema import seek
from orgraph.stores.snapshot.snapshot import Snapshot
from orgraph.vocabulary import vocabulary

KEPT = 50_000  # nodes, by type and direction, of which the links are kept; and links of which is kept what they say
OFTEN = 50  # nodes of which a type of links is asked one by one; then it is fetched for all
MOST = 200_000  # links of a type that are fetched so
_POSITION, _KEY = 32, 64  # bits
_SAID = ("CALL (r) { OPTIONAL MATCH (s:LinkStatement {key: r.link}) WHERE r.link <> 0 AND s.gen_from <= $g AND "
         "s.gen_to > $g RETURN collect([s.type, s.props, s.file, s.sheet, s.row]) AS said }")


class Tie(NamedTuple):
    """A link without what it says: its number, the node at the other end, its days."""

    number: int
    other: int
    start: int
    end: int


def number_of(subject: int, object_: int, start: int, key: int) -> int:
    """The number of a link; key: the 64 bits of its id as the database has them, signed, 0 where it follows from a
    node."""
    place = ((subject << _POSITION) | object_) << _POSITION | start
    return place << _KEY | (key & (1 << _KEY) - 1)


class _Place(NamedTuple):
    subject: int
    object: int
    start: int
    key: int


def place_of(number: int) -> _Place:
    """What a number says."""
    key, place, mask = number & (1 << _KEY) - 1, number >> _KEY, (1 << _POSITION) - 1
    return _Place(place >> 2 * _POSITION, place >> _POSITION & mask, place & mask,
                  key - (1 << _KEY) if key >> _KEY - 1 else key)


class Links:
    """The links of one generation."""

    def __init__(self, ask: Asker, snapshot: Snapshot, positions: Callable[[Sequence[str]], Positions],
                 ids: Callable[[Iterable[int]], list[str]]) -> None:
        self._ask, self._snapshot, self._positions, self._ids = ask, snapshot, positions, ids
        self._ties: dict[tuple[int, str, bool], list[Tie]] = {}
        self._whole: dict[tuple[str, bool], dict[int, list[Tie]]] = {}
        self._asked: Counter[tuple[str, bool]] = Counter()
        self._ends: dict[tuple[str, int], int] = {}
        self._edges: dict[tuple[str, int], Edge] = {}
        self._files: dict[int, str] | None = None

    def at(self, position: int, type_: str, inbound: bool) -> list[Tie]:
        """Links of a type at a node, in the order of their numbers.

        One that is asked of many nodes is fetched for all, in one answer, unless there are too many of the type.
        """
        whole = self._whole.get((type_, inbound))
        if whole is not None:
            return whole.get(position, [])
        found = self._ties.get((position, type_, inbound))
        if found is None:
            self._asked[type_, inbound] += 1
            if self._asked[type_, inbound] == OFTEN and self._fetch(type_, inbound):
                return self.at(position, type_, inbound)
            rows = self._ask(f"{_at(type_, inbound)} RETURN m.id, r.start, r.end, r.link", id=self._ids([position])[0])
            there = self._positions([row[0] for row in rows]).tolist()
            found = sorted(_tie(position, inbound, other, *row[1:]) for other, row in zip(there, rows, strict=True))
            if len(self._ties) >= KEPT:
                self._ties = {}
            self._ties[position, type_, inbound] = found
        return found

    def _fetch(self, type_: str, inbound: bool) -> bool:
        """Hold all links of a type, unless there are more than MOST."""
        path = f"MATCH (a)-[r:`{type_}`]->(b) WHERE {Terms.there('r', (type_,))}"
        if self._ask(f"{path} RETURN count(r)")[0][0] > MOST:
            return False
        rows = self._ask(f"{path} RETURN a.id, b.id, r.start, r.end, r.link")
        ends = [self._positions([row[at] for row in rows]).tolist() for at in (0, 1)]
        here, there = reversed(ends) if inbound else ends
        whole: dict[int, list[Tie]] = {}
        for position, other, row in zip(here, there, rows, strict=True):
            whole.setdefault(position, []).append(_tie(position, inbound, other, *row[2:]))
        for ties in whole.values():
            ties.sort()
        self._whole[type_, inbound] = whole
        return True

    def edges(self, position: int, type_: str, inbound: bool, day: int | None) -> list[Edge]:
        """Links of a type at a node with all that they say, those in force on `day`."""
        if not any(day is None or tie.start <= day < tie.end for tie in self.at(position, type_, inbound)):
            return []
        rows = self._ask(f"{_at(type_, inbound)} AND ($day IS NULL OR r.start <= $day AND r.end > $day) {_SAID} "
                         f"RETURN m.id, r.start, r.end, r.link, said", id=self._ids([position])[0], day=day)
        there = self._positions([row[0] for row in rows]).tolist()
        found = []
        for other, (_, start, end, key, said) in zip(there, rows, strict=True):
            number = _tie(position, inbound, other, start, end, key).number
            found.append(self._keep(self._edge(type_, number, end, said)))
        return sorted(found, key=lambda edge: edge.number)

    def edge(self, type_: str, number: int) -> Edge:
        """One link."""
        found = self._edges.get((type_, number))
        if found is None:
            found = self._keep(self._edge(type_, number, *self._one(type_, number)))
        return found

    def _keep(self, edge: Edge) -> Edge:
        if len(self._edges) >= KEPT:
            self._edges = {}
        self._edges[edge.type, edge.number] = edge
        return edge

    def days(self, type_: str, number: int) -> tuple[int, int]:
        """First and end day of a link."""
        end = self._ends.get((type_, number))
        return place_of(number).start, self._one(type_, number)[0] if end is None else end

    def remember(self, type_: str, number: int, end: int) -> None:
        """The end day of a link that a match walked, which will be asked for soon."""
        if len(self._ends) >= KEPT:
            self._ends = {}
        self._ends[type_, number] = end

    def _one(self, type_: str, number: int) -> tuple[int, Sequence[Sequence[Any]]]:
        place = place_of(number)
        subject, object_ = self._ids([place.subject, place.object])
        rows = self._ask(f"{_at(type_, False)} AND m.id = $other AND r.start = $start AND r.link = $key {_SAID} "
                         f"RETURN r.end, said", id=subject, other=object_, start=place.start, key=place.key)
        return rows[0][0], rows[0][1]

    def _edge(self, type_: str, number: int, end: int, said: Sequence[Sequence[Any]]) -> Edge:
        place = place_of(number)
        stated = sorted((row for row in said if row[0] is not None), key=lambda row: self.file(row[2]))
        if not stated:  # it follows from the node
            columns = self._snapshot.columns
            file, sheet, row = (int(columns[f"node.{name}"][place.subject]) for name in ("file", "sheet", "row"))
            source = Source(self._snapshot.pool("file")[file], self._snapshot.pool("sheet")[sheet], row)
            return Edge(type_, place.subject, place.object, number, place.start, end, {}, source)
        type_said, props, file, sheet, row = stated[0]
        says = orjson.loads(props) if type_said == type_ else {}
        known = {name: says[name] for name in vocabulary().properties if name in says}
        return Edge(type_, place.subject, place.object, number, place.start, end, known,
                    Source(self.file(file), sheet, row))

    def file(self, number: int) -> str:
        """Name of a file."""
        if self._files is None or number not in self._files:
            self._files = dict(self._ask("MATCH (f:File) RETURN f.number, f.name"))
        return self._files[number]


def _tie(position: int, inbound: bool, other: int, start: int, end: int, key: int) -> Tie:
    subject, object_ = (other, position) if inbound else (position, other)
    return Tie(number_of(subject, object_, start, key), other, start, end)


def _at(type_: str, inbound: bool) -> str:
    path = f"<-[r:`{type_}`]-" if inbound else f"-[r:`{type_}`]->"
    return (f"MATCH (n:Entity {{id: $id}}){path}(m) {seek('n')} WHERE {Terms.current('n')} "
            f"AND {Terms.there('r', (type_,))}")
