"""What came of a call, said on the page: the question is kept as it was asked, then the word on it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from orgraph.api.access.needs import Needs
from orgraph.api.access.noted import note
from orgraph.api.asked import LONG, Count, Day
from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import ChromeDep, render
from orgraph.dates import SHANGHAI
from orgraph.errors import OrgraphError
from orgraph.referrals import keep, say
from orgraph.stores.referrals import OUTCOMES

router = APIRouter()


class Said(BaseModel):
    """The form: the question as it was asked, the unit that was called, and what came of it."""

    text: str = Field(min_length=1, max_length=LONG)
    at: str = Field("", max_length=200)
    as_of: Day = None
    generation: Count = None
    unit: str = Field(min_length=1, max_length=200)
    name: str = Field("", max_length=200)
    rank: int = 1
    kept: str = Field("", max_length=100)
    outcome: str = Field(max_length=20)
    reason: str = Field("", max_length=500)
    better: str = Field("", max_length=200)


@router.post("/call/outcome", dependencies=[Needs("refer")])
def outcome(request: Request, graph: GraphDep, chrome: ChromeDep, said: Annotated[Said, Form()]) -> Response:
    """Keep the call, if it is not yet, and put the outcome on record; what is wrong is said beside the form."""
    now, error, kept = dt.datetime.now(SHANGHAI), None, said.kept
    whole = not request.headers.get("hx-request")  # without scripts the whole page is shown again
    try:
        if not kept:
            kept = keep(graph, said.text, at=[said.at] if said.at else [], as_of=said.as_of,
                        generation=said.generation, by=chrome.caller.name, now=now)[0].id
        came = say(graph, kept, unit=said.unit, outcome=said.outcome, reason=said.reason, better=said.better.strip(),
                   by=chrome.caller.name, now=now)
        note(request, call=came.call, unit=came.unit, outcome=came.outcome, better=came.better)
    except OrgraphError as wrong:
        error = wrong
    if whole and error is None:
        return RedirectResponse(chrome.go("/call", text=said.text, at=said.at, said=said.outcome), 303)
    if whole and error is not None:
        raise error
    return render("call_outcome.html", chrome, None, said=said, kept=kept, error=error, outcomes=OUTCOMES)
