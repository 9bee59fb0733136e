"""N-grams of Chinese texts as weighted features: single characters, neighbours by two and three, and sounds by two.

A feature counts weight × (1 + log count) × idf in a text, all of a text scaled to length 1. Sounds (blurred Pinyin)
let wrong characters of the right sound still count.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.who_to_call.text.sounds import sounds
from orgraph.queries.who_to_call.understanding.weights import NgramWeights

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BITS = 20  # enough for a code point below the supplementary planes' end
_KIND = 61  # bits below which the kind of an n-gram stands
_PAIR, _TRIPLE, _SOUND = (np.int64(kind) << _KIND for kind in (1, 2, 3))


def _codes(text: str) -> Ints:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64) & ((1 << _BITS) - 1)


def _wordy(codes: Ints) -> NDArray[np.bool_]:
    """Whether each character can be part of a word: not punctuation or space."""
    letter = (codes >= 0x61) & (codes <= 0x7A)
    return letter | ((codes >= 0x30) & (codes <= 0x39)) | ((codes >= 0x3400) & (codes < 0xFB00))


class Cells(NamedTuple):
    """Texts as a sparse matrix: the row, column and value of each cell that is not 0."""

    rows: Ints
    columns: Ints
    values: Floats


class Ngrams:
    """A set of features with their idf, and any text in terms of them. keys: the features, sorted."""

    def __init__(self, keys: Ints, idf: Floats, weights: NgramWeights) -> None:
        self.keys, self.idf = keys, idf
        self._triples = bool(weights.triple)
        self._weight = np.array((weights.character, weights.pair, weights.triple, weights.sound))  # of each kind

    @classmethod
    def of(cls, texts: Sequence[str], weights: NgramWeights, least: int = 1) -> tuple[Ngrams, Cells]:
        """The features that at least `least` of the texts hold, and the texts in terms of them."""
        found = cls(np.empty(0, np.int64), np.empty(0), weights)
        return found, found._learn(texts, least)

    def _learn(self, texts: Sequence[str], least: int) -> Cells:
        of = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
        keys, where = _features("\n".join(texts) + "\n")
        if not self._triples:
            there = keys >> _KIND != _TRIPLE >> _KIND
            keys, where = keys[there], where[there]
        self.keys, column = np.unique(keys, return_inverse=True)
        # One entry per (text, feature) with its count, then idf over the texts and unit length.
        cell, count = np.unique(of[where] * len(self.keys) + column, return_counts=True)
        rows, columns = np.divmod(cell, len(self.keys))
        held = np.bincount(columns, minlength=len(self.keys))
        self.idf = 1 + np.log((1 + len(texts)) / (1 + held))
        if least > 1:
            kept = held >= least
            place = np.cumsum(kept) - 1
            there = kept[columns]
            rows, columns, count = rows[there], place[columns[there]], count[there]
            self.keys, self.idf = self.keys[kept], self.idf[kept]
        values = self._weight[self.keys >> _KIND][columns] * (1 + np.log(count)) * self.idf[columns]
        values /= np.sqrt(np.bincount(rows, values**2, minlength=len(texts)))[rows]
        return Cells(rows, columns, values)

    @cached_property
    def _rarest(self) -> float:
        """The idf of what no text holds."""
        return float(self.idf.max())

    def __call__(self, text: str) -> tuple[Ints, Floats]:
        """The features that `text` shares with the texts, and their values.

        A feature that none of them holds still makes the text longer: it is evidence for nothing.
        """
        keys, counted = _counted(text, self._triples)
        spot = np.minimum(self.keys.searchsorted(keys), len(self.keys) - 1)
        known = self.keys[spot] == keys
        values = self._weight[keys >> _KIND] * counted * np.where(known, self.idf[spot], self._rarest)
        length = float(np.sqrt((values**2).sum())) or 1.0
        return spot[known], values[known] / length


@lru_cache(maxsize=64)
def _counted(text: str, triples: bool) -> tuple[Ints, Floats]:
    """The n-grams of a text, ascending, with 1 + log count of each. Kept, for what topics and classifier are asked."""
    if not triples:
        keys, counted = _counted(text, True)
        lo, hi = keys.searchsorted((_TRIPLE, _SOUND)).tolist()
        return np.concatenate((keys[:lo], keys[hi:])), np.concatenate((counted[:lo], counted[hi:]))
    keys, counts = np.unique(_features(text)[0], return_counts=True)
    return keys, 1 + np.log(counts)


def _features(text: str) -> tuple[Ints, Ints]:
    """Keys of the n-grams of `text`, and the place where each starts."""
    codes, heard = _codes(text), _codes(sounds(text))
    wordy = _wordy(codes)
    pair = wordy[:-1] & wordy[1:]
    ones, twos, threes = np.flatnonzero(wordy), np.flatnonzero(pair), np.flatnonzero(pair[:-1] & pair[1:])
    keys = (codes[ones], _PAIR | (codes[twos] << _BITS) | codes[twos + 1],
            _TRIPLE | (codes[threes] << 2 * _BITS) | (codes[threes + 1] << _BITS) | codes[threes + 2],
            _SOUND | (heard[twos] << _BITS) | heard[twos + 1])
    return np.concatenate(keys), np.concatenate((ones, twos, threes, twos))
