"""PushedView: a view whose patterns and links are asked of the server; nodes and areas are on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from orgraph.patterns import Pattern
from orgraph.stores.base import Bits, Edge, Ladder, Match, Positions, Step
from orgraph.stores.neo4j.connection import Connection, Row
from orgraph.stores.neo4j.pushed.asker import Asker
from orgraph.stores.neo4j.pushed.cypher import AREA, BUT, IDS, Query, matches_of, nodes_of, pairs_of, variants, ways_of
from orgraph.stores.neo4j.pushed.links import Links, number_of
from orgraph.stores.neo4j.pushed.order import Order
from orgraph.stores.neo4j.pushed.terms import WITHIN, Terms
from orgraph.stores.neo4j.schema import seek
from orgraph.stores.snapshot.index import id_hashes
from orgraph.stores.snapshot.plan import plan, sampled
from orgraph.stores.snapshot.rearranged import Rearranged
from orgraph.stores.snapshot.snapshot import Snapshot
from orgraph.stores.snapshot.view import SnapshotView
from orgraph.vocabulary import vocabulary

MOST_IDS = 20_000  # that travel with a question; of more, all are asked for and the others left out here
AHEAD = 200  # nodes whose matches are fetched in one answer
KEPT = 20_000  # questions for matches whose answers are kept: many gaps of one area ask the same


class _Some(NamedTuple):
    """Nodes that are asked about; exact: no others are told of then."""

    among: str
    kinds: tuple[str, ...]
    parameters: dict[str, Any]
    exact: bool = True


_EVERY = _Some("", (), {})


class PushedView(SnapshotView):
    """See `stores.base.View`. The snapshot has the nodes of the generation, and none of its links."""

    def __init__(self, snapshot: Snapshot, generation: int, connection: Connection, root: PushedView | None = None
                 ) -> None:
        super().__init__(snapshot, generation, root)
        self._connection = connection
        self._asker = Asker(connection, generation, snapshot.day)
        self.links = Links(self._asker, snapshot, self.positions, self.ids)
        self._orders: dict[tuple[str, frozenset[str], bool], Order] = {}
        self._matched: dict[tuple[object, ...], list[Match]] = {}

    def rearranged(self, columns: Rearranged, day: int) -> PushedView:
        """The same generation with other areas."""
        return PushedView(Snapshot(columns, day), self.generation, self._connection, self)

    # ---- asking ----
    def _ask(self, query: Query, day: int, **parameters: Any) -> list[Row]:
        return self._asker(query.text, **query.parameters, day=day, **parameters)

    def positions(self, ids: Sequence[str]) -> Positions:
        """Positions of ids that the server told of."""
        hashes, positions = self.snapshot.columns["by_id.hash"], self.snapshot.columns["by_id.at"]
        return positions[np.searchsorted(hashes, id_hashes(ids))].astype(np.int32)

    def _among(self, pattern: Pattern, focus: str, start: Positions) -> _Some:
        """How to ask for some nodes only: by their ids, or, where they are too many, by their kinds and by the ids of
        those left out."""
        codes = np.unique(self.snapshot.kind[start]).tolist()
        kinds = tuple(vocabulary().kind_order[code] for code in codes)
        every = self.snapshot.of_kind(pattern.nodes[focus].labels or kinds)
        few = len(start) <= MOST_IDS
        if few and len(start) < len(every):
            return _Some(IDS, (), {"ids": self.ids(start.tolist())})
        without = every[~np.isin(every, start)]
        if not len(without):
            return _Some("", kinds, {})
        if few:
            return _Some(IDS, (), {"ids": self.ids(start.tolist())})
        if len(without) <= MOST_IDS:
            return _Some(BUT, kinds, {"ids": self.ids(without.tolist())})
        return _Some("", kinds, {}, exact=False)

    def _is_area(self, lo: int, hi: int | None) -> bool:
        return hi is not None and lo < hi and (lo, hi) == self.inside(lo)

    # ---- patterns ----
    def select(self, pattern: Pattern, focus: str, day: int, lo: int = 0, hi: int | None = None) -> Positions:
        """Nodes in a range that `focus` can be."""
        self._knows(pattern, focus)
        if self._is_area(lo, hi):
            found = self._reached(pattern, focus, focus, day, _Some(AREA, (), {"area": self.ids([lo])[0]}))
        else:
            found = self._reached(pattern, focus, focus, day, _EVERY)
        return self._within(found, lo, hi)

    def reached(self, pattern: Pattern, focus: str, other: str, day: int, start: Positions) -> Positions:
        """What `other` can be with `focus` among `start`."""
        self._knows(pattern, focus, other)
        if not len(start):
            return start.astype(np.int32)
        some = self._among(pattern, focus, start)
        if not some.exact and other != focus:
            return np.unique(self.pairs(pattern, focus, other, day, start)[1])
        found = self._reached(pattern, focus, other, day, some)
        return found if some.exact else found[np.isin(found, start)]

    def _reached(self, pattern: Pattern, focus: str, other: str, day: int, some: _Some) -> Positions:
        queries = [nodes_of(variant, other, focus=focus, among=some.among, kinds=some.kinds)
                   for variant in variants(pattern)]
        found = [self.positions(self._ask(query, day, **some.parameters)[0][0]) for query in queries]
        return np.unique(np.concatenate(found)).astype(np.int32)

    def holding(self, pattern: Pattern, focus: str, days: Sequence[int], start: Positions) -> Bits:
        """For each of `start` (ascending), the days on which `focus` can be it."""
        self._knows(pattern, focus)
        dtype = self._asked(days).dtype
        bits = np.zeros(len(start), dtype)
        some = self._among(pattern, focus, start)
        for variant in variants(pattern) if len(start) else ():
            query = nodes_of(variant, focus, focus=focus, among=some.among, kinds=some.kinds, days=True)
            for number, ids in self._ask(query, days[0], days=list(days), **some.parameters):
                found = self.positions(ids)
                at = np.minimum(start.searchsorted(found), len(start) - 1)
                bits[at[start[at] == found]] |= dtype.type(1 << number)
        return bits

    def first_ways(self, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int
                   ) -> tuple[Positions, list[Bits]] | None:
        """Everything about a rule in one question."""
        dtype = self._asked(days).dtype
        found = [(number, way, self._within(np.sort(self.positions(ids)), lo, hi))
                 for number, way, ids in self._ways(ladder, focus, days, lo, hi, counted=False)]
        foci = np.unique(np.concatenate([at for *_, at in found])) if found else np.empty(0, np.int32)
        ways = [np.zeros(len(foci), dtype) for _ in range(len(ladder.ways) + 1)]
        for number, way, at in found:
            ways[way][foci.searchsorted(at)] |= dtype.type(1 << number)
        return foci, ways

    def count_ways(self, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int) -> list[list[int]] | None:
        """Only numbers travel, where the range is an area or everything."""
        if not self._is_area(lo, hi) and (lo, hi) != (0, self.size):
            return None
        counts = [[0] * len(days) for _ in range(len(ladder.ways) + 1)]
        for number, way, count in self._ways(ladder, focus, days, lo, hi, counted=True):
            counts[way][number] = count
        return counts

    def _ways(self, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int, *, counted: bool) -> list[Row]:
        inside = self._is_area(lo, hi)
        query = ways_of(ladder, focus, among=AREA if inside else "", counted=counted)
        return self._ask(query, days[0], days=list(days), **({"area": self.ids([lo])[0]} if inside else {}))

    def pairs(self, pattern: Pattern, a: str, b: str, day: int, start: Positions) -> tuple[Positions, Positions]:
        """(a, b) of every match with a among `start`."""
        self._knows(pattern, a, b)
        if not len(start):
            return start.astype(np.int32), start.astype(np.int32)
        some = self._among(pattern, a, start)
        found = [self._ask(pairs_of(variant, a, b, among=some.among), day, **some.parameters)[0]
                 for variant in variants(pattern)]
        left, right = (np.concatenate([self.positions(ids) for ids in side]) for side in zip(*found, strict=True))
        kept = np.isin(left, start)
        return left[kept], right[kept]

    def matches(self, pattern: Pattern, given: Mapping[str, int], day: int, limit: int = 1000, *,
                anytime: bool = False) -> list[Match]:
        """Matches with some variables fixed, at most `limit`."""
        self._knows(pattern, *given)
        key = pattern.text, tuple(given.items()), day, anytime
        found = self._matched.get(key)
        if found is None:
            asked = {f"of_{name}": self.ids([position]) for name, position in given.items()}
            found = self._keep(key, self._walked(pattern, given, day, anytime, asked))
        return found[:limit]

    def ahead(self, patterns: Iterable[Pattern], name: str, positions: Sequence[int], day: int, *,
              anytime: bool = False) -> None:
        """Fetch at once the matches that will be asked for one node after another."""
        for pattern in patterns:
            wanted = [p for p in positions if (pattern.text, ((name, p),), day, anytime) not in self._matched]
            for first in range(0, len(wanted), AHEAD):
                part = wanted[first:first + AHEAD]
                of: dict[int, list[Match]] = {position: [] for position in part}
                for match in self._walked(pattern, (name,), day, anytime, {f"of_{name}": self.ids(part)}):
                    of[match.nodes[name]].append(match)
                for position, found in of.items():
                    self._keep((pattern.text, ((name, position),), day, anytime), found)

    def _keep(self, key: tuple[object, ...], found: list[Match]) -> list[Match]:
        if len(self._matched) >= KEPT:
            self._matched = {}
        self._matched[key] = found
        return found

    def _walked(self, pattern: Pattern, known: Iterable[str], day: int, anytime: bool, asked: dict[str, list[str]]
                ) -> list[Match]:
        """All matches with the known variables among those asked for, in the order in which a walk finds them."""
        whenever, names = anytime and bool(self.snapshot.boundaries.moves), tuple(known)
        found: list[Match] = []
        for variant in variants(pattern):
            for row in self._ask(matches_of(variant, names, anytime=anytime), day, **asked):
                found += self._matches(variant, row, whenever)
        if not found:
            return []
        order = self._order(pattern, frozenset(names), whenever)
        found.sort(key=order)
        return [order.walked(match) for match in found]

    def _matches(self, pattern: Pattern, row: Row, whenever: bool) -> Iterable[Match]:
        """The matches of a row, with a step for each relation of the pattern in turn."""
        places = self.positions(row[:len(pattern.nodes)]).tolist()
        nodes = dict(zip(pattern.nodes, places, strict=True))
        ways: list[tuple[Step, ...]] = [()]
        for relation, said in zip(pattern.relations, row[len(nodes):], strict=True):
            subject, object_ = nodes[relation.subject], nodes[relation.object]
            if said is None:
                times = len(self.snapshot.lain(subject, object_)) if whenever else 1
                steps = [Step(WITHIN, subject, object_, -1 - time) for time in range(times)]
            else:
                type_, start, end, key = said
                number = number_of(subject, object_, start, key)
                self.links.remember(type_, number, end)
                steps = [Step(type_, subject, object_, number)]
            ways = [(*way, step) for way in ways for step in steps]
        return [Match(nodes, way) for way in ways]

    def _order(self, pattern: Pattern, known: frozenset[str], whenever: bool) -> Order:
        key = pattern.text, known, whenever
        found = self._orders.get(key)
        if found is None:
            walks = plan(self.snapshot, pattern, known, self._fan_out)
            found = self._orders[key] = Order(self.snapshot, walks, pattern.relations, whenever)
        return found

    def _fan_out(self, snapshot: Snapshot, types: tuple[str, ...], inbound: bool, here: tuple[str, ...],
                 there: tuple[str, ...]) -> float:
        """As a snapshot measures it, of the same nodes."""
        nodes = self.ids(sampled(snapshot, here).tolist())
        labels = "|".join(f"`{label}`" for label in there) or "Entity"
        path = "<-[r:{}]-" if inbound else "-[r:{}]->"
        links = "|".join(f"`{type_}`" for type_ in types if type_ != WITHIN)
        total = self._asker(
            f"MATCH (n:Entity){path.format(links)}(m:{labels}) {seek('n')} WHERE n.id IN $ids AND {Terms.current('n')} "
            f"AND {Terms.there('r', types)} "
            f"RETURN count(r)", ids=nodes)[0][0]
        return float(total / max(len(nodes), 1))

    # ---- links ----
    def edges(self, position: int, type_: str, *, inbound: bool, day: int | None = None) -> list[Edge]:
        """Links of a type at a node."""
        return self.links.edges(position, type_, inbound, day)

    def neighbours(self, position: int, type_: str, *, inbound: bool, day: int) -> list[int]:
        """The other ends of the links of a type in force on a day at a node."""
        return [tie.other for tie in self.links.at(position, type_, inbound) if tie.start <= day < tie.end]

    def edge(self, type_: str, number: int) -> Edge:
        """One link by its number within its type."""
        return self.links.edge(type_, number)

    def link_days(self, type_: str, number: int) -> tuple[int, int]:
        """First and end day of a link."""
        return self.links.days(type_, number)
