"""Weights of the score from past cases: a regularised pairwise logistic fit, tried on cases that it has not seen.

For a case, w are the weights, x the parts of the unit that dealt with it and y those of another candidate. The fit
minimises the mean over cases of the mean over y of log(1 + exp(-w·(x - y))), plus penalty × |w - SCALE × w0|², with
w ≥ 0, where w0 are the weights in use. Only the direction of w matters to an order, so w is told as shares of 1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from orgraph.queries.who_to_call.units.routes import PARTS, Ranking
from orgraph.referrals.cases import PastCase
from orgraph.referrals.replay import asked, figures, solvers
from orgraph.results import Result, Table, Tables

if TYPE_CHECKING:
    from orgraph.graph import Graph

SCALE = 20.0  # a difference of 0.1 in the score in use is then odds of e² to 1
FOLDS = 5
PENALTIES = (0.1, 0.01, 0.001)
FEWEST = 10  # cases below which nothing is fitted

Floats = npt.NDArray[np.float64]


class FitResult(Result):
    """The fit. cases: in the file, of which `used` have their unit among several candidates.

    before, after: top-1 and MRR over the used cases, with the weights in use and with those fitted without the case's
    own fold. better: whether the fit is (by MRR). weights: fitted on all, adding up to 1.
    """

    query: str = "call-fit"
    cases: int = 0
    used: int = 0
    penalty: float | None = None
    before: dict[str, float | None] = {}
    after: dict[str, float | None] = {}
    better: bool = False
    weights_before: dict[str, float] = {}
    weights: dict[str, float] = {}

    def answer(self) -> str:
        done = "更好 better" if self.better else "没有更好 not better"
        return f"{self.cases} 件旧事，用了 {self.used} 件，新权重{done} ({self.used} of {self.cases} cases used)"

    def tables(self) -> Tables:
        return {"weights": Table.of("what before after", (
            [name, self.weights_before.get(name), weight] for name, weight in self.weights.items()))}


def fit(graph: Graph, cases: Sequence[PastCase], *, as_of: str | dt.date | None = None) -> FitResult:
    """Fit the weights on past cases; nothing is changed by it."""
    now = graph.at(as_of)
    in_use = np.array([graph.ranking.weights[name] for name in PARTS])  # type: ignore[index]
    lists: list[tuple[str, Floats, int]] = []
    for case in cases:
        candidates = asked(now, case).candidates
        wanted = solvers(now, case.unit)
        right = next((number for number, one in enumerate(candidates) if one.organization.id in wanted), None)
        if right is not None and len(candidates) > 1:
            parts = np.array([[getattr(one.parts, name) for name in PARTS] for one in candidates])
            lists.append((f"{case.text}\x1f{case.place}", parts, right))
    result = FitResult(as_of=now.day.isoformat(), generation=now.view.generation, cases=len(cases), used=len(lists),
                       before=_figures(lists, [in_use] * len(lists)), weights_before=_shares(in_use))
    if len(lists) < FEWEST:
        result.warnings.append(f"能用的案件只有{len(lists)}件，少于{FEWEST}件，没有拟合 (too few cases)")
        return result
    # In an order without meaning that is the same every time; a text that comes again stays in its fold.
    keys = sorted({key for key, _, _ in lists}, key=lambda key: blake2b(key.encode(), digest_size=8).digest())
    number = {key: at % FOLDS for at, key in enumerate(keys)}
    fold = [number[key] for key, _, _ in lists]
    tried = {penalty: _held_out(lists, fold, in_use, penalty) for penalty in PENALTIES}
    result.penalty = max(PENALTIES, key=lambda penalty: (tried[penalty]["mrr"] or 0.0, penalty))
    result.after = tried[result.penalty]
    result.better = (result.after["mrr"] or 0.0) > (result.before["mrr"] or 0.0)
    result.weights = _shares(_fitted(lists, in_use, result.penalty))
    return result


def toml_of(weights: dict[str, float], base: Ranking) -> str:
    """A ranking file with these weights and the rest as in `base`."""
    sections = base.model_dump() | {"weights": weights}
    return "# Weights fitted by `orgraph call fit`; ORGRAPH_RANKING names the file that is used.\n" + "\n".join(
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
        for name, values in sections.items())


def _held_out(lists: Sequence[tuple[str, Floats, int]], fold: Sequence[int], in_use: Floats, penalty: float
              ) -> dict[str, float | None]:
    of_fold = [_fitted([one for one, other in zip(lists, fold, strict=True) if other != number], in_use, penalty)
               for number in range(FOLDS)]
    return _figures(lists, [of_fold[number] for number in fold])


def _fitted(lists: Sequence[tuple[str, Floats, int]], in_use: Floats, penalty: float) -> Floats:
    if not lists:
        return SCALE * in_use
    pairs = [parts[right] - np.delete(parts, right, axis=0) for _, parts, right in lists]
    away = np.concatenate(pairs)
    share = np.concatenate([np.full(len(rows), 1 / len(rows) / len(pairs)) for rows in pairs])

    def loss(w: Floats) -> tuple[float, Floats]:
        margin = away @ w
        wrong = 1 / (1 + np.exp(np.clip(margin, -500, 500)))
        far = w - SCALE * in_use
        slope = -(share * wrong) @ away + 2 * penalty * far
        return float(share @ np.logaddexp(0, -margin) + penalty * far @ far), slope

    found = minimize(loss, SCALE * in_use, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(PARTS))
    return np.asarray(found.x, np.float64)


def _figures(lists: Sequence[tuple[str, Floats, int]], weights: Sequence[Floats]) -> dict[str, float | None]:
    """Top-1 and MRR; of equal scores the later one counts as the better, so that nothing is gained by ties."""
    ranks: list[int | None] = []
    for (_, parts, right), w in zip(lists, weights, strict=True):
        scores = np.round(parts @ w / w.sum(), 9)
        ranks.append(int((np.delete(scores, right) >= scores[right]).sum()) + 1)
    top1, _, mrr = figures(ranks)
    return {"top1": top1, "mrr": mrr}


def _shares(weights: Floats) -> dict[str, float]:
    shares = np.round(weights / weights.sum(), 6)
    shares[int(shares.argmax())] += 1 - shares.sum()
    return {name: round(float(share), 6) for name, share in zip(PARTS, shares, strict=True)}
