"""Who may take over: deputies and the next in office, whom the eligibility table permits, units that may extend."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orgraph.queries.areas import steps_between
from orgraph.queries.bridging.results import Successor
from orgraph.queries.eligibility import Candidate, candidates, eligibility
from orgraph.queries.links import permitted_links
from orgraph.queries.people import rank as office
from orgraph.queries.refs import node_ref
from orgraph.stores.base import Edge, View
from orgraph.vocabulary import vocabulary

ELIGIBLE = 3  # persons or units named beside those who are there
MANY = 1000  # candidates of one focus among whom those for one body are looked for


def successors(view: View, position: int, day: int) -> list[Successor]:
    """For a person who goes, for each body; for a post, for its body; for a body, units that may do what it did."""
    kind = view.kind(position)
    if kind == "Person":
        bodies = view.neighbours(position, "MEMBER", inbound=False, day=day)
        return [one for body in dict.fromkeys(bodies) for one in _in_body(view, body, {position}, day)]
    if kind == "Post":
        holders = set(view.neighbours(position, "HOLDS", inbound=True, day=day))
        bodies = view.neighbours(position, "POST_IN", inbound=False, day=day)
        return [one for body in bodies for one in _in_body(view, body, holders, day)]
    return list(_units(view, position, day))


def _in_body(view: View, body: int, gone: set[int], day: int) -> Iterator[Successor]:
    """The deputy, else the next in office; where there is no deputy also persons who may be appointed."""
    others = [e for e in view.edges(body, "MEMBER", inbound=True, day=day)
              if e.subject not in gone and view.kind(e.subject) == "Person" and view.alive(e.subject, day)]
    others.sort(key=lambda e: (office(_role(e)), e.start, e.number))
    if others:
        deputy = "副" in _role(others[0])
        yield Successor(person=node_ref(view, others[0].subject), organization=node_ref(view, body),
                        role=_role(others[0]), basis="副职接替" if deputy else "同一组织现任人员，按任职次序")
        if deputy:
            return
    for c in _eligible(view, body, gone, day)[:ELIGIBLE]:
        yield Successor(person=node_ref(view, c.person), organization=node_ref(view, body), role=c.line.role,
                        basis=c.line.basis, eligibility=c.line.id)


def _eligible(view: View, body: int, gone: set[int], day: int) -> list[Candidate]:
    """Who may be appointed to the body, by the lines of the table, then the nearest, then the least burdened."""
    kind, is_a = view.kind(body), vocabulary().is_a
    found: dict[int, Candidate] = {}
    for line in eligibility().values():
        target = line.parsed.nodes.get("t")
        if line.link != "MEMBER" or target is None or not any(is_a(kind, label) for label in target.labels):
            continue
        foci = view.reached(line.parsed, "t", "f", day, np.array([body], np.int32))
        able = [c for focus in foci.tolist() for c in candidates(view, focus, (line.id,), day, MANY)
                if c.target == body and c.person not in gone]
        for c in sorted(able, key=lambda c: (c.distance, c.posts_now, c.person)):
            found.setdefault(c.person, c)
    return list(found.values())


def _role(edge: Edge) -> str:
    return str(edge.props.get("role", ""))


def _units(view: View, body: int, day: int) -> Iterator[Successor]:
    """For each area that a body serves, the nearest units of its kind that may be tied to it."""
    kind, is_a = view.kind(body), vocabulary().is_a
    for area in dict.fromkeys(view.neighbours(body, "SERVES", inbound=False, day=day)):
        found: dict[int, Successor] = {}
        for line in permitted_links().values():
            ends = line.parsed.nodes
            if not (any(is_a(kind, label) for label in ends["x"].labels)
                    and any(is_a(view.kind(area), label) for label in ends["t"].labels)):
                continue
            serving = set(view.neighbours(area, "SERVES", inbound=True, day=day))
            for match in view.matches(line.parsed, {"t": area}, day):
                unit = match.nodes["x"]
                if unit not in serving and unit != body and is_a(view.kind(unit), kind):
                    found.setdefault(unit, Successor(organization=node_ref(view, unit), area=node_ref(view, area),
                                                     role=line.role, basis=line.basis, eligibility=line.id))
        nearest = sorted(found, key=lambda unit: (steps_between(view, area, unit), unit))
        yield from (found[unit] for unit in nearest[:ELIGIBLE])
