"""Who became or ceased to be a bridge between two days, and by which fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from orgraph.dates import iso
from orgraph.queries.bridging.layers import Layer, chosen
from orgraph.queries.bridging.over_time.looks import Look, Ranking
from orgraph.queries.bridging.over_time.over_time_results import How, TieFact, Turned, Turnover
from orgraph.queries.refs import node_ref, source_ref
from orgraph.stores.base import Match

FACTS = 10  # facts told of one node
TIES = 100  # parallel ties of one link that are looked at
Link = tuple[int, int]


def turnover(before: Look, after: Look, was: Ranking, now: Ranking, layers: Sequence[str], top: int) -> Turnover:
    """Cut vertices (persons and organisations) that came and went, and who entered and left the first `top`."""
    change = Change(before, after, chosen(layers, after.net.mode), was, now)
    result = Turnover(since=iso(before.day) or "", ties_began=len(change.began), ties_ended=len(change.ended))
    weak = before.cut_vertices(), after.cut_vertices()
    first = {p: n for n, p in enumerate(was.first[:top])}, {p: n for n, p in enumerate(now.first[:top])}
    for told, totals, here, there, mine, others, leads, led in (
            (result.became, result.became_total, after, before, weak[1], weak[0], first[1], first[0]),
            (result.ceased, result.ceased_total, before, after, weak[0], weak[1], first[0], first[1])):
        cut = sorted(mine.keys() - others.keys(), key=lambda p: (-mine[p], p))
        moved = sorted(leads.keys() - led.keys(), key=lambda p: leads[p])
        totals.update({"cut-vertex": len(cut), "top": len(moved)})
        told += [change.turned(p, "cut-vertex", change.deciding(p, here, there), mine[p]) for p in cut[:top]]
        told += [change.turned(p, "top", change.around(p)) for p in moved[:top]]
    return result


class Change:
    """Two days' networks and the links that only one of them has."""

    def __init__(self, before: Look, after: Look, layers: Sequence[Layer], was: Ranking, now: Ranking) -> None:
        self._before, self._after, self._layers, self._was, self._now = before, after, layers, was, now
        self.began = np.setdiff1d(after.links, before.links, assume_unique=True)
        self.ended = np.setdiff1d(before.links, after.links, assume_unique=True)
        self._size = before.base.size

    def turned(self, position: int, how: How, links: Sequence[tuple[Look, Link]], cut_off: int = 0) -> Turned:
        """The node with its values on both days, and the facts behind the links, each with the day that has it."""
        facts: dict[tuple[object, ...], TieFact] = {}
        for here, link in links:
            for key, fact in self._facts(here, *link):
                facts.setdefault(key, fact)
            if len(facts) >= FACTS:
                break
        return Turned(
            **node_ref(self._before.base, position).model_dump(), how=how, cut_off=cut_off,
            before=self._was.value.get(position), after=self._now.value.get(position),
            rank_before=self._was.rank.get(position), rank_after=self._now.rank.get(position),
            ties_changed=len(links), facts=list(islice(facts.values(), FACTS)))

    def around(self, position: int) -> list[tuple[Look, Link]]:
        """The links that came or went at a node, then at its neighbours on either day."""
        near = np.union1d(self._before.neighbours(position), self._after.neighbours(position))
        found: list[tuple[Look, Link]] = []
        for ends in (np.array([position]), near):
            for here, keys in ((self._after, self.began), (self._before, self.ended)):
                a, b = np.divmod(keys, self._size)
                at = np.isin(a, ends) | np.isin(b, ends)
                found += [(here, link) for link in zip(a[at].tolist(), b[at].tolist(), strict=True)]
        return list(dict.fromkeys(found))

    def deciding(self, v: int, here: Look, there: Look) -> list[tuple[Look, Link]]:
        """Why v is a cut vertex here and is none there.

        Each part that v holds together here is either tied to v by links that there did not have, or was tied
        there to another part past v: by links, perhaps over several nodes, that are not here.
        """
        part = _parts(here, v)
        only_here, only_there = (self.began, self.ended) if here is self._after else (self.ended, self.began)
        near = here.neighbours(v)
        own = np.minimum(near, v) * self._size + np.maximum(near, v)
        new = np.isin(own, only_here)
        old = {part[p] for p in near[~new].tolist()}
        found = [(here, _pair(v, p)) for p in near[new].tolist() if part[p] not in old]
        a, b = (ends.tolist() for ends in np.divmod(only_there, self._size))
        past = [(x, y) for x, y in zip(a, b, strict=True)
                if v not in (x, y) and _part(part, here, x) != _part(part, here, y)]
        ends = {(_part(part, here, x), _part(part, here, y)): None for x, y in past}
        kept = _between(ends, set(part.values()))
        return found + [(there, link) for link in past
                        if (_part(part, here, link[0]), _part(part, here, link[1])) in kept]

    def _facts(self, here: Look, a: int, b: int) -> Iterator[tuple[tuple[object, ...], TieFact]]:
        """The facts of a link that do not hold on the other day, each with what makes it the same fact."""
        other = self._before if here is self._after else self._after
        view, day, began = here.view, other.day, here is self._after
        for match in self._ties(here, here.here(a), here.here(b)):
            for position in match.nodes.values():
                if not view.alive(position, day):
                    start, end = view.lifetime(position)
                    ref = node_ref(view, position)
                    yield (ref.id,), TieFact(what="began" if began else "ended", on=iso(start if began else end) or "",
                                             type=view.kind(position), subject=ref,
                                             source=source_ref(view.source(position)))
            for step in match.steps:
                if step.link < 0:
                    continue
                edge = view.edge(step.type, step.link)
                if not edge.start <= day < edge.end:
                    yield (step.type, step.link, began), TieFact(
                        what="began" if began else "ended", on=iso(edge.start if began else edge.end) or "",
                        type=edge.type, subject=node_ref(view, edge.subject), object=node_ref(view, edge.object),
                        role=str(edge.props.get("role", "")), source=source_ref(edge.source))

    def _ties(self, here: Look, a: int, b: int) -> Iterator[Match]:
        """The recorded ties behind a link; of two persons the ties of each with what they share."""
        for layer in self._layers:
            if here.net.mode == "person":
                mine, theirs = (here.view.matches(layer.parsed, {"a": end}, here.day, TIES) for end in (a, b))
                shared = {m.nodes["b"] for m in mine} & {m.nodes["b"] for m in theirs}
                yield from (m for m in (*mine, *theirs) if m.nodes["b"] in shared)
            else:
                for x, y in ((a, b), (b, a)):
                    yield from here.view.matches(layer.parsed, {"a": x, "b": y}, here.day, TIES)


