"""Margins → probabilities that mean what they say, and the threshold below which an answer is not sure.

p = softmax(a · margin + b), with one scale a for all labels and a correction b for each, fitted by maximum likelihood
on texts that the judging model has not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax

from orgraph.queries.who_to_call.understanding.learning.settings import Calibration as Known

Doubles = NDArray[np.float64]
NEVER = 1.01  # no probability reaches it


@dataclass(frozen=True, slots=True)
class Calibration:
    """`scale` and `shift` of the margins; an answer is sure from the probability `sure` on."""

    scale: float
    shift: Doubles
    sure: float

    def __call__(self, margins: Doubles) -> Doubles:
        """Probabilities of the labels, along the last axis."""
        scores = self.scale * margins + self.shift
        share = np.exp(scores - scores.max(axis=-1, keepdims=True))  # scipy's softmax takes longer than all the rest
        return np.asarray(share / share.sum(axis=-1, keepdims=True))


def calibrate(margins: Doubles, label: NDArray[np.int64], known: Known) -> Calibration:
    """Fit on margins (texts × labels) of a model that has not seen the texts."""
    own = np.eye(margins.shape[1])[label]

    def loss(guess: Doubles) -> tuple[float, Doubles]:
        scale, shift = np.exp(guess[0]), guess[1:]
        log = log_softmax(scale * margins + shift, axis=1)
        off = np.exp(log) - own
        pull = known.steady * float(shift @ shift)
        slope = np.concatenate(([scale * float((off * margins).sum())], off.sum(axis=0) + 2 * known.steady * shift))
        return pull - float((log * own).sum()), slope

    best = minimize(loss, np.zeros(margins.shape[1] + 1), jac=True, method="L-BFGS-B").x
    # Rounded, as the last digits of a sum depend on the machine and the model should not.
    fitted = Calibration(round(float(np.exp(best[0])), 6), best[1:].round(6), 0.0)
    chance = fitted(margins)
    return Calibration(fitted.scale, fitted.shift,
                       round(threshold(chance.max(axis=1), chance.argmax(axis=1) == label, known), 6))


def threshold(chance: Doubles, right: NDArray[np.bool_], known: Known) -> float:
    """The least probability such that of the answers at or above it a share of `known.right` is right.

    Never below `known.floor`; `NEVER` if no threshold gives that share.
    """
    order = np.argsort(-chance, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= known.right)
    return max(known.floor, float(chance[order[good[-1]]])) if len(good) else NEVER
