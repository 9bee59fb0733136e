"""The groups that measures compare, on random cities, and what comes of them in an answer."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from cities import cities
from hypothesis import given, settings
from hypothesis import strategies as st
from stores.memory import view_of

from orgraph.errors import UsageError
from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.queries.bridging.asking import projected
from orgraph.queries.bridging.groups import OUTSIDE, groups
from orgraph.queries.bridging.layers import MODES, Mode
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.bridging.results import MeasureResult
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

City = tuple[Record, ...]


def above(view: View, position: int) -> list[int]:
    """The areas that hold a node, an area itself included, highest first."""
    own = [position] if vocabulary().root(view.kind(position)) == "Area" else []
    return [*reversed(view.path_of(position)), *own]


def part_of(view: View, position: int, area: int | None) -> int:
    """The area directly below the one asked about, going down while there is but one."""
    areas = [p for p in range(view.size) if vocabulary().root(view.kind(p)) == "Area"]
    while True:
        parts = [p for p in areas if (above(view, p)[:-1] or [None])[-1] == area]
        if len(parts) != 1:
            return next((p for p in above(view, position) if p in parts), OUTSIDE)
        area = parts[0]


@given(records=cities(), data=st.data())
def test_groups(records: City, data: st.DataObject) -> None:
    view = view_of(records)
    every = np.arange(view.size, dtype=np.int32)
    kinds = groups(view, every, "kind", None)
    names = [view.kind(p) for p in range(view.size)]
    assert len(set(zip(names, kinds.tolist(), strict=True))) == len(set(names)) == len(set(kinds.tolist()))
    areas = [p for p in range(view.size) if vocabulary().root(view.kind(p)) == "Area"]
    area = data.draw(st.sampled_from([None, *areas]))
    lo, hi = (0, view.size) if area is None else view.inside(area)
    found = groups(view, every[lo:hi], "area", area)
    assert found.tolist() == [part_of(view, p, area) for p in range(lo, hi)]


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=5)
@given(records=cities())
def test_every_measure_of_the_registry_answers(mode: Mode, records: City) -> None:
    """On any city, unless it says for which networks it is; one of the whole network with a number, not a ranking."""
    now = Moment(view_of(records), dt.date(2024, 1, 4), {})
    sides = network_is_two_mode(now, mode)
    for name, measure in MEASURES.items():
        if mode not in measure.modes or (measure.modes == ("two",) and not sides):
            with pytest.raises(UsageError):
                now.bridging(mode=mode, measure=[name])
            continue
        found = now.bridging(mode=mode, measure=[name])
        assert isinstance(found, MeasureResult)
        assert found.results == [] if measure.scope == "network" else found.value is None


def network_is_two_mode(now: Moment, mode: Mode) -> bool:
    return projected(now.view, (), mode, now.day.toordinal(), None, flat=False).projection.mode is not None
