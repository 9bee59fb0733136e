"""桥梁: what joins groups that would otherwise be apart: a sentence, then ranking, islands, weak points, links."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse

from orgraph.api import tree
from orgraph.api.asked import Names
from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import ChromeDep, PageAsked, render
from orgraph.queries.bridging.layers import MODES, Mode, layers
from orgraph.queries.bridging.measures import MEASURES

router = APIRouter()
FIRST = "betweenness"


class BridgingPage(PageAsked):
    """Parameters of the page."""

    measure: Annotated[str, BeforeValidator(lambda value: value or FIRST)] = FIRST
    layers: Names = Field([])
    mode: Annotated[Mode | None, BeforeValidator(lambda value: value or None)] = None
    top: Annotated[int, BeforeValidator(lambda value: value or 10)] = Field(10, ge=1, le=1000)


@router.get("/bridging")
def page(graph: GraphDep, chrome: ChromeDep, asked: Annotated[BridgingPage, Query()]) -> HTMLResponse:
    """The network of one area. Where none is named: the one that holds all data, else a choice."""
    now = graph.at(asked.as_of, asked.generation)
    here = tree.only(now) if asked.area is None else None
    area = asked.area or (here.id if here else None)
    known: dict[str, Any] = {"asked": asked, "measures": MEASURES, "all_layers": layers(), "modes": MODES}
    if area is None:
        return render("bridging.html", chrome, now, ranking=None, areas=tree.below(now, None), path=[], **known)
    ranking = now.bridging(area=area, layers=asked.layers, mode=asked.mode, measure=[asked.measure], top=asked.top)
    first: dict[str, Any] = {"top": asked.top}
    rest: dict[str, Any] = {
        what.replace("-", "_"): now.bridging(what, area=area, layers=asked.layers, mode=asked.mode, **options)
        for what, options in (("islands", {}), ("failure-points", first), ("proposals", first))}
    position = now.view.position(ranking.area.id) if ranking.area else -1
    return render("bridging.html", chrome, now, ranking=ranking, measure=MEASURES[asked.measure],
                  tie_names=[chrome.either(layers()[name].zh, layers()[name].en) for name in ranking.layers],
                  areas=tree.below(now, position), path=tree.above(now.view, position), **rest, **known)
