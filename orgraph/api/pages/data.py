"""数据: files in, what was found in them, what they would change, and the generations that there are."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, RedirectResponse

from orgraph.api.access.needs import Needs
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import GraphDep, RunnerDep
from orgraph.api.generations import Number
from orgraph.api.jobs.job import ALIVE, Job, told
from orgraph.api.jobs.routes import FOLDER, AllowErrors, Files, Folder, Note, submitted
from orgraph.api.jobs.runner import Runner
from orgraph.api.pages.chrome import Chrome, ChromeDep, PageAsked, render
from orgraph.graph import Graph
from orgraph.loaders.folders import KINDS
from orgraph.moment import Moment
from orgraph.vocabulary import vocabulary

router = APIRouter(prefix="/data", dependencies=[Needs("load")])
SHOWN = 100  # errors on the page; the workbook and the report have all
LISTED = 10  # loads on the page


@router.get("")
def page(graph: GraphDep, runner: RunnerDep, chrome: ChromeDep) -> HTMLResponse:
    """Where files go in, and what came of those before."""
    generations = graph.generations()
    return render("data.html", chrome, now_of(graph), jobs=runner.shelf.all()[:LISTED], alive=ALIVE, folder=FOLDER,
                  generations=generations, active=next((one for one in generations if one.active), None),
                  waiting=len(graph.reviews()), kinds=",".join(sorted((*KINDS, ".zip"))),
                  most=graph.settings.upload_mb, told=told)


@router.post("/loads")
def load(graph: GraphDep, runner: RunnerDep, caller: CallerDep, chrome: ChromeDep, files: Files,
         folder: Folder = FOLDER, note: Note = "", allow_errors: AllowErrors = False) -> RedirectResponse:
    """Take files in and compare them; they are loaded when somebody has seen what they change."""
    job = submitted(runner, graph, list(files), folder, dry_run=True, allow_errors=allow_errors, note=note,
                    by=caller.name)
    return to(chrome, f"/data/loads/{job.id}")


@router.get("/loads/{id}")
def one(graph: GraphDep, runner: RunnerDep, chrome: ChromeDep, id: str) -> HTMLResponse:  # noqa: A002 — as in REST
    """One load: how far it is; what was recognised, what is wrong, what it changes."""
    job = runner.get(id)
    return render("data_load.html", chrome, now_of(graph), job=job, report=report_of(runner, job), alive=ALIVE,
                  shown=SHOWN, title=title, sheet_title=vocabulary().title_of)


@router.post("/loads/{id}/activate")
def activate(runner: RunnerDep, chrome: ChromeDep, id: str) -> RedirectResponse:  # noqa: A002
    """Load what was compared."""
    return to(chrome, f"/data/loads/{runner.again(id, dry_run=False).id}")


@router.post("/loads/{id}/compare")
def compare(runner: RunnerDep, chrome: ChromeDep, id: str, allow_errors: AllowErrors = False) -> RedirectResponse:  # noqa: A002
    """Compare anew, perhaps without the rows that have errors."""
    return to(chrome, f"/data/loads/{runner.again(id, dry_run=True, leave_out=allow_errors).id}")


@router.post("/loads/{id}/cancel")
def cancel(runner: RunnerDep, chrome: ChromeDep, id: str) -> RedirectResponse:  # noqa: A002
    """Give a load up."""
    return to(chrome, f"/data/loads/{runner.cancel(id).id}")


@router.get("/generations/{older}/diff/{newer}")
def diff(graph: GraphDep, chrome: ChromeDep, older: Number, newer: Number) -> HTMLResponse:
    """What changed between two generations."""
    return render("data_diff.html", chrome, now_of(graph), older=older, newer=newer, diff=graph.diff(older, newer),
                  title=title)


@router.post("/generations")
def go_to(graph: GraphDep, chrome: ChromeDep, number: Annotated[int, Form(ge=1, le=2**31)]) -> RedirectResponse:
    """Make another generation the active one."""
    graph.unlimited().store.activate(number)
    return to(chrome, "/data")


def now_of(graph: Graph) -> Moment | None:
    """Today, or None before the first load, when these pages are needed most."""
    now = graph.at(PageAsked().as_of)
    return now if now.view.generation else None


def report_of(runner: Runner, job: Job) -> dict[str, Any] | None:
    """What the loaders found, once they have."""
    path = runner.shelf.folder(job.id) / "report.json"
    if job.state in ALIVE or not path.exists():
        return None
    found: dict[str, Any] = orjson.loads(path.read_bytes())
    return found


def title(chrome: Chrome, name: str) -> str:
    """What a kind of node or a relation type is called."""
    return chrome.kind(name) if name in vocabulary().kinds else chrome.relation(name)


def to(chrome: Chrome, path: str) -> RedirectResponse:
    """On to another page, by GET."""
    return RedirectResponse(chrome.go(path), 303)
