"""Likeness of a text to topics: cosine of TF-IDF n-grams between the text and the middle of a topic's samples.

A sample is an example sentence or a handful of aliases. Features are single characters, pairs of neighbours, and pairs
of sounds, so that wrong characters of the right sound still count. For a text x and the sum c of a topic's unit-length
samples, the likeness is (x · c) / (|x| |c|), in 0..1. Only the sparse columns of features that the catalogue holds are
kept, so a text costs one gather per feature.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.who_to_call.sounds import sounds
from orgraph.queries.who_to_call.weights import LikenessWeights

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_PAIR, _SOUND = np.int64(1) << 50, np.int64(2) << 50


def _codes(text: str) -> Ints:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)


def _wordy(codes: Ints) -> NDArray[np.bool_]:
    """Whether each character can be part of a word: not punctuation or space."""
    letter = (codes >= 0x61) & (codes <= 0x7A)
    return letter | ((codes >= 0x30) & (codes <= 0x39)) | ((codes >= 0x3400) & (codes < 0xFB00))


class Likeness:
    """Samples of text, each of a topic 0..n-1, made ready to compare texts with."""

    def __init__(self, samples: Sequence[str], topic: Sequence[int], weights: LikenessWeights) -> None:
        self._weights = weights
        self.topics = max(topic) + 1
        of = np.repeat(np.arange(len(samples)), [len(sample) + 1 for sample in samples])
        keys, where, weight = self._features("\n".join(samples) + "\n")
        self._keys, feature = np.unique(keys, return_inverse=True)
        width = len(self._keys)

        # One row per (sample, feature) with its count, then idf over samples and unit length.
        cell, first, count = np.unique(of[where] * width + feature, return_index=True, return_counts=True)
        sample, column = np.divmod(cell, width)
        self._idf = 1 + np.log((1 + len(samples)) / (1 + np.bincount(column, minlength=width)))
        value = weight[first] * (1 + np.log(count)) * self._idf[column]
        value /= np.sqrt(np.bincount(sample, value**2, minlength=len(samples)))[sample]

        # Summed to one column vector per feature over topics, in compressed form, already divided by the topic's norm.
        cell, spot = np.unique(column * self.topics + np.asarray(topic)[sample], return_inverse=True)
        total = np.bincount(spot, value)
        column, self._topic = np.divmod(cell, self.topics)
        self._value = total / np.sqrt(np.bincount(self._topic, total**2, minlength=self.topics))[self._topic]
        self._start = np.searchsorted(column, np.arange(width + 1))

    def _features(self, text: str) -> tuple[Ints, Ints, Floats]:
        """Keys of the n-grams of `text`, the place where each starts, and its weight."""
        codes, heard = _codes(text), _codes(sounds(text))
        wordy = _wordy(codes)
        pair = wordy[:-1] & wordy[1:]
        ones, twos = np.flatnonzero(wordy), np.flatnonzero(pair)
        keys = (codes[ones], _PAIR + (codes[twos] << 21) + codes[twos + 1],
                _SOUND + (heard[twos] << 21) + heard[twos + 1])
        by = (self._weights.character, self._weights.pair, self._weights.sound)
        weight = np.repeat(by, [len(part) for part in keys])
        return np.concatenate(keys), np.concatenate((ones, twos, twos)), weight

    def __call__(self, text: str) -> Floats:
        """The likeness of `text` to each topic, in 0..1."""
        result = np.zeros(self.topics)
        if not text:
            return result
        keys, _, weight = self._features(text)
        keys, first, count = np.unique(keys, return_index=True, return_counts=True)
        spot = np.searchsorted(self._keys, keys).clip(max=len(self._keys) - 1)
        known = self._keys[spot] == keys
        # A feature that no sample holds still makes the text longer: it is evidence for none of the topics.
        idf = np.where(known, self._idf[spot], self._idf.max())
        value = weight[first] * (1 + np.log(count)) * idf
        length = float(np.sqrt((value**2).sum()))
        if not known.any():
            return result
        spot, value = spot[known], value[known]
        start, size = self._start[spot], self._start[spot + 1] - self._start[spot]
        each = np.repeat(start - np.concatenate(([0], size.cumsum()[:-1])), size) + np.arange(size.sum())
        each_value = self._value[each] * np.repeat(value, size)
        return np.bincount(self._topic[each], each_value, minlength=self.topics) / length
