"""The fact behind a change: what holds on one look at the graph and not on the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from orgraph.dates import iso
from orgraph.patterns import AsOf, Pattern, Test
from orgraph.queries.coverage.results import Cause, State, What
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import waiver
from orgraph.queries.refs import node_ref, source_ref
from orgraph.stores.base import Edge, Match, View

MATCHES = 50  # ways in which a rule held that are looked at to say why it does no longer


class Look(NamedTuple):
    """The graph as one generation knows it, on a day."""

    view: View
    day: int


class _Break(NamedTuple):
    """A fact that holds here and not there, and the day on which it began or ended."""

    day: int
    cause: Cause


def cause(rule: Rule, was: State, now: State, focus: str, before: Look, after: Look) -> Cause | None:
    """Why a focus (id) that was one thing before is another after."""
    for patterns, gained in _suspects(rule, was, now):
        here, there = (after, before) if gained else (before, after)
        position = here.view.position(focus)
        if position < 0:
            continue
        found = [b for pattern in patterns if (b := _turned(pattern, position, here, there, gained)) is not None]
        if found:  # the first way that came to hold, the last that held
            return (min if gained else max)(found, key=lambda b: b.day).cause
    if "out" not in (was, now) or before.view is after.view:
        return None
    here, there = (after, before) if was == "out" else (before, after)
    moved = _lies(here.view.position(focus), here, there, was == "out")  # it came into the area asked about, or left it
    return next((b.cause for b in moved), None)


def _suspects(rule: Rule, was: State, now: State) -> Iterator[tuple[tuple[Pattern, ...], bool]]:
    """Patterns of which one came to hold (True) or ceased to (False), the likeliest first."""
    modes = tuple(mode.parsed for mode in rule.mode)
    if was == "out" or now == "out":
        yield (rule.eligible,), was == "out"
        yield rule.exempt, now == "out"
    elif "covered" in (was, now):
        yield modes, now == "covered"
    else:
        yield (waiver(rule.id),), now == "waived"


def _turned(pattern: Pattern, focus: int, here: Look, there: Look, gained: bool) -> _Break | None:
    """Of the ways in which the pattern holds here, the first to come or the last to go, by the fact that decides it."""
    decisive: list[_Break] = []
    for match in here.view.matches(pattern, {"f": focus}, here.day, MATCHES):
        breaks = list(_breaks(pattern, match, here, there, gained))
        if breaks:
            decisive.append((max if gained else min)(breaks, key=lambda b: b.day))
    if decisive:
        return (min if gained else max)(decisive, key=lambda b: b.day)
    return None


def _breaks(pattern: Pattern, match: Match, here: Look, there: Look, gained: bool) -> Iterator[_Break]:
    """The facts of a match that do not hold there."""
    moved = {v for r in pattern.relations if "WITHIN" in r.types for v in (r.subject, r.object)}
    for name, position in match.nodes.items():
        yield from _node(pattern.nodes[name].tests, position, here, there, gained, moved=name in moved)
    for step in match.steps:
        tests = (t for r in pattern.relations if step.type in r.types for t in r.tests)
        if step.link >= 0:
            yield from _link(tests, here.view.edge(step.type, step.link), here, there, gained)


def _node(tests: Iterable[Test], position: int, here: Look, there: Look, gained: bool, *, moved: bool
          ) -> Iterator[_Break]:
    view = here.view
    id_ = view.ids([position])[0]
    twin = position if there.view is view else there.view.position(id_)

    def broke(what: What, day: int = 0, field: str = "") -> _Break:
        newest, at = (there.view, twin) if what == "changed" and not gained else (view, position)
        return _Break(day, Cause(what=what, on=iso(day), fact=view.kind(position), subject=node_ref(view, position),
                                 field=field, source=source_ref(newest.source(at))))

    if twin < 0:
        yield broke("added" if gained else "removed")
        return
    start, end = view.lifetime(position)
    if (start, end) != there.view.lifetime(twin):
        if not there.view.alive(twin, there.day):
            yield broke("changed", field="end" if there.view.lifetime(twin)[1] <= there.day else "start")
    elif not there.view.alive(twin, there.day):
        yield broke("began", start) if gained else broke("ended", end)
    for test in tests:
        value = view.prop(position, test.property)
        if value != there.view.prop(twin, test.property):
            yield broke("changed", field=test.property)
        elif isinstance(test.operand, AsOf) and here.day != there.day:
            yield broke("time", field=test.property)
    if moved and there.view is not view:
        yield from _lies(position, here, there, gained)


def _lies(position: int, here: Look, there: Look, gained: bool) -> Iterator[_Break]:
    """That a node, or the nearest area above it of which that is so, lies elsewhere than there."""
    view = here.view
    for inner, outer in pairwise((position, *view.path_of(position), -1)):
        twin = there.view.position(view.ids([inner])[0])
        if twin < 0 or _name(view, outer) == _name(there.view, there.view.home(twin)):
            continue
        said = [e for e in view.edges(inner, "LIES_IN", inbound=False, day=here.day) if e.object == outer]
        day = said[-1].start if said and gained else said[-1].end if said else 0
        source = said[-1].source if said else (view if gained else there.view).source(inner if gained else twin)
        what: What = "changed" if not said else "began" if gained else "ended"
        yield _Break(day, Cause(what=what, on=iso(day), fact="LIES_IN" if said else view.kind(inner),
                                subject=node_ref(view, inner), object=node_ref(view, outer) if said else None,
                                field="" if said else "home", source=source_ref(source)))
        return


def _name(view: View, position: int) -> str | None:
    return None if position < 0 else view.ids([position])[0]


def _link(tests: Iterable[Test], edge: Edge, here: Look, there: Look, gained: bool) -> Iterator[_Break]:
    view = here.view
    asked = [test.property for test in tests]

    def broke(what: What, newest: Edge, day: int = 0) -> _Break:
        return _Break(day, Cause(what=what, on=iso(day), fact=edge.type, subject=node_ref(view, edge.subject),
                                 object=node_ref(view, edge.object), source=source_ref(newest.source)))

    twins = [edge] if there.view is view else _twins(edge, view, there.view)
    if any(t.start <= there.day < t.end and all(t.props.get(p) == edge.props.get(p) for p in asked) for t in twins):
        return
    if any((t.start, t.end, t.props) == (edge.start, edge.end, edge.props) for t in twins):
        yield broke("began", edge, edge.start) if gained else broke("ended", edge, edge.end)
    elif twins:
        yield broke("changed", edge if gained else twins[0])
    else:
        yield broke("added" if gained else "removed", edge)


def _twins(edge: Edge, view: View, other: View) -> list[Edge]:
    """The links of the same type between the same two in another generation."""
    subject, object_ = map(other.position, view.ids([edge.subject, edge.object]))
    if subject < 0 or object_ < 0:
        return []
    return [one for one in other.edges(subject, edge.type, inbound=False) if one.object == object_]
