"""一行数据: what one row of a file says: everything that any page shows as its source leads here."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import HTMLResponse

from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import ChromeDep, PageAsked, render
from orgraph.errors import NotFound
from orgraph.graph import Graph
from orgraph.model import Entity, Link
from orgraph.moment import Moment
from orgraph.queries.entity import EntityRef, entity_ref
from orgraph.queries.refs import node_ref
from orgraph.queries.scope import may_ask, told
from orgraph.results import NodeRef, SourceRef

router = APIRouter()


class RowPage(PageAsked):
    """Parameters of the page: what a source says of itself."""

    file: str = Field(max_length=500)
    sheet: str = Field("", max_length=200)
    row: int = Field(ge=0)


class Said(NamedTuple):
    """A link that the row states."""

    type: str
    subject: NodeRef
    object: NodeRef
    role: str
    start: str | None
    end: str | None


@router.get("/row")
def page(graph: GraphDep, chrome: ChromeDep, asked: Annotated[RowPage, Query()]) -> HTMLResponse:
    """The things and links that a row states, as the generation has them."""
    now = graph.at(asked.as_of, asked.generation)
    things, links = stated(graph, now, asked)
    if not things and not links:
        raise NotFound(f"这一版数据里没有这一行：{asked.file} {asked.sheet} {asked.row} (no such row)",
                       hint="它也许在别的一版里，或您看不到 (perhaps in another generation, or not yours to see)")
    return render("row.html", chrome, now, source=SourceRef(file=asked.file, sheet=asked.sheet, row=asked.row),
                  things=things, links=links)


def stated(graph: Graph, now: Moment, asked: RowPage) -> tuple[list[EntityRef], list[Said]]:
    """What the row states of what the caller may know."""
    view = now.view
    things, links = [], []
    for record in graph.store.statements([asked.file], row=asked.row, generation=view.generation):
        source = record.source
        if source.sheet != asked.sheet or told(view, source) != source:
            continue
        if isinstance(record, Entity):
            position = view.position(record.id)
            if position >= 0 and may_ask(view, position):
                things.append(entity_ref(view, position, now.day.toordinal()))
        elif isinstance(record, Link):
            ends = view.position(record.subject), view.position(record.object)
            if min(ends) >= 0:
                start, end = (day.isoformat() if day else None for day in (record.start, record.end))
                links.append(Said(record.type, node_ref(view, ends[0]), node_ref(view, ends[1]),
                                  str(record.props.get("role", "")), start, end))
    return things, links
