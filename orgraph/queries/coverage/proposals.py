"""Who or what could close a gap: permitted appointments, and units that could extend what they do.

Ranked by who may (the order in which the rule names the lines of the eligibility table), then nearness, then load.
Every proposal obeys its line: an appointment the eligibility table, a unit's the permitted links.
"""

from __future__ import annotations

from orgraph.queries import eligibility
from orgraph.queries.areas import steps_between
from orgraph.queries.coverage.results import Near, Proposal
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.links import permitted_links
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View

PROPOSALS = 5


def proposals(view: View, rule: Rule, focus: int, near: list[Near], day: int) -> list[Proposal]:
    """Persons first, then those of `near` (what comes nearest to fulfilling the rule) that may be tied to the focus."""
    found = [appointment(view, c) for c in eligibility.candidates(view, focus, rule.proposals, day, PROPOSALS)]
    return [*found, *(unit for one in near if (unit := _unit(view, one, focus, day)))][:PROPOSALS]


def appointment(view: View, c: eligibility.Candidate) -> Proposal:
    """A permitted appointment as the answer shows it."""
    return Proposal(person=node_ref(view, c.person), from_=node_ref(view, c.source), to=node_ref(view, c.target),
                    role=c.line.role, eligibility=c.line.id, basis=c.line.basis, posts_now=c.posts_now,
                    distance=c.distance)


def _unit(view: View, near: Near, focus: int, day: int) -> Proposal | None:
    link = permitted_links().get(near.link or "")
    position = view.position(near.id)
    if link is None or not view.matches(link.parsed, {"x": position, "t": focus}, day, 1):
        return None
    unit = node_ref(view, position)
    return Proposal(organization=unit, from_=unit, to=node_ref(view, focus), role=link.role, eligibility=link.id,
                    basis=link.basis, distance=steps_between(view, focus, position))
