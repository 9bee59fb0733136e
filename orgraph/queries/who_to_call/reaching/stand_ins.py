"""Who takes a matter that its usual kind of unit cannot: none is recorded there, or it is of several places."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import islice

from orgraph.checked import each, needs, read_text
from orgraph.errors import DataError
from orgraph.queries.who_to_call.reaching.escalation import all_serving, ladder
from orgraph.queries.who_to_call.units.candidates import Anchor, Found, Weighing, best_of, found_through
from orgraph.queries.who_to_call.units.routes import Route
from orgraph.stores.base import Match, Step, View
from orgraph.vocabulary import vocabulary

_RUNGS = 3  # of the ladder that are named: who is nearest, and two to turn to
_OWN_LAW = ("district", "utility")  # levels of the kinds of unit that act on their own law or contract


class StandIn(Route):
    """One line of stand_ins.toml: a route that is followed only where the usual kind of unit cannot take the matter."""

    instead_of: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    where: str = ""
    several: bool = False


def _check(line: StandIn) -> None:
    needs(line.parsed.nodes, {"o", "a"})
    unknown = {*line.instead_of} - vocabulary().functions.keys() | {*line.kinds, *line.area} - vocabulary().kinds.keys()
    if unknown or line.by != "function":
        raise DataError(f"no kind {', '.join(sorted(unknown))}" if unknown else "kinds of unit are stood in for")


@cache
def stand_ins() -> tuple[StandIn, ...]:
    """The lines in order, checked."""
    return tuple(each("stand_ins.toml", read_text(__package__, "stand_ins.toml"), StandIn, _check).values())


def with_stand_ins(view: View, chain: Sequence[int], joint: Sequence[int], anchors: Sequence[Anchor],
                   lead: Sequence[str], found: Sequence[Found], day: int, weighing: Weighing) -> list[Found]:
    """The units found, and who stands in for the likeliest kind of unit where that is missing; best first.

    joint: of several places the areas that hold them all, smallest first; of one place none. lead: the kinds of unit
    that share the lead.
    """
    kinds = [one for one in anchors if one.by == "function" and not one.supports]
    if not kinds:
        return list(found)
    first = max(kinds, key=lambda one: one.score)
    function = view.ids([first.position])[0].removeprefix("f-")
    performed = {view.prop(one.organization, "function") for one in found}
    missing = function not in performed and not _settled(found, performed.intersection(lead))
    more = list(found)
    for line in stand_ins():
        there = missing or (line.where and function not in performed)
        areas = joint if line.several else chain if there else ()
        if line.instead_of and function not in line.instead_of:
            continue
        more += islice(_standing_in(view, line, areas, first, day, weighing), 1 if line.several else _RUNGS)
    return best_of(more)


def _settled(found: Sequence[Found], leading: Collection[str]) -> bool:
    """Whether nobody has to stand in though the likeliest kind of unit is missing: a unit is known by the topic itself
    (a duty, an offer), or a department shares the lead and is there, which takes the matter alone."""
    functions = vocabulary().functions
    return any(one.route.by == "topic" for one in found) or any(functions[name].level in _OWN_LAW for name in leading)


def _standing_in(view: View, line: StandIn, areas: Sequence[int], anchor: Anchor, day: int, weighing: Weighing
                 ) -> Iterator[Found]:
    """The first unit of the line at each of the areas that it is about."""
    for depth, area in enumerate(areas):
        if (line.area and view.kind(area) not in line.area) or (line.where and not view.prop(area, line.where)):
            continue
        level = ladder().get(view.kind(area))
        unit = next(all_serving(view, area, line.kinds or (level.kinds if level else ()), day), -1)
        if unit >= 0:
            serves = (edge.number for edge in view.edges(unit, "SERVES", inbound=False, day=day) if edge.object == area)
            match = Match({"o": unit, "a": area, "fn": anchor.position}, (Step("SERVES", unit, area, next(serves)),))
            yield found_through(view, line, anchor, areas, depth, match, weighing)
