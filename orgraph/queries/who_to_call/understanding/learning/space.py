"""Features → vectors: which features count, and how much each.

A feature's value is (1 + ln count) × idf, idf = 1 + ln((1 + texts) / (1 + texts with it)); then each view's part of the
vector is brought to unit length and multiplied with the view's weight. What no kept feature matches adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orgraph.queries.who_to_call.understanding.learning.features import VIEW, Floats, Keys
from orgraph.queries.who_to_call.understanding.learning.settings import Settings

Bag = tuple[Keys, Floats]
_BYTES = 12  # of a feature: key and idf


@dataclass(frozen=True, slots=True)
class Space:
    """The kept features: `keys` ascending, `idf` of each, `weight` of each view."""

    keys: Keys
    idf: Floats
    weight: Floats

    def vector(self, bag: Bag) -> tuple[NDArray[np.int64], Floats]:
        """The places of a text's features among the kept ones, and their values."""
        keys, value = bag
        if not len(self.keys):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        place = np.searchsorted(self.keys, keys).clip(max=len(self.keys) - 1)
        known = self.keys[place] == keys
        place, view = place[known], (keys[known] >> VIEW).astype(np.int64)
        value = value[known] * self.idf[place]
        length = np.sqrt(np.bincount(view, value.astype(np.float64) ** 2, minlength=len(self.weight)))
        return place, (value * (self.weight / np.maximum(length, 1e-9))[view]).astype(np.float32)

    def matrix(self, bags: Sequence[Bag]) -> sparse.csr_matrix:
        """A row for each text."""
        rows = [self.vector(bag) for bag in bags]
        start = np.concatenate(([0], np.cumsum([len(place) for place, _ in rows])))
        place = np.concatenate([place for place, _ in rows]).astype(np.int32)
        value = np.concatenate([value for _, value in rows])
        return sparse.csr_matrix((value, place, start.astype(np.int32)), shape=(len(rows), len(self.keys)))


def space(bags: Sequence[Bag], labels: int, settings: Settings) -> Space:
    """The features of at least `least_texts` of the texts; the commonest where a model of all would be too large."""
    keys, texts = np.unique(np.concatenate([keys for keys, _ in bags]), return_counts=True)
    keep = np.flatnonzero(texts >= settings.features.least_texts)
    most = settings.features.most_bytes // (_BYTES + 2 * labels)
    if len(keep) > most:
        keep = np.sort(keep[np.argsort(-texts[keep], kind="stable")[:most]])
    idf = 1 + np.log((1 + len(bags)) / (1 + texts[keep]))
    return Space(keys[keep], idf.astype(np.float32), np.array([view.weight for view in settings.view], np.float32))
