"""覆盖: an area, its parts, the rules, and of one rule the rows behind each of its numbers."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse

from orgraph.api import tree
from orgraph.api.asked import Text
from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import ChromeDep, PageAsked, render
from orgraph.moment import Moment
from orgraph.queries.coverage.results import Counts, CoverageResult, Gap, RuleCoverage
from orgraph.queries.coverage.standing import evaluate
from orgraph.queries.entity import EntityRef, entity_ref
from orgraph.results import NodeRef
from orgraph.vocabulary import vocabulary

router = APIRouter()
ROWS = 50
DIVISIONS = ("City", "District", "Street", "Community", "Village", "Grid")  # kinds of area that a roll-up is read by
Show = Literal["missing", "covered", "waived", "eligible", "new", "fixed"]


class CoveragePage(PageAsked):
    """Parameters of the page: without a rule all rules, with one the rows behind its numbers."""

    rule: Text = None
    by: Text = None
    show: Annotated[Show, BeforeValidator(lambda value: value or "missing")] = "missing"
    page: Annotated[int, BeforeValidator(lambda value: value or 1)] = Field(1, ge=1)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the area, with its counts over the rules shown."""

    area: NodeRef
    counts: Counts


class Rows(NamedTuple):
    """One page of the rows behind a number: gaps in full, or the things counted."""

    total: int
    gaps: list[Gap]
    things: list[EntityRef]


@router.get("/coverage")
def page(graph: GraphDep, chrome: ChromeDep, asked: Annotated[CoveragePage, Query()]) -> HTMLResponse:
    """All rules inside an area, or one of them with its rows."""
    now = graph.at(asked.as_of, asked.generation)
    last = ROWS * asked.page if asked.rule and asked.show == "missing" else 0
    result = now.coverage(*([asked.rule] if asked.rule else []), area=asked.area, by=asked.by, gaps=last,
                          since=month_before(now.day))
    area = None if result.area is None else now.view.position(result.area.id)
    chosen = result.rules[0] if asked.rule and result.rules else None
    return render(
        "coverage.html", chrome, now, asked=asked, result=result, chosen=chosen, groups=grouped(result),
        parts=parts(now, result.rules if chosen else [rule for rule in result.rules if rule.covered], area,
                    rolled_up=asked.by is not None), per_page=ROWS, levels=levels(now, area),
        path=[] if area is None else tree.above(now.view, area),
        rows=None if chosen is None else rows(now, chosen, area, asked.show, asked.page),
        modes={} if chosen is None else {mode.id: mode.zh for mode in now.rules[chosen.rule].mode})


def month_before(day: dt.date) -> dt.date:
    """The same day of the month before, or its last day."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def grouped(result: CoverageResult) -> list[tuple[str, list[RuleCoverage]]]:
    """The rules as they ask for attention: gaps in part, nothing recorded at all, complete, nothing to cover."""
    groups: dict[str, list[RuleCoverage]] = {"gaps": [], "nothing": [], "complete": [], "void": []}
    for rule in result.rules:
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
    found = []
    for id_, ref in names.items():
        covered, missing, waived = sums.get(id_, (0, 0, 0))
        due = covered + missing
        found.append(Part(ref, Counts(eligible=due + waived, covered=covered, missing=missing, waived=waived,
                                      rate=covered / due if due else None)))
    return found


def rows(now: Moment, rule: RuleCoverage, area: int | None, show: Show, page: int) -> Rows:
    """One page of the rows behind a number of a rule."""
    begin, end = ROWS * (page - 1), ROWS * page
    if show == "missing":
        return Rows(rule.missing, rule.gaps[begin:end], [])
    day = now.day.toordinal()
    if show in ("new", "fixed"):
        changed = [] if rule.change is None else rule.change.opened if show == "new" else rule.change.closed
        positions = [now.view.position(ref.id) for ref in changed]
    else:
        lo, hi = (0, now.view.size) if area is None else now.view.inside(area)
        found = evaluate(now.view, now.rules[rule.rule], day, lo, hi)
        which = ("covered", "missing", "waived") if show == "eligible" else (show,)
        positions = sorted(p for name in which for p in getattr(found, name).tolist())
    return Rows(len(positions), [], [entity_ref(now.view, p, day) for p in positions[begin:end]])
