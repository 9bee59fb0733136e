"""Greedy choice: link after link the one that gains most with those before it in place, and how good that is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from orgraph.queries.bridging.proposals.limits import Limits
from orgraph.queries.bridging.proposals.making import Making
from orgraph.queries.bridging.proposals.objectives import Objective
from orgraph.queries.bridging.proposals.situation import Situation
from orgraph.queries.bridging.results import Bound


@dataclass(frozen=True, slots=True)
class Step:
    """One candidate chosen, what it gains, and the situations before and after it."""

    candidate: int
    gain: float
    before: Situation
    after: Situation


def choose(objective: Objective, begin: Situation, ties: Making, limits: Limits, k: int) -> Iterator[Step]:
    """At most k candidates that gain something, the best of each moment. `limits` is kept up to date."""
    now = begin
    for _ in range(k):
        at, gain = objective.best(now, limits.open)
        if at < 0:
            return
        limits.take(at)
        then = now.after(at, ties.beside(at))
        yield Step(at, gain, now, then)
        now = then


def bound(objective: Objective, steps: list[Step], begin: Situation, widest: Situation, limits: Limits, k: int
          ) -> Bound:
    """What is known of the choice.

    One link is the best one. Several of a monotone submodular worth reach 1 − 1/e of the best k (Nemhauser, Wolsey &
    Fisher 1978) if no limit barred anybody, and 1/3 under the limits on persons and on seats, which are two matroids
    (Fisher, Nemhauser & Wolsey 1978). Of the other objectives only the ceiling is known.

    widest: `begin` with what candidates tie together besides (Situation.with_all).
    """
    first = objective.measure(begin).worth
    reached = objective.measure(steps[-1].after).worth - first if steps else 0.0
    at_most = reached if k == 1 else max(reached, objective.ceiling(widest, k) - first)
    optimal = k == 1 or math.isclose(reached, at_most, rel_tol=1e-12, abs_tol=1e-9)
    guarantee, why = _promise(objective.submodular, barred=limits.barred, optimal=optimal)
    return Bound(links=k, reached=whole(reached), at_most=whole(at_most), guarantee=guarantee, optimal=optimal, why=why)


def _promise(submodular: bool, *, barred: bool, optimal: bool) -> tuple[float | None, str]:
    if optimal:
        return 1.0, "达到上限，不可能更好 at the ceiling: nothing better can be chosen"
    if not submodular:
        return None, "目标不是次模的，贪心没有固定的保证 not submodular: greedy has no fixed guarantee"
    if barred:
        return 1 / 3, "次模目标，任职上限或席位起了作用 submodular, under limits on posts or seats: 1/3"
    return 1 - 1 / math.e, "次模目标 submodular: 1 − 1/e"


def whole(value: float) -> int | float:
    """A count as such; anything else rounded to nine digits, below which sums differ by the order of their terms."""
    return int(value) if float(value).is_integer() else round(value, 9)
