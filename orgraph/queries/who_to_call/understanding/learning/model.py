"""A learned model: text → probability of each label, and whether that is sure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.who_to_call.understanding.learning.calibration import Calibration
from orgraph.queries.who_to_call.understanding.learning.features import features
from orgraph.queries.who_to_call.understanding.learning.settings import Settings
from orgraph.queries.who_to_call.understanding.learning.space import Bag, Space


@dataclass(frozen=True, slots=True)
class Guess:
    """What a model says of a text: `chances` by label, likeliest first. `unsure`: ask, do not act on it."""

    chances: Mapping[str, float]
    unsure: bool

    @property
    def label(self) -> str:
        """The likeliest label."""
        return next(iter(self.chances))

    @property
    def chance(self) -> float:
        """Its probability."""
        return next(iter(self.chances.values()))


@dataclass(frozen=True, slots=True)
class Model:
    """`weight` (features × labels) and `constant` give a text's margins, `calibration` makes probabilities of them.

    `made` tells what it was made of and with: sizes and SHA-256 of the history, seed, versions.
    """

    labels: tuple[str, ...]
    space: Space
    weight: NDArray[np.float16]
    constant: NDArray[np.float64]
    calibration: Calibration
    settings: Settings
    made: Mapping[str, Any]

    def margins(self, bag: Bag) -> tuple[NDArray[np.float64], bool]:
        """The margin of each label, and whether the text has any feature that the model knows."""
        place, value = self.space.vector(bag)
        found = value.astype(np.float64) @ self.weight[place].astype(np.float64) + self.constant
        return found, bool(len(place))

    def __call__(self, text: str) -> Guess:
        """What `text` is. One without anything known (another language, only numbers) is never sure."""
        margins, known = self.margins(features(text, self.settings))
        chance = self.calibration(margins)
        order = np.argsort(-chance, kind="stable")
        return Guess({self.labels[at]: float(chance[at]) for at in order},
                     not known or bool(chance[order[0]] < self.calibration.sure))

    def each(self, texts: Iterable[str]) -> list[Guess]:
        """What each text is."""
        return [self(text) for text in texts]
