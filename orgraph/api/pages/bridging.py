"""桥梁: what joins groups that would otherwise be apart: a sentence, ranking, islands, weak points, links, roles."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse

from orgraph.api import tree
from orgraph.api.asked import Names, Text
from orgraph.api.dependencies import GraphDep
from orgraph.api.drawing.around import star
from orgraph.api.pages.chrome import ChromeDep, PageAsked, render
from orgraph.moment import Moment
from orgraph.queries.areas import locate
from orgraph.queries.bridging.asking import check_mode
from orgraph.queries.bridging.layers import MODES, Mode, layers
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.bridging.results import MeasureResult
from orgraph.queries.bridging.roles.players import wishes
from orgraph.queries.entity import ANY
from orgraph.queries.refs import node_ref
from orgraph.results import NodeRef

router = APIRouter()
FIRST = "betweenness"
Panel = Literal["all", "roles", "players"]


class BridgingPage(PageAsked):
    """Parameters of the page. focus: of whom the network is shown; size: key players in a set."""

    measure: Annotated[str, BeforeValidator(lambda value: value or FIRST)] = FIRST
    layers: Names = Field([])
    mode: Annotated[Mode | None, BeforeValidator(lambda value: value or None)] = None
    top: Annotated[int, BeforeValidator(lambda value: value or 10)] = Field(10, ge=1, le=1000)
    panel: Annotated[Panel, BeforeValidator(lambda value: value or "all")] = "all"
    focus: Text = None
    size: Annotated[int, BeforeValidator(lambda value: value or 3)] = Field(3, ge=1, le=20)


class WithoutPage(PageAsked):
    """Parameters of the page of losses: who goes; which ties end, each as two ids with ~ between."""

    gone: Names = Field([], max_length=50)
    cut: Names = Field([], max_length=50)
    layers: Names = Field([])
    mode: Annotated[Mode | None, BeforeValidator(lambda value: value or None)] = None


@router.get("/bridging")
def page(graph: GraphDep, chrome: ChromeDep, asked: Annotated[BridgingPage, Query()]) -> HTMLResponse:
    """The network of one area. Where none is named: the one that holds all data, else a choice."""
    now = graph.at(asked.as_of, asked.generation)
    here = tree.only(now) if asked.area is None else None
    area = asked.area or (here.id if here else None)
    known: dict[str, Any] = {"asked": asked, "measures": MEASURES, "all_layers": layers(), "modes": MODES}
    if area is None:
        return render("bridging.html", chrome, now, ranking=None, areas=tree.below(now, None), path=[], **known)
    network: dict[str, Any] = {"area": area, "layers": asked.layers, "mode": asked.mode}
    if asked.panel == "players":
        ranking: Any = now.bridging("key-players", size=asked.size, **network)
        known["wishes"] = wishes()
    elif asked.panel == "roles":
        ranking = now.bridging("brokerage", top=asked.top, **network)
    else:
        ranking = now.bridging(measure=[asked.measure], top=asked.top, **network)
        first: dict[str, Any] = {"top": asked.top}
        known |= {what.replace("-", "_"): now.bridging(what, **network, **options)
                  for what, options in (("islands", {}), ("failure-points", first), ("proposals", first))}
        known["focus"] = found = focus(now, asked, ranking)
        known["lines"] = [] if found is None or not found.id else star(
            now.view, now.day.toordinal(), asked.layers, check_mode(ranking.mode), now.view.position(found.id)).legend
    position = now.view.position(ranking.area.id) if ranking.area else -1
    return render("bridging.html", chrome, now, ranking=ranking, measure=MEASURES[asked.measure],
                  tie_names=[chrome.either(layers()[name].zh, layers()[name].en) for name in ranking.layers],
                  areas=tree.below(now, position), path=tree.above(now.view, position), **known)


def focus(now: Moment, asked: BridgingPage, ranking: MeasureResult) -> NodeRef | None:
    """Whose network is shown: whoever is asked for, else the first of the ranking."""
    if asked.focus:
        return node_ref(now.view, locate(now.view, asked.focus, ANY, now.day.toordinal()))
    return ranking.results[0] if ranking.results else None


@router.get("/bridging/without")
def without(graph: GraphDep, chrome: ChromeDep, asked: Annotated[WithoutPage, Query()]) -> HTMLResponse:
    """What if these persons and bodies went, and these ties ended: before and after."""
    now = graph.at(asked.as_of, asked.generation)
    cut = [(a, b) for a, sign, b in (pair.partition("~") for pair in asked.cut) if sign]
    if not asked.gone and not cut:
        return render("bridging_nobody.html", chrome, now, asked=asked)
    result = now.without(asked.gone, cut=cut, area=asked.area, layers=asked.layers, mode=asked.mode)
    alone = now.what_if(asked.gone[0], area=asked.area, layers=asked.layers, mode=asked.mode) if (
        len(asked.gone) == 1 and not cut and result.gone[0].kind == "Person") else None
    return render("bridging_without.html", chrome, now, asked=asked, result=result, alone=alone,
                  path=tree.above(now.view, now.view.position(result.area.id)) if result.area else [],
                  tie_names=[chrome.either(layers()[name].zh, layers()[name].en) for name in result.layers])
