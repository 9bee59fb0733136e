"""How good a model is on labelled texts that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.who_to_call.understanding.learning.model import Guess

BINS = 10  # of equal width, for the calibration error
COVERAGE = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)


def evaluate(guesses: Sequence[Guess], labels: Sequence[str]) -> dict[str, Any]:
    """Measures of guesses against the true labels.

    accuracy; macro_f1 (mean over the labels that occur, true or guessed); ece: expected calibration error, the mean
    distance of probability and share of right answers over ten bins of probability, weighted by texts; brier over all
    labels; sure: share of the answers that are sure, and the accuracy among them; coverage: accuracy of the surest
    part of the answers; by_label; confusions: the commonest, as (true, guessed, texts).
    """
    names = sorted({*labels, *(guess.label for guess in guesses)})
    truth = np.array([names.index(label) for label in labels])
    said = np.array([names.index(guess.label) for guess in guesses])
    chance = np.array([guess.chance for guess in guesses])
    sure = np.array([not guess.unsure for guess in guesses])
    right = said == truth
    by_label = {name: _label(truth == at, said == at) for at, name in enumerate(names)}
    order = np.argsort(-chance, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    pairs, count = np.unique(np.stack((truth, said))[:, ~right], axis=1, return_counts=True)
    return {
        "texts": len(labels), "accuracy": float(right.mean()),
        "macro_f1": macro_f1(truth, said, len(names)),
        "ece": calibration_error(chance, right),
        "brier": float(np.mean([_brier(guess, label) for guess, label in zip(guesses, labels, strict=True)])),
        "sure": {"share": float(sure.mean()), "accuracy": float(right[sure].mean()) if sure.any() else None},
        "coverage": [{"share": part, "accuracy": float(share[max(1, round(part * len(share))) - 1]),
                      "least": float(chance[order[max(1, round(part * len(share))) - 1]])} for part in COVERAGE],
        "by_label": by_label,
        "confusions": [{"true": names[pairs[0, at]], "guessed": names[pairs[1, at]], "texts": int(count[at])}
                       for at in np.argsort(-count, kind="stable")[:10]],
    }


def calibration_error(chance: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error: Σ over bins of n/N · |mean probability - share right|."""
    where = np.minimum((chance * BINS).astype(int), BINS - 1)
    texts = np.bincount(where, minlength=BINS)
    gap = np.abs(np.bincount(where, chance, minlength=BINS) - np.bincount(where, right, minlength=BINS))
    return float(gap.sum() / texts.sum())


def macro_f1(true: NDArray[np.int64], said: NDArray[np.int64], labels: int) -> float:
    """The mean F1 of the labels 0..labels-1."""
    return float(np.mean([_label(true == at, said == at)["f1"] for at in range(labels)]))


def _label(true: NDArray[np.bool_], said: NDArray[np.bool_]) -> dict[str, float]:
    both, texts, guessed = int((true & said).sum()), int(true.sum()), int(said.sum())
    return {"texts": texts, "precision": both / guessed if guessed else 0.0, "recall": both / texts if texts else 0.0,
            "f1": 2 * both / (texts + guessed) if texts + guessed else 0.0}


def _brier(guess: Guess, label: str) -> float:
    total = sum((chance - (name == label)) ** 2 for name, chance in guess.chances.items())
    return total + (label not in guess.chances)
