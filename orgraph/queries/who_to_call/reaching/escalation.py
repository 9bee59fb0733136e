"""The ladder above a place: at each level the body that answers for it, its person, and when it is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from orgraph.checked import Checked, each, read_text
from orgraph.errors import DataError
from orgraph.queries.people import Answering
from orgraph.queries.refs import node_ref
from orgraph.queries.remembered import remembered
from orgraph.queries.who_to_call.reaching.calendar import due, moment
from orgraph.queries.who_to_call.reaching.person import Gaps, next_in, no_gaps, of_unit, person_ref, phone, vacancies
from orgraph.queries.who_to_call.results import Hole, Reach, Rung
from orgraph.stores.base import Edge, View
from orgraph.vocabulary import vocabulary


class Level(Checked):
    """One level of escalation.toml: kinds of unit in order, and hours without an answer before it is called."""

    level: str
    kinds: tuple[str, ...]
    after_hours: int
    in_emergency: int
    rules: tuple[str, ...] = ()

    def check(self) -> None:
        """All of it must be kinds of the vocabulary."""
        unknown = [kind for kind in (self.level, *self.kinds) if kind not in vocabulary().kinds]
        if unknown:
            raise DataError(f"no kind {', '.join(unknown)}")


@dataclass(frozen=True, slots=True)
class Asked:
    """When the matter came up, whether it is an emergency, and how coverage gaps are known."""

    at: dt.datetime
    emergency: bool = False
    gaps: Gaps = no_gaps


_KEPT = 100_000  # of areas and days kept a view
HOTLINE = "12345"  # takes every matter, nationwide and around the clock (国办发〔2020〕53号): the word after the last


@cache
def ladder() -> dict[str, Level]:
    """The levels by kind of area."""
    return each("escalation.toml", read_text(__package__, "escalation.toml"), Level, Level.check, key="level")


def serving(view: View, area: int, kinds: Sequence[str], day: int) -> int:
    """The unit of the first of `kinds` that serves the area on the day, or -1."""
    return next(all_serving(view, area, kinds, day), -1)


def all_serving(view: View, area: int, kinds: Sequence[str], day: int) -> Iterator[int]:
    """The units of `kinds` that serve the area, in the order of the kinds."""
    units = [(unit, vocabulary().ancestry(view.kind(unit)))
             for unit in view.neighbours(area, "SERVES", inbound=True, day=day) if view.alive(unit, day)]
    return (unit for kind in kinds for unit, line in units if kind in line)


def escalation(view: View, chain: Sequence[int], day: int, asked: Asked | None = None) -> list[Rung]:
    """The rungs from the place upwards; a level with no unit at all is left out (coverage lists it).

    A unit in which nobody can be reached gives way to another of its level; if there is none, it is kept with its
    holes, and the rung above it is due at the same time.
    """
    asked = asked or Asked(moment(None, dt.date.fromordinal(day)))
    rungs: list[Rung] = []
    hours, skipped = 0, None
    for area in chain:
        standing = _standing(view, area, day)
        if standing is None:
            continue
        unit, who, rung = standing
        level = ladder().get(rung.level)
        if level:
            hours = max(hours, level.in_emergency if asked.emergency else level.after_hours)
        wait = hours if skipped is None else skipped
        skipped = None if rung.reachable else wait
        at = due(asked.at, wait, around_the_clock=asked.emergency)
        holes = vacancies(view, unit, who, asked.gaps) if unit >= 0 else []
        if not rung.reachable:
            holes += _gaps_of(view, area, level, asked.gaps)
        rungs.append(rung.model_copy(update={
            "after_hours": wait, "due": at.isoformat(timespec="minutes"), "stand_ins": [*rung.stand_ins],
            "holes": holes}))
    return rungs


@remembered(_KEPT)
def _standing(view: View, area: int, day: int) -> tuple[int, Answering, Rung] | None:
    """The level's unit, who answers, and the rung without what the question adds to it; None without anybody."""
    unit, who = _unit(view, area, ladder().get(view.kind(area)), day)
    if unit < 0 and who.edge is None:
        return None
    where = unit if unit >= 0 else area
    contact = phone(view, who.edge, unit, day)
    return unit, who, Rung(
        level=view.kind(area), organization=node_ref(view, where), person=person_ref(view, who.edge, unit),
        after_hours=0, contact=contact, stand_ins=next_in(view, where, who.after, day),
        reachable=who.edge is not None or contact is not None)


def _unit(view: View, area: int, level: Level | None, day: int) -> tuple[int, Answering]:
    """The level's unit and who answers: the first that can be reached, else the first."""
    keeper = _keeper(view, area, day) if view.kind(area) == "Grid" else None
    units = list(dict.fromkeys(all_serving(view, area, level.kinds, day))) if level else []
    if keeper is not None:
        unit = units[0] if units else -1
        who = of_unit(view, unit, day)
        return unit, replace(who, edge=keeper, stands_in=False, after=(*filter(None, (who.edge,)), *who.after))
    first: tuple[int, Answering] | None = None
    for unit in units:
        who = of_unit(view, unit, day)
        if who.edge is not None or view.prop(unit, "phone"):
            return unit, who
        first = first or (unit, who)
    return first or (-1, of_unit(view, -1, day))


def _gaps_of(view: View, area: int, level: Level | None, gaps: Gaps) -> list[Hole]:
    """What coverage misses at a level that cannot be reached."""
    found = ((rule, gaps(rule, area)) for rule in (level.rules if level else ()))
    return [Hole(what="gap", rule=rule, gap=gap, message=f"{view.name(area)}有覆盖缺口") for rule, gap in found if gap]


def _keeper(view: View, grid: int, day: int) -> Edge | None:
    """The grid worker: who looks after a grid reports what happens in it."""
    edges = [e for e in view.edges(grid, "TAKES_CHARGE_OF", inbound=True, day=day)
             if "网格" in str(e.props.get("role", "")) and view.kind(e.subject) == "Person"]
    return edges[0] if edges else None


def turn_to(rungs: Sequence[Rung], unit: str) -> Reach | None:
    """The nearest rung that can be reached in place of a unit (its id) in which nobody can."""
    rung = next((rung for rung in rungs if rung.reachable and rung.organization.id != unit), None)
    return None if rung is None else Reach(organization=rung.organization, person=rung.person, contact=rung.contact)
