"""Meeting days and monthly loops, as departments write them: 每月12日, 每周五, 15日前征集→25日前梳理→次月5日服务."""

from __future__ import annotations

import datetime as dt
import re

WEEKDAYS = "一二三四五六日"
_MONTHLY = re.compile(r"每月\s*(\d{1,2})[日号]")
_WEEKLY = re.compile(r"每?(?:周|星期)([一二三四五六日天])")
_STEP_DAY = re.compile(r"^(次月|每月)?\s*(\d{1,2})日前?")


def next_meeting(schedule: str, after: dt.date) -> dt.date | None:
    """The first day on or after `after` on which the body meets; None if the text names no day.

    A day that a month lacks (31日 in June) falls on the month's last day.

    >>> next_meeting("每月12日", dt.date(2022, 6, 20))
    datetime.date(2022, 7, 12)
    >>> next_meeting("每周五", dt.date(2026, 11, 22))
    datetime.date(2026, 11, 27)
    """
    monthly = _MONTHLY.search(schedule)
    if monthly:
        day = int(monthly[1])
        if not 1 <= day <= 31:
            return None
        first = after.replace(day=1)
        for _ in range(2):
            following = (first + dt.timedelta(days=32)).replace(day=1)
            meeting = first.replace(day=min(day, (following - dt.timedelta(days=1)).day))
            if meeting >= after:
                return meeting
            first = following
    weekly = _WEEKLY.search(schedule)
    if weekly:
        wanted = WEEKDAYS.index(weekly[1].replace("天", "日"))
        return after + dt.timedelta(days=(wanted - after.weekday()) % 7)
    return None


def steps(workflow: str) -> list[str]:
    """The steps of a workflow in order."""
    return [step.strip() for step in re.split(r"→|->|—>|>", workflow) if step.strip()]


def step_on(workflow: str, day: dt.date) -> str | None:
    """The step of a monthly loop that is due next on `day`; None if the steps have no days.

    A step "25日前…" is due until the 25th. Steps of the next month (次月5日…) follow the loop's start, so on the 3rd
    the step of the loop begun last month is due.

    >>> step_on("15日前征集→25日前梳理→次月5日服务", dt.date(2025, 6, 3))
    '次月5日服务'
    >>> step_on("15日前征集→25日前梳理→次月5日服务", dt.date(2025, 6, 20))
    '25日前梳理'
    """
    due: list[tuple[int, int, str]] = []
    for number, step in enumerate(steps(workflow)):
        found = _STEP_DAY.match(step)
        if found:
            due.append((int(found[2]), number, step))
    if not due:
        return None
    ahead = [entry for entry in sorted(due) if entry[0] >= day.day]
    return (ahead or sorted(due))[0][2]
