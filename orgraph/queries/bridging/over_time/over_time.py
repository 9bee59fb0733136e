"""A measure month by month: how the network changed, who led, and who became or ceased to be a bridge."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence

import numpy as np

from orgraph.dates import iso, month_ends
from orgraph.deadline import steps
from orgraph.errors import UsageError
from orgraph.queries.bridging.asking import check_in_mode, check_mode, head, named, timed
from orgraph.queries.bridging.layers import Mode
from orgraph.queries.bridging.measures import Measure
from orgraph.queries.bridging.over_time.bridges_changed import turnover
from orgraph.queries.bridging.over_time.looks import Look, Ranking
from orgraph.queries.bridging.over_time.over_time_results import NetworkPoint, OverTimeResult, TrendLine
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View


def over_time(view: View, name: str, layers: Sequence[str], mode: str | None, day: dt.date, area: int | None = None, *,
              months: int = 12, since: dt.date | None = None, top: int = 20) -> OverTimeResult:
    """A measure at the ends of the last months, the last of them `day`, and the bridges that came and went.

    Parameters
    ----------
    months : how many; days whose networks are the same are computed once
    since : the earlier of the two days that are compared; default the first of the month ends, if there are two
    top : nodes that count as the first by the measure, and changes of each kind that are told with their facts
    """
    began = time.perf_counter()
    measure, wanted = _measure(name, mode or "org")
    if months < 1:
        raise UsageError(f"月数至少为 1：{months} (at least one month)")
    if since is not None and since > day:
        raise UsageError(f"{since} 晚于 {day}，只能和更早的比 (the day to compare with must not be later)")
    ends = [end.toordinal() for end in month_ends(day, months)]
    of_day = {on: Look(view, layers, wanted, on, area) for on in {*ends, *([since.toordinal()] if since else [])}}
    rank = _ranker(measure)
    looks = [of_day[on] for on in ends]
    rankings = [rank(look) for look in steps(looks)]
    result = OverTimeResult.model_validate({
        **head(looks[-1].view, looks[-1].net, ends[-1], None), "measure": name, "title": measure.zh,
        "definition": measure.definition, "meaning": measure.meaning,
        "area": None if area is None else node_ref(view, area)})
    result.points = [_point(look) for look in looks]
    leading = {position for ranking in rankings for position in ranking.first[:top]}
    last = {position: place for place, position in enumerate(rankings[-1].first)}
    for position in sorted(leading, key=lambda p: (last.get(p, len(last)), p)):
        result.lines.append(TrendLine(**node_ref(view, position).model_dump(),
                                      values=[ranking.value.get(position) for ranking in rankings],
                                      ranks=[ranking.rank.get(position) for ranking in rankings]))
    earlier = of_day[since.toordinal()] if since else looks[0]
    if earlier is not looks[-1]:
        result.change = turnover(earlier, looks[-1], rank(earlier), rankings[-1], layers, top)
    timed(result, began)
    return result


def _measure(name: str, mode: str) -> tuple[Measure, Mode]:
    wanted = check_mode(mode)
    (measure,) = named([name])
    check_in_mode(measure, wanted)
    if measure.scope != "node" or measure.by is not None:
        raise UsageError(f"指标 {name} 不是每个节点一个数，不能按月排 (not one number a node)", hint="betweenness")
    return measure, wanted


def _ranker(measure: Measure) -> Callable[[Look], Ranking]:
    """Ranks the nodes of one look after another; a network that was seen before is not computed again."""
    known: dict[bytes, Ranking] = {}

    def rank(look: Look) -> Ranking:
        found = known.get(look.content)
        if found is None:
            values = np.asarray(measure.compute(look.net.projection), np.float64)
            found = known[look.content] = Ranking(look, measure, values)
        return found

    return rank


def _point(look: Look) -> NetworkPoint:
    p = look.net.projection
    return NetworkPoint(on=iso(look.day) or "", nodes=p.n, edges=p.links, islands=len(look.islands.sizes),
                        cut_vertices=len(look.blocks.cut_vertices))
