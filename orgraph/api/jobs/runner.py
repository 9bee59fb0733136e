"""Runs loads one at a time, whichever worker process has received them, each as a child process."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

import orjson

from orgraph.api.jobs.job import ALIVE, Failure, Job, State
from orgraph.api.jobs.locks import Lock
from orgraph.api.jobs.shelf import JobShelf
from orgraph.dates import SHANGHAI
from orgraph.errors import OrgraphError, UsageError
from orgraph.graph import Graph

_LOOK = 0.1  # seconds between looks at a child
_GOODBYE = 10.0  # seconds that a child has to end
_ENDED = 30.0  # seconds that a cancelled load is waited for
_FAULT = Failure(code="internal", detail="程序内部出错，已记入日志 (internal error, logged)",
                 hint="请把时间和编号告诉管理员 (tell the administrator)")
log = logging.getLogger(__name__)


class NotNow(UsageError):
    """Something that a load in this state cannot do."""

    code = "load-state"
    status = 409


class Runner:
    """The loads of this process: a queue and a thread that works it off."""

    def __init__(self, url: str, graph: Graph, shelf: JobShelf) -> None:
        self.shelf = shelf
        self._url = url
        self._graph = graph
        self._queue: queue.Queue[tuple[str, Lock] | None] = queue.Queue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="loads", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self.shelf.tidy()
        self._thread.start()

    def stop(self) -> None:
        """End the running load, which changes nothing, and leave those that wait as interrupted."""
        self._stopping.set()
        self._queue.put(None)
        self._thread.join()

    def get(self, id_: str) -> Job:
        """A load as it stands. Raises NotFound."""
        job = self.shelf.get(id_)
        if job.state == "interrupted" and (made := self._made(job)) is not None:
            # The service ended between the database's last word and its own.
            return self.shelf.put(job.model_copy(update={"state": "loaded", "generation": made, "failure": None}))
        return job

    def _made(self, job: Job) -> int | None:
        """The generation that a load has become."""
        return next((one.number for one in self._graph.generations() if one.note == job.noted), None)

    def submit(self, job: Job, lock: Lock) -> Job:
        """Put a load in the queue; `lock` is its own, held."""
        job = self.shelf.put(job.model_copy(update={
            "state": "queued", "failure": None, "started": None, "ended": None, "base": None}))
        self._queue.put((job.id, lock))
        return job

    def again(self, id_: str, *, dry_run: bool, leave_out: bool = False) -> Job:
        """Run a load that was compared or interrupted: activate it, or compare it anew; leave_out: rows with errors.

        Raises NotNow where it cannot be, NotFound where there is none.
        """
        self.get(id_)
        lock = self.shelf.lock(id_)
        if not lock.acquire():
            raise NotNow("这次导入正在进行 (the load is running)", hint=f"/v1/loads/{id_}")
        try:
            job = self.get(id_)
            if job.state not in ("compared", "interrupted"):
                raise NotNow(f"这次导入已经结束：{job.state} (the load is over)", hint="/v1/generations")
            if not dry_run and not job.may_activate:
                raise NotNow(f"有 {job.errors} 处错误，不能启用 (there are errors)",
                             hint=f"/v1/loads/{id_}/errors.xlsx")
            if not dry_run and job.state == "compared" and job.base != self._active():
                raise NotNow("比较之后数据已经变了，请重新比较 (the data changed since it was compared)",
                             hint=f"POST /v1/loads/{id_}/compare")
            return self.submit(job.model_copy(update={
                "dry_run": dry_run, "allow_errors": job.allow_errors or leave_out}), lock)
        except BaseException:
            lock.release()
            raise

    def cancel(self, id_: str) -> Job:
        """Give a load up: nothing of it is loaded. Raises NotNow where it is over."""
        job = self.get(id_)
        if job.state in ("compared", "interrupted"):
            lock = self.shelf.lock(id_)
            if lock.acquire():
                try:
                    return self.shelf.put(job.model_copy(update={"state": "cancelled", "ended": _now()}))
                finally:
                    lock.release()
            job = self.get(id_)
        if job.state not in ALIVE:
            raise NotNow(f"这次导入已经结束：{job.state} (the load is over)",
                         hint="要退回，启用以前的一代：/v1/generations (activate an earlier generation)")
        (self.shelf.folder(id_) / "cancel").touch()
        until = time.monotonic() + _ENDED
        while job.state in ALIVE and time.monotonic() < until:
            time.sleep(_LOOK / 2)
            job = self.get(id_)
        return job

    def _active(self) -> int:
        return next((one.number for one in self._graph.generations() if one.active), 0)

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            id_, lock = item
            try:
                if not self._stopping.is_set():
                    self._run(id_)
            except Exception:
                log.exception("fault in load %s", id_)
                self._end(id_, "failed", _FAULT)
            finally:
                lock.release()

    def _run(self, id_: str) -> None:
        turn = self.shelf.turn
        while not turn.acquire():
            if self._stopping.wait(_LOOK):
                return
            if self._cancelled(id_):
                self._end(id_, "cancelled")
                return
        try:
            if self._cancelled(id_):
                self._end(id_, "cancelled")
                return
            folder = self.shelf.folder(id_)
            for left in ("report.json", "failure.json"):
                (folder / left).unlink(missing_ok=True)
            self._update(id_, state="running", started=_now(), base=self._active())
            code = self._child(id_, folder)
            if not self._stopping.is_set() or (folder / "report.json").exists():
                self._settle(id_, folder, code)
        finally:
            turn.release()

    def _child(self, id_: str, folder: Path) -> int:
        """Run the child to its end, or end it if it is cancelled or the service stops."""
        with (folder / "log").open("wb") as out, subprocess.Popen(  # noqa: S603 — our own program
                [sys.executable, "-m", "orgraph.api.jobs.work", str(folder)], stdin=subprocess.PIPE, stdout=out,
                stderr=out, env=os.environ | {"ORGRAPH_DB": self._url}) as child:
            while child.poll() is None:
                if self._stopping.is_set() or self._cancelled(id_):
                    child.terminate()
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        child.wait(_GOODBYE)
                    child.kill()
                    break
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(_LOOK)
        return child.returncode

    def _settle(self, id_: str, folder: Path, code: int) -> None:
        """Say what came of a child that has ended."""
        job = self._job(id_)
        report = folder / "report.json"
        if report.exists():
            found = orjson.loads(report.read_bytes())
            job = self._update(
                id_, rows=found["rows"], errors=len(found["errors"]), warnings=len(found["warnings"]),
                left_out=found["left_out"], reviews=found["reviews"], generation=found["generation"],
                corrected=found["corrected"])
        if code == 0:
            self._end(id_, "compared" if job.dry_run else "loaded")
            return
        made = self._made(job)
        failure = folder / "failure.json"
        if made is not None:  # it was ended after its last word to the database
            self._update(id_, generation=made)
            self._end(id_, "loaded")
        elif self._cancelled(id_):
            self._end(id_, "cancelled")
        elif failure.exists():
            why = Failure.model_validate_json(failure.read_bytes())
            self._end(id_, "rejected" if why.code == "load-rejected" else "failed", why)
        else:
            log.error("load %s ended with %d; what it said is in %s", id_, code, folder / "log")
            self._end(id_, "failed", _FAULT)

    def _cancelled(self, id_: str) -> bool:
        return (self.shelf.folder(id_) / "cancel").exists()

    def _job(self, id_: str) -> Job:
        return Job.model_validate_json((self.shelf.folder(id_) / "job.json").read_bytes())

    def _update(self, id_: str, **values: object) -> Job:
        return self.shelf.put(self._job(id_).model_copy(update=values))

    def _end(self, id_: str, state: State, failure: Failure | None = None) -> None:
        try:
            self._update(id_, state=state, failure=failure, ended=_now(), reading="")
        except OrgraphError:  # its folder was removed by hand
            log.warning("load %s is gone", id_)


def _now() -> dt.datetime:
    return dt.datetime.now(SHANGHAI)
