"""A watched folder: what departments put there is loaded once it has come to rest.

A change loads the folders of the changed files again, as one generation. What cannot be loaded changes nothing, waits,
and is tried again with the next change; folders without errors do not wait for those with. A file that goes takes none
of its facts with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Literal

from orgraph.errors import LoadRejected, OrgraphError, StoreError
from orgraph.loaders.corrected import corrected_copies
from orgraph.loaders.folders import SKIP, data_files, is_data
from orgraph.loaders.mapping.files import SUFFIX as MAPPING
from orgraph.loaders.reading.formats import source_name
from orgraph.loaders.report import LoadReport

RETURNED = "退回"  # where corrected copies go, in the watched folder but not watched
_WAITS = (1.0, 4.0, 16.0)  # seconds before a database that cannot be written is tried again

Load = Callable[[list[Path]], LoadReport]


@dataclass(frozen=True, slots=True)
class Happened:
    """What the watch has to say: files `loaded` or `rejected` (with the report), `gone`, or not loaded (`failed`)."""

    what: Literal["loaded", "rejected", "gone", "failed"]
    files: tuple[Path, ...]
    report: LoadReport | None = None
    error: OrgraphError | None = None


class Settling:
    """Changed files, until size and time of all of them have stayed the same for some seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._seen: dict[Path, tuple[object, float]] = {}

    def add(self, files: Iterable[Path]) -> None:
        """Begin to wait for files that have changed."""
        for file in files:
            self._seen[file] = _stamp(file), self._clock()

    def settled(self) -> set[Path]:
        """All the files, once, when they are at rest; until then none."""
        now = self._clock()
        for file, (stamp, _) in self._seen.items():
            if _stamp(file) != stamp:
                self._seen[file] = _stamp(file), now
        if any(now - since < self._seconds for _, since in self._seen.values()):
            return set()
        resting = set(self._seen)
        self._seen.clear()
        return resting


def _stamp(file: Path) -> object:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


class Watch:
    """One watched folder. `load` loads files as one generation, `tell` is told what happens.

    settle: seconds for which files must not change. corrected: the folder of corrected copies, `退回` in the watched
    one by default.
    """

    def __init__(self, folder: Path, load: Load, tell: Callable[[Happened], None], *, settle: float = 2.0,
                 corrected: Path | None = None, stop: Event | None = None) -> None:
        self._folder = folder.resolve()
        self._load = load
        self._tell = tell
        self._settle = settle
        self._corrected = (corrected or self._folder / RETURNED).resolve()
        self._stop = stop or Event()
        self._due: set[Path] = set()

    def once(self) -> bool:
        """Load what is there; whether all of it could be."""
        self._due.update(file.parent for file in self._data())
        self._load_due()
        return not self._due

    def run(self) -> None:
        """Load what is there, then what changes, until `stop` is set. Raises KeyboardInterrupt at Ctrl-C."""
        from watchfiles import watch

        tick = max(50, int(self._settle * 500))
        settling = Settling(self._settle)
        begun = False
        for changes in watch(self._folder, watch_filter=lambda _, path: self._matters(Path(path)), debounce=tick,
                             rust_timeout=tick, yield_on_timeout=True, stop_event=self._stop):
            if not begun:  # only now, so that nothing falls between the first look and the watching
                settling.add(self._data())
                begun = True
            settling.add(Path(path) for _, path in changes)
            self._changed(settling.settled())

    def _data(self) -> list[Path]:
        files, _ = data_files([self._folder])
        return [file for file in files if not file.is_relative_to(self._corrected)]

    def _matters(self, path: Path) -> bool:
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(self._folder).parts)
        return (not hidden and not path.is_relative_to(self._corrected)
                and (is_data(path) or path.name.endswith(MAPPING) or path.is_dir()))

    def _changed(self, paths: set[Path]) -> None:
        gone = sorted(path for path in paths if is_data(path) and not path.exists())
        if gone:
            self._tell(Happened("gone", tuple(gone)))
        there = {file.parent for file in self._data()}
        before = len(self._due)
        for path in paths.difference(gone):
            if is_data(path):
                self._due.add(path.parent)
            else:  # a folder that has come, or a mapping, which speaks for all that lies below it
                top = path if path.is_dir() else path.parent
                self._due.update(folder for folder in there if folder.is_relative_to(top))
        self._due &= there
        if paths.difference(gone) and (self._due or before):
            self._load_due()

    def _load_due(self) -> None:
        files = [file for file in self._data() if file.parent in self._due]
        if not files:
            return
        report = self._try(files)
        if report is None:
            return
        if not report.errors:
            self._due.clear()
            self._tell(Happened("loaded", tuple(files), report))
            return
        try:
            report.corrected = corrected_copies(report, files, self._corrected)
            if report.corrected:
                (self._corrected / SKIP).touch()
        except OrgraphError as error:
            self._tell(Happened("failed", tuple(files), error=error))
        self._tell(Happened("rejected", tuple(files), report))
        wrong = {error.where.file for error in report.errors}
        bad = {file.parent for file in files if source_name(file) in wrong}
        rest = [file for file in files if file.parent not in bad]
        if bad and rest:
            report = self._try(rest)
            if report is not None and not report.errors:
                self._due &= bad
                self._tell(Happened("loaded", tuple(rest), report))

    def _try(self, files: list[Path]) -> LoadReport | None:
        """The report of a load, rejected or not; None if it could not be tried at all."""
        for wait in (*_WAITS, None):
            try:
                return self._load(files)
            except LoadRejected as rejected:
                report: LoadReport = rejected.report
                return report
            except OrgraphError as error:
                if wait is None or not isinstance(error, StoreError) or self._stop.wait(wait):
                    self._tell(Happened("failed", tuple(files), error=error))
                    return None
        return None
