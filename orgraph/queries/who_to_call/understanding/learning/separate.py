"""Vectors and labels → one direction a label, by a support vector machine on log-count ratios (NB-SVM).

Wang and Manning (ACL 2012): each feature is first multiplied with r = ln(p / q), p and q being its smoothed shares
among the texts with and without the label; then a linear SVM (squared hinge) tells the two apart. The ratio goes into
the weights, so that a margin is one product. On citizens' messages it passed logistic regression, a plain linear SVM,
ridge regression and complement naive Bayes on the same features (CONTRIBUTING.md, Decisions).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orgraph.queries.who_to_call.understanding.learning.settings import Separate

Ints = NDArray[np.int64]
Doubles = NDArray[np.float64]


def ratios(present: sparse.csr_matrix, own: NDArray[np.bool_], smoothing: float) -> Doubles:
    """ln(p / q) of every feature; `present` says which text has which."""
    p = np.asarray(present[own].sum(axis=0), dtype=np.float64).ravel() + smoothing
    q = np.asarray(present[~own].sum(axis=0), dtype=np.float64).ravel() + smoothing
    return np.asarray(np.log((p / p.sum()) / (q / q.sum())))


def separate(vectors: sparse.csr_matrix, label: Ints, labels: int, settings: Separate, seed: int
             ) -> tuple[NDArray[np.float16], Doubles]:
    """Weights (features × labels) and the constant of each label; a label that no text has gets a margin of -1."""
    from sklearn.svm import LinearSVC  # a second to import, and only training needs it

    present = vectors.copy()
    present.data = np.ones_like(present.data)
    weight = np.zeros((vectors.shape[1], labels), dtype=np.float16)
    constant = np.full(labels, -1.0)
    for at in range(labels):
        own = label == at
        if not own.any():
            continue
        ratio = ratios(present, own, settings.smoothing)
        scaled = vectors.copy()
        scaled.data = scaled.data * ratio[scaled.indices].astype(np.float32)
        machine = LinearSVC(C=settings.cost, random_state=seed, max_iter=5000).fit(scaled, own)
        weight[:, at] = machine.coef_[0] * ratio
        constant[at] = float(machine.intercept_[0])
    return weight, constant
