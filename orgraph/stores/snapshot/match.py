"""Patterns from a few known nodes: depth-first, one match at a time, with the links walked (the evidence).

For a dispatcher's question a handful of links decide; plain integers from memoryviews beat array calls there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from orgraph.patterns import Pattern
from orgraph.stores.base import Match, Step
from orgraph.stores.snapshot.plan import WITHIN, Walk, plan
from orgraph.stores.snapshot.predicates import LinkFilter, NodeFilter
from orgraph.stores.snapshot.snapshot import Snapshot


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

    def matches(self, given: Mapping[str, int], day: int) -> Iterator[Match]:
        """All matches with the known variables at these positions."""
        for name, position in given.items():
            if not self._nodes[name].accepts(position, day):
                return
        yield from self._from(0, dict(given), (), day)

    def _from(self, at: int, bound: dict[str, int], steps: tuple[Step, ...], day: int) -> Iterator[Match]:
        if at == len(self._walks):
            if all(bound[d.left] != bound[d.right] for d in self._pattern.differ):
                yield Match(dict(bound), steps)
            return
        walk = self._walks[at]
        if not walk.source:
            for position in self._snapshot.of_kind(self._pattern.nodes[walk.target].labels).tolist():
                if self._nodes[walk.target].accepts(position, day):
                    yield from self._from(at + 1, {**bound, walk.target: position}, steps, day)
            return
        source = bound[walk.source]
        wanted = bound.get(walk.target, -1)
        accepts = self._nodes[walk.target].accepts
        for position, type_, link in self._reach(at, source, wanted, day):
            if walk.closing:
                if position != wanted:
                    continue
            elif not accepts(position, day):
                continue
            subject, object_ = (position, source) if walk.inbound else (source, position)
            step = Step(type_, subject, object_, link)
            if walk.closing:
                yield from self._from(at + 1, bound, (*steps, step), day)
                continue
            yield from self._from(at + 1, {**bound, walk.target: position}, (*steps, step), day)

    def _reach(self, at: int, source: int, wanted: int, day: int) -> Iterator[tuple[int, str, int]]:
        """Nodes at the other end, with the link's type and number."""
        walk = self._walks[at]
        if WITHIN in walk.relation.types:
            yield from ((position, WITHIN, -1) for position in self._contained(walk, source, wanted))
        for way in self._ways[at]:
            accepts, ends, type_ = way.accepts, way.ends, way.type
            lo, hi = way.begin[source], way.begin[source + 1]
            if way.by_object is not None:
                for number in range(lo, hi):
                    link = way.by_object[number]
                    if accepts(link, day):
                        yield ends[link], type_, link
                continue
            if walk.closing:  # a subject's links are sorted by object
                lo = bisect_left(ends, wanted, lo, hi)
            for link in range(lo, hi):
                if walk.closing and ends[link] != wanted:
                    break
                if accepts(link, day):
                    yield ends[link], type_, link

    def _contained(self, walk: Walk, source: int, wanted: int) -> Iterator[int]:
        if walk.closing:
            outer, inner = (source, wanted) if walk.inbound else (wanted, source)
            if outer < inner < self._until[outer]:
                yield wanted
        elif walk.inbound:
            inside = self._snapshot.of_kind(self._pattern.nodes[walk.target].labels)
            lo, hi = inside.searchsorted(source, "right"), inside.searchsorted(self._until[source])
            yield from inside[lo:hi].tolist()
        else:
            above = self._home[source]
            while above >= 0:
                yield above
                above = self._home[above]


class _Way:
    """The columns that a walk along one relation type reads."""

    def __init__(self, snapshot: Snapshot, walk: Walk, type_: str, anytime: bool) -> None:
        view = snapshot.columns.view
        self.type = type_
        self.accepts = LinkFilter(snapshot, walk.relation, type_, anytime=anytime).accepts
        self.begin = view(f"{type_}.in" if walk.inbound else f"{type_}.out")
        self.by_object = view(f"{type_}.in.link") if walk.inbound else None
        self.ends = view(f"{type_}.subject" if walk.inbound else f"{type_}.object")
