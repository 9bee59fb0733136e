"""首页: what changed since my last visit, what is due, where the chain of calls has holes, and the three questions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import HTMLResponse, Response

from orgraph.api import tree
from orgraph.api.asked import Text
from orgraph.api.dependencies import GraphDep
from orgraph.api.jobs.job import told
from orgraph.api.pages.call import moved
from orgraph.api.pages.chrome import Chrome, ChromeDep, PageAsked, render
from orgraph.api.pages.visits import Visit, visited
from orgraph.graph import Graph
from orgraph.moment import Moment
from orgraph.queries.scope import reach
from orgraph.queries.who_to_call.proof.lint import places_in
from orgraph.queries.who_to_call.proof.steps import CONFIRMED
from orgraph.worklist import status

router = APIRouter()
SOON = 30  # days: waivers that end within them are due
TRIED = 100_000  # nodes of an area up to which all its places are tried at once: some seconds
SHOWN = 8  # lines of a list; the rest is a link away
MOST = 500  # lines behind that link
FIRST = {"dispatcher": ("holes", "since", "due"), "organisation": ("due", "since", "holes"),
         "editor": ("since", "due", "holes")}
"""Which part a role sees first; what is not listed sees all in the usual order."""
USUAL = ("since", "due", "holes")


class HomePage(PageAsked):
    """Parameters. text: a question asked at this address, as it was once."""

    text: Text = Field(None)


class PartPage(PageAsked):
    """Parameters of a part. every: the whole list."""

    every: bool = False


@router.get("/")
def page(request: Request, graph: GraphDep, chrome: ChromeDep, asked: Annotated[HomePage, Query()]) -> Response:
    """The frame with the three boxes; its parts come by themselves, since each asks the whole graph something."""
    if asked.text:
        return moved(chrome)
    now = graph.at(asked.as_of, asked.generation)
    answer = render("home.html", chrome, now, parts=FIRST.get(chrome.caller.role, USUAL),
                    active=next((one for one in graph.generations() if one.active), None))
    visited(request, answer, now.view.generation)
    return answer


@router.get("/home/{part}")
def part_of(request: Request, graph: GraphDep, chrome: ChromeDep, part: Literal["since", "due", "holes"],
            asked: Annotated[PartPage, Query()]) -> HTMLResponse:
    """One part of the page."""
    now = graph.at(asked.as_of, asked.generation)
    given = {"since": _since, "due": _due, "holes": _holes}[part](graph, now, chrome, asked, visited(request))
    return render(f"home_{part}.html", chrome, now, asked=asked, shown=MOST if asked.every else SHOWN, **given)


def _since(graph: Graph, now: Moment, chrome: Chrome, asked: PageAsked, last: Visit | None) -> dict[str, Any]:
    """The generations since the last visit, and what the rules say of the difference."""
    every = [one for one in graph.generations() if one.number <= now.view.generation]
    known = {one.number for one in every}
    # Somebody who was never here, or whose generation was pruned, is told of the latest change.
    before = last.generation if last and last.generation in known else (every[1].number if len(every) > 1 else None)
    new = [one for one in every if before is not None and one.number > before]
    rules = now.coverage(area=asked.area, since_generation=before, gaps=0, explained=0).rules if new else []
    changed = [rule for rule in rules if rule.change and (rule.change.opened or rule.change.closed)]
    changed.sort(key=lambda rule: -len(rule.change.opened) if rule.change else 0)
    return {"told": told, "last": last, "before": before, "new": new, "changed": changed}


def _due(graph: Graph, now: Moment, chrome: Chrome, asked: PageAsked, last: Visit | None) -> dict[str, Any]:
    """The worklist, waivers about to end, contacts that nobody has confirmed for long."""
    list_ = status(now, graph.store.worklist, area=asked.area) if chrome.caller.may("worklist") else None
    rule = now.coverage(CONFIRMED, area=asked.area, gaps=SHOWN).rules if CONFIRMED in now.rules else []
    return {"worklist": list_, "waivers": now.waivers(area=asked.area, expiring=SOON).waivers, "soon": SOON,
            "contacts": rule[0] if rule else None}


def _holes(graph: Graph, now: Moment, chrome: Chrome, asked: PageAsked, last: Visit | None) -> dict[str, Any]:
    """Where a chain of calls ends at nobody, or hangs on a weak step; of a large region, its parts to choose from."""
    area, view, day = now.area(asked.area)[0], now.view, now.day.toordinal()
    if sum(hi - lo for lo, hi in reach(view, area).stretches) > TRIED:
        return {"lint": None, "places": len(places_in(view, day, area)), "areas": tree.below(now, area)}
    return {"lint": now.call_lint(area=asked.area)}

