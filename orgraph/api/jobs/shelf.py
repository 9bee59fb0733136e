"""The folder of the loads: one folder a load, with what is known of it as files that every worker process reads.

    <database>.loads/turn            locked by whoever runs a load
    <database>.loads/l-…/job.json    the load; …/lock: held by the process that sees to it; …/events.jsonl: its progress
    <database>.loads/l-…/files/      what was received, until it is loaded or given up
    <database>.loads/l-…/report.json what the loaders found; …/corrected/: workbooks to mend
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from orgraph.api.jobs.job import ALIVE, HOLDING, Failure, Job
from orgraph.api.jobs.locks import Lock
from orgraph.config import Settings
from orgraph.dates import SHANGHAI
from orgraph.errors import NotFound

KEPT = 200  # loads whose record stays
_ID = re.compile(r"l-\d{20}-[0-9a-f]{6}")
_CUT_OFF = Failure(code="interrupted", detail="服务中断，没有导入，原来的数据不变 (the service ended; nothing changed)",
                   hint="文件还在，可以再运行一次 (the files are kept: activate to run it again)")


def shelf_of(url: str, settings: Settings) -> JobShelf:
    """The loads of a database: beside its file, or in the cache folder where it is a server."""
    if settings.uploads is not None:
        return JobShelf(settings.uploads)
    if url.startswith("sqlite:///"):
        return JobShelf(Path(f"{url.removeprefix('sqlite:///')}.loads"))
    return JobShelf(settings.cache_folder / "loads" / blake2b(url.encode(), digest_size=8).hexdigest())


class JobShelf:
    """All loads of one database."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def turn(self) -> Lock:
        """Whoever holds this runs a load; nobody else does meanwhile."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Lock(self.root / "turn")

    def new(self, **asked: Any) -> tuple[Job, Lock]:
        """A new load with an empty folder for its files, and the lock of whoever sees to it."""
        now = dt.datetime.now(SHANGHAI)
        job = Job(id=f"l-{now:%Y%m%d%H%M%S%f}-{secrets.token_hex(3)}", created=now, **asked)
        folder = self.root / job.id
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(mode=0o700)
        self.files(job.id).mkdir()
        lock = self.lock(job.id)
        lock.acquire()
        return job, lock

    def lock(self, id_: str) -> Lock:
        """The lock of the process that sees to a load."""
        return Lock(self.folder(id_) / "lock")

    def folder(self, id_: str) -> Path:
        """The folder of a load. Raises NotFound for what is no id of one."""
        folder = self.root / id_
        if not _ID.fullmatch(id_) or not folder.is_dir():
            raise NotFound(f"没有这次导入：{id_[:80]} (no such load)", hint="/v1/loads")
        return folder

    def files(self, id_: str) -> Path:
        """Where the files of a load lie."""
        return self.folder(id_) / "files"

    def get(self, id_: str) -> Job:
        """A load as it stands; one that nobody sees to any more is marked as interrupted. Raises NotFound."""
        path = self.folder(id_) / "job.json"
        if not path.exists():
            raise NotFound(f"没有这次导入：{id_} (no such load)", hint="/v1/loads")
        job = Job.model_validate_json(path.read_bytes())
        if job.state in ALIVE:
            lock = self.lock(id_)
            if lock.acquire():
                try:
                    job = Job.model_validate_json(path.read_bytes())
                    if job.state in ALIVE:
                        job = self.put(job.model_copy(update={"state": "interrupted", "failure": _CUT_OFF,
                                                              "ended": dt.datetime.now(SHANGHAI)}))
                finally:
                    lock.release()
        return job if job.state != "running" else job.model_copy(update=self._progress(id_))

    def _progress(self, id_: str) -> dict[str, Any]:
        last = [data for _, event, data in self.events(id_) if event == "progress"][-1:]
        return last[0] if last else {}

    def put(self, job: Job) -> Job:
        """Write a load's record, whole or not at all, and tell its state; files nobody can want any more go."""
        folder = self.folder(job.id)
        with contextlib.suppress(FileNotFoundError):
            if Job.model_validate_json((folder / "job.json").read_bytes()).state != job.state:
                self.tell(job.id, "state", {"state": job.state})
        part = folder / "job.json.part"
        part.write_text(job.model_dump_json(), encoding="utf-8")
        part.replace(folder / "job.json")
        if job.state not in HOLDING:
            shutil.rmtree(folder / "files", ignore_errors=True)
        return job

    def all(self) -> list[Job]:
        """Every load, newest first."""
        return [job for id_ in self._ids() if (job := self._whole(id_)) is not None]

    def _ids(self) -> list[str]:
        found = self.root.iterdir() if self.root.is_dir() else ()
        return sorted((one.name for one in found if _ID.fullmatch(one.name)), reverse=True)

    def _whole(self, id_: str) -> Job | None:
        """A load; None while its files are being received."""
        with contextlib.suppress(NotFound):
            return self.get(id_)
        return None

    def tidy(self) -> None:
        """Forget all but the newest loads, and what was being received when a service ended."""
        for number, id_ in enumerate(self._ids()):
            job = self._whole(id_)
            if job is None or (number >= KEPT and job.state not in ALIVE):
                lock = self.lock(id_)
                if lock.acquire():
                    shutil.rmtree(self.root / id_, ignore_errors=True)
                    lock.release()

    def discard(self, id_: str) -> None:
        """Forget a load that never began."""
        shutil.rmtree(self.folder(id_), ignore_errors=True)

    def tell(self, id_: str, event: str, data: dict[str, Any]) -> None:
        """Add to what is told of a load while it runs."""
        with (self.folder(id_) / "events.jsonl").open("a", encoding="utf-8") as out:
            out.write(json.dumps({"event": event, "data": data}, ensure_ascii=False) + "\n")

    def events(self, id_: str, after: int = 0) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """What was told: number from 1, event, data; only those after a number."""
        path = self.folder(id_) / "events.jsonl"
        if not path.exists():
            return
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if number > after and line.endswith("\n"):
                    said = json.loads(line)
                    yield number, said["event"], said["data"]
