"""Many short texts found in a text at once: every window of it hashed and looked up in sorted arrays.

Hashes of 64 bits decide: among a million names the chance that two differ and share one is below one in ten million.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]

_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


def codes(text: str) -> Codes:
    """Code points of a text."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def hashed(columns: npt.NDArray[np.uint32]) -> Hashes:
    """FNV-1a of each row of an array of code points."""
    found = np.full(len(columns), _BASIS, np.uint64)
    for column in columns.T:
        found = (found ^ column) * _PRIME
    return found


def lacking(columns: npt.NDArray[np.uint32]) -> Iterator[Hashes]:
    """The hashes of the rows without their first, second … character."""
    for at in range(columns.shape[1]):
        yield hashed(np.delete(columns, at, axis=1))


def windows(text: Codes, shortest: int, longest: int) -> tuple[Hashes, Rows, Rows]:
    """Hashes of all windows of a text, with the start and the length of each."""
    found, starts, lengths = [], [], []
    running = np.full(len(text), _BASIS, np.uint64)
    for length in range(1, min(longest, len(text)) + 1):
        running = (running[:len(text) - length + 1] ^ text[length - 1:]) * _PRIME
        if length >= shortest:
            found.append(running)
            starts.append(np.arange(len(running), dtype=np.int32))
            lengths.append(np.full(len(running), length, np.int32))
    if not found:
        return np.empty(0, np.uint64), np.empty(0, np.int32), np.empty(0, np.int32)
    return np.concatenate(found), np.concatenate(starts), np.concatenate(lengths)


class Table:
    """Hashes, ascending, and the row that each belongs to: 12 bytes an entry."""

    def __init__(self, hashes: Sequence[Hashes], rows: Sequence[Rows]) -> None:
        every = np.concatenate(hashes) if hashes else np.empty(0, np.uint64)
        order = every.argsort(kind="stable")
        self._hashes = every[order]
        self._rows = (np.concatenate(rows) if rows else np.empty(0, np.int32))[order]

    def find(self, wanted: Hashes) -> tuple[npt.NDArray[np.int64], Rows]:
        """(number of the wanted hash, row) of every hit."""
        lo = self._hashes.searchsorted(wanted, "left")
        hi = self._hashes.searchsorted(wanted, "right")
        there = np.flatnonzero(hi > lo)
        counts = (hi - lo)[there]
        which = there.repeat(counts)
        # the positions lo, lo + 1 … hi - 1 of each hit, one after the other
        steps = np.arange(len(which)) - (counts.cumsum() - counts).repeat(counts)
        return which, self._rows[lo[which] + steps]

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._hashes.nbytes + self._rows.nbytes


def by_length(texts: Sequence[str]) -> Iterator[tuple[Rows, npt.NDArray[np.uint32]]]:
    """Numbers of the texts of each length, and their code points, a row a text."""
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    for length in np.unique(lengths).tolist():
        numbers = np.flatnonzero(lengths == length).astype(np.int32)
        if length:
            yield numbers, codes("".join([texts[n] for n in numbers.tolist()])).reshape(-1, length)
