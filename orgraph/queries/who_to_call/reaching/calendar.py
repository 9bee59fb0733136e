"""Working time: office hours on working days, with the public holidays and the days swapped for them (调休).

The State Council gives notice of a year's holidays each autumn before; chinesecalendar holds those notices. Of a year
that it does not know yet, Monday to Friday are taken as working days, and `unknown` says so.
"""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from itertools import pairwise

from pydantic import field_validator

from orgraph.checked import Checked, whole
from orgraph.dates import SHANGHAI
from orgraph.errors import UsageError

DAY = 24  # hours of a time limit that make one working day


class OfficeHours(Checked):
    """calendar.toml: periods of a working day, (from, to), ascending and apart."""

    office: tuple[tuple[dt.time, dt.time], ...]

    @field_validator("office")
    @classmethod
    def _ascending(cls, office: tuple[tuple[dt.time, dt.time], ...]) -> tuple[tuple[dt.time, dt.time], ...]:
        times = [time for period in office for time in period]
        if not times or any(a >= b for a, b in pairwise(times)):
            raise ValueError("office hours must ascend")
        return office


@cache
def office_hours() -> tuple[tuple[dt.time, dt.time], ...]:
    """The periods of a working day, checked."""
    return whole(__package__, "calendar.toml", OfficeHours).office


@lru_cache(maxsize=1 << 12)
def works(day: dt.date) -> bool:
    """Whether a day is a working day in China."""
    from chinese_calendar import is_workday

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


@cache
def _known(year: int) -> bool:
    from chinese_calendar import is_workday

    try:
        is_workday(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def unknown(first: dt.date, last: dt.date) -> list[int]:
    """The years from `first` to `last` of whose holidays there is no notice yet."""
    return [year for year in range(first.year, last.year + 1) if not _known(year)]


def moment(value: str | dt.datetime | None, day: dt.date) -> dt.datetime:
    """The moment from which limits run, in Chinese time; by default the beginning of office hours on `day`.

    So an answer depends on nothing but what is asked. A time without a zone is Chinese. Raises UsageError.
    """
    if value is None or value == "":
        return dt.datetime.combine(day, office_hours()[0][0], SHANGHAI)
    try:
        at = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise UsageError(f"not a time: {value!r}", hint="times are written 2026-06-30T15:20") from None
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)


def due(since: dt.datetime, hours: float, *, around_the_clock: bool = False) -> dt.datetime:
    """When a limit of so many hours ends that runs from `since`.

    Every 24 hours are one working day (the same time on the next one), the rest is office time. Nothing to wait for is
    due at once, whatever the hour; what runs around the clock ends so many hours later.
    """
    if around_the_clock or not hours:
        return since + dt.timedelta(hours=hours)
    at = _open(since)
    days, rest = divmod(hours, DAY)
    for _ in range(int(days)):
        at = dt.datetime.combine(_following(at.date()), at.time(), SHANGHAI)
    left = dt.timedelta(hours=rest)
    while left:
        end = dt.datetime.combine(at.date(), next(to for _, to in office_hours() if to > at.time()), SHANGHAI)
        if left <= end - at:
            return at + left
        left -= end - at
        at = _open(end)
    return at


def _open(at: dt.datetime) -> dt.datetime:
    """The first moment from this one on at which offices are open."""
    if works(at.date()):
        for start, end in office_hours():
            if at.time() < end:
                return dt.datetime.combine(at.date(), max(start, at.time()), SHANGHAI)
    return dt.datetime.combine(_following(at.date()), office_hours()[0][0], SHANGHAI)


def _following(day: dt.date) -> dt.date:
    """The working day after a day."""
    while True:
        day += dt.timedelta(days=1)
        if works(day):
            return day
