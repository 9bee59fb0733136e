"""Many short texts found in a text at once: every window of it hashed and looked up in sorted arrays.

Hashes of 64 bits decide: among a million names the chance that two differ and share one is below one in ten million.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

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
    first, *others = columns.T
    found: Hashes = (_BASIS ^ first) * _PRIME
    for column in others:
        found = (found ^ column) * _PRIME
    return found


def lacking(columns: npt.NDArray[np.uint32]) -> Iterator[Hashes]:
    """The hashes of the rows without their first, second … character."""
    before = np.full(len(columns), _BASIS, np.uint64)
    for at, left_out in enumerate(columns.T, 1):
        found = before
        for column in columns.T[at:]:
            found = (found ^ column) * _PRIME
        yield found
        before = (before ^ left_out) * _PRIME


def windows(text: Codes, shortest: int, longest: int) -> tuple[Hashes, Rows, Rows]:
    """Hashes of all windows of a text, with the start and the length of each."""
    found = [np.empty(0, np.uint64)]
    running = np.full(len(text) + 1, _BASIS, np.uint64)
    for length in range(1, min(longest, len(text)) + 1):
        running = (running[:-1] ^ text[length - 1:]) * _PRIME
        if length >= shortest:
            found.append(running)
    return np.concatenate(found), *_layout(len(text), shortest, longest)


@lru_cache(maxsize=256)
def _layout(size: int, shortest: int, longest: int) -> tuple[Rows, Rows]:
    """Start and length of the windows of any text of that size."""
    lengths = np.arange(shortest, min(longest, size) + 1, dtype=np.int32)
    starts = [np.arange(size - length + 1, dtype=np.int32) for length in lengths.tolist()]
    return np.concatenate([np.empty(0, np.int32), *starts]), lengths.repeat([len(part) for part in starts])


class Table:
    """Hashes, ascending, and the row that each belongs to: some 24 bytes an entry.

    Of a text's windows nearly none is a name. So the first bits of a hash are looked up in a table of flags, of which
    one in eight or fewer is set, and only what passes is searched for.
    """

    def __init__(self, hashes: Sequence[Hashes], rows: Sequence[Rows]) -> None:
        every = np.concatenate(hashes) if hashes else np.empty(0, np.uint64)
        order = every.argsort(kind="stable")
        self._hashes = every[order]
        self._rows = (np.concatenate(rows) if rows else np.empty(0, np.int32))[order]
        bits = (8 * len(every)).bit_length()
        self._shift = np.uint64(64 - bits)
        self._flags = np.zeros(1 << bits, np.bool_)
        self._flags[self._hashes >> self._shift] = True

    def find(self, wanted: Hashes) -> tuple[npt.NDArray[np.int64], Rows]:
        """(number of the wanted hash, row) of every hit."""
        likely = np.flatnonzero(self._flags[wanted >> self._shift])
        lo = self._hashes.searchsorted(wanted[likely], "left")
        counts = self._hashes.searchsorted(wanted[likely], "right") - lo
        # the positions lo, lo + 1 … of each hit, one after the other
        steps = np.arange(counts.sum()) - (counts.cumsum() - counts).repeat(counts)
        return likely.repeat(counts), self._rows[lo.repeat(counts) + steps]

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._hashes.nbytes + self._rows.nbytes + self._flags.nbytes


def by_length(texts: Sequence[str]) -> Iterator[tuple[Rows, npt.NDArray[np.uint32]]]:
    """Numbers of the texts of each length, and their code points, a row a text."""
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    for length in np.unique(lengths).tolist():
        numbers = np.flatnonzero(lengths == length).astype(np.int32)
        if length:
            yield numbers, codes("".join([texts[n] for n in numbers.tolist()])).reshape(-1, length)
