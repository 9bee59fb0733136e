"""Many short texts as two arrays: UTF-8 bytes and where each text starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from orgraph.stores.snapshot.columns import Array, Columns


def pack(name: str, texts: Sequence[str]) -> dict[str, Array]:
    """Columns `name`.at (int64, one more than texts) and `name`.bytes."""
    encoded = [text.encode() for text in texts]
    at = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=at[1:])
    return {f"{name}.at": at, f"{name}.bytes": np.frombuffer(b"".join(encoded), np.uint8)}


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
        return self._numbers.setdefault(text, len(self._numbers))

    def texts(self) -> list[str]:
        """All texts by number."""
        return list(self._numbers)

    @property
    def numbers(self) -> Mapping[str, int]:
        """Text → number."""
        return self._numbers
