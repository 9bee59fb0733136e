"""/v1/worklist: gaps handed out as workbooks, filled in, and back; /v1/calls/lint."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from pydantic import Field
from starlette.responses import FileResponse

from orgraph.access.caller import Caller
from orgraph.api.access.needs import Needs
from orgraph.api.asked import Asked, Names, Text
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import AskedDep, GraphDep
from orgraph.api.described import also
from orgraph.api.jobs.uploads import Sent, receive
from orgraph.api.made import answers, sent
from orgraph.api.moments import moment_of
from orgraph.api.paging import PagedRead, cut
from orgraph.api.reply import reply
from orgraph.dates import SHANGHAI
from orgraph.graph import Graph
from orgraph.queries.who_to_call.proof.lint import LintResult
from orgraph.worklist import Answered, WorklistResult, load_answers, status, write_books

router = APIRouter(prefix="/v1", tags=["worklist"])
BOOKS = answers(".xlsx", ".zip", text="One workbook, or an archive of several.")


class BooksAsked(Asked):
    """Parameters of /worklist.xlsx and /worklist/handouts."""

    rule: Names = Field([], description="Ids of rules, repeated or with commas; default all.")
    by: Text = Field("Street", description="One workbook a … : a kind of area or organisation.")


def answered(graph: Graph, files: list[Sent], who: str) -> Answered:
    """Read filled-in workbooks that were sent. Raises LoadRejected with what is wrong in them."""
    with TemporaryDirectory(prefix="orgraph-") as folder:
        receive(files, Path(folder), "worklist", graph.settings.upload_mb << 20)
        return load_answers(graph.store.worklist, [folder], who=who, now=dt.datetime.now(SHANGHAI), moment=graph.at())


@router.get("/worklist", response_model=WorklistResult, dependencies=[Needs("worklist")])
def standing(request: Request, graph: GraphDep, asked: Annotated[PagedRead, Query()]) -> Response:
    """How the gaps that were handed out stand: said to be done but still missing first."""
    result = status(moment_of(request, asked), graph.store.worklist, area=asked.area)
    return cut(request, result, "items", asked)


@router.get("/worklist.xlsx", response_class=FileResponse, dependencies=[Needs("worklist")], responses=BOOKS)
def books(request: Request, graph: GraphDep, caller: CallerDep, asked: Annotated[BooksAsked, Query()]) -> FileResponse:
    """The gaps as workbooks, with what was said of those that were handed out. Nothing is put on record."""
    return _books(request, graph, caller, asked, hand_out=False)


@router.post("/worklist/handouts", response_class=FileResponse, dependencies=[Needs("worklist")], responses=BOOKS)
def hand_out(request: Request, graph: GraphDep, caller: CallerDep, asked: Annotated[BooksAsked, Query()]
             ) -> FileResponse:
    """Hand the gaps out: those that were not before are put on record as handed out; the workbooks to fill in."""
    return _books(request, graph, caller, asked, hand_out=True)


def _books(request: Request, graph: Graph, caller: Caller, asked: BooksAsked, *, hand_out: bool) -> FileResponse:
    now = moment_of(request, asked)
    return sent(f"worklist-{now.day}", lambda folder: write_books(
        now, graph.store.worklist, folder / "worklist", rules=asked.rule, area=asked.area, by=asked.by or "Street",
        who=caller.name, now=dt.datetime.now(SHANGHAI), hand_out=hand_out))


@router.post("/worklist", dependencies=[Needs("worklist")], responses=also(415, 422))
def back(graph: GraphDep, caller: CallerDep,
         files: Annotated[list[UploadFile], File(description="Filled-in workbooks, or archives of them.")]) -> Answered:
    """Filled-in workbooks back: what is new in them is put on record, all of it or nothing."""
    return answered(graph, list(files), caller.name)


@router.get("/calls/lint", response_model=LintResult, dependencies=[Needs("read")])
def lint(request: Request, asked: AskedDep) -> Response:
    """Whether for every place and topic the chain of calls ends at somebody."""
    return reply(request, asked, lambda now: now.call_lint(area=asked.area))
