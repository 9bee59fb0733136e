"""Days. Valid time is [start, end): the end day is the first day on which a fact no longer holds.

Inside the program a day is a `datetime.date`; in columns it is its proleptic ordinal as int32, with
`DAY_MIN` for "since ever" and `DAY_MAX` for "until further notice", so that one comparison decides.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from orgraph.errors import UsageError

DAY_MIN = 0
DAY_MAX = 2**31 - 1
SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> dt.date:
    """Today in Asia/Shanghai, the default of every `as_of`."""
    return dt.datetime.now(SHANGHAI).date()


def as_day(value: str | dt.date | None) -> dt.date:
    """`value` as a date: a date, an ISO text, or None for today. Raises UsageError."""
    if value is None or value == "":
        return today()
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"不是日期：{value} (not a date)",
                         hint="日期写成 2026-06-30 这样 (dates are written 2026-06-30)") from None


def start_day(day: dt.date | None) -> int:
    """Column value of a start."""
    return DAY_MIN if day is None else day.toordinal()


def end_day(day: dt.date | None) -> int:
    """Column value of an end."""
    return DAY_MAX if day is None else day.toordinal()


def iso(day: int) -> str | None:
    """A column value as ISO text, None for an open end."""
    return None if day in (DAY_MIN, DAY_MAX) else dt.date.fromordinal(day).isoformat()


def month_ends(day: dt.date, months: int) -> list[dt.date]:
    """The last days of the `months` months up to that of `day`, ascending; of its own month `day` itself.

    >>> [end.isoformat() for end in month_ends(dt.date(2024, 3, 15), 3)]
    ['2024-01-31', '2024-02-29', '2024-03-15']
    """
    found = [day]
    while len(found) < months:
        found.append(found[-1].replace(day=1) - dt.timedelta(days=1))
    return found[::-1]
