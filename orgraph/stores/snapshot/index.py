"""Finding nodes by id or by name: sorted 64-bit hashes, searched by bisection.

A hash only narrows; the text decides, so a collision costs time and never an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

ID_LENGTH = 26  # see model.make_id

Hashes = npt.NDArray[np.uint64]


def text_hash(text: str) -> int:
    """64 bits, the same in every process and on every machine: of an id its own digest, else of the text BLAKE2b."""
    if len(text) == ID_LENGTH and text[1] == "-":
        try:
            return int(text[2:18], 16)
        except ValueError:
            pass
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def sorted_index(name: str, hashes: Hashes, positions: npt.NDArray[np.int32]) -> dict[str, npt.NDArray[np.generic]]:
    """Columns `name`.hash and `name`.at, by hash and then position."""
    order = np.lexsort((positions, hashes))
    return {f"{name}.hash": hashes[order], f"{name}.at": positions[order]}


def look_up(hashes: Hashes, positions: npt.NDArray[np.int32], wanted: Sequence[int]) -> list[list[int]]:
    """For each wanted hash, the positions that have it, ascending."""
    keys = np.array(wanted, np.uint64)
    lo = np.searchsorted(hashes, keys, "left")
    hi = np.searchsorted(hashes, keys, "right")
    return [positions[a:b].tolist() for a, b in zip(lo.tolist(), hi.tolist(), strict=True)]
