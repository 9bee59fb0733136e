"""覆盖: an area, its parts, the rules, of one rule the rows behind each of its numbers; pictures, changes, lists."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse

from orgraph.api import tree
from orgraph.api.asked import Day, Text
from orgraph.api.dependencies import GraphDep
from orgraph.api.drawing.lines import line
from orgraph.api.pages.acting import ActingDep
from orgraph.api.pages.chrome import ChromeDep, PageAsked, render
from orgraph.api.pages.coverage_parts import (
    HIGH,
    ROWS,
    WIDE,
    Show,
    grouped,
    levels,
    month_before,
    parts,
    pooled,
    rows,
    treemap,
    waited,
)
from orgraph.exports.reports import layouts
from orgraph.graph import Graph
from orgraph.moment import Moment
from orgraph.queries.coverage.results import CoverageResult, Gap, TrendResult
from orgraph.worklist import status
from orgraph.worklist.settings import settings

router = APIRouter()
MONTHS, MONTHS_OF_ALL = 13, 7
MOVES, ITEMS = 300, 200  # changes and handed-out gaps shown
ALL_GAPS = 20_000  # gaps of a rule that a filter looks through
AGES = (30, 90, 365)
Panel = Literal["rules", "map", "changes", "worklist", "reports"]


class CoveragePage(PageAsked):
    """Parameters of the page: without a rule all rules, with one the rows behind its numbers."""

    rule: Text = None
    by: Text = None
    show: Annotated[Show, BeforeValidator(lambda value: value or "missing")] = "missing"
    page: Annotated[int, BeforeValidator(lambda value: value or 1)] = Field(1, ge=1)
    panel: Annotated[Panel, BeforeValidator(lambda value: value or "rules")] = "rules"
    since: Day = None
    severity: Annotated[Literal["fail", "warn", "info"] | None, BeforeValidator(lambda value: value or None)] = None
    words: Text = None
    owner: Text = None
    older: Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(lambda value: value or None)] = None

    @property
    def filtered(self) -> bool:
        """Whether gaps are chosen by what only looking at all of them tells."""
        return bool(self.owner or self.older)


@router.get("/coverage")
def page(graph: GraphDep, chrome: ChromeDep, acting: ActingDep, asked: Annotated[CoveragePage, Query()]
         ) -> HTMLResponse:
    """All rules inside an area, or one of them with its rows."""
    now = graph.at(asked.as_of, asked.generation)
    described = 0
    if asked.rule and asked.show == "missing":
        described = ALL_GAPS if asked.filtered else ROWS * asked.page
    result = now.coverage(*([asked.rule] if asked.rule else []), area=asked.area, by=asked.by, gaps=described,
                          since=asked.since or month_before(now.day),
                          explained=MOVES if asked.panel == "changes" else 0)
    area = None if result.area is None else now.view.position(result.area.id)
    chosen = result.rules[0] if asked.rule and result.rules else None
    divided = parts(now, result.rules if chosen else pooled(result), area, rolled_up=asked.by is not None)
    gaps = [] if chosen is None else kept(chosen.gaps, asked, now)
    told = None if chosen is None else rows(now, chosen, area, asked.show, asked.page, gaps)
    if told is not None and asked.filtered and asked.show == "missing":
        told = told._replace(total=len(gaps))
    listed = [rule for rule in result.rules if (not asked.severity or rule.severity == asked.severity) and (
        not asked.words or asked.words in rule.title or asked.words.lower() in rule.title_en.lower())]
    return render(
        "coverage.html", chrome, now, asked=asked, acting=acting, result=result, chosen=chosen, groups=grouped(listed),
        parts=divided, per_page=ROWS, levels=levels(now, area), ages=AGES, rows=told,
        path=[] if area is None else tree.above(now.view, area), since=asked.since or month_before(now.day),
        modes={} if chosen is None else {mode.id: mode.zh for mode in now.rules[chosen.rule].mode},
        **panel(graph, now, asked, result, divided))


def kept(gaps: list[Gap], asked: CoveragePage, now: Moment) -> list[Gap]:
    """The gaps of an owner, or older than so many days."""
    return [gap for gap in gaps
            if (not asked.owner or (gap.owner is not None and gap.owner.organization.id == asked.owner))
            and (not asked.older or waited(gap, now.day) > asked.older)]


def panel(graph: Graph, now: Moment, asked: CoveragePage, result: CoverageResult, divided: list[Any]
          ) -> dict[str, Any]:
    """What the part of the page that is open shows besides."""
    shown: dict[str, Any] = {"tiles": [], "trend": None, "series": [], "size": (WIDE, HIGH), "moves": [], "opened": 0,
                             "closed": 0, "moved": 0, "work": None, "reports": [],
                             "standings": settings().standing, "items": ITEMS}
    if asked.panel == "map" or asked.rule:
        shown["tiles"] = treemap(divided)
        months = MONTHS if asked.rule else MONTHS_OF_ALL
        names = [asked.rule] if asked.rule else [rule.rule for rule in pooled(result)]
        if names:
            shown["series"] = series(now.coverage_trend(*names, area=asked.area, months=months))
            shown["trend"] = line([(on, rate) for on, _, _, rate in shown["series"]])
    elif asked.panel == "changes":
        moves = [(rule, move) for rule in result.rules if rule.change for move in rule.change.all]
        moves.sort(key=lambda one: (one[1].now != "missing", one[1].was != "missing"))  # what opened, then what closed
        shown |= {"moves": moves[:MOVES], "opened": sum(move.now == "missing" for _, move in moves),
                  "closed": sum(move.was == "missing" for _, move in moves), "moved": len(moves)}
    elif asked.panel == "worklist":
        shown["work"] = status(now, graph.store.worklist, area=asked.area)
    elif asked.panel == "reports":
        shown["reports"] = list(layouts().values())
    return shown


def series(result: TrendResult) -> list[tuple[str, int, int, float | None]]:
    """Day, covered, due and rate at each month's end, of all rules together; a rule counts where it is in force."""
    sums: dict[str, list[int]] = {}
    for rule in result.rules:
        for point in rule.points:
            total = sums.setdefault(point.on, [0, 0])
            total[0] += point.covered
            total[1] += point.covered + point.missing
    return [(on, covered, due, covered / due if due else None) for on, (covered, due) in sorted(sums.items())]
