"""Ties: which links of the network a permitted link would make, under the layers and the mode that are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from orgraph.errors import DataError
from orgraph.patterns import Pattern, RelationTest
from orgraph.patterns.parts import alone, hanging
from orgraph.queries.bridging.layers import Layer, Mode
from orgraph.queries.bridging.proposals.candidates import Candidates, through
from orgraph.queries.scope import within
from orgraph.stores.base import Positions, View

At = NDArray[np.int64]
Made = tuple[At, Positions, Positions]  # number of a candidate, and both ends of a tie that it makes


class Making:
    """The ties that candidates make between nodes in [lo, hi): as if each link were recorded and the layers read again.

    A layer's pattern makes a tie of a link wherever the link can stand for one of its relations and the rest of it
    holds already. In mode "person" the link ties its person with all who are tied to the same thing. A layer that
    asks something of the relation itself (a role, a date) does not count a link that is only proposed.

    Raises DataError for a layer both of whose ends hang on one side of the relation that is replaced.
    """

    def __init__(self, view: View, found: Candidates, layers: Sequence[Layer], mode: Mode, day: int, lo: int, hi: int
                 ) -> None:
        self._view, self._found, self._layers, self._day = view, found, layers, day
        self._lo, self._hi, self._here = lo, hi, within(view, lo, hi)
        at, a, b = _joined(part for layer in layers for part in self._of_layer(layer))
        self._things: Made | None = None
        if mode == "person":
            inside = self._inside(a) & self._inside(b) & np.isin(a, view.of_kind("Person", lo, hi))
            self._things = at[inside], a[inside], b[inside]
            at, a, b = self._shared(*self._things)
        self.made = self._kept(at, a, b)

    def beside(self, chosen: int) -> Made:
        """The ties that candidates make besides, once `chosen` is in force: those that stand on both links."""
        if self._things is None:
            return self._kept(*_joined(part for layer in self._layers for part in self._on_both(layer, chosen)))
        at, person, thing = self._things
        parts = []
        for one, shared in zip(person[at == chosen].tolist(), thing[at == chosen].tolist(), strict=True):
            same = thing == shared
            parts.append((at[same], person[same], np.full(int(same.sum()), one, np.int32)))
        return self._kept(*_joined(parts))

    def together(self) -> Made:
        """Ties that two candidates make only together (see `beside`): as few as join all ends that they may join."""
        parts = [self._things] if self._things is not None else [self._ends(layer) for layer in self._layers]
        found: list[Made] = []
        for at, end, shared in parts:
            order = np.lexsort((end, shared))
            one = np.flatnonzero(shared[order][1:] == shared[order][:-1])
            found.append((at[order][one + 1], end[order][one], end[order][one + 1]))
        return self._kept(*_joined(found))

    def _ends(self, layer: Layer) -> Made:
        """Of a layer of two relations: candidates that can stand for one of them, the end that each brings, and the
        node that two must share."""
        pattern, parts = layer.parsed, list[Made]()
        for own, other in (pattern.relations, pattern.relations[::-1]) if len(pattern.relations) == 2 else ():
            at = self._standing(own)
            if "PARTY_TO" in own.types or not len(at):
                continue
            columns = {own.subject: self._found.subject[at], own.object: self._found.target[at]}
            (shared,) = columns.keys() & {other.subject, other.object}
            (end,) = columns.keys() - {shared}
            able = np.logical_and(*(np.isin(column, self._one(pattern, name, np.unique(column)))
                                    for name, column in columns.items()))
            parts.append((at[able], columns[end][able], columns[shared][able]))
        return _joined(parts)

    def _of_layer(self, layer: Layer) -> Iterator[Made]:
        pattern, found = layer.parsed, self._found
        for number, relation in enumerate(pattern.relations):
            at = self._standing(relation)
            if not len(at):
                continue
            if "PARTY_TO" in relation.types:  # a new agreement has its two parties, and nothing else is tied to it
                if number == 0 and len(pattern.relations) == 2 and {r.subject for r in pattern.relations} == {*"ab"}:
                    yield at, found.subject[at], found.target[at]
                continue
            sides = [(hanging(pattern, (relation,), end), end) for end in (relation.subject, relation.object)]
            if any(len({"a", "b"} & set(side.nodes)) != 1 for side, _ in sides):
                raise DataError(f"layer {layer.id}: cannot tell what a new link adds to it")
            near, one = self._reached(*sides[0], found.subject[at])
            far, row = self._reached(*sides[1], found.target[at][one])
            yield at[one][row], near[row], far

    def _reached(self, side: Pattern, end: str, nodes: Positions) -> tuple[Positions, At]:
        """What the layer's end on this side can be for each node that stands for `end`, and the node's number."""
        start = np.unique(nodes)
        if {"a", "b"} & {end}:
            able = self._view.among(side, end, self._day, start)
            pairs = able, able
        else:
            pairs = self._view.pairs(side, end, "a" if "a" in side.nodes else "b", self._day, start)
        return through(nodes, np.arange(len(nodes)), *pairs)

    def _on_both(self, layer: Layer, chosen: int) -> Iterator[Made]:
        """Ties of a layer of two relations, of which one is a candidate's link and the other the chosen one."""
        pattern, found = layer.parsed, self._found
        mine = found.subject[chosen:chosen + 1], found.target[chosen:chosen + 1]
        if len(pattern.relations) != 2 or found.line_of(chosen).link == "PARTY_TO":
            return
        for own, other in (pattern.relations, pattern.relations[::-1]):
            if chosen not in self._standing(own):
                continue
            fixed = dict(zip((own.subject, own.object), mine, strict=True))
            open_ = dict(zip((other.subject, other.object), (found.subject, found.target), strict=True))
            (shared,) = fixed.keys() & open_.keys()
            at = self._standing(other)
            at = at[open_[shared][at] == fixed[shared]]
            if len(at) and all(len(self._one(pattern, name, node)) for name, node in fixed.items()):
                (end,) = open_.keys() - {shared}
                (here,) = fixed.keys() - {shared}
                at = at[np.isin(open_[end][at], self._one(pattern, end, np.unique(open_[end][at])))]
                yield at, open_[end][at], np.repeat(fixed[here], len(at))

    def _one(self, pattern: Pattern, name: str, nodes: Positions) -> Positions:
        """Those of the nodes that one variable can be, by itself."""
        return self._view.among(alone(pattern, name), name, self._day, nodes)

    def _standing(self, relation: RelationTest) -> At:
        """Numbers of the candidates whose link can stand for a relation."""
        lines = [at for at, line in enumerate(self._found.lines) if line.link in relation.types and not relation.tests]
        return np.flatnonzero(np.isin(self._found.line, lines))

    def _shared(self, at: At, person: Positions, thing: Positions) -> Made:
        """Ties of each person with everybody who is tied to the same thing today."""
        people = self._view.of_kind("Person", self._lo, self._hi)
        tied = [self._view.pairs(layer.parsed, "a", "b", self._day, people) for layer in self._layers]
        whom = np.concatenate([a for a, _ in tied]) if tied else people[:0]
        what = np.concatenate([b for _, b in tied]) if tied else people[:0]
        who, row = through(thing, np.arange(len(at)), what, whom)
        return at[row], person[row], who

    def _inside(self, positions: Positions) -> NDArray[np.bool_]:
        return self._here.holds(positions)

    def _kept(self, at: At, a: Positions, b: Positions) -> Made:
        """Those between two nodes of the area."""
        kept = (a != b) & self._inside(a) & self._inside(b)
        return at[kept], a[kept], b[kept]


def _joined(parts: Iterable[Made]) -> Made:
    none = np.empty(0, np.int32)
    at, a, b = zip(*[(np.empty(0, np.int64), none, none), *parts], strict=True)
    return np.concatenate(at), np.concatenate(a), np.concatenate(b)
