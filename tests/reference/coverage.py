"""Coverage, by asking every eligible focus in turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from orgraph.patterns import parse
from orgraph.queries.coverage import Rule
from reference.graph import Graph, inside, of_kind
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


def groups(graph: Graph, area: str | None, by: str | None) -> set[str]:
    """The areas that are counted apart: of a kind inside `area`, or those right below it."""
    if by is not None:
        return of_kind(graph, by) & inside(graph, area)
    return {node for node in of_kind(graph, "Area") if _parent(graph, node) == area}


def _parent(graph: Graph, node: str) -> str | None:
    home: str | None = graph.nodes[node]["entity"].home
    return home if home in graph else None


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


def permitted(graph: Graph, lines: Iterable[tuple[str, str]], focus: str, day: dt.date, busy: int
              ) -> set[tuple[str, str]]:
    """Who may take a post where, by lines (id, pattern): nobody who sits there already or has `busy` posts."""
    found: set[tuple[str, str]] = set()
    for _, pattern in lines:
        for match in matches(graph, parse(pattern), day, {"f": focus}):
            person, target = match.nodes["p"], match.nodes["t"]
            posts = [o for _, o, tie in graph.out_edges(person, data="tie")
                     if tie.type == "MEMBER" and (tie.start or dt.date.min) <= day < (tie.end or dt.date.max)]
            if len(posts) < busy and target not in posts:
                found.add((person, target))
    return found
