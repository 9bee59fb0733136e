"""Which place the names in a text mean together: the one that explains most of the text with the areas above it.

A place explains the characters of its own name and of every name of an area that it lies in, wherever these stand;
what overlaps counts once. Of places that explain as much, those near the caller are meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgraph.queries.scope import may_ask
from orgraph.queries.who_to_call.place.mentions import Mention
from orgraph.queries.who_to_call.place.words import How, words
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

LOOKED_AT = 24  # places whose explanation is worked out exactly
SAME = 0.05  # difference in what is explained that tells nothing
GUESSES, GUESS = ("like", "heard", "pinyin", "initials", "road"), 0.3
TOUCHING = 4  # characters before a name in running text that may be its beginning; more are other words
STREET, SMALL = 4, 9  # levels
NEAR = 0.4  # what lying near the caller adds: less than a character


@dataclass(frozen=True, slots=True)
class Reading:
    """A place, the name that it was found by, the names of areas above it, and what all of them explain."""

    node: int
    own: Mention
    above: tuple[Mention, ...]
    context: int
    score: float
    nearness: float
    contradicted: bool
    doubted: bool

    @property
    def total(self) -> float:
        """What is explained, and nearness to tell apart what explains as much."""
        return self.score + self.nearness

    @property
    def used(self) -> tuple[Mention, ...]:
        """All names that it explains."""
        return (self.own, *self.above)


def readings(view: View, mentions: Sequence[Mention], near: int, free: Sequence[bool],
             names_on: Sequence[bool], *, given: bool) -> list[Reading]:
    """The places that the names may mean, what explains most first.

    near: the caller's area, or -1. free: of each token whether it may belong to a name; names_on: whether a name seems
    to end soon behind it. given: the text is a place.
    """
    owner: dict[int, Mention] = {}
    for mention in sorted(mentions, key=lambda m: -m.worth):
        for node in mention.nodes:
            owner.setdefault(node, mention)
    nodes = [node for node in _likeliest(view, owner, mentions) if may_ask(view, node)]
    around = [near, *view.path_of(near)] if near >= 0 else []
    found = [_reading(view, node, mentions, around, free, names_on, given) for node in nodes]
    return sorted((reading for reading in found if reading), key=lambda r: (-r.total, r.node))


def _likeliest(view: View, owner: dict[int, Mention], mentions: Sequence[Mention]) -> list[int]:
    """The places that may explain most, by an upper bound that does not look at overlaps."""
    if len(owner) <= LOOKED_AT:
        return list(owner)
    nodes = np.array(sorted(owner), np.int32)
    bound = np.array([owner[node].worth for node in nodes.tolist()])
    for mention in mentions:
        holders = np.array(sorted(mention.nodes), np.int32)
        before = holders.searchsorted(nodes, "left")
        # The running maximum of the ends tells whether any of the areas before a node still holds it.
        ends = np.maximum.accumulate(view.ends(holders))
        bound += mention.worth * ((before > 0) & (ends[np.maximum(before - 1, 0)] > nodes))
    best = np.argsort(-bound, kind="stable")[:LOOKED_AT]
    least = bound[best[-1]]
    return [int(node) for node in nodes[bound >= least][:LOOKED_AT * 4]]


def _reading(view: View, node: int, mentions: Sequence[Mention], around: Sequence[int], free: Sequence[bool],
             names_on: Sequence[bool], given: bool) -> Reading | None:
    path = view.path_of(node)
    line = frozenset(path)
    supports = sorted((m for m in mentions if not line.isdisjoint(m.nodes)), key=lambda m: (-m.worth, m.start))
    best: Reading | None = None
    for own in (m for m in mentions if node in m.nodes):
        above: list[Mention] = []
        said: set[int] = set()
        for mention in supports:
            fresh = (mention.nodes & line) - said  # what is named already does not explain another name
            if fresh and not any(mention.overlaps(other) for other in (own, *above)):
                above.append(mention)
                said.add(min(fresh))  # the larger first: 兴隆兴隆 is 兴隆县兴隆镇
        used = (own, *above)
        against = [m for m in mentions if _contradicts(view, m, node, line) and not any(m.overlaps(u) for u in used)]
        doubted = _doubted(own, used, free, names_on, given)
        score = sum(m.worth for m in used) - sum(m.worth for m in against) - doubted
        if best is None or score > best.score:
            # The areas that the text names; the smallest of them is the context.
            named = [area for area in path if any(area in m.nodes for m in above)]
            best = Reading(node, own, tuple(above), named[0] if named else -1, score, _nearness(node, path, around),
                           bool(against), doubted)
    return best


def _doubted(own: Mention, used: Sequence[Mention], free: Sequence[bool], names_on: Sequence[bool], given: bool
             ) -> bool:
    """Whether the name seems to stand inside a longer one: what touches it is neither explained nor filler."""
    def alone(at: int) -> bool:
        return 0 <= at < len(free) and free[at] and not any(m.start <= at < m.end for m in used)

    before = next(n for n in range(own.start + 1) if not alone(own.start - 1 - n))
    behind = next(n for n in range(len(free) + 1) if not alone(own.end + n))
    if given:
        return before > 0 or (behind == 1 if own.ended else behind > 0)
    return 0 < before <= TOUCHING or (not own.ended and own.end < len(free) and alone(own.end) and names_on[own.end])


def _contradicts(view: View, mention: Mention, node: int, line: frozenset[int]) -> bool:
    """Whether the text names a larger area that the node does not lie in."""
    if mention.how != "exact" or not mention.ended or node in mention.nodes or not line.isdisjoint(mention.nodes):
        return False
    level = _level(view, node)
    return all(_level(view, other) < level and _level(view, other) <= STREET for other in mention.nodes)


def _level(view: View, area: int) -> int:
    return vocabulary().kinds[view.kind(area)].level or SMALL


def _nearness(node: int, path: Sequence[int], around: Sequence[int]) -> float:
    for steps, area in enumerate(around):
        if area == node or area in path:
            return NEAR / (1 + steps)
    return 0.0


def as_good(found: Sequence[Reading]) -> list[Reading]:
    """The readings of a name that nothing tells from the first; where it is a guess, those that are nearly as good."""
    best = found[0]
    margin = GUESS if best.own.how in GUESSES else SAME
    return [reading for reading in found
            if reading.total >= best.total - margin and (reading is best or reading.own.overlaps(best.own))]


def confidence(view: View, reading: Reading, near: int, twins: bool) -> float:
    """How often an answer like this was right: by how its name matched, in which context; see places.toml."""
    chances, sure = words().match[reading.own.how], words().sure
    context = reading.context
    if context < 0:
        context = around(view, reading.node, near)
    level = _level(view, context) if context >= 0 else 0
    value = chances.street if level >= STREET else chances.district if level == STREET - 1 else (
        chances.city if level else chances.nothing)
    if twins and level < STREET - 1:
        value = min(value, chances.twin)
    elif _level(view, reading.node) < STREET:  # of larger areas none is unknown
        value = max(value, chances.district)
    if reading.doubted:
        value = min(value, sure.doubted)
    if near >= 0 and reading.context < 0 and level < STREET - 1 <= _level(view, reading.node):
        value = min(value, sure.elsewhere)
    return value * reading.own.sure * (sure.contradicted if reading.contradicted else 1.0)


def direct_chance(view: View, node: int, near: int, how: How) -> float:
    """The same for a name that one place alone has, with no other in the text."""
    own = Mention(0, 0, how, frozenset((node,)), True)
    return confidence(view, Reading(node, own, (), -1, 0.0, 0.0, False, False), near, False)


def around(view: View, node: int, near: int) -> int:
    """The smallest area that holds both the place and the caller, or all that is known; -1 if there is none."""
    line = [node, *view.path_of(node)]
    if near >= 0:
        return next((area for area in (near, *view.path_of(near)) if area in line), -1)
    for kind in ("Street", "District", "City"):
        only = view.of_kind(kind)
        if len(only) == 1 and int(only[0]) in line:
            return int(only[0])
    return -1
