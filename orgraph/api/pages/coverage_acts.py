"""What is done on the coverage page: a gap waived, filled-in worklists brought back. Plain forms, no script needed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse

from orgraph.api.access.needs import Needs
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import ChromeDep, PageAsked, render
from orgraph.api.waiving import Waived, waive
from orgraph.api.worklists import answered

router = APIRouter()
LIST = "/coverage"


@router.post("/coverage/waivers", dependencies=[Needs("waive")])
def waived(graph: GraphDep, caller: CallerDep, chrome: ChromeDep, said: Annotated[Waived, Form()]) -> RedirectResponse:
    """Waive a rule for one thing, then show what is waived; the address keeps the rest of the state."""
    waive(graph, said, caller.name)
    back = {name: value for name, value in chrome.params.items() if name not in ("show", "page", "generation")}
    return RedirectResponse(chrome.go(LIST, **{**back, "rule": said.rule, "show": "waived", "generation": None}), 303)


@router.post("/coverage/worklist", dependencies=[Needs("worklist")])
def brought_back(graph: GraphDep, caller: CallerDep, chrome: ChromeDep, asked: Annotated[PageAsked, Query()],
                 files: Annotated[list[UploadFile], File()]) -> HTMLResponse:
    """Filled-in workbooks: all of them are put on record, or nothing is and the page says what is wrong."""
    result = answered(graph, list(files), caller.name)
    return render("coverage_answered.html", chrome, graph.at(asked.as_of, asked.generation), answered=result,
                  back=chrome.go(LIST, area=asked.area, panel="worklist"))
