"""Units that can act: every route, over the areas from the place upwards, for what the text is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from orgraph.names import normalise
from orgraph.queries.contacts import contact_of
from orgraph.queries.people import head
from orgraph.queries.remembered import remembered
from orgraph.queries.scope import whole
from orgraph.queries.who_to_call.results import Parts
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.units import times
from orgraph.queries.who_to_call.units.offers import UNCLEAR, asks_for, told
from orgraph.queries.who_to_call.units.record import NO_PAST, Past, in_data, load, reliability
from orgraph.queries.who_to_call.units.routes import Ranking, Route, ranking, routes
from orgraph.results import Contact
from orgraph.stores.base import Edge, Match, View
from orgraph.vocabulary import vocabulary

_KEPT = 10_000  # areas of which the matches of all routes are kept a view, some 10 kB each
_DUTIES = 50_000  # kept a view
_PEOPLE = 100_000  # contacts kept a view
_ALL = 10**6
_Matches = Mapping[int, Sequence[Match]]


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


Full = tuple[Found, Edge | None, Contact | None]


@dataclass(frozen=True, slots=True)
class Weighing:
    """What units are weighed with: weights, what came of kept calls, the matter's words and the time they speak of."""

    weights: Ranking = field(default_factory=ranking)
    past: Past = NO_PAST
    when: times.Times = field(default_factory=lambda: times.ANY)
    text: str = ""


def collect(view: View, chain: Sequence[int], anchors: Sequence[Anchor], day: int, weighing: Weighing | None = None
            ) -> list[Found]:
    """The best way to each unit, best unit first by topic, authority and proximity; `ranked` adds the rest."""
    weighing = weighing or Weighing()
    reached = _reached(view, chain, day)
    every: list[Found] = []
    for route in routes():
        there = [(depth, found[route.id]) for depth, found in enumerate(reached)
                 if route.id in found and not (route.only_here and depth)]
        for anchor in anchors if there else ():
            if anchor.by != route.by:
                continue
            for depth, matches in there:
                asked = _asked_for(view, route, matches, weighing.text)
                every += [found_through(view, route, anchor, chain, depth, match, weighing)
                          for match in (*matches.get(anchor.position, ()), *asked)]
    return best_of(every)


def best_of(found: Sequence[Found]) -> list[Found]:
    """Each unit once, by the way that scores best (of equal ones the first), best unit first."""
    best: dict[int, Found] = {}
    for one in found:
        known = best.get(one.organization)
        if known is None or one.score > known.score:
            best[one.organization] = one
    return sorted(best.values(), key=lambda f: (-f.score, f.organization))


def _reached(view: View, chain: Sequence[int], day: int) -> list[Mapping[str, _Matches]]:
    """At each area the matches by route, then by topic or function; routes that have any.

    All topics are walked at once and kept: the larger areas of a place's chain are the same for many questions.
    """
    view = whole(view)  # positions alone, the same for all callers
    new = [area for area in chain if not _reached_at.knows(view, area, day)]
    if new:
        view.ahead((route.parsed for route in routes()), "a", new, day)
    return [_reached_at(view, area, day) for area in chain]


@remembered(_KEPT)
def _reached_at(view: View, area: int, day: int) -> Mapping[str, _Matches]:
    every = ((route.id, _walked(view, route, area, day)) for route in _routes_at(view.kind(area)))
    return {route: matches for route, matches in every if matches}


@cache
def _routes_at(kind: str) -> tuple[Route, ...]:
    """The routes that lead through an area of a kind."""
    return tuple(route for route in routes() if not (labels := route.parsed.nodes["a"].labels)
                 or any(vocabulary().is_a(kind, label) for label in labels))


def _asked_for(view: View, route: Route, matches: _Matches, text: str) -> Iterator[Match]:
    """Of the offers whose names no topic is known for, those of which the text has the words."""
    if route.speaks == "name" and text:
        yield from (match for match in matches.get(UNCLEAR, ()) if asks_for(text, view.name(match.nodes["e"])))


