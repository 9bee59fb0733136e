"""What the sentences taught: from a text to scores of kinds of unit, classes of matter and emergency.

Each score is linear in the text's n-grams: bias + weights · features. Training is `training.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.who_to_call.topics import MatterClass
from orgraph.queries.who_to_call.understanding.ngrams import Floats, Ngrams

Arrays = Mapping[str, NDArray[np.generic]]


class Scores(NamedTuple):
    """kinds: log-likelihoods up to a constant of each function of `Classifier.kinds`, "" being nothing to dispatch.

    classes: the same of the classes of `Classifier.classes`. emergency: above 0 the text is rather an emergency.
    """

    kinds: Floats
    classes: Floats
    emergency: float


class Classifier:
    """A trained classifier. kinds, classes: the names of the scores."""

    def __init__(self, ngrams: Ngrams, kinds: Sequence[str], classes: Sequence[MatterClass],
                 weights: NDArray[np.float32], bias: Floats) -> None:
        self.kinds, self.classes = tuple(kinds), tuple(classes)
        self.ngrams, self.weights, self.bias = ngrams, weights, bias

    def __call__(self, text: str) -> Scores:
        """The scores of `text`, as `wording` gives it."""
        spot, value = self.ngrams(text)
        score = self.bias + value @ self.weights[spot]
        return Scores(score[:len(self.kinds)], score[len(self.kinds):-1], float(score[-1]))
