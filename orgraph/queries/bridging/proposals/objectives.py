"""Objectives: what a permitted link may be worth, each with the best candidate, its measure and a ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from orgraph.queries.bridging.proposals.candidates import Bools
from orgraph.queries.bridging.proposals.situation import Situation

Name = Literal["islands", "failure-points", "distance", "gaps"]
OBJECTIVES: tuple[Name, ...] = ("islands", "failure-points", "distance", "gaps")


@dataclass(frozen=True, slots=True)
class Measured:
    """worth: what is made as large as can be. shown: the number for people."""

    worth: float
    shown: float | None


class Objective(Protocol):
    """A worth of situations. `submodular`: a link never gains more for others being there."""

    id: Name
    submodular: bool

    def best(self, now: Situation, open_: Bools) -> tuple[int, float]:
        """The open candidate that gains most, of equals the first, and its gain; (-1, 0) where none gains anything."""

    def measure(self, now: Situation) -> Measured:
        """The worth of a situation."""

    def ceiling(self, widest: Situation, k: int) -> float:
        """A worth that no k candidates reach, whatever they are. widest: see `Situation.with_all`."""
