"""Coverage, by asking every eligible focus in turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from orgraph.patterns import parse
from orgraph.queries.coverage import Rule
from orgraph.queries.eligibility import Eligibility
from orgraph.vocabulary import vocabulary
from reference.graph import Graph, above, holds_on, inside, of_kind
from reference.match import Found, matches, values


@dataclass(frozen=True)
class Covered:
    """What became of each eligible focus of a rule (ids), and how many each mode took."""

    covered: set[str]
    missing: set[str]
    waived: set[str]
    modes: dict[str, int]

    def counts(self, nodes: set[str]) -> tuple[int, int, int, int]:
        """eligible, covered, missing, waived among `nodes`."""
        covered, missing, waived = (len(found & nodes) for found in (self.covered, self.missing, self.waived))
        return covered + missing + waived, covered, missing, waived

    @property
    def state(self) -> dict[str, str]:
        """What each eligible focus is."""
        return {focus: name for name, found in (("covered", self.covered), ("missing", self.missing),
                                                ("waived", self.waived)) for focus in found}


def coverage(graph: Graph, rule: Rule, day: dt.date, area: str | None) -> Covered:
    """A focus is covered if a mode holds; the first that does counts. If none does, a waiver may excuse it."""
    foci = values(graph, rule.eligible, "f", day) & inside(graph, area)
    for pattern in rule.exempt:
        foci -= values(graph, pattern, "f", day)
    left, modes = set(foci), {}
    for mode in rule.mode:
        fulfilled = left & values(graph, mode.parsed, "f", day)
        modes[mode.id] = len(fulfilled)
        left -= fulfilled
    waivers = parse(f'(:Waiver {{rule: "{rule.id}"}})-[:WAIVES]->(f)')
    waived = left & values(graph, waivers, "f", day)
    return Covered(foci - left, left - waived, waived, modes)


def fulfilled_by(graph: Graph, rule: Rule, day: dt.date, covered: set[str]) -> int:
    """How many different nodes fulfil the rule for what is covered."""
    return len({found.nodes[rule.count] for mode in rule.mode if rule.count in mode.parsed.nodes
                for found in matches(graph, mode.parsed, day) if found.nodes["f"] in covered})


def rows(graph: Graph, area: str | None, by: str | None, foci: Iterable[str], day: dt.date, order: Callable[[str], int]
         ) -> dict[str, tuple[str, str]]:
    """For each focus the row (id, kind) in which it is counted; `order` decides between several organisations."""
    if by == "kind":
        return {focus: (kind_of(graph, focus),) * 2 for focus in foci}
    if by is None or vocabulary().is_a(by, "Area"):
        below = (of_kind(graph, by or "Area") & inside(graph, area)) - ({area} if by is None else set())
        chains = {focus: reversed([focus, *above(graph, focus)]) for focus in foci}
        found = {focus: next((area for area in chain if area in below), None) for focus, chain in chains.items()}
        rest = area or ""
    else:
        found = {focus: _served_by(graph, focus, by, day, order) for focus in foci}
        rest = ""
    return {focus: (rest, "") if row is None else (row, kind_of(graph, row)) for focus, row in found.items()}


def kind_of(graph: Graph, node: str) -> str:
    """The kind of a node."""
    kind: str = graph.nodes[node]["entity"].kind
    return kind


def _served_by(graph: Graph, focus: str, kind: str, day: dt.date, order: Callable[[str], int]) -> str | None:
    """The organisation of the kind that the focus is, or that serves it, its compound, or the compound it serves."""
    def exists(node: str) -> bool:
        return holds_on(graph.nodes[node]["entity"].start, graph.nodes[node]["entity"].end, day)

    def serving(area: str) -> set[str]:
        return {s for s, _, tie in graph.in_edges(area, data="tie") if tie.type == "SERVES" and exists(s)
                and holds_on(tie.start, tie.end, day) and s in of_kind(graph, kind)}

    if focus in of_kind(graph, kind):
        return focus
    served = {o for _, o, tie in graph.out_edges(focus, data="tie")
              if tie.type == "SERVES" and holds_on(tie.start, tie.end, day)}
    for areas in ({focus}, set(above(graph, focus)), served):
        compounds = areas if areas == {focus} else {a for a in areas & of_kind(graph, "Compound") if exists(a)}
        found = set().union(*map(serving, compounds))
        if found:
            return min(found, key=order)
    return None


def since(graph: Graph, rule: Rule, focus: str, day: dt.date) -> dt.date | None:
    """First day of a gap: when the last fulfilment of the rule ended, else when the focus began."""
    began: dt.date | None = graph.nodes[focus]["entity"].start
    for mode in rule.mode:
        for found in matches(graph, mode.parsed, day, {"f": focus}, anytime=True):
            starts, ends = _spans(graph, found)
            end = min(ends)
            if max(starts) < end <= day and (began is None or end > began):
                began = end
    return began


def _spans(graph: Graph, found: Found) -> tuple[list[dt.date], list[dt.date]]:
    facts = [graph.nodes[node]["entity"] for node in found.nodes.values()] + [tie for *_, tie in found.links]
    return [f.start or dt.date.min for f in facts], [f.end or dt.date.max for f in facts]


def permitted(graph: Graph, lines: Iterable[Eligibility], focus: str, day: dt.date, busy: int) -> set[tuple[str, str]]:
    """Who may take a post where: nobody who sits there already, has `busy` posts, or is not what the post asks for."""
    found: set[tuple[str, str]] = set()
    for line in lines:
        for match in matches(graph, parse(line.pattern), day, {"f": focus}):
            person, target = match.nodes["p"], match.nodes.get("t", focus)
            ties = [(tie.type, o) for _, o, tie in graph.out_edges(person, data="tie")
                    if holds_on(tie.start, tie.end, day)]
            posts = sum(type_ == "MEMBER" for type_, _ in ties)
            known = graph.nodes[person]["entity"].props.get("party_member")
            there = ("MEMBER", target) in ties or (line.link, target) in ties
            if posts < busy and not there and line.party in (None, known):
                found.add((person, target))
    return found
