"""The smallest set of units for all duties: by hand, and against trying every set."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgraph.queries.who_to_call.convening import cover
from orgraph.queries.who_to_call.convening.cover import smallest

units = st.integers(1, 7).flatmap(lambda many: st.lists(st.sets(st.integers(0, 5)), min_size=many, max_size=many))


@pytest.mark.parametrize(("covers", "given_", "expected"), [
    ({"城管": ["噪声"], "公安": ["停车"], "综合执法": ["噪声", "停车"]}, [], ["综合执法"]),
    ({"城管": ["噪声"], "公安": ["停车"], "综合执法": ["噪声", "停车"]}, ["城管"], ["城管", "公安"]),
    ({"市局": ["噪声"], "区局": ["噪声"]}, [], ["市局"]),
    ({"甲": ["一", "二"], "乙": ["二", "三"], "丙": ["三", "一"], "丁": ["四"]}, [], ["甲", "乙", "丁"]),
    ({}, [], []),
])
def test_by_hand(covers: dict[str, list[str]], given_: list[str], expected: list[str]) -> None:
    assert smallest(covers, list(covers), given_) == expected


@given(sets=units, forced=st.booleans())
def test_no_smaller_set_does(sets: list[set[int]], forced: bool) -> None:
    covers = dict(enumerate(sets))
    first = [0] if forced else []
    found = smallest(covers, list(covers), first)
    everything = set().union(*sets)
    enough = [subset for size in range(len(sets) + 1) for subset in combinations(covers, size)
              if set(first) <= set(subset) and everything <= set().union(*(covers[one] for one in subset))]
    fewest = [subset for subset in enough if len(subset) == len(enough[0])]
    assert found == list(min(fewest, key=lambda subset: (sum(subset), subset)))


@given(sets=units)
def test_of_many_units_all_duties_are_covered_too(sets: list[set[int]]) -> None:
    covers = dict(enumerate(sets))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover, "EXACT", 0)
        found = smallest(covers, list(covers))
    assert set().union(*sets) == set().union(*(covers[one] for one in found))
    assert len(found) == len(set(found))
