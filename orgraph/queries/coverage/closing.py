"""Which gaps a permitted link would close, for those who choose among many: one by one, and at the most, for all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from orgraph.patterns import NodeTest, Pattern, RelationTest
from orgraph.patterns.parts import hanging
from orgraph.queries.coverage.effects import Tie, fits, ties_of, without
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import Holding, standing
from orgraph.queries.eligibility import Eligibility
from orgraph.queries.links import PermittedLink
from orgraph.stores.base import Positions, View
from orgraph.vocabulary import vocabulary

Line = Eligibility | PermittedLink
Gap = tuple[str, int]  # rule, position of the focus
MOST = 10_000  # matches of one mode that are looked through


class Closing:
    """The gaps inside an area, and which of them a link closes by itself.

    A new agreement is taken to close none: it is a thing of its own, whose dates a rule may ask for.
    """

    def __init__(self, view: View, rules: Mapping[str, Rule], day: int, lo: int, hi: int) -> None:
        self._view, self._day = view, day
        holding = Holding(view, (day,))
        found = [(rule, standing(holding, rule, lo, hi).on(0).missing) for rule in rules.values() if rule.in_force(day)]
        self._missing = [(rule, foci) for rule, foci in found if len(foci)]
        self._slots: dict[str, list[tuple[str, Positions, dict[Pattern, list[RelationTest]]]]] = {}

    @cached_property
    def open(self) -> int:
        """How many gaps there are."""
        return sum(len(foci) for _, foci in self._missing)

    def closed(self, line: Line, subject: int, source: int, target: int) -> frozenset[Gap]:
        """The gaps that a link closes. source: the body that its person comes from."""
        ties = self._ties(line, subject, source, target)
        return frozenset(
            (rule, focus) for rule, foci, modes in self._asked(line) for mode in modes
            for rest, given in without(mode, ties, self._day)
            for focus in {match.nodes["f"] for match in self._view.matches(rest, given, self._day, MOST)}
            if foci[min(int(np.searchsorted(foci, focus)), len(foci) - 1)] == focus)

    def ceilings(self, line: Line, subjects: Positions, targets: Positions) -> npt.NDArray[np.float64]:
        """For each link of a line a number that it does not close more gaps than.

        The link is tried for one relation of a mode at a time; what the rest asks of the two ends is asked of each by
        itself, and what hangs between them is left out.
        """
        most = np.zeros(len(subjects))
        for _, foci, modes in self._asked(line):
            own, others = np.zeros(len(subjects)), np.zeros(len(subjects))
            for mode, relations in modes.items():
                for relation in relations:
                    ceiling = self._ceiling(mode, relation, line, subjects, targets, foci)
                    if relation.object == "f":
                        own = np.maximum(own, ceiling)  # the target itself, whichever mode takes it
                    else:
                        others += ceiling
            most += own + others
        return most

    def _asked(self, line: Line) -> list[tuple[str, Positions, dict[Pattern, list[RelationTest]]]]:
        """The rules with gaps, their gaps, and of each mode the relations that a link of the line can stand for."""
        if line.id not in self._slots:
            self._slots[line.id] = [
                (rule.id, foci, modes) for rule, foci in self._missing
                if (modes := {mode.parsed: slots for mode in rule.mode
                              if (slots := [r for r in mode.parsed.relations if self._may_be(mode.parsed, r, line)])})]
        return self._slots[line.id]

    def _ties(self, line: Line, subject: int, source: int, target: int) -> list[Tie]:
        if isinstance(line, Eligibility):
            return ties_of(line, subject, source, target, self._view.ids([source])[0])
        return [] if line.link == "PARTY_TO" else [(line.link, subject, target, {"role": line.role})]

    def _may_be(self, mode: Pattern, relation: RelationTest, line: Line) -> bool:
        """Whether a link of the line can stand for a relation, as far as types, kinds and what it says tell."""
        if isinstance(line, Eligibility):
            nodes = line.parsed.nodes["p"], line.parsed.nodes.get("t", line.parsed.nodes["f"])
            says = ties_of(line, 0, 0, 0, "")[0]
        else:
            nodes = line.maker.nodes["w"] if line.maker else line.parsed.nodes["x"], line.parsed.nodes["t"]
            says = line.link, 0, 0, {"role": line.role}
        return line.link != "PARTY_TO" and fits(relation, says, self._day) and all(
            map(_overlap, nodes, (mode.nodes[relation.subject], mode.nodes[relation.object])))

    def _ceiling(self, mode: Pattern, relation: RelationTest, line: Line, subjects: Positions, targets: Positions,
                 foci: Positions) -> npt.NDArray[np.float64]:
        gone = [other for other in mode.relations if other is relation or self._may_be(mode, other, line)
                or (isinstance(line, Eligibility) and line.on_behalf and "ON_BEHALF_OF" in other.types)]
        near, far = (hanging(mode, gone, end) for end in (relation.subject, relation.object))
        reached = [self._foci(side, end, np.unique(ends), foci)[np.searchsorted(np.unique(ends), ends)]
                   for side, end, ends in ((near, relation.subject, subjects), (far, relation.object, targets))]
        return np.minimum(*reached)

    def _foci(self, side: Pattern, end: str, nodes: Positions, foci: Positions) -> npt.NDArray[np.float64]:
        """For each node how many of the foci it goes with on its side: all where the focus is not on it, else none."""
        able = self._view.among(side, end, self._day, nodes)
        if "f" not in side.nodes:
            return np.where(np.isin(nodes, able), float(len(foci)), 0.0)
        if end == "f":
            return np.isin(nodes, np.intersect1d(able, foci)).astype(np.float64)
        one, focus = self._view.pairs(side, end, "f", self._day, able)
        pair = np.unique((one.astype(np.int64) * self._view.size + focus)[np.isin(focus, foci)])
        return np.bincount(np.searchsorted(nodes, pair // self._view.size), minlength=len(nodes)).astype(np.float64)


def _overlap(one: NodeTest, other: NodeTest) -> bool:
    """Whether one node can be of both sorts."""
    is_a = vocabulary().is_a
    return not one.labels or not other.labels or any(
        is_a(a, b) or is_a(b, a) for a in one.labels for b in other.labels)
