"""Which permitted links gain most: appointments by the eligibility table, and the links of links.toml.

All candidates of the area are searched. Links are chosen greedily by one objective: each is judged with those before
it in place, so no two do the same work, and what it changes is told by all objectives.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from orgraph.errors import UsageError
from orgraph.patterns import parse
from orgraph.queries.bridging.asking import check_mode, head, projected, timed
from orgraph.queries.bridging.layers import layers as known_layers
from orgraph.queries.bridging.proposals.candidates import candidates
from orgraph.queries.bridging.proposals.distance import Distance
from orgraph.queries.bridging.proposals.failing import Failing
from orgraph.queries.bridging.proposals.gaps import Close, Gaps
from orgraph.queries.bridging.proposals.greedy import Step, bound, choose, whole
from orgraph.queries.bridging.proposals.limits import Limits
from orgraph.queries.bridging.proposals.links import ProposedLink, in_layers, propose
from orgraph.queries.bridging.proposals.making import Making
from orgraph.queries.bridging.proposals.objectives import OBJECTIVES, Objective
from orgraph.queries.bridging.proposals.reach import Reach
from orgraph.queries.bridging.proposals.situation import Situation
from orgraph.queries.bridging.results import Effect, Proposal, ProposalsResult
from orgraph.queries.eligibility import BUSY
from orgraph.stores.base import View

__all__ = ["OBJECTIVES", "ProposedLink", "proposals", "propose"]


def proposals(
    view: View, layers: Sequence[str], mode: str | None, day: int, area: int | None = None, *, top: int = 10,
    objective: str = "islands", max_posts: int = BUSY, close: Close | None = None,
) -> ProposalsResult:
    """The permitted links that gain most by an objective, one after another.

    Parameters
    ----------
    layers, mode : of the network, as everywhere; the mode is by default "two" for failure points, in which persons and
        what they hold together are seen, and "org" otherwise
    objective : "islands" (pairs that can reach each other), "failure-points" (what single persons and bodies alone
        hold together), "distance" (the harmonic sum), "gaps" (of coverage)
    max_posts : who holds so many posts, those proposed here counted, is proposed for no more
    close : gives the coverage gaps of a range of positions; without it gaps are not counted

    Raises UsageError for an objective or a mode that there is none of, a `max_posts` below 1, and an area too large
    for the objective "distance".
    """
    began = time.perf_counter()
    if objective not in OBJECTIVES or (objective == "gaps" and close is None):
        raise UsageError(f"没有这种目标：{objective} (no such objective)", hint="、".join(OBJECTIVES))
    if max_posts < 1:
        raise UsageError(f"任职上限至少为 1：{max_posts} (at least one post)")
    net = projected(view, layers, check_mode(mode or ("two" if objective == "failure-points" else "org")), day, area,
                    flat=True)
    lo, hi = (0, view.size) if area is None else view.inside(area)
    found = candidates(view, day, lo, hi, max_posts, None if objective == "gaps" else in_layers(net.layers))
    ties = Making(view, found, [known_layers()[name] for name in net.layers], net.mode, day, lo, hi)
    kind = parse("(v:Person)" if net.mode == "person" else "(v:Organization)")
    begin = Situation.of(net, view.select(kind, "v", day, lo, hi), ties.made, len(found))
    limits = Limits(view, found, day, max_posts)
    distance = Distance() if Distance.fits(begin) else None
    every: list[Objective] = [Reach(), Failing(view, begin.positions), *([distance] if distance else []),
                              *([Gaps(view, found, day, close(lo, hi))] if close else [])]
    mine = next((one for one in every if one.id == objective), None)
    if mine is None:
        raise UsageError("区域太大，算不了平均距离 (the area is too large for distances)", code="too-large",
                         hint="用 --area 指定小一些的区域 (name a smaller area)")
    result = ProposalsResult.model_validate({**head(view, net, day, area), "objective": objective,
                                             "max_posts": max_posts, "candidates": len(found)})
    steps = list(choose(mine, begin, ties, limits, top))
    for step in steps:
        result.results.append(_shown(view, step, every, ProposedLink.of(view, found, step.candidate, day), objective))
    result.bound = bound(mine, steps, begin, begin.with_all(ties.together()), limits, top)
    result.warnings += _warnings(distance)
    timed(result, began)
    return result


def _shown(view: View, step: Step, every: Sequence[Objective], link: ProposedLink, objective: str) -> Proposal:
    effects = []
    for one in every:
        before, after = one.measure(step.before), one.measure(step.after)
        gain = step.gain if one.id == objective else after.worth - before.worth
        effects.append(Effect(objective=one.id, before=_number(before.shown), after=_number(after.shown),
                              gain=whole(gain)))
    own = next(effect for effect in effects if effect.objective == objective)
    return link.describe(view, 0).model_copy(update={
        "before": own.before, "after": own.after, "gain": own.gain, "objective": objective, "effects": effects})


def _number(value: float | None) -> int | float | None:
    return None if value is None else whole(value)


def _warnings(distance: Distance | None) -> list[str]:
    if distance is None:
        said = "区域太大，没有算平均距离 (distances were left out: the area is too large, name one with --area)"
        return [said]
    if distance.left_out:
        said = f"有 {distance.left_out} 条联系没有比较，它们所在的连通部分太大 (left out: within too large components)"
        return [said]
    return []
