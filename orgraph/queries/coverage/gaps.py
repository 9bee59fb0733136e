"""A gap in full: where it was looked, since when, who owns it, what is nearest, who may close it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

import numpy as np

from orgraph.checked import Checked, whole
from orgraph.dates import iso
from orgraph.deadline import steps
from orgraph.patterns import Pattern, parse
from orgraph.queries.areas import area_path
from orgraph.queries.contacts import contact_of
from orgraph.queries.coverage.proposals import proposals
from orgraph.queries.coverage.results import Focus, Gap, Looked, Near, Owner
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.walk import failed_at, stages
from orgraph.queries.eligibility import eligibility
from orgraph.queries.people import head
from orgraph.queries.refs import node_ref, source_ref
from orgraph.stores.base import View

NEAREST = 3
LOOKED_AT = 60  # matches among which the nearest are chosen, in the stable order of the view


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


def describe(view: View, rule: Rule, foci: Sequence[int], day: int) -> list[Gap]:
    """Everything about the gaps of these foci (ascending positions)."""
    stopped = zip(*(failed_at(view, mode.parsed, np.array(foci, np.int32), day) for mode in rule.mode), strict=True)
    owners: dict[int, Owner] = {}
    lines = (eligibility()[name].parsed for name in rule.proposals)
    view.ahead([*owner_patterns(), *(look.parsed for look in rule.nearest), *lines], "f", foci, day)
    view.ahead([mode.parsed for mode in rule.mode], "f", foci, day, anytime=True)
    return [_gap(view, rule, focus, at, day, owners) for focus, at in steps(zip(foci, stopped, strict=True))]


def _gap(view: View, rule: Rule, focus: int, stopped: Sequence[int], day: int, owners: dict[int, Owner]) -> Gap:
    ref = node_ref(view, focus)
    near = nearest(view, rule, focus, day)
    return Gap(
        id=gap_id(rule.id, ref.id),
        rule=rule.id,
        focus=Focus(**ref.model_dump(), area_path=area_path(view, focus)),
        message=rule.message(ref.name),
        severity=rule.severity,
        since=since(view, rule, focus, day),
        owner=owner(view, focus, day, owners),
        evidence=[source_ref(view.source(focus))],
        looked=[Looked(mode=mode.id, title=mode.zh, missing=stages(mode.parsed)[at].zh, step=at + 1,
                       steps=len(stages(mode.parsed)))
                for mode, at in zip(rule.mode, stopped, strict=True) if at < len(stages(mode.parsed))],
        nearest=near,
        proposals=proposals(view, rule, focus, near, day),
    )


def since(view: View, rule: Rule, focus: int, day: int) -> str | None:
    """First day of the gap: when the last thing that fulfilled the rule ended, else when the focus began."""
    began, _ = view.lifetime(focus)
    for mode in rule.mode:
        for match in view.matches(mode.parsed, {"f": focus}, day, anytime=True):
            start, end = view.span(match)
            if start < end <= day:  # facts that never held together fulfilled nothing
                began = max(began, end)
    return iso(began)


def owner(view: View, focus: int, day: int, known: dict[int, Owner]) -> Owner | None:
    """The organisation nearest above the focus that must see to it, and the person who answers for it.

    known: owners found so far by position of the organisation, which has many gaps; it is added to.
    """
    for pattern in owner_patterns():
        found = view.matches(pattern, {"f": focus}, day, 1)
        if found:
            organization = found[0].nodes["o"]
            if organization not in known:
                known[organization] = _owner(view, organization, day)
            return known[organization]
    return None


def _owner(view: View, organization: int, day: int) -> Owner:
    edge = head(view, organization, day)
    person = -1 if edge is None else edge.subject
    return Owner(
        organization=node_ref(view, organization),
        person=None if edge is None else node_ref(view, person),
        contact=contact_of(view, (person, organization), day),
    )


def nearest(view: View, rule: Rule, focus: int, day: int) -> list[Near]:
    """What comes nearest to fulfilling the rule, by the first of the rule's own patterns that finds anything."""
    for look in rule.nearest:
        near: dict[int, Near] = {}
        for match in view.matches(look.parsed, {"f": focus}, day, LOOKED_AT):
            position = match.nodes["n"]
            if position != focus and position not in near:
                near[position] = Near(
                    **node_ref(view, position).model_dump(),
                    why="、".join(area_path(view, position)[-2:]),
                    lacks=look.lacks,
                    link=look.link,
                    evidence=[source_ref(view.source(position))],
                )
            if len(near) == NEAREST:
                break
        if near:
            return list(near.values())
    return []
