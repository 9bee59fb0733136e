"""Patterns from a few known nodes: depth-first, one match at a time, with the links walked (the evidence).

For a dispatcher's question a handful of links decide; plain integers from memoryviews beat array calls there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from orgraph.patterns import Pattern
from orgraph.stores.base import Match, Step
from orgraph.stores.snapshot.plan import WITHIN, Walk, plan
from orgraph.stores.snapshot.predicates import LinkFilter, NodeFilter
from orgraph.stores.snapshot.snapshot import Snapshot

Hop = tuple[str, int, int, int]
"""What a step says."""


class Matcher:
    """One pattern prepared for one snapshot and one set of known variables; may be asked many times."""

    def __init__(self, snapshot: Snapshot, pattern: Pattern, known: frozenset[str], *, anytime: bool = False) -> None:
        self._snapshot = snapshot
        self._pattern = pattern
        self._walks = plan(snapshot, pattern, known)
        self._nodes = {name: NodeFilter(snapshot, test, anytime=anytime) for name, test in pattern.nodes.items()}
        self._ways = [[_Way(snapshot, walk, type_, anytime) for type_ in walk.relation.types if snapshot.has(type_)]
                      for walk in self._walks]
        columns = snapshot.columns
        self._home, self._until = columns.view("node.home"), columns.view("node.until")
        self._whenever = anytime and bool(snapshot.boundaries.moves)
        first = self._walks[0] if self._walks else None
        self._first = first.source if first and WITHIN not in first.relation.types else ""

    def matches(self, given: Mapping[str, int], day: int) -> Iterator[Match]:
        """All matches with the known variables at these positions."""
        for name, position in given.items():
            if not self._nodes[name].accepts(position, day):
                return
        if self._first and not any(way.any(given[self._first]) for way in self._ways[0]):
            return
        yield from self._from(0, dict(given), [None] * len(self._walks), day)

    def _from(self, at: int, bound: dict[str, int], steps: list[Hop | None], day: int) -> Iterator[Match]:
        """The matches from walk `at` on; `bound` and `steps` are filled in as the walks go and copied for a match."""
        if at == len(self._walks):
            if all(bound[d.left] != bound[d.right] for d in self._pattern.differ):
                yield _match(bound, steps)
            return
        walk = self._walks[at]
        if not walk.source:
            for position in self._snapshot.of_kind(self._pattern.nodes[walk.target].labels).tolist():
                if self._nodes[walk.target].accepts(position, day):
                    bound[walk.target] = position
                    yield from self._from(at + 1, bound, steps, day)
            return
        source, last = bound[walk.source], at + 1 == len(self._walks) and not self._pattern.differ
        for position, type_, link in self._reach(at, source, bound.get(walk.target, -1), day):
            bound[walk.target] = position
            subject, object_ = (position, source) if walk.inbound else (source, position)
            steps[at] = type_, subject, object_, link
            if last:
                yield _match(bound, steps)
            else:
                yield from self._from(at + 1, bound, steps, day)

    def _reach(self, at: int, source: int, wanted: int, day: int) -> Iterator[tuple[int, str, int]]:
        """Nodes at the other end that fit, with the link's type and number."""
        walk, check = self._walks[at], self._nodes[self._walks[at].target]
        if WITHIN in walk.relation.types:
            for position in self._contained(walk, source, wanted):
                if walk.closing or check.accepts(position, day):
                    yield from ((position, WITHIN, time) for time in self._times(walk, source, position))
        for way in self._ways[at]:
            if walk.closing:
                for link in way.between(source, wanted):
                    if way.check.accepts(link, day):
                        yield wanted, way.type, link
                continue
            ends, type_ = way.ends, way.type
            link_days, node_days = way.check.days, check.days
            if link_days is None or node_days is None:
                for link in way.links(source):
                    if way.check.accepts(link, day) and check.accepts(position := ends[link], day):
                        yield position, type_, link
                continue
            # Nearly all of the time of a question goes by here, so nothing is called for a link.
            starts, until = link_days
            flags, kind, born, gone = node_days
            for link in way.links(source):
                if starts[link] <= day < until[link]:
                    position = ends[link]
                    if flags[kind[position]] and born[position] <= day < gone[position]:
                        yield position, type_, link

    def _times(self, walk: Walk, source: int, position: int) -> Iterable[int]:
        """What tells apart the times in which one lay in the other: one, where that is asked of a day."""
        if not self._whenever:
            return (-1,)
        inner, outer = (position, source) if walk.inbound else (source, position)
        return range(-1, -1 - len(self._snapshot.lain(inner, outer)), -1)

    def _contained(self, walk: Walk, source: int, wanted: int) -> Iterator[int]:
        if self._whenever:
            yield from [wanted] if walk.closing else self._ever_contained(walk, source)
        elif walk.closing:
            outer, inner = (source, wanted) if walk.inbound else (wanted, source)
            if outer < inner < self._until[outer]:
                yield wanted
        elif walk.inbound:
            inside = self._snapshot.of_kind(self._pattern.nodes[walk.target].labels)
            numbers = inside.data  # searching the array itself would first make all of it wider, for a Python number
            yield from inside[bisect_right(numbers, source):bisect_left(numbers, self._until[source])].tolist()
        else:
            above = self._home[source]
            while above >= 0:
                yield above
                above = self._home[above]


    def _ever_contained(self, walk: Walk, source: int) -> Iterable[int]:
        """What may have lain in, or above, a node at any time."""
        boundaries = self._snapshot.boundaries
        if not walk.inbound:
            return boundaries.ever_above(source)
        inside = self._snapshot.of_kind(self._pattern.nodes[walk.target].labels)
        parts = [inside[inside.searchsorted(lo):inside.searchsorted(hi)] for lo, hi in (
            (source + 1, self._until[source]), *((p, self._until[p]) for p in boundaries.movers(source)))]
        found: list[int] = np.unique(np.concatenate(parts)).tolist()
        return found


def _match(bound: Mapping[str, int], hops: Iterable[Hop | None]) -> Match:
    """A match of its own: links are walked far oftener than found to match, so steps are made only here."""
    return Match(dict(bound), tuple(Step(*hop) for hop in hops if hop))


class _Way:
    """The columns that a walk along one relation type reads."""

    def __init__(self, snapshot: Snapshot, walk: Walk, type_: str, anytime: bool) -> None:
        view = snapshot.columns.view
        self.type = type_
        self.check = LinkFilter(snapshot, walk.relation, type_, anytime=anytime)
        self.ends = view(f"{type_}.subject" if walk.inbound else f"{type_}.object")
        self._begin = view(f"{type_}.in" if walk.inbound else f"{type_}.out")
        self._by_object = view(f"{type_}.in.link") if walk.inbound else None

    def any(self, source: int) -> bool:
        """Whether there are links at a node: of most routes to a unit there are none at a place."""
        return bool(self._begin[source] < self._begin[source + 1])

    def links(self, source: int) -> Iterable[int]:
        """Numbers of the links at a node."""
        lo, hi = self._begin[source], self._begin[source + 1]
        return range(lo, hi) if self._by_object is None else self._by_object[lo:hi]

    def between(self, source: int, wanted: int) -> Iterator[int]:
        """Numbers of the links from one node to another."""
        ends, lo, hi = self.ends, self._begin[source], self._begin[source + 1]
        if self._by_object is not None:
            yield from (link for link in self._by_object[lo:hi] if ends[link] == wanted)
            return
        for link in range(bisect_left(ends, wanted, lo, hi), hi):  # a subject's links are sorted by object
            if ends[link] != wanted:
                break
            yield link
