"""/v1/waivers: what is waived, and waiving."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from orgraph.api.access.needs import Needs
from orgraph.api.asked import Day
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import GraphDep
from orgraph.api.moments import moment_of
from orgraph.api.paging import PagedRead, cut
from orgraph.api.reply import JSON, dump
from orgraph.dates import as_day
from orgraph.errors import NotFound, UsageError
from orgraph.graph import Graph
from orgraph.loaders.waiver import waiver
from orgraph.queries.areas import locate
from orgraph.queries.coverage.waivers import WaiverLine, WaiversResult
from orgraph.vocabulary import vocabulary

router = APIRouter(prefix="/v1/waivers", tags=["waivers"])
_FOCI = ("Area", "Organization", "Entry")


class WaiversAsked(PagedRead):
    """Parameters of the list of waivers."""

    expiring: int | None = Field(None, ge=0, le=100_000, description="Only those that end within so many days.")


class Waived(BaseModel):
    """A rule waived for one thing."""

    model_config = ConfigDict(extra="forbid")
    rule: str = Field(max_length=100, description="Id of the rule.")
    focus: str = Field(min_length=1, max_length=200, description="What it is waived for: id, name, code or path.")
    reason: str = Field(min_length=1, max_length=500, pattern=r"\S")
    approver: str = Field(min_length=1, max_length=200, pattern=r"\S")
    until: str = Field(json_schema_extra={"format": "date"}, description="The first day on which it holds no more.")
    start: Day = Field(None, description="The first day; default today.")
    basis: str = Field("", max_length=500, description="The document it rests on.")


def waive(graph: Graph, said: Waived, by: str) -> WaiverLine:
    """Record a waiver as a generation of its own. Raises NotFound, Ambiguous, UsageError."""
    now = graph.at(said.start)
    rule = graph.rules.get(said.rule)
    if rule is None:
        raise NotFound(f"没有这条规则：{said.rule} (no such rule)", hint="/v1/rules")
    until = as_day(said.until)
    if until <= now.day:
        raise UsageError(f"{until} 不晚于 {now.day} (until must be later than start)", code="parameter")
    view = now.view
    focus = locate(view, said.focus, _FOCI, now.day.toordinal())
    if not rule.may_be(view.kind(focus)):
        raise UsageError(f"规则 {rule.id} 不问这一类对象：{view.name(focus)} (the rule never asks for this kind)",
                         code="parameter", hint=f"/v1/rules → {rule.focus}")
    home = focus if vocabulary().root(view.kind(focus)) == "Area" else view.home(focus)
    records = waiver(rule.id, view.ids([focus])[0], home=view.ids([home])[0] if home >= 0 else None, start=now.day,
                     end=until, reason=said.reason.strip(), approver=said.approver.strip(), basis=said.basis.strip(),
                     by=by, row=len(view.of_kind("Waiver")) + 1)
    graph.store.record(records, note=f"豁免 {rule.id} {view.name(focus)}")
    lines = graph.at(now.day).waivers(area=None).waivers
    return next(line for line in lines if line.id == records[0].id)


@router.get("", response_model=WaiversResult, dependencies=[Needs("read")])
def waivers(request: Request, asked: Annotated[WaiversAsked, Query()]) -> Response:
    """Waivers with their state and the gap that each hides, those that end first in front."""
    result = moment_of(request, asked).waivers(area=asked.area, expiring=asked.expiring)
    return cut(request, result, "waivers", asked)


@router.post("", response_model=WaiverLine, status_code=201, dependencies=[Needs("waive")])
def make(graph: GraphDep, caller: CallerDep, said: Waived) -> Response:
    """Waive a rule for one thing until a day. It becomes a generation of its own; its source is who recorded it."""
    return Response(dump(waive(graph, said, caller.name).model_dump(mode="json")), 201, media_type=JSON)
