"""The best set of k nodes: greedily, or by a search that tries all sets but those that a bound rules out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from orgraph.queries.bridging.projection import Floats, Ints

_THREADS = 1_000_000  # links looked at from which threads are worth their start
_CALL = 3_000  # links that could be looked at in the time of a step's preparation
_ROUNDING = 1e-12  # sums of the same figures in another order


class Goal(Protocol):
    """What a set is chosen for. A score is a sum that should be large; a larger set never scores less."""

    candidates: Ints  # among them is a best set; of equal ones the first is taken

    def step(self, chosen: list[int], candidates: Ints) -> Floats:
        """The score of the nodes chosen with each of the candidates, none of which is chosen."""

    def room(self, chosen: list[int], candidates: Ints, scores: Floats) -> tuple[float, Floats]:
        """(now, each): the nodes chosen with some of the candidates cannot exceed now + the sum of their `each`."""

    def cost(self, candidates: int, *, room: bool) -> int:
        """About how many links and nodes a step with so many candidates looks at; and with its room."""


@dataclass
class Search:
    """A depth-first search for a best set; `effort` is counted in links looked at, so that it needs no clock."""

    goal: Goal
    best: list[int]
    score: float
    effort: int
    complete: bool = True

    def run(self, k: int) -> None:
        """Make `best` a best set of k, or, where the effort is spent before, the best that was found."""
        self._below([], self.goal.candidates, k)

    def _below(self, chosen: list[int], candidates: Ints, more: int) -> None:
        """Try all sets of the nodes chosen and `more` of the candidates."""
        self.effort -= self.goal.cost(len(candidates), room=more > 1) + _CALL
        if self.effort < 0:
            self.complete = False
            return
        scores = self.goal.step(chosen, candidates)
        if more == 1:
            at = int(np.argmax(scores))
            if scores[at] > self._enough():
                self.best, self.score = [*chosen, int(candidates[at])], float(scores[at])
            return
        now, each = self.goal.room(chosen, candidates, scores)
        order = np.argsort(-each, kind="stable")
        candidates, each = candidates[order], each[order]
        for at in range(len(each) - more + 1):
            # Those behind add no more each, so that the next ones bound any others.
            most = now + float(each[at : at + more].sum())
            if most <= self._enough() or not self.complete:
                return
            spare = most - float(each[at + more - 1])  # without the last, whose place any of those behind may take
            behind = at + 1 + int((spare + each[at + 1 :] > self._enough()).sum())
            self._below([*chosen, int(candidates[at])], candidates[at + 1 : max(behind, at + more)], more - 1)

    def _enough(self) -> float:
        return self.score + _ROUNDING * abs(self.score)


def greedy(goal: Goal, k: int) -> tuple[list[int], float]:
    """The node that scores most, then the one that scores most with it, and so on (of equal ones the first); the score.
    """
    chosen: list[int] = []
    score = 0.0
    for _ in range(k):
        left = goal.candidates[~np.isin(goal.candidates, chosen)]
        scores = goal.step(chosen, left)
        at = int(np.argmax(scores))
        score = float(scores[at])
        chosen.append(int(left[at]))
    return chosen, score


def for_each(kernel: Callable[[Ints], Floats], candidates: Ints, cost: int) -> Floats:
    """The kernel's figures for all candidates, on all cores where it is work enough; cost: of one candidate."""
    from orgraph.queries.bridging.measures.kernels import over_blocks

    if len(candidates) * cost < _THREADS:
        return kernel(candidates)
    return np.concatenate(over_blocks(kernel, candidates, 1))
