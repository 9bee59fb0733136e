"""The gaps that would open if a person, a post or an organisation were gone: nothing is written, nothing is patched.

Only foci that a way of fulfilling (or an exception) leads to through what is lost can become gaps; of each of them it
is asked whether another way is left.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orgraph.patterns import Pattern
from orgraph.queries.coverage.gaps import gap_id
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import waiver
from orgraph.queries.refs import node_ref
from orgraph.queries.scope import within
from orgraph.results import Broken, Opened
from orgraph.stores.base import Match, Positions, View
from orgraph.vocabulary import vocabulary

SHOWN = 20  # gaps of a rule that are described
_FEW = 500  # matches followed one by one; of a thing that more lead through, foci are found all at once
_TOGETHER = 16  # foci from which on all their ways are looked at together
_TRIED = (8, 1000, 1 << 30)  # matches of one focus among which one without what is lost is looked for, then more


def broken(view: View, rules: Sequence[Rule], day: int, nodes: Collection[int],
           links: Collection[tuple[str, int]] = ()) -> list[Broken]:
    """The rules in force that would have new gaps without the nodes (positions) and links (type and number)."""
    found = []
    for rule in rules:
        foci = opened(view, rule, day, nodes, links) if rule.in_force(day) else []
        if foci:
            shown = [node_ref(view, focus) for focus in foci[:SHOWN]]
            found.append(Broken(rule=rule.id, title=rule.title.zh, title_en=rule.title.en, severity=rule.severity,
                                count=len(foci),
                                gaps=[Opened(**ref.model_dump(), gap=gap_id(rule.id, ref.id)) for ref in shown]))
    return found


def opened(view: View, rule: Rule, day: int, nodes: Collection[int], links: Collection[tuple[str, int]] = ()
           ) -> list[int]:
    """The foci of a rule (ascending) that are no gaps on a day and would be, without the nodes and links.

    A node that is lost itself is no gap. What the loss makes no focus any more is none either.
    """
    loss = _Loss(view, day, frozenset(nodes), frozenset(links))
    modes = [mode.parsed for mode in rule.mode]
    found: set[int] = set()
    for pattern in (*modes, *rule.exempt):
        found |= loss.foci(pattern)
    asked = within(view, 0, view.size)
    foci = np.array(sorted(focus for focus in found - loss.nodes if focus in asked), np.int32)
    for pattern in modes:
        foci = np.setdiff1d(foci, loss.leaves(pattern, foci), assume_unique=True)
    foci = loss.leaves(rule.eligible, foci)
    for pattern in (*rule.exempt, waiver(rule.id)):
        foci = np.setdiff1d(foci, loss.leaves(pattern, foci), assume_unique=True)
    return [int(focus) for focus in foci]


@dataclass(frozen=True)
class _Loss:
    """What is gone: nodes, with all their links, and links."""

    view: View
    day: int
    nodes: frozenset[int]
    links: frozenset[tuple[str, int]]

    def foci(self, pattern: Pattern) -> set[int]:
        """The foci that the pattern leads to through what is lost."""
        found: set[int] = set()
        for node in self.nodes:
            for name in self._may_be(pattern, node) - {"f"}:
                found |= self._from(pattern, {name: node})
        for type_, number in self.links:
            edge = self.view.edge(type_, number)
            for relation in pattern.relations:
                if type_ in relation.types:
                    found |= self._from(pattern, {relation.subject: edge.subject, relation.object: edge.object})
        return found

    def _from(self, pattern: Pattern, given: Mapping[str, int]) -> set[int]:
        matches = self.view.matches(pattern, given, self.day, _FEW)
        if len(matches) < _FEW or "f" in given:
            return {match.nodes["f"] for match in matches}
        name, node = next(iter(given.items()))
        return set(self.view.reached(pattern, name, "f", self.day, np.array([node], np.int32)).tolist())

    def _may_be(self, pattern: Pattern, node: int) -> set[str]:
        """The variables of the pattern that the node may be."""
        kind, is_a = self.view.kind(node), vocabulary().is_a
        return {name for name, test in pattern.nodes.items()
                if not test.labels or any(is_a(kind, label) for label in test.labels)}

    def leaves(self, pattern: Pattern, foci: Positions) -> Positions:
        """Those of the foci (ascending) for which the pattern holds in a way that needs nothing of what is lost.

        Of many foci all ways are looked at together, where one variable alone may be something that is lost.
        """
        names = {name for node in self.nodes for name in self._may_be(pattern, node)} - {"f"}
        by_links = any(type_ in relation.types for type_, _ in self.links for relation in pattern.relations)
        if len(foci) < _TOGETHER or by_links or len(names) > 1:
            kept = [focus for focus in foci.tolist() if self._leaves(pattern, focus)]
            return np.array(kept, np.int32)
        if not names:
            return self.view.among(pattern, "f", self.day, foci)
        return self.view.sparing(pattern, "f", names.pop(), self.day, foci, self.nodes)

    def _leaves(self, pattern: Pattern, focus: int) -> bool:
        for limit in _TRIED:
            found = self.view.matches(pattern, {"f": focus}, self.day, limit)
            if any(self._spares(match) for match in found):
                return True
            if len(found) < limit:
                return False
        return False

    def _spares(self, match: Match) -> bool:
        return (self.nodes.isdisjoint(match.nodes.values())
                and not any((step.type, step.link) in self.links for step in match.steps))