def _walked(view: View, route: Route, area: int, day: int) -> _Matches:
    """The matches at an area, one a unit and offer. What the score and the reason do not see is not kept twice."""
    found: defaultdict[int, list[Match]] = defaultdict(list)
    seen: set[tuple[int, int, int]] = set()
    for match in view.matches(route.parsed, {"a": area}, day, _ALL):
        unit = match.nodes["o"]
        offer = match.nodes.get("e", -1)
        alike = -1 if offer >= 0 and view.kind(offer) != "Service" else offer  # one like case or need says it all
        for anchor in spoken(view, route, match) if route.speaks else (match.nodes[route.anchor],):
            if (anchor, unit, alike) not in seen:
                seen.add((anchor, unit, alike))
                found[anchor].append(match)
    return dict(found)


def spoken(view: View, route: Route, match: Match) -> list[int]:
    """Topics that the words of the unit's property, or of its offer's name, speak of."""
    if route.speaks == "name":
        return told(view, match.nodes["e"])
    named = (view.position(f"t-{topic}") for topic in topics_in(str(view.prop(match.nodes["o"], route.speaks) or "")))
    return [position for position in named if position >= 0]


@lru_cache(maxsize=1 << 10)
def topics_in(words: str) -> tuple[str, ...]:
    """Ids of the topics of which a name, an alias or the family's name is among the words, or they in it."""
    flat = normalise(words)
    return tuple(topic for topic, names in _topic_words() if len(flat) > 1 and
                 any(name in flat or flat in name for name in names))


@cache
def _topic_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The topics that are dispatched, with names, aliases and families, normalised and longer than one character."""
    return tuple((topic.id, tuple(name for name in map(normalise, (topic.zh, topic.family_zh, *topic.aliases))
                                  if len(name) > 1)) for topic in topics().values() if topic.lead)


def _steps_to(view: View, chain: Sequence[int], unit: int) -> int:
    """How many steps up from the place is the smallest area that holds the unit's own place."""
    home = view.home(unit)
    for number, area in enumerate(chain):
        lo, hi = view.inside(area)
        if lo <= home < hi:
            return number
    return len(chain)


def found_through(view: View, route: Route, anchor: Anchor, chain: Sequence[int], depth: int, match: Match,
                  weighing: Weighing) -> Found:
    """The unit of a match with what of its score the match tells: topic, authority and proximity."""
    weights, when = weighing.weights, weighing.when
    part, hours = "lead", None
    for step in match.steps:
        if step.type == "RESPONSIBLE_FOR":
            part, hours = duty(view, step.link)
    supports = anchor.supports or part == "support"
    authority = route.authority * (weights.support.authority if supports else 1.0)
    offer = match.nodes.get("e")
    if when and offer is not None and times.apart(times.said(str(view.prop(offer, "when") or "")), when):
        authority *= weights.support.other_time
    # Near is who serves a small area here, and who sits near: the mean of both, in steps up the tree of areas.
    distance = (depth + _steps_to(view, chain, match.nodes["o"])) / 2
    parts = Parts(
        topic=round(anchor.score * route.fit * (weights.support.topic if supports else 1.0), 4), authority=authority,
        proximity=1.0 / (1.0 + weights.proximity.step * distance), reliability=weights.reliability.prior,
        load=1.0, freshness=weights.freshness.unknown)
    return Found(match.nodes["o"], route, anchor, chain[depth], depth, match, parts, total(parts, weights), hours)


@remembered(_DUTIES)
def duty(view: View, link: int) -> tuple[str, int | None]:
    """The part in a matter that the register of duties gives a unit, and the hours in which it must act."""
    props = view.edge("RESPONSIBLE_FOR", link).props
    return str(props.get("part", "lead")), props.get("hours")


