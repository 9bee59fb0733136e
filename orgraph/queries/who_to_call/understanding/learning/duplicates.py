"""Which texts are copies of each other, whole or nearly: they must not stand on both sides of a split."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from orgraph.queries.who_to_call.understanding.learning.plain import words
from orgraph.queries.who_to_call.understanding.learning.settings import Settings


def _runs(text: str, length: int) -> list[int]:
    return sorted({zlib.crc32(text[at:at + length].encode("utf-8", "surrogatepass"))
                   for at in range(max(1, len(text) - length + 1))})


def copies(texts: Sequence[str], settings: Settings) -> NDArray[np.int64]:
    """A group number for each text: two are in one if they share more than `shared` of the shorter one's runs.

    Runs in more than `common` texts do not count, except that equal texts are always one group.
    """
    known = settings.duplicates
    plain = ["".join(words(text, settings.features.most_characters)) for text in texts]
    first: dict[str, int] = {}
    one = [first.setdefault(text, at) for at, text in enumerate(plain)]  # the first text equal to each
    runs = [_runs(plain[at], known.length) if one[at] == at else [] for at in range(len(plain))]
    rows = np.repeat(np.arange(len(runs)), [len(found) for found in runs])
    names, column, texts_with = np.unique(np.concatenate([np.asarray(found, np.int64) for found in runs]),
                                          return_inverse=True, return_counts=True)
    telling = (texts_with >= 2) & (texts_with <= known.common)
    has = sparse.csr_matrix((np.ones(len(rows), np.int32), (rows, column)), shape=(len(runs), len(names)))[:, telling]
    shared = sparse.coo_matrix(has @ has.T)
    size = np.array([len(found) for found in runs])
    near = shared.data > known.shared * np.minimum(size[shared.row], size[shared.col])
    a = np.concatenate((shared.row[near], np.arange(len(one))))
    b = np.concatenate((shared.col[near], np.asarray(one)))
    ties = sparse.coo_matrix((np.ones(len(a), np.int8), (a, b)), shape=(len(one), len(one)))
    return np.asarray(connected_components(ties, directed=False)[1], dtype=np.int64)


def parts(group: NDArray[np.int64], label: NDArray[np.int64], number: int, seed: int) -> NDArray[np.int64]:
    """A part 0..number-1 for each text: a group stays together, and the parts have labels in like shares."""
    names, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    mixed = np.random.default_rng(seed).permutation(len(names))
    order = mixed[np.argsort(label[first][mixed], kind="stable")]
    part = np.empty(len(names), dtype=np.int64)
    part[order] = np.arange(len(names)) % number
    return part[inverse]
