"""A file of named NumPy arrays that opens with one mmap, is shared by processes and is never changed once written."""

from __future__ import annotations

import json
import mmap
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from orgraph.errors import StoreError

Array = npt.NDArray[Any]
MAGIC = b"orgraph-snapshot-1\n"
ALIGN = 64
MISSING = -(2**31)  # in a column of a property: the node or link lacks it


def write(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays and move the file into place in one step, durable before it is seen."""
    index: dict[str, tuple[str, int, int]] = {}
    at = 0
    for name, array in arrays.items():
        index[name] = (array.dtype.str, at, array.size)
        at += -(-array.nbytes // ALIGN) * ALIGN
    header = json.dumps(index).encode()
    lead = len(MAGIC) + 8 + len(header)
    partial = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    with partial.open("wb") as out:
        out.write(MAGIC + len(header).to_bytes(8, "little") + header + b"\0" * (-lead % ALIGN))
        for array in arrays.values():
            data = np.ascontiguousarray(array)
            out.write(data.data.cast("B") if data.size else b"")
            out.write(b"\0" * (-array.nbytes % ALIGN))
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)


class Columns(Mapping[str, Array]):
    """The arrays of one snapshot: those of a file, with some replaced in memory by a patch."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = dict(arrays)
        self._views: dict[str, memoryview] = {}

    @classmethod
    def open(cls, path: Path) -> Columns:
        """Map a file. Raises StoreError if it is not a snapshot."""
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise StoreError(f"cannot open snapshot {path.name}: {error}") from error
        if data[:len(MAGIC)] != MAGIC:
            raise StoreError(f"{path.name} is not a snapshot of this version")
        size = int.from_bytes(data[len(MAGIC):len(MAGIC) + 8], "little")
        lead = len(MAGIC) + 8 + size
        index = json.loads(data[len(MAGIC) + 8:lead])
        base = lead + -lead % ALIGN
        return cls({name: np.frombuffer(data, np.dtype(kind), count, base + at) if count else np.empty(0, kind)
                    for name, (kind, at, count) in index.items()})

    @property
    def fingerprint(self) -> int:
        """Of the program that wrote them, see `build.fingerprint`."""
        found = self.get("fingerprint")
        return 0 if found is None else int(found[0])

    def replaced(self, arrays: Mapping[str, Array]) -> Columns:
        """The same columns with some replaced."""
        return Columns({**self._arrays, **arrays})

    def view(self, name: str) -> memoryview:
        """The column as a memoryview: reading one number from it is three times as fast as from an array."""
        found = self._views.get(name)
        if found is None:
            found = self._views[name] = self[name].data
        return found

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __contains__(self, name: object) -> bool:
        return name in self._arrays

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)
