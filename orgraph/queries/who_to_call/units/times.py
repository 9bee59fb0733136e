"""Whether what a team offers at certain times is there at the time that a matter speaks of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from orgraph.checked import Checked, each, read_text
from orgraph.names import simplify
from orgraph.queries.schedule import WEEKDAYS

Times = Mapping[str, frozenset[int]]
"""What is said of a time: half-hours of the day from 0, weekdays from 1, days of the month, months; all else open."""

ANY: Times = MappingProxyType({})
_MONTHDAY = re.compile(r"每?月\s*(\d{1,2})[日号]")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_CLOCK = re.compile(r"(\d{1,2})[:：点时](\d{2})?\s*(?:-|—|~|至|到)+\s*(\d{1,2})[:：点时](\d{2})?")


class TimeWord(Checked):
    """One entry of times.toml."""

    id: str
    words: tuple[str, ...]
    hours: tuple[float, float] | None = None
    weekdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()

    @property
    def times(self) -> Times:
        """What the words say."""
        said = {"half-hour": _half_hours(*self.hours) if self.hours else (), "weekday": self.weekdays,
                "month": self.months}
        return {name: frozenset(values) for name, values in said.items() if values}


@cache
def time_words() -> Mapping[str, TimeWord]:
    """The entries, checked."""
    return MappingProxyType(each("times.toml", read_text(__package__, "times.toml"), TimeWord))


def _half_hours(start: float, end: float) -> frozenset[int]:
    return frozenset(number % 48 for number in range(round(start * 2), round(end * 2)))


@lru_cache(maxsize=1 << 12)
def said(text: str) -> Times:
    """The times that a text speaks of; of several words of one sort any may be meant.

    >>> sorted(said("每月25日上午")["monthday"]), min(said("每月25日上午")["half-hour"])
    ([25], 16)
    """
    flat = simplify(text)
    found: dict[str, frozenset[int]] = {}

    def add(name: str, values: frozenset[int]) -> None:
        found[name] = found.get(name, frozenset()) | values

    for word in time_words().values():
        if any(one in flat for one in word.words):
            for name, values in word.times.items():
                add(name, values)
    for day in _MONTHDAY.findall(flat):
        add("monthday", frozenset([int(day)]))
    for day in _WEEKDAY.findall(flat):
        add("weekday", frozenset([WEEKDAYS.index(day.replace("天", "日")) + 1]))
    for start, half, end, other in _CLOCK.findall(flat):
        add("half-hour", _half_hours(int(start) + int(half or 0) / 60, int(end) + int(other or 0) / 60))
    return MappingProxyType(found)


def asked(text: str, at: dt.datetime | None) -> Times:
    """The time of a matter: what its text says, else what the clock said when it came up (None: not known)."""
    clock: Times = ANY if at is None else {
        "half-hour": frozenset([at.hour * 2 + at.minute // 30]), "weekday": frozenset([at.isoweekday()]),
        "monthday": frozenset([at.day]), "month": frozenset([at.month])}
    return {**clock, **said(text)}


def apart(offered: Times, wanted: Times) -> bool:
    """Whether two times cannot meet: they speak of the same sort of time and have nothing of it in common."""
    return any(not values & wanted[name] for name, values in offered.items() if name in wanted)
