"""Time limits over office hours, public holidays and the days swapped for them.

The days are those of the State Council's notices: 国务院办公厅关于2025年部分节假日安排的通知 (12 November 2024) and
关于2026年部分节假日安排的通知 (4 November 2025). Office hours are those of calendar.toml: 9–12 and 13–18.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgraph.dates import SHANGHAI
from orgraph.errors import UsageError
from orgraph.queries.who_to_call.reaching.calendar import due, moment, office_hours, unknown, works


def days(month: int, first: int, last: int, year: int) -> list[dt.date]:
    return [dt.date(year, month, day) for day in range(first, last + 1)]


@pytest.mark.parametrize("rest", [
    *days(10, 1, 8, 2025),  # 2025: 国庆节、中秋节 10月1日（周三）至8日（周三）放假调休
    *days(5, 1, 5, 2025),  # 2025: 劳动节 5月1日（周四）至5日（周一）
    *days(10, 1, 7, 2026),  # 2026: 国庆节 10月1日（周四）至7日（周三）放假调休
    *days(2, 15, 23, 2026),  # 2026: 春节 2月15日至23日，共9天
    *days(9, 25, 27, 2026),  # 2026: 中秋节 9月25日（周五）至27日（周日）
    dt.date(2026, 11, 21), dt.date(2026, 11, 22),  # an ordinary weekend
])
def test_a_day_off(rest: dt.date) -> None:
    assert not works(rest)


@pytest.mark.parametrize("day", [
    dt.date(2025, 9, 28), dt.date(2025, 10, 11),  # 2025: 9月28日（周日）、10月11日（周六）上班
    dt.date(2025, 4, 27),  # 2025: 4月27日（周日）上班
    dt.date(2026, 9, 20), dt.date(2026, 10, 10),  # 2026: 9月20日（周日）、10月10日（周六）上班
    dt.date(2026, 2, 14), dt.date(2026, 2, 28),  # 2026: 2月14日（周六）、2月28日（周六）上班
    dt.date(2026, 1, 4),  # 2026: 元旦 1月4日（周日）上班
    dt.date(2026, 9, 30), dt.date(2026, 10, 8),  # the Wednesday before, the Thursday after
])
def test_a_day_at_work(day: dt.date) -> None:
    assert works(day)


@pytest.mark.parametrize(("since", "hours", "until"), [
    ("2026-11-23T09:00", 2, "2026-11-23T11:00"),  # a Monday morning
    ("2026-11-23T11:30", 2, "2026-11-23T14:30"),  # half an hour before noon, the rest after lunch
    ("2026-11-23T09:00", 3, "2026-11-23T12:00"),  # to the last minute of the morning
    ("2026-11-23T17:00", 4, "2026-11-24T12:00"),  # one hour that day, three the next
    ("2026-11-23T20:15", 2, "2026-11-24T11:00"),  # in the evening: runs from the next morning
    ("2026-11-23T12:00", 1, "2026-11-23T14:00"),  # at noon: runs from the afternoon
    ("2026-11-20T17:00", 2, "2026-11-23T10:00"),  # a Friday: over the weekend
    ("2025-09-30T16:00", 24, "2025-10-09T16:00"),  # 2025 国庆中秋: the next working day is Thursday the 9th
    ("2025-09-30T17:00", 4, "2025-10-09T12:00"),
    ("2025-10-10T10:00", 24, "2025-10-11T10:00"),  # Saturday the 11th is worked (调休)
    ("2026-09-30T10:00", 24, "2026-10-08T10:00"),  # 2026 国庆: 1–7 October off
    ("2026-09-30T10:00", 72, "2026-10-10T10:00"),  # three working days: 8, 9 and Saturday the 10th (调休)
    ("2026-10-03T15:00", 24, "2026-10-09T09:00"),  # in the holidays: runs from the 8th at nine
    ("2026-02-13T17:30", 1, "2026-02-14T09:30"),  # Saturday 14 February 2026 is worked (调休)
    ("2026-02-14T17:30", 26, "2026-02-25T10:30"),  # the 24th, half an hour, then the 25th until half past ten
    ("2026-10-03T02:10", 0, "2026-10-03T02:10"),  # at once is at once
])
def test_a_limit_runs_over_office_hours(since: str, hours: float, until: str) -> None:
    assert due(moment(since, dt.date.min), hours) == moment(until, dt.date.min)


def test_around_the_clock_nothing_is_closed() -> None:
    night = moment("2026-10-01T23:50", dt.date.min)
    assert due(night, 0.5, around_the_clock=True).isoformat() == "2026-10-02T00:20:00+08:00"


def test_what_is_asked_without_a_time_is_asked_when_offices_open() -> None:
    day = dt.date(2026, 10, 3)
    assert moment(None, day).isoformat() == "2026-10-03T09:00:00+08:00"
    assert moment("2026-10-03T01:00+00:00", day) == moment(None, day)
    with pytest.raises(UsageError):
        moment("tomorrow", day)


def test_a_year_without_notice_is_said_and_falls_back_to_weekends() -> None:
    far = dt.date(2090, 10, 2)  # a Monday
    assert far.weekday() == 0
    assert works(far)
    assert not works(dt.date(2090, 10, 1))
    assert unknown(dt.date(2026, 12, 30), dt.date(2026, 12, 31)) == []
    assert unknown(dt.date(2089, 12, 30), far) == [2089, 2090]


@given(minutes=st.integers(0, 6 * 365 * 24 * 60), hours=st.integers(1, 200))
def test_a_limit_ends_in_office_hours_and_later_the_longer_it_is(minutes: int, hours: int) -> None:
    at = dt.datetime(2020, 1, 1, tzinfo=SHANGHAI) + dt.timedelta(minutes=minutes)
    until = due(at, hours)
    assert until > at
    assert works(until.date())
    assert any(start <= until.time() <= end for start, end in office_hours())
    assert due(at, hours + 24) > until
    assert due(at + dt.timedelta(hours=1), hours) >= until
