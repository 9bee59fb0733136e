"""/v1/loads: files in, what was found in them, and whether it is to be loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Header, Query, Request, Response, UploadFile
from starlette.responses import FileResponse, StreamingResponse

from orgraph.api.access.needs import Needs
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import GraphDep, RunnerDep
from orgraph.api.described import also
from orgraph.api.jobs.events import MEDIA, stream
from orgraph.api.jobs.job import ALIVE, Job
from orgraph.api.jobs.report import LoadReportModel
from orgraph.api.jobs.runner import NotNow, Runner
from orgraph.api.jobs.uploads import Sent, receive
from orgraph.api.paging import PagedAsked, paged
from orgraph.errors import Ambiguous, NotFound
from orgraph.graph import Graph

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOLDER = "upload"
router = APIRouter(prefix="/v1/loads", tags=["loads"], dependencies=[Needs("load")])

Files = Annotated[list[UploadFile], File(description="Workbooks, tables, mapping files; or archives (.zip).")]
Folder = Annotated[str, Form(max_length=60, description=(
    "Whose files they are: the folder of those sent without one. Files of one folder and name replace what they said "
    "before."))]
DryRun = Annotated[bool, Form(description="Read and compare only; POST …/activate loads it then.")]
AllowErrors = Annotated[bool, Form(description="Leave out the rows with errors and load the rest.")]
Note = Annotated[str, Form(max_length=200, description="Goes into the note of the generation.")]


def submitted(runner: Runner, graph: Graph, files: list[Sent], folder: str, **asked: Any) -> Job:
    """Receive files and put their load in the queue."""
    job, lock = runner.shelf.new(**asked)
    try:
        job.files, job.skipped = receive(files, runner.shelf.files(job.id), folder or FOLDER,
                                         graph.settings.upload_mb << 20)
        return runner.submit(job, lock)
    except BaseException:
        runner.shelf.discard(job.id)
        lock.release()
        raise


@router.post("", status_code=202, responses=also(400, 413, 415))
def load(runner: RunnerDep, graph: GraphDep, caller: CallerDep, response: Response, files: Files,
         folder: Folder = FOLDER, dry_run: DryRun = False, allow_errors: AllowErrors = False, note: Note = "") -> Job:
    """Send files to be loaded. The answer comes at once; how far it is stands at its `Location`."""
    job = submitted(runner, graph, list(files), folder, dry_run=dry_run, allow_errors=allow_errors, note=note,
                    by=caller.name)
    response.headers["location"] = f"/v1/loads/{job.id}"
    return job


@router.get("")
def loads(request: Request, response: Response, runner: RunnerDep, asked: Annotated[PagedAsked, Query()]) -> list[Job]:
    """All loads, newest first."""
    return paged(request, response, runner.shelf.all(), asked)


@router.get("/{id}")
def one(runner: RunnerDep, id: str) -> Job:  # noqa: A002 — the contract's name
    """One load: how far it is, and what came of it."""
    return runner.get(id)


@router.get("/{id}/events", response_class=StreamingResponse,
            responses={200: {"description": "Server-sent events: `progress` with rows and file, `state`, at last "
                                            "`end`; `Last-Event-ID` goes on after one.",
                             "content": {MEDIA: {"schema": {"type": "string"}}}}})
def events(runner: RunnerDep, id: str,  # noqa: A002 — the contract's name
           last_event_id: Annotated[str, Header(description="The last event that came before.")] = "",
           ) -> StreamingResponse:
    """Its progress as it happens."""
    runner.get(id)
    after = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else 0
    return StreamingResponse(stream(runner, id, after), media_type=MEDIA, headers={"x-accel-buffering": "no"})


@router.get("/{id}/report", response_model=LoadReportModel, responses=also(409))
def report(runner: RunnerDep, id: str) -> Response:  # noqa: A002 — the contract's name
    """What was found: sheets, rows, errors by cell, what it changes. As `orgraph load --json`."""
    return FileResponse(_finished(runner, id) / "report.json", media_type="application/json")


@router.get("/{id}/errors.xlsx", response_class=FileResponse, responses={
    **also(409), 200: {"description": "The workbook.", "content": {XLSX: {}}}})
def errors(runner: RunnerDep, id: str,  # noqa: A002 — the contract's name
           file: Annotated[str | None, Query(description="Which of `corrected`, where there are several.")] = None,
           ) -> FileResponse:
    """The file with its errors marked and explained, to mend and send again."""
    folder = _finished(runner, id)
    known = runner.get(id).corrected
    if not known:
        raise NotFound("这次导入没有更正本：没有错误，或文件不能复制 (there is no corrected workbook)",
                       hint=f"/v1/loads/{id}/report")
    if file is not None and file not in known:
        raise NotFound(f"没有这个更正本：{file[:200]} (no such workbook)", hint="、".join(known))
    if file is None and len(known) > 1:
        raise Ambiguous("有几个更正本 (there are several)", [{"id": name, "name": name} for name in known],
                        hint="?file=")
    name = file or known[0]
    return FileResponse(folder / "corrected" / name, media_type=XLSX, filename=Path(name).name)


@router.post("/{id}/activate", status_code=202, responses=also(409))
def activate(runner: RunnerDep, id: str) -> Job:  # noqa: A002 — the contract's name
    """Load what was only compared, or run again what was interrupted."""
    return runner.again(id, dry_run=False)


@router.post("/{id}/compare", status_code=202, responses=also(409))
def compare(runner: RunnerDep, id: str) -> Job:  # noqa: A002 — the contract's name
    """Read and compare again, where the data have changed since."""
    return runner.again(id, dry_run=True)


@router.delete("/{id}", responses=also(409))
def cancel(runner: RunnerDep, id: str) -> Job:  # noqa: A002 — the contract's name
    """Give it up: a running one is stopped, and nothing of it is loaded."""
    return runner.cancel(id)


def _finished(runner: Runner, id_: str) -> Path:
    """The folder of a load that has a report. Raises NotNow while there is none."""
    job = runner.get(id_)
    folder = runner.shelf.folder(id_)
    if not (folder / "report.json").exists():
        raise NotNow("还没有结果 (no report yet)" if job.state in ALIVE else f"没有结果：{job.state} (no report)",
                     hint=f"/v1/loads/{id_}")
    return folder
