"""Words → features: hashed n-grams with how often each is in the text, by view.

A model keeps hashes, not n-grams, so that its file holds no text of the history. A feature's key is its view in the
upper half and a 32-bit hash of the n-gram in the lower; of 500,000 n-grams some 30 share their hash with another.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.who_to_call.understanding.learning.plain import words
from orgraph.queries.who_to_call.understanding.learning.settings import Settings, View

Keys = NDArray[np.uint64]
Floats = NDArray[np.float32]

VIEW = np.uint64(32)
_STEP, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(0xFFFFFFFF)


@lru_cache(maxsize=1 << 16)
def _word(word: str) -> int:
    return zlib.crc32(word.encode())


def _units(text: Sequence[str], view: View) -> Keys:
    text = text[:view.head] if view.head else text
    if view.unit == "word":
        return np.array([_word(word) for word in text], dtype=np.uint64)
    return np.frombuffer("".join(text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)


def _grams(units: Keys, view: View) -> Keys:
    """A hash of each run of neighbours."""
    found, running = [], np.zeros(len(units), dtype=np.uint64)
    for length in range(1, view.last + 1):
        size = len(units) - length + 1
        if size <= 0:
            break
        running = (running[:size] ^ units[length - 1:]) * _STEP
        running ^= running >> VIEW
        if length >= view.first:
            found.append(((running + np.uint64(length)) * _MIX >> VIEW) & _HALF)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.uint64)


def features(text: str, settings: Settings) -> tuple[Keys, Floats]:
    """Keys of the features of `text`, ascending, and 1 + ln of how often each occurs."""
    cut = words(text, settings.features.most_characters)
    every = [(np.uint64(at) << VIEW) | _grams(_units(cut, view), view) for at, view in enumerate(settings.view)]
    keys, count = np.unique(np.concatenate(every), return_counts=True)
    return keys, (1 + np.log(count)).astype(np.float32)
