"""Finding nodes by id or by name: sorted 64-bit hashes, searched by bisection.

Of an id the hash only narrows and the text decides. Of names the hash decides: among a million names the chance that
any two differ and share one is below one in ten million.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from orgraph.stores.base import Hashes

ID_LENGTH = 26  # see model.make_id
CHUNK = 50_000


def text_hash(text: str) -> int:
    """64 bits, the same in every process and on every machine: of an id its own digest, else of the text BLAKE2b."""
    if len(text) == ID_LENGTH and text[1] == "-":
        try:
            return int(text[2:18], 16)
        except ValueError:
            pass
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


_NIBBLE = np.full(256, 255, np.uint8)
_NIBBLE[np.frombuffer(b"0123456789abcdef", np.uint8)] = np.arange(16, dtype=np.uint8)


def id_hashes(ids: Sequence[str]) -> Hashes:
    """`text_hash` of each, many at a time: nearly all are ids of `make_id`, whose digest is read off their digits."""
    if not ids:
        return np.empty(0, np.uint64)
    if set(map(len, ids)) == {ID_LENGTH}:
        joined = "".join(ids).encode()
        if len(joined) == ID_LENGTH * len(ids):
            letters = np.frombuffer(joined, np.uint8).reshape(len(ids), ID_LENGTH)
            digits = _NIBBLE[letters[:, 2:18]]
            if (letters[:, 1] == ord("-")).all() and digits.max() < 16:
                octets = (digits[:, ::2] << 4) | digits[:, 1::2]
                return np.ascontiguousarray(octets).view(">u8").ravel().astype(np.uint64)
    return np.fromiter(map(text_hash, ids), np.uint64, len(ids))


def key_hashes(texts: Sequence[str]) -> Hashes:
    """64 bits of each text, many at a time: FNV-1a over its characters, then MurmurHash3's finaliser.

    A name index holds a million keys and a sentence has hundreds of parts to look up: hashing one by one would cost
    more than all the rest.
    """
    result = np.empty(len(texts), np.uint64)
    for start in range(0, len(texts), CHUNK):
        part = np.array(texts[start:start + CHUNK], np.str_)
        characters = part.view(np.uint32).reshape(len(part), -1)
        hashes = np.full(len(part), 0xCBF29CE484222325, np.uint64)
        for column in characters.T:
            there = column != 0  # shorter texts are padded with NUL, which no text holds
            hashes = np.where(there, (hashes ^ column) * np.uint64(0x100000001B3), hashes)
        for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
            hashes = (hashes ^ (hashes >> np.uint64(33))) * np.uint64(factor)
        result[start:start + CHUNK] = hashes ^ (hashes >> np.uint64(33))
    return result


def sorted_index(name: str, hashes: Hashes, positions: npt.NDArray[np.int32]) -> dict[str, npt.NDArray[np.generic]]:
    """Columns `name`.hash and `name`.at, by hash and then position."""
    order = np.lexsort((positions, hashes))
    return {f"{name}.hash": hashes[order], f"{name}.at": positions[order]}


def look_up(hashes: Hashes, positions: npt.NDArray[np.int32], wanted: Hashes | Sequence[int]) -> list[list[int]]:
    """For each wanted hash, the positions that have it, ascending."""
    keys = np.asarray(wanted, np.uint64)
    lo = np.searchsorted(hashes, keys, "left")
    found: list[list[int]] = [[] for _ in range(len(keys))]
    if len(hashes):
        there = np.flatnonzero(hashes[np.minimum(lo, len(hashes) - 1)] == keys)  # of most that is looked up none is
        hi = np.searchsorted(hashes, keys[there], "right")
        for number, a, b in zip(there.tolist(), lo[there].tolist(), hi.tolist(), strict=True):
            found[number] = positions[a:b].tolist()
    return found