def total(parts: Parts, weights: Ranking, **instead: float) -> float:
    """The score: the weighted sum of the parts, or of what is to stand for some of them."""
    return float(sum(weight * (instead[name] if name in instead else getattr(parts, name))
                     for name, weight in weights.weights.items()))


def ranked(view: View, found: Sequence[Found], day: int, weighing: Weighing | None = None) -> list[Full]:
    """The units with their records, loads, persons and contacts, best first. None is left out."""
    weighing = weighing or Weighing()
    own = [_open_a_head(view, one.organization, day, weighing.past) for one in found]
    functions = [view.prop(one.organization, "function") for one in found]
    full = []
    for one, mine, function in zip(found, own, functions, strict=True):
        peers = [theirs for theirs, other in zip(own, functions, strict=True) if other == function]
        free = round(load(mine, peers, weighing.weights.load.spare), 4)
        full.append(complete(view, one, day, weighing, free))
    return sorted(full, key=lambda entry: (-entry[0].score, entry[0].organization))


def pushed_down(full: Sequence[Full], top: int, weights: Ranking) -> list[tuple[int, Found]]:
    """The units, with their ranks, that would be among the first `top` if it were not for their records and loads."""
    prior = weights.reliability.prior
    if all(entry[0].parts.reliability >= prior for entry in full[top:]):
        return []
    order = sorted((entry[0] for entry in full), key=lambda one: (
        -total(one.parts, weights, reliability=prior, load=1.0), one.organization))
    ranks = {entry[0].organization: rank for rank, entry in enumerate(full, 1)}
    return [(ranks[one.organization], one) for one in order[:top]
            if ranks[one.organization] > top and one.parts.reliability < prior]


def _open_a_head(view: View, unit: int, day: int, past: Past) -> float:
    """Open cases of the unit, of the data and of the kept calls, a person in office (at least one)."""
    still = in_data(view, unit, day).open + past.of(view.ids([unit])[0]).open
    return still / max(len(view.neighbours(unit, "MEMBER", inbound=True, day=day)), 1) if still else 0.0


def complete(view: View, found: Found, day: int, weighing: Weighing | None = None, free: float = 1.0) -> Full:
    """With the record of past cases, the person to call, the age of the contact, and how free the unit is."""
    weighing = weighing or Weighing()
    weights, past = weighing.weights, weighing.past
    function = vocabulary().functions.get(str(view.prop(found.organization, "function")))
    skills = function.skills if function else ()
    edge = _of_the_route(view, found, day) or head(view, found.organization, day, skills)
    contact = _contact(view, -1 if edge is None else edge.subject, found.organization, day)
    age = contact.age_days if contact else None
    fresh = weights.freshness.unknown if age is None else 0.5 ** (max(age, 0) / weights.freshness.half_life)
    unit = view.ids([found.organization])[0]
    topic = view.ids([found.anchor.topic])[0].removeprefix("t-") if found.anchor.topic >= 0 else ""
    kept = reliability(in_data(view, found.organization, day) + past.of(unit), past.of(unit, topic) if topic else
                       NO_PAST.of(unit), weights.reliability)
    parts = found.parts.model_copy(
        update={"reliability": round(kept, 4), "load": free, "freshness": round(fresh, 4)})
    return replace(found, parts=parts, score=total(parts, weights)), edge, contact


@remembered(_PEOPLE)
def _contact(view: View, person: int, unit: int, day: int) -> Contact | None:
    return contact_of(view, (person, unit), day)


def _of_the_route(view: View, found: Found, day: int) -> Edge | None:
    """The person that the route goes through, else who is in charge of the very thing that the unit offers."""
    nodes = found.match.nodes
    if "p" in nodes:
        edges = view.edges(found.organization, "MEMBER", inbound=True, day=day)
        return next((edge for edge in edges if edge.subject == nodes["p"]), None)
    edges = view.edges(nodes["e"], "IN_CHARGE_OF", inbound=True, day=day) if "e" in nodes else []
    return edges[0] if edges else None
