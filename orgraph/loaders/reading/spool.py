"""Rows that cannot be read twice are kept in a temporary file: a load reads its tables several times."""

from __future__ import annotations

import os
import pickle
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

from orgraph.loaders.reading.table import Row


class Spool:
    """Pickled chunks of rows in a temporary file, which goes when nothing needs it any longer."""

    def __init__(self) -> None:
        handle, name = tempfile.mkstemp(prefix="orgraph-")
        os.close(handle)
        self.path = Path(name)
        weakref.finalize(self, self.path.unlink, missing_ok=True)

    def keep(self, chunks: Iterator[list[Row]]) -> None:
        """Write the rows, a chunk at a time."""
        with self.path.open("wb") as file:
            for chunk in chunks:
                pickle.dump(chunk, file, pickle.HIGHEST_PROTOCOL)

    def rows(self, begin: int = 0) -> Iterator[Row]:
        """The rows from a place in the file up to an empty chunk or the end, as often as they are asked for."""
        with self.path.open("rb") as file:
            file.seek(begin)
            while file.peek(1) and (chunk := pickle.load(file)):  # noqa: S301 - of the file that a reader wrote
                yield from chunk
