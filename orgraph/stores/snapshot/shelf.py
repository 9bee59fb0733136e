"""Where snapshots are: built once a generation, mapped when first asked for, patched with small edits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from orgraph.errors import StoreError
from orgraph.stores.snapshot import columns as files
from orgraph.stores.snapshot.build import build, fingerprint
from orgraph.stores.snapshot.columns import Array, Columns
from orgraph.stores.snapshot.patch import patch
from orgraph.stores.snapshot.snapshot import Snapshot
from orgraph.stores.snapshot.source import Reader
from orgraph.stores.snapshot.spellings import SUFFIX as NAMES
from orgraph.stores.snapshot.spellings import Spellings
from orgraph.stores.snapshot.view import SnapshotView

SNAPSHOT = ".snap"
KEPT_VIEWS = 4
KEPT_FILES = 6
ABANDONED = 3600.0  # seconds after which nobody is writing a partial file any more
PATCH_LIMIT = 500  # ids touched since the last snapshot; beyond that a new one is built


@dataclass(frozen=True, slots=True)
class Draft:
    """The snapshot of a generation that may never be; `built`: its columns, where it is no patch of another."""

    generation: int
    snapshot: Snapshot
    built: dict[str, Array] | None


class Shelf:
    """Snapshots of one store. Thread-safe; processes share the files."""

    def __init__(self, folder: Path, reader: Callable[[], Reader],
                 view: Callable[[Snapshot, int], SnapshotView] = SnapshotView) -> None:
        """view: what reads a snapshot of a generation."""
        self._folder = folder
        self._reader = reader
        self._view = view
        self._lock = threading.Lock()
        self._views: dict[int, SnapshotView] = {}
        self._spellings = Spellings(folder, reader)

    def _path(self, generation: int) -> Path:
        return self._folder / f"{generation}{SNAPSHOT}"

    def build(self, generation: int, reader: Reader) -> None:
        """Write a generation's snapshot; it is complete or not there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        files.write(self._path(generation), build(reader, generation))
        self._tidy(generation)

    def _tidy(self, built: int) -> None:
        """Remove snapshots of old generations, which are built again if asked for, and what killed loads left."""
        for suffix in (SNAPSHOT, NAMES):
            stored = sorted((int(path.stem) for path in self._folder.glob(f"*{suffix}")), reverse=True)
            for generation in stored[KEPT_FILES:]:
                if generation != built:
                    (self._folder / f"{generation}{suffix}").unlink(missing_ok=True)
        for path in self._folder.glob("*.part"):
            with suppress(FileNotFoundError):  # its writer has just moved it into place
                if time.time() - path.stat().st_mtime > ABANDONED:
                    path.unlink()

    def keep_only(self, recorded: Collection[int]) -> None:
        """Forget the snapshots of generations that are recorded no more."""
        newest = max(recorded, default=0)  # what is newer is being loaded
        with self._lock:
            for number in [n for n in self._views if n < newest and n not in recorded]:
                del self._views[number]
        for path in (*self._folder.glob(f"*{SNAPSHOT}"), *self._folder.glob(f"*{NAMES}")):
            if int(path.stem) < newest and int(path.stem) not in recorded:
                path.unlink(missing_ok=True)

    def discard(self, generation: int) -> None:
        """Forget a snapshot that a load wrote and then failed to commit."""
        self._path(generation).unlink(missing_ok=True)

    def view(self, generation: int) -> SnapshotView:
        """The view of a generation: kept, mapped, patched from the nearest earlier one, or built."""
        found = self._views.get(generation)
        if found is not None:
            return found
        with self._lock:
            found = self._views.get(generation)
            if found is None:
                found = self._viewed(self._open(generation), generation)
                for old in list(self._views)[:-KEPT_VIEWS + 1]:
                    del self._views[old]
                self._views[generation] = found
            return found

    def _viewed(self, snapshot: Snapshot, generation: int) -> SnapshotView:
        view = self._view(snapshot, generation)
        view.spellings = self._spellings.of
        return view

    def _open(self, generation: int) -> Snapshot:
        stored = self._stored(generation)
        if stored is not None:
            return Snapshot(stored)
        reader = self._reader()
        patched = self._patched(generation, reader)
        if patched is not None:
            return Snapshot(patched)
        self.build(generation, reader)
        return Snapshot(Columns.open(self._path(generation)))

    def _patched(self, generation: int, reader: Reader) -> Columns | None:
        """The nearest earlier snapshot with what changed since, or None if it is simpler to build one."""
        base = self._nearest(generation)
        changes = None if base is None else reader.changes(base.generation, generation, PATCH_LIMIT)
        return None if base is None or changes is None else patch(base, changes, reader.files(), generation)

    def draft(self, generation: int) -> Draft:
        """What a generation that is not recorded yet comes to; kept nowhere before `keep`."""
        reader = self._reader()
        patched = self._patched(generation, reader)
        if patched is not None:
            return Draft(generation, Snapshot(patched), None)
        built = build(reader, generation)
        return Draft(generation, Snapshot(Columns(built)), built)

    def keep(self, draft: Draft) -> None:
        """Keep a draft, once its generation is recorded."""
        if draft.built is None:
            with self._lock:
                self._views[draft.generation] = self._viewed(draft.snapshot, draft.generation)
        else:
            self._folder.mkdir(parents=True, exist_ok=True)
            files.write(self._path(draft.generation), draft.built)
            self._tidy(draft.generation)

    def _stored(self, generation: int) -> Columns | None:
        """A generation's file, if it is there and of this program."""
        try:
            columns = Columns.open(self._path(generation))
        except StoreError:
            return None
        return columns if columns.fingerprint == fingerprint() else None

    def _nearest(self, generation: int) -> Snapshot | None:
        """The newest snapshot before a generation: one in memory, else a file of this program's vocabulary."""
        kept = max((n for n in self._views if n < generation), default=0)
        stored = max((int(p.stem) for p in self._folder.glob(f"*{SNAPSHOT}") if int(p.stem) < generation), default=0)
        if kept and kept >= stored:
            return self._views[kept].snapshot
        if not stored:
            return None
        columns = self._stored(stored)
        return None if columns is None else Snapshot(columns)
