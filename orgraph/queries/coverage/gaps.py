"""A gap in full: since when, who owns it, what is nearest, who may close it."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

from orgraph.checked import Checked, whole
from orgraph.dates import DAY_MAX, iso
from orgraph.patterns import Pattern, parse
from orgraph.queries import eligibility
from orgraph.queries.areas import area_path
from orgraph.queries.contacts import contact_of
from orgraph.queries.coverage.results import Focus, Gap, Near, Owner, Proposal
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.people import head
from orgraph.queries.refs import node_ref, source_ref
from orgraph.stores.base import Match, View

NEAREST = 3
PROPOSALS = 5


class _Owners(Checked):
    """owners.toml."""

    patterns: tuple[str, ...]


@cache
def owner_patterns() -> tuple[Pattern, ...]:
    """Patterns that lead from a focus `f` to the organisation `o` that owns its gaps."""
    return tuple(map(parse, whole("orgraph.queries.coverage", "owners.toml", _Owners).patterns))


def gap_id(rule: str, focus_id: str) -> str:
    """Stable id of the finding: the rule and the focus decide, nothing else."""
    return "g-" + blake2b(f"{rule}\x1f{focus_id}".encode(), digest_size=8).hexdigest()


def gap(view: View, rule: Rule, focus: int, day: int) -> Gap:
    """Everything about one gap."""
    focus_ref = node_ref(view, focus)
    return Gap(
        id=gap_id(rule.id, focus_ref.id),
        rule=rule.id,
        focus=Focus(**focus_ref.model_dump(), area_path=area_path(view, focus)),
        message=rule.gap.replace("{focus}", focus_ref.name),
        severity=rule.severity,
        since=since(view, rule, focus, day),
        owner=owner(view, focus, day),
        evidence=[source_ref(view.record(focus)["source"])],
        nearest=nearest(view, rule, focus, day),
        proposals=proposals(view, rule, focus, day),
    )


def since(view: View, rule: Rule, focus: int, day: int) -> str | None:
    """First day of the gap: when the last thing that fulfilled the rule ended, else when the focus began."""
    began, _ = view.lifetime(focus)
    for mode in rule.mode:
        for match in view.matches(mode.parsed, {"f": focus}, day, anytime=True):
            start, end = _span(view, match)
            if start < end <= day:  # facts that never held together fulfilled nothing
                began = max(began, end)
    return iso(began)


def _span(view: View, match: Match) -> tuple[int, int]:
    """The days on which all facts of a match hold together."""
    spans = [view.lifetime(position) for position in match.nodes.values()]
    edges = [view.edge(step.type, step.link) for step in match.steps if step.link >= 0]
    spans += [(edge.start, edge.end) for edge in edges]
    return max(start for start, _ in spans), min((end for _, end in spans), default=DAY_MAX)


def owner(view: View, focus: int, day: int) -> Owner | None:
    """The organisation nearest above the focus that must see to it, and the person who answers for it."""
    for pattern in owner_patterns():
        found = view.matches(pattern, {"f": focus}, day, 1)
        if found:
            organization = found[0].nodes["o"]
            edge = head(view, organization, day)
            person = -1 if edge is None else edge.subject
            return Owner(
                organization=node_ref(view, organization),
                person=None if edge is None else node_ref(view, person),
                contact=contact_of(view, (person, organization), day),
            )
    return None


def nearest(view: View, rule: Rule, focus: int, day: int) -> list[Near]:
    """What comes nearest to fulfilling the rule, by the rule's own patterns, the nearest first."""
    for text in rule.nearest:
        near: dict[int, Near] = {}
        for match in view.matches(parse(text), {"f": focus}, day, 200):
            position = match.nodes["n"]
            if position != focus and position not in near:
                near[position] = Near(
                    **node_ref(view, position).model_dump(),
                    why="、".join(area_path(view, position)[-2:]),
                    evidence=[source_ref(view.record(position)["source"])],
                )
            if len(near) == NEAREST:
                break
        if near:
            return list(near.values())
    return []


def proposals(view: View, rule: Rule, focus: int, day: int) -> list[Proposal]:
    """Who may close the gap, by the eligibility table."""
    return [
        Proposal(
            person=node_ref(view, c.person),
            from_=node_ref(view, c.source),
            to=node_ref(view, c.target),
            role=c.line.role,
            eligibility=c.line.id,
            basis=c.line.basis,
            posts_now=c.posts_now,
        )
        for c in eligibility.candidates(view, focus, rule.proposals, day, PROPOSALS)
    ]
