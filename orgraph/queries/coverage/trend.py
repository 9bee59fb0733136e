"""The counts of rules at the end of each month."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

import numpy as np

from orgraph.dates import iso
from orgraph.queries.coverage.results import RuleTrend, TrendPoint, TrendResult
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import Holding, chunks, standing
from orgraph.queries.refs import node_ref
from orgraph.stores.base import MANY_DAYS, Bits, View


def trend(view: View, rules: Sequence[Rule], day: dt.date, area: int | None, months: int) -> TrendResult:
    """Coverage of `rules` inside `area` at the ends of the last `months` months; the last is `day`, if that is earlier.

    A rule has no counts for days on which it is not in force.
    """
    began = time.perf_counter()
    lo, hi = (0, view.size) if area is None else view.inside(area)
    ends = month_ends(day, months)
    result = TrendResult(as_of=day.isoformat(), generation=view.generation,
                         area=None if area is None else node_ref(view, area),
                         rules=[RuleTrend(rule=rule.id, title=rule.title.zh, title_en=rule.title.en) for rule in rules])
    for days in chunks([end.toordinal() for end in ends], MANY_DAYS):
        holding = Holding(view, days)
        for rule, line in zip(rules, result.rules, strict=True):
            found = standing(holding, rule, lo, hi)
            counts = (_per_day(bits, len(days)) for bits in (found.covered, found.missing, found.waived))
            line.points += [TrendPoint.of(*numbers, on=iso(one) or "")
                            for one, *numbers in zip(days, *counts, strict=True) if rule.in_force(one)]
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result


def month_ends(day: dt.date, months: int) -> list[dt.date]:
    """The last days of the `months` months up to that of `day`, ascending; of its own month `day` itself.

    >>> [end.isoformat() for end in month_ends(dt.date(2024, 3, 15), 3)]
    ['2024-01-31', '2024-02-29', '2024-03-15']
    """
    found = [day]
    while len(found) < months:
        found.append(found[-1].replace(day=1) - dt.timedelta(days=1))
    return found[::-1]


def _per_day(bits: Bits, days: int) -> list[int]:
    """How many of `bits` have each day."""
    return [int(np.count_nonzero(bits & bits.dtype.type(1 << number))) for number in range(days)]
