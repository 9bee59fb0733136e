"""关系图: the network of an area as a picture with its table: whole, in nested areas, round one node, or a way."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse

from orgraph.api import tree
from orgraph.api.asked import Names, Text
from orgraph.api.drawing.around import around, star, way
from orgraph.api.drawing.drawn import Drawn, legend
from orgraph.api.drawing.nested import nested
from orgraph.api.drawing.whole import Kept, Whole, most_tied, whole
from orgraph.api.moments import moment_of
from orgraph.api.pages.chrome import ChromeDep, PageAsked, render
from orgraph.api.reply import JSON, dump, etag
from orgraph.errors import UsageError
from orgraph.moment import Moment
from orgraph.queries.areas import locate
from orgraph.queries.bridging.asking import check_mode, projected, wanted
from orgraph.queries.bridging.layers import MODES, Mode, layers
from orgraph.queries.bridging.network import Network
from orgraph.queries.entity import ANY
from orgraph.queries.refs import node_ref
from orgraph.results import NodeRef
from orgraph.vocabulary import vocabulary

router = APIRouter()
ROWS = 50
KEPT = 8  # layouts
Look = Literal["whole", "nested", "around", "way"]
TIED: dict[str, Mode] = {"Person": "two", "Area": "two"}  # the mode in which a focus of another kind has ties


class NetworkPage(PageAsked):
    """Parameters of the page. Without a way of looking: round the focus, or to the other end, else the whole."""

    look: Annotated[Look | None, BeforeValidator(lambda value: value or None)] = None
    layers: Names = Field([])
    mode: Annotated[Mode | None, BeforeValidator(lambda value: value or None)] = None
    focus: Text = None
    to: Text = None
    steps: Annotated[int, BeforeValidator(lambda value: value or 1)] = Field(1, ge=1, le=3)
    page: Annotated[int, BeforeValidator(lambda value: value or 1)] = Field(1, ge=1)

    @property
    def looked(self) -> Look:
        """The way of looking."""
        return self.look or ("way" if self.focus and self.to else "around" if self.focus else "whole")


class Meant(NamedTuple):
    """What is asked about: positions, and the mode."""

    area: int | None
    focus: int | None
    to: int | None
    mode: Mode


def what(now: Moment, asked: NetworkPage) -> Meant:
    """The area and nodes that are meant. Raises NotFound, Ambiguous, and UsageError where a node is not named."""
    day = now.day.toordinal()
    area = now.area(asked.area)[0]
    focus, to = (None if name is None else locate(now.view, name, ANY, day) for name in (asked.focus, asked.to))
    if (asked.looked == "around" and focus is None) or (asked.looked == "way" and (focus is None or to is None)):
        raise UsageError("要说明是谁的周围，或从谁到谁 (say round whom, or from whom to whom)", hint="focus=…&to=…")
    ends = [vocabulary().root(now.view.kind(end)) for end in (focus, to) if end is not None]
    usual = next((TIED[root] for root in ends if root in TIED), "org")
    return Meant(area, focus, to, check_mode(asked.mode or usual))


def net_of(now: Moment, asked: NetworkPage, found: Meant) -> Network | None:
    """The network of the area; None where those right round a node are wanted, which takes none
    (but among persons, whom others tie)."""
    if asked.looked == "around" and asked.steps == 1 and found.mode != "person":
        return None
    return projected(now.view, asked.layers, found.mode, now.day.toordinal(), found.area, flat=False)


def drawing(now: Moment, asked: NetworkPage, found: Meant, net: Network | None) -> Drawn:
    """The small network that is looked at."""
    day = now.day.toordinal()
    if net is None:
        within = None if found.area is None else range(*now.view.inside(found.area))
        return star(now.view, day, asked.layers, found.mode, found.focus if found.focus is not None else -1, within)
    if asked.looked == "nested" or found.focus is None:
        return nested(now.view, net, found.area)
    if asked.looked == "way" and found.to is not None:
        return way(now.view, day, net, asked.layers, found.focus, found.to)
    return around(now.view, day, net, asked.layers, found.focus, asked.steps)


@router.get("/network")
def page(request: Request, chrome: ChromeDep, asked: Annotated[NetworkPage, Query()]) -> HTMLResponse:
    """A picture, and all that is in it as a table."""
    now = moment_of(request, asked)
    found = what(now, asked)
    net = net_of(now, asked, found)
    drawn = None if asked.looked == "whole" else drawing(now, asked, found, net)
    begin = ROWS * (asked.page - 1)
    rows = [(node_ref(now.view, at), links) for at, links in most_tied(net, begin, begin + ROWS)] if net else []
    shown = net.layers if net else [layer.id for layer in wanted(asked.layers, found.mode, flat=False)]
    area, focus, to = (None if at is None else node_ref(now.view, at) for at in (found.area, found.focus, found.to))
    return render("network.html", chrome, now, asked=asked, drawn=drawn, rows=rows, mode=found.mode,
                  path=[] if found.area is None else tree.above(now.view, found.area), per_page=ROWS, modes=MODES,
                  all_layers=layers(), shown=shown, size=(net.projection.n, net.projection.links) if net else (0, 0),
                  tie_names=[chrome.either(layers()[name].zh, layers()[name].en) for name in shown],
                  lines=drawn.legend if drawn else legend(map(now.view.kind, net.positions.tolist() if net else ()))[0],
                  area=area, focus=focus, to=to, named=names(drawn))


def names(drawn: Drawn | None) -> dict[str, NodeRef]:
    """What is drawn, by id."""
    marks = [] if drawn is None else [*drawn.marks, *drawn.frames]
    return {one.id: NodeRef(id=one.id, name=one.name, kind=one.kind) for one in marks}


@router.get("/network/data")
def data(request: Request, asked: Annotated[NetworkPage, Query()]) -> Response:
    """What the browser draws."""
    now = moment_of(request, asked)
    tag = etag(request, now, "n")
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": tag})
    found = what(now, asked)
    if asked.looked == "whole":
        content = _kept(request, now, asked, found).json(now.view)
    else:
        content = dump(drawing(now, asked, found, net_of(now, asked, found)).picture())
    return Response(content, media_type=JSON, headers={"etag": tag})


def _kept(request: Request, now: Moment, asked: NetworkPage, found: Meant) -> Whole:
    """The layout of a generation's network, kept in the process: it is the same in every one. Callers share it only
    where they may see the same."""
    state = request.app.state
    if not hasattr(state, "layouts"):
        state.layouts = Kept(KEPT)
    kept: Kept[tuple[object, ...], Whole] = state.layouts
    day = now.day.toordinal()
    key = (now.view.generation, day, now.scope, found.area, tuple(asked.layers), found.mode)
    return kept.get(key, lambda: whole(now.view, day, found.area, asked.layers, found.mode))
