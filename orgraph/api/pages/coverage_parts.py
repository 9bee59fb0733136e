"""What the coverage page shows of an answer: rules in groups, parts of the area, the rows behind a number, tiles."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple

from orgraph.api import tree
from orgraph.api.drawing.tiles import Tile, tiles
from orgraph.moment import Moment
from orgraph.queries.coverage.results import Counts, CoverageResult, Gap, Moved, RuleCoverage
from orgraph.queries.coverage.standing import evaluate
from orgraph.queries.entity import EntityRef, entity_ref
from orgraph.results import NodeRef
from orgraph.vocabulary import vocabulary

ROWS = 50
DIVISIONS = ("City", "District", "Street", "Community", "Village", "Grid")  # kinds of area that a roll-up is read by
WIDE, HIGH = 900, 420  # of the tiles
SHADES = 6
Show = Literal["missing", "covered", "waived", "eligible", "new", "fixed"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the area, with its counts over the rules shown."""

    area: NodeRef
    counts: Counts


class Rows(NamedTuple):
    """One page of the rows behind a number: gaps in full (and the area that each is in), or the things counted."""

    total: int
    gaps: list[Gap]
    things: list[EntityRef]
    homes: dict[str, str]


class Shown(NamedTuple):
    """A part as a tile; shade: from 0, nothing covered, to 5, all; None where nothing is due."""

    part: Part
    tile: Tile
    shade: int | None


def month_before(day: dt.date) -> dt.date:
    """The same day of the month before, or its last day."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def grouped(rules: list[RuleCoverage]) -> list[tuple[str, list[RuleCoverage]]]:
    """The rules as they ask for attention: gaps in part, nothing recorded at all, complete, nothing to cover."""
    groups: dict[str, list[RuleCoverage]] = {"gaps": [], "nothing": [], "complete": [], "void": []}
    for rule in rules:
        if not rule.eligible:
            group = "void"
        elif not rule.missing:
            group = "complete"
        else:
            group = "gaps" if rule.covered else "nothing"
        groups[group].append(rule)
    groups["gaps"].sort(key=lambda rule: rule.rate or 0.0)
    return [(name, rules) for name, rules in groups.items() if rules]


def levels(now: Moment, area: int | None) -> list[str]:
    """The kinds of area that the area can be divided by, the largest first."""
    depth = {name: kind.level or 0 for name, kind in vocabulary().kinds.items()}
    own = 0 if area is None else depth[now.view.kind(area)]
    return [name for name in DIVISIONS if depth[name] > own]


def parts(now: Moment, rules: list[RuleCoverage], area: int | None, *, rolled_up: bool) -> list[Part]:
    """The parts of the area with the counts of the rules added up."""
    sums: dict[str, list[int]] = {}
    names: dict[str, NodeRef] = {}
    if not rolled_up:
        names = {child.id: child for child in tree.below(now, area)}
    for rule in rules:
        for line in rule.by:
            names.setdefault(line.area, NodeRef(id=line.area, name=line.name, kind=line.level))
            total = sums.setdefault(line.area, [0, 0, 0])
            for number, value in enumerate((line.covered, line.missing, line.waived)):
                total[number] += value
    return [Part(ref, Counts.of(*sums.get(id_, (0, 0, 0)))) for id_, ref in names.items()]


def treemap(found: list[Part]) -> list[Shown]:
    """The parts as tiles as large as what is due there, the largest first."""
    due = sorted((part for part in found if part.counts.covered + part.counts.missing),
                 key=lambda part: -(part.counts.covered + part.counts.missing))
    sizes = tiles([part.counts.covered + part.counts.missing for part in due], WIDE, HIGH)
    return [Shown(part, tile, _shade(part.counts.rate)) for part, tile in zip(due, sizes, strict=True)]


def _shade(rate: float | None) -> int | None:
    return None if rate is None else SHADES - 1 if rate == 1 else int(rate * (SHADES - 1))


def rows(now: Moment, rule: RuleCoverage, area: int | None, show: Show, page: int, gaps: list[Gap]) -> Rows:
    """One page of the rows behind a number of a rule; gaps: those to show."""
    begin, end = ROWS * (page - 1), ROWS * page
    if show == "missing":
        return Rows(rule.missing, gaps[begin:end], [], homes(now, gaps[begin:end]))
    day = now.day.toordinal()
    if show in ("new", "fixed"):
        changed: list[Moved] = []
        if rule.change is not None:
            changed = rule.change.opened if show == "new" else rule.change.closed
        positions = [now.view.position(ref.id) for ref in changed]
    else:
        lo, hi = (0, now.view.size) if area is None else now.view.inside(area)
        found = evaluate(now.view, now.rules[rule.rule], day, lo, hi)
        which = ("covered", "missing", "waived") if show == "eligible" else (show,)
        positions = sorted(p for name in which for p in getattr(found, name).tolist())
    return Rows(len(positions), [], [entity_ref(now.view, p, day) for p in positions[begin:end]], {})


def homes(now: Moment, gaps: list[Gap]) -> dict[str, str]:
    """Of each gap the area that a list of its own would be about: the focus, or where that lies."""
    found = {}
    for gap in gaps:
        position = now.view.position(gap.focus.id)
        home = position if vocabulary().root(gap.focus.kind) == "Area" else now.view.home(position)
        if home >= 0:
            found[gap.id] = now.view.ids([home])[0]
    return found


def waited(gap: Gap, day: dt.date) -> int:
    """For how many days a gap has been open; of one that always was more than of any other."""
    return (day - dt.date.fromisoformat(gap.since)).days if gap.since else 10**6


def pooled(result: CoverageResult) -> list[RuleCoverage]:
    """The rules that anything is recorded for: those that a rate of all of them is about."""
    return [rule for rule in result.rules if rule.covered]
