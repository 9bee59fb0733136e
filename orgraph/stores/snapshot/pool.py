"""Many short texts as two arrays: UTF-8 bytes and where each text starts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from orgraph.stores.snapshot.columns import Array, Columns


def pack(name: str, texts: Sequence[str]) -> dict[str, Array]:
    """Columns `name`.at (int64, one more than texts) and `name`.bytes."""
    encoded = [text.encode() for text in texts]
    at = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=at[1:])
    return {f"{name}.at": at, f"{name}.bytes": np.frombuffer(b"".join(encoded), np.uint8)}


def spliced(name: str, at: Array, data: Array, number: int, drop: int, texts: Sequence[str]) -> dict[str, Array]:
    """A pool's columns with `drop` texts from `number` on replaced by `texts`."""
    fresh = pack(name, texts)
    lo, hi = int(at[number]), int(at[number + drop])
    begin = fresh[f"{name}.at"] + lo
    behind = at[number + drop + 1:] + (int(begin[-1]) - hi)
    return {f"{name}.at": np.concatenate((at[:number], begin, behind)),
            f"{name}.bytes": np.concatenate((data[:lo], fresh[f"{name}.bytes"], data[hi:]))}


class Pool:
    """Reads the texts of one pool."""

    def __init__(self, columns: Columns, name: str) -> None:
        self._at = columns.view(f"{name}.at")
        self._bytes = columns.view(f"{name}.bytes")
        self.size = len(columns[f"{name}.at"]) - 1

    def __getitem__(self, number: int) -> str:
        return str(self._bytes[self._at[number]:self._at[number + 1]], "utf-8")

    def all(self) -> list[str]:
        """Every text, in order."""
        return [self[number] for number in range(self.size)]


class Interned:
    """Gives each different text a number, in order of first use."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._numbers: dict[str, int] = {text: number for number, text in enumerate(texts)}

    def number(self, text: str) -> int:
        """Number of a text, a new one if it is new."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self._numbers)
        return found

    def texts(self) -> list[str]:
        """All texts by number."""
        return list(self._numbers)
