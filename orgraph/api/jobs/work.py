"""The child process that runs one load: `python -m orgraph.api.jobs.work FOLDER`, the database being ORGRAPH_DB's.

It ends when its standard input does, which is when the service ends, however that happens. Exit 0: done, and the report
says what; 1: not done, and failure.json says why.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

import orgraph
from orgraph.api.jobs.job import Failure, Job
from orgraph.api.jobs.shelf import JobShelf
from orgraph.errors import LoadRejected, OrgraphError
from orgraph.loaders.corrected import corrected_copies
from orgraph.loaders.folders import data_files
from orgraph.loaders.mapping.files import SUFFIX as MAPPING

if TYPE_CHECKING:
    from orgraph.loaders import LoadReport

_ASIDE = 15  # how much nicer than the answers it is


def main(folder: Path) -> int:
    """Run the load of a folder."""
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    os.nice(_ASIDE)
    job = Job.model_validate_json((folder / "job.json").read_bytes())
    shelf = JobShelf(folder.parent)
    try:
        graph = orgraph.open()
        try:
            # What is only compared is judged too: whether to use it hangs on that.
            report = graph.load(_sent(folder, job), dry_run=job.dry_run, allow_errors=job.allow_errors, propose=True,
                                note=job.noted, progress=lambda rows, file: shelf.tell(
                                    job.id, "progress", {"rows": rows, "reading": file}))
        finally:
            graph.close()
    except LoadRejected as rejected:
        _say(folder, job, rejected.report)
        return _failed(folder, rejected)
    except OrgraphError as error:
        return _failed(folder, error)
    _say(folder, job, report)
    return 0


def _sent(folder: Path, job: Job) -> list[Path]:
    """The folder with its mappings, and every other file by its name: graphs and .txt are not looked for in folders."""
    files = folder / "files"
    return [files, *(files / one.name for one in job.files if not one.name.lower().endswith(MAPPING))]


def _say(folder: Path, job: Job, report: LoadReport) -> None:
    """Write the corrected copies, then the report, which is what tells that the load came to its end."""
    if report.errors:
        made = folder / "corrected"
        with contextlib.suppress(OrgraphError):  # no reason to keep back what the load found
            report.corrected = [path.relative_to(made) for path in corrected_copies(
                report, data_files(_sent(folder, job))[0], made)]
    part = folder / "report.json.part"
    part.write_bytes(orjson.dumps(report.to_dict()))
    part.replace(folder / "report.json")


def _failed(folder: Path, error: OrgraphError) -> int:
    (folder / "failure.json").write_text(
        Failure(code=error.code, detail=error.detail, hint=error.hint).model_dump_json(), encoding="utf-8")
    return 1


def _end_with_the_service() -> None:
    while os.read(0, 1):  # not by sys.stdin, whose lock would stay held when the program ends
        pass
    os._exit(3)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