def _pair(a: int, b: int) -> Link:
    return min(a, b), max(a, b)


def _parts(look: Look, v: int) -> dict[int, int]:
    """The part of each node of the component of v, without v."""
    pieces = look.losses.pieces(look.node[v])
    return {p: number for number, piece in enumerate(pieces) for p in look.nodes[piece].tolist()}


def _part(part: dict[int, int], look: Look, position: int) -> tuple[str, int]:
    """What of the network, without v, holds a node: one of v's parts, another component, or, not in it, itself."""
    if position in part:
        return "part", part[position]
    number = look.node.get(position)
    return ("node", position) if number is None else ("island", int(look.islands.labels[number]))


def _between(links: Iterable[tuple[tuple[str, int], tuple[str, int]]], parts: set[int]
             ) -> set[tuple[tuple[str, int], tuple[str, int]]]:
    """Of the links between parts and other groups those on a way from one part to another: dead ends are cut away."""
    left = set(links)
    ends = {("part", number) for number in parts}
    while True:
        degree: dict[tuple[str, int], int] = {}
        for link in left:
            for end in link:
                degree[end] = degree.get(end, 0) + 1
        dead = {link for link in left if any(degree[end] == 1 and end not in ends for end in link)}
        if not dead:
            break
        left -= dead
    groups = _joined(left)
    reached: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for end in ends & groups.keys():
        reached.setdefault(groups[end], set()).add(end)
    return {link for link in left if len(reached.get(groups[link[0]], ())) > 1}


def _joined(links: Iterable[tuple[tuple[str, int], tuple[str, int]]]) -> dict[tuple[str, int], tuple[str, int]]:
    """For each end the one that stands for all that the links join it with."""
    above: dict[tuple[str, int], tuple[str, int]] = {}

    def root(end: tuple[str, int]) -> tuple[str, int]:
        while above.setdefault(end, end) != end:
            above[end] = end = above[above[end]]
        return end

    for a, b in links:
        above[root(a)] = root(b)
    return {end: root(end) for end in list(above)}
