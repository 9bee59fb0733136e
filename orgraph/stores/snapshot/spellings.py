"""Where the columns of names are: a file a generation beside its snapshot, made when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from orgraph.errors import StoreError
from orgraph.stores.snapshot import columns as files
from orgraph.stores.snapshot.columns import Columns
from orgraph.stores.snapshot.source import Reader
from orgraph.stores.snapshot.spelling import Spelling, columns_of, fingerprint
from orgraph.stores.snapshot.view import SnapshotView

SUFFIX = ".names"
FEW = 2000  # changed ids since a file was made; beyond that another is


class Spellings:
    """The names of the generations of one store. Thread-safe; processes share the files."""

    def __init__(self, folder: Path, reader: Callable[[], Reader]) -> None:
        self._folder = folder
        self._reader = reader
        self._lock = Lock()

    def of(self, view: SnapshotView) -> Spelling:
        """The names of a generation: mapped, those of an earlier one with what changed since, or made."""
        with self._lock:
            stored = sorted((int(path.stem) for path in self._folder.glob(f"*{SUFFIX}")
                             if int(path.stem) <= view.generation), reverse=True)
            for generation in stored[:1]:
                columns = self._opened(generation)
                if columns is not None and generation == view.generation:
                    return Spelling(columns, view)
                changes = columns and self._reader().changes(generation, view.generation, FEW)
                if columns is not None and changes:
                    return Spelling(columns, view, sorted(changes.entities))
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{view.generation}{SUFFIX}"
            files.write(path, columns_of(view.snapshot.columns))
            return Spelling(Columns.open(path), view)

    def _opened(self, generation: int) -> Columns | None:
        """A generation's file, if it is of this program."""
        try:
            columns = Columns.open(self._folder / f"{generation}{SUFFIX}")
        except StoreError:
            return None
        return columns if columns.fingerprint == fingerprint() else None
