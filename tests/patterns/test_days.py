"""A pattern asked of several days at once holds on each of them as it does asked of that day alone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from cities import cities, days
from hypothesis import given
from hypothesis import strategies as st
from stores.memory import view_of

from orgraph.model import Record
from orgraph.patterns import parse
from orgraph.stores.base import MANY_DAYS

from .strategy import patterns


@given(records=cities(), asked=st.sets(days, min_size=1, max_size=16), data=st.data())
def test_each_day_is_as_alone(records: tuple[Record, ...], asked: set[dt.date], data: st.DataObject) -> None:
    view, pattern = view_of(records), parse(data.draw(patterns(records)))
    name = data.draw(st.sampled_from(sorted(pattern.nodes)))
    ordered = sorted(day.toordinal() for day in asked)
    start = np.arange(view.size, dtype=np.int32)[data.draw(st.integers(0, 1)):: data.draw(st.integers(1, 2))]
    bits = view.holding(pattern, name, ordered, start)
    for number, day in enumerate(ordered):
        held = start[(bits >> bits.dtype.type(number)) & bits.dtype.type(1) != 0]
        assert held.tolist() == view.among(pattern, name, day, start).tolist()


def test_days_are_ascending_and_not_too_many() -> None:
    view = view_of(())
    start = view.of_kind("Area")
    assert len(view.holding(parse("(x)"), "x", range(1, MANY_DAYS + 1), start)) == 0
    for asked in ((2, 1), (1, 1), (), range(1, MANY_DAYS + 2)):
        with pytest.raises(ValueError, match="ascending"):
            view.holding(parse("(x)"), "x", asked, start)
