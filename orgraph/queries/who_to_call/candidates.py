"""Units that can act: every route, over the areas from the place upwards, for what the text is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from orgraph.patterns import parse
from orgraph.queries.contacts import contact_of
from orgraph.queries.people import head
from orgraph.queries.who_to_call.results import Parts
from orgraph.queries.who_to_call.routes import Ranking, Route, ranking, routes
from orgraph.results import Contact
from orgraph.stores.base import Edge, Match, View
from orgraph.vocabulary import vocabulary

_KEPT = 200_000  # answers of routes kept a view; they are small
_ALL = 10**6
_cache: WeakKeyDictionary[View, dict[tuple[str, int, int], dict[int, list[Match]]]] = WeakKeyDictionary()
_HANDLED = parse("(o:Organization)-[:HANDLED]->(c:Case)")
_SOLVED = parse('(o:Organization)-[:HANDLED]->(c:Case {status: "done"})')


@dataclass(frozen=True, slots=True)
class Anchor:
    """A topic or function that the text is about: its node, how sure, and whether it only supports."""

    position: int
    by: str
    score: float
    supports: bool
    topic: int


@dataclass(frozen=True, slots=True)
class Found:
    """A unit by one route."""

    organization: int
    route: Route
    anchor: Anchor
    area: int
    depth: int
    match: Match
    parts: Parts
    score: float
    hours: int | None


def collect(view: View, chain: Sequence[int], anchors: Sequence[Anchor], day: int) -> list[Found]:
    """The best way to each unit, best unit first by topic, authority and proximity; `complete` adds the rest."""
    weights = ranking()
    best: dict[int, Found] = {}
    for route in routes():
        for anchor in anchors:
            if anchor.by != route.by:
                continue
            for depth, area in enumerate(chain):
                if route.only_here and depth:
                    break
                for match in _matches(view, route, area, anchor.position, day):
                    found = _found(view, route, anchor, chain, depth, match, weights)
                    known = best.get(found.organization)
                    if known is None or found.score > known.score:
                        best[found.organization] = found
    return sorted(best.values(), key=lambda f: (-f.score, f.organization))


def _matches(view: View, route: Route, area: int, anchor: int, day: int) -> list[Match]:
    """The route's matches at an area for one topic or function.

    All topics are walked at once and kept: the larger areas of a place's chain are the same for many questions.
    """
    cache = _cache.setdefault(view, {})
    key = route.id, area, day
    found = cache.get(key)
    if found is None:
        if len(cache) >= _KEPT:
            cache.clear()
        found = cache[key] = {}
        for match in view.matches(route.parsed, {"a": area}, day, _ALL) if _fits(view, route, area) else ():
            found.setdefault(match.nodes[route.anchor], []).append(match)
    return found.get(anchor, [])


def _fits(view: View, route: Route, area: int) -> bool:
    """Whether the route's area may be of this kind: saves walking routes that only hold at one level."""
    labels = route.parsed.nodes["a"].labels
    return not labels or any(vocabulary().is_a(view.kind(area), label) for label in labels)


def _steps_to(view: View, chain: Sequence[int], unit: int) -> int:
    """How many steps up from the place is the smallest area that holds the unit's own place."""
    home = view.home(unit)
    for number, area in enumerate(chain):
        lo, hi = view.inside(area)
        if lo <= home < hi:
            return number
    return len(chain)


def _found(view: View, route: Route, anchor: Anchor, chain: Sequence[int], depth: int, match: Match, weights: Ranking
           ) -> Found:
    part, hours = "lead", None
    for step in match.steps:
        if step.type == "RESPONSIBLE_FOR":
            props = view.edge(step.type, step.link).props
            part, hours = str(props.get("part", "lead")), props.get("hours")
    supports = anchor.supports or part == "support"
    # Near is who serves a small area here, and who sits near: the mean of both, in steps up the tree of areas.
    distance = (depth + _steps_to(view, chain, match.nodes["o"])) / 2
    parts = Parts(
        topic=round(anchor.score * (weights.support.topic if supports else 1.0), 4),
        authority=route.authority * (weights.support.authority if supports else 1.0),
        proximity=1.0 / (1.0 + weights.proximity.step * distance), reliability=weights.reliability.prior,
        freshness=weights.freshness.unknown)
    return Found(match.nodes["o"], route, anchor, chain[depth], depth, match, parts, total(parts, weights), hours)


def total(parts: Parts, weights: Ranking) -> float:
    """The score: the weighted sum of the parts."""
    return float(sum(weight * getattr(parts, name) for name, weight in weights.weights.items()))


def complete(view: View, found: Found, day: int) -> tuple[Found, Edge | None, Contact | None]:
    """With the record of past cases, the person to call and the age of the contact."""
    weights = ranking()
    function = vocabulary().functions.get(str(view.prop(found.organization, "function")))
    skills = function.skills if function else ()
    edge = _in_charge(view, found, day) or head(view, found.organization, day, skills)
    contact = contact_of(view, (-1 if edge is None else edge.subject, found.organization), day)
    age = contact.age_days if contact else None
    fresh = weights.freshness.unknown if age is None else 0.5 ** (max(age, 0) / weights.freshness.half_life)
    parts = found.parts.model_copy(update={"reliability": round(reliability(view, found.organization, day), 4),
                                           "freshness": round(fresh, 4)})
    full = replace(found, parts=parts, score=total(parts, weights))
    return full, edge, contact


def _in_charge(view: View, found: Found, day: int) -> Edge | None:
    """The person in charge of the very thing that the unit offers."""
    entry = found.match.nodes.get("e")
    if entry is None:
        return None
    edges = view.edges(entry, "IN_CHARGE_OF", inbound=True, day=day)
    return edges[0] if edges else None


def reliability(view: View, organization: int, day: int) -> float:
    """Share of its past cases that the unit solved, pulled to the prior where there are few."""
    weights = ranking().reliability
    start = np.array([organization], np.int32)
    handled = len(view.pairs(_HANDLED, "o", "c", day, start)[0])
    if not handled:
        return weights.prior
    solved = len(view.pairs(_SOLVED, "o", "c", day, start)[0])
    return (solved + weights.prior * weights.strength) / (handled + weights.strength)
