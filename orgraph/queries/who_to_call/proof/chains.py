"""Which topics and functions can be reached from which areas: the routes over all areas at once, as bits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from orgraph.patterns import Pattern, parse
from orgraph.queries.who_to_call.query import CONTEXT
from orgraph.queries.who_to_call.reaching.person import of_unit
from orgraph.queries.who_to_call.topics import Topic, topics
from orgraph.queries.who_to_call.units.candidates import spoken
from orgraph.queries.who_to_call.units.routes import Route, routes
from orgraph.stores.base import Positions, View
from orgraph.vocabulary import vocabulary

Bits = npt.NDArray[np.uint64]
"""One row an area, one bit an anchor."""

_WORD = 64
_LEADS = 3  # functions of a topic that are followed, as understanding a text does
_IN_OFFICE = ", (o)<-[:MEMBER]-(:Person)"
_PHONE = 'o.phone CONTAINS ""'


class Anchors:
    """The topics and functions that the graph knows, each with a bit."""

    def __init__(self, view: View) -> None:
        nodes = [f"t-{topic.id}" for topic in topics().values()] + [f"f-{name}" for name in vocabulary().functions]
        positions = ((node, view.position(node)) for node in nodes)
        known = [(node, position) for node, position in positions if position >= 0]
        self.words = len(known) // _WORD + 1
        self._bit = {node: bit for bit, (node, _) in enumerate(known)}
        self._of = np.full(view.size, -1, np.int32)
        self._of[[position for _, position in known]] = np.arange(len(known))

    def bits(self, positions: Positions) -> Positions:
        """The bit of each position, -1 for what is no anchor."""
        bits: Positions = self._of[positions]
        return bits

    def needed(self, kind: str) -> dict[str, Bits]:
        """For each topic that can be dispatched the bits of which one must be set at a place of the kind."""
        return {topic.id: self._row([f"t-{topic.id}", *(f"f-{name}" for name in _functions(topic, kind))])
                for topic in topics().values() if topic.lead}

    def _row(self, nodes: list[str]) -> Bits:
        row = np.zeros(self.words, np.uint64)
        for node in nodes:
            if node in self._bit:
                bit = self._bit[node]
                row[bit // _WORD] |= np.uint64(1 << bit % _WORD)
        return row


def _functions(topic: Topic, kind: str) -> list[str]:
    """The kinds of unit that a topic asks for at a place of a kind."""
    context = CONTEXT.get(kind)
    changed = (when for when in topic.when if context and any(word in context for word in when.words))
    owner = next(changed, topic)
    return [*owner.lead[:_LEADS], *owner.support]


def reachable_bits(view: View, areas: Positions, anchors: Anchors, day: int) -> tuple[set[int], Bits]:
    """All units that the routes find from the areas (each after its parent), and what each area can reach.

    A unit counts if there is a person to speak to in it, or a number.
    """
    down, here = (np.zeros((len(areas), anchors.words), np.uint64) for _ in range(2))
    units: set[int] = set()
    for route in routes():
        start = _fitting(view, route, areas)
        found = view.reached(route.parsed, "a", "o", day, start) if len(start) else start
        units.update(found.tolist())
        bits = here if route.only_here else down
        for at, anchor in _reached(view, route, start, found, day):
            number, bit = np.searchsorted(areas, at), anchors.bits(anchor)
            known = bit >= 0
            number, bit = number[known], bit[known].astype(np.uint64)
            np.bitwise_or.at(bits, (number, bit // _WORD), np.uint64(1) << bit % np.uint64(_WORD))
    return units, handed_down(view, areas, down) | here


def _fitting(view: View, route: Route, areas: Positions) -> Positions:
    labels = route.parsed.nodes["a"].labels
    if not labels or "Area" in labels:
        return areas
    words = vocabulary()
    return np.array([p for p in areas.tolist() if any(words.is_a(view.kind(p), label) for label in labels)], np.int32)


def _reached(view: View, route: Route, start: Positions, units: Positions, day: int
             ) -> Iterator[tuple[Positions, Positions]]:
    """(area, anchor) of the route's matches whose unit can be reached, as two arrays of one length."""
    if not len(units):
        return
    if route.speaks:
        areas = set(start.tolist())
        both = [(match.nodes["a"], topic) for unit in units.tolist() if can_be_reached(view, unit, day)
                for match in view.matches(route.parsed, {"o": unit}, day, 10**6) if match.nodes["a"] in areas
                for topic in spoken(view, route, match) if topic >= 0]
        yield (np.array([area for area, _ in both], np.int32), np.array([topic for _, topic in both], np.int32))
        return
    plain = set(units.tolist())
    for pattern in _held(route.pattern):
        yield view.pairs(pattern, "a", route.anchor, day, start)
        plain.difference_update(view.among(pattern, "o", day, units).tolist())
    # Whoever only stands in may do so through other units, which a pattern of one length does not say.
    for unit in sorted(plain):
        if can_be_reached(view, unit, day):
            given = [match.nodes for match in view.matches(route.parsed, {"o": unit}, day, 10**6)]
            pairs = [(nodes["a"], nodes[route.anchor]) for nodes in given]
            both_in = [(area, anchor) for area, anchor in pairs if area in start]
            yield (np.array([area for area, _ in both_in], np.int32),
                   np.array([anchor for _, anchor in both_in], np.int32))


def _held(pattern: str) -> list[Pattern]:
    """The pattern, with somebody in office at the unit, and with a number of the unit."""
    path, where, condition = pattern.partition(" WHERE ")
    return [parse(path + _IN_OFFICE + where + condition),
            parse(f"{path} WHERE {_PHONE}" + (f" AND {condition}" if where else ""))]


def can_be_reached(view: View, unit: int, day: int) -> bool:
    """Whether there is somebody to speak to in the unit, or a number."""
    return of_unit(view, unit, day).edge is not None or bool(view.prop(unit, "phone"))


def handed_down(view: View, areas: Positions, own: Bits) -> Bits:
    """What each area has of its own and from all above it, where parents come before what lies in them."""
    numbers = {area: number for number, area in enumerate(areas.tolist())}
    parents = np.array([numbers.get(view.home(area), -1) for area in areas.tolist()], np.int64)
    depth = np.zeros(len(areas), np.int64)
    for number, parent in enumerate(parents.tolist()):
        depth[number] = depth[parent] + 1 if parent >= 0 else 0
    all_ = own.copy()
    for level in range(1, int(depth.max(initial=0)) + 1):
        at = np.flatnonzero(depth == level)
        all_[at] |= all_[parents[at]]
    return all_
