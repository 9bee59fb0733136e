"""The counts of rules at the end of each month."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from itertools import groupby

from orgraph.dates import iso, month_ends
from orgraph.queries.coverage.results import RuleTrend, TrendPoint, TrendResult
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import Holding, chunks, counts, range_in
from orgraph.queries.refs import node_ref
from orgraph.stores.base import MANY_DAYS, View


def trend(view: View, rules: Sequence[Rule], day: dt.date, area: int | None, months: int) -> TrendResult:
    """Coverage of `rules` inside `area` at the ends of the last `months` months; the last is `day`, if that is earlier.

    A rule has no counts for days on which it is not in force.
    """
    began = time.perf_counter()
    ends = month_ends(day, months)
    result = TrendResult(as_of=day.isoformat(), generation=view.generation,
                         area=None if area is None else node_ref(view, area),
                         rules=[RuleTrend(rule=rule.id, title=rule.title.zh, title_en=rule.title.en) for rule in rules])
    for then, days in _together(view, [end.toordinal() for end in ends]):
        holding, reach = Holding(then, days), range_in(then, view, area)
        for rule, line in zip(rules, result.rules, strict=True):
            line.points += [TrendPoint.of(*numbers, on=iso(one) or "")
                            for one, numbers in zip(days, counts(holding, rule, *reach), strict=True)
                            if rule.in_force(one)]
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result


def _together(view: View, days: Sequence[int]) -> Iterator[tuple[View, Sequence[int]]]:
    """The days that can be asked at once, with the view on which: the areas lie alike on them."""
    for then, alike in groupby(days, view.on):
        for some in chunks(list(alike), MANY_DAYS):
            yield then, some
