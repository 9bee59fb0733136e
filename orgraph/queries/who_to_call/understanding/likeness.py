"""Likeness of a text to topics: cosine of weighted n-grams between the text and the middle of a topic's samples.

A sample is an example sentence or a handful of aliases. For a text x and the sum c of a topic's unit-length samples,
the likeness is (x · c) / (|x| |c|), in 0..1. Only the sparse columns of features that the catalogue holds are kept, so
a text costs one gather per feature.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orgraph.queries.who_to_call.understanding.ngrams import Floats, Ngrams
from orgraph.queries.who_to_call.understanding.weights import NgramWeights


class Likeness:
    """Samples of text, each of a topic 0..n-1, made ready to compare texts with."""

    def __init__(self, samples: Sequence[str], topic: Sequence[int], weights: NgramWeights) -> None:
        self._ngrams, cells = Ngrams.of(samples, weights)
        self.topics = max(topic) + 1
        # Summed to one column vector per feature over topics, in compressed form, already divided by the topic's norm.
        cell, spot = np.unique(cells.columns * self.topics + np.asarray(topic)[cells.rows], return_inverse=True)
        total = np.bincount(spot, cells.values)
        column, self._topic = np.divmod(cell, self.topics)
        self._value = total / np.sqrt(np.bincount(self._topic, total**2, minlength=self.topics))[self._topic]
        self._start = np.searchsorted(column, np.arange(len(self._ngrams.keys) + 1))

    def __call__(self, text: str) -> Floats:
        """The likeness of `text` to each topic, in 0..1."""
        spot, value = self._ngrams(text) if text else (np.empty(0, np.int64), np.empty(0))
        start, size = self._start[spot], self._start[spot + 1] - self._start[spot]
        each = np.repeat(start - (size.cumsum() - size), size) + np.arange(size.sum())
        likeness = self._value[each] * np.repeat(value, size)
        return np.bincount(self._topic[each], likeness, minlength=self.topics).astype(np.float64)
