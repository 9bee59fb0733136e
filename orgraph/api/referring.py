"""/v1/referrals: calls that are kept, and what came of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from orgraph.api.access.needs import Needs
from orgraph.api.asked import CallAsked, Day, Text
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import GraphDep
from orgraph.api.paging import PagedAsked, cut
from orgraph.api.reply import JSON, dump
from orgraph.dates import SHANGHAI
from orgraph.queries.who_to_call.results import CallResult
from orgraph.referrals import HistoryResult, history, keep, say

router = APIRouter(prefix="/v1/referrals", tags=["referrals"], dependencies=[Needs("refer")])


class HistoryAsked(PagedAsked):
    """Parameters of the list of kept calls."""

    unit: Text = Field(None, description="Only calls that named this unit or came to it: its id or a part of its name.")


class CameOf(BaseModel):
    """What came of a kept call at a unit."""

    model_config = ConfigDict(extra="forbid")
    call: str = Field(max_length=100, description="Id of the kept call.")
    unit: str = Field(min_length=1, max_length=200, description="The unit that was called: id, name or path.")
    outcome: Literal["accepted", "refused", "solved", "unsolved", "unreachable"]
    reason: str = Field("", max_length=500, description="Why it was refused; a refusal needs one.")
    better: str = Field("", max_length=200, description="The unit that it belongs to, where it was refused.")
    satisfied: int | None = Field(None, ge=1, le=5, description="How satisfied, of what was dealt with.")
    on: Day = Field(None, description="The day; default today.")


class Recorded(BaseModel):
    """An outcome as it is on record."""

    call: str
    unit: str
    outcome: str
    day: dt.date
    reason: str
    better: str
    satisfied: int | None
    by: str
    at: dt.datetime


@router.get("", response_model=HistoryResult)
def kept(request: Request, graph: GraphDep, asked: Annotated[HistoryAsked, Query()]) -> Response:
    """Kept calls, newest first, with every word on what came of them. The counts are of all, not of the page."""
    return cut(request, history(graph, unit=asked.unit), "calls", asked)


@router.post("/calls", response_model=CallResult, status_code=201)
def keep_call(graph: GraphDep, caller: CallerDep, asked: CallAsked) -> Response:
    """Ask whom to call and keep the question, so that what came of it can be recorded: `kept` is its id."""
    _, result = keep(graph, asked.text, at=asked.places, near=asked.near or "", as_of=asked.as_of,
                     generation=asked.generation, asked_at=asked.asked_at or "", top=asked.top, by=caller.name,
                     now=dt.datetime.now(SHANGHAI))
    return Response(dump(result.to_dict()), 201, media_type=JSON)


@router.post("", status_code=201)
def record(graph: GraphDep, caller: CallerDep, said: CameOf) -> Recorded:
    """Put on record what came of a call; nothing is ever changed or removed."""
    one = say(graph, said.call, unit=said.unit, outcome=said.outcome, on=said.on, reason=said.reason,
              better=said.better, satisfied=said.satisfied, by=caller.name, now=dt.datetime.now(SHANGHAI))
    return Recorded(call=one.call, unit=one.unit, outcome=one.outcome, day=one.day, reason=one.reason,
                    better=one.better, satisfied=one.satisfied, by=one.by, at=one.at)
