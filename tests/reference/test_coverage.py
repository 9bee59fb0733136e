"""Every shipped rule on random cities and days: the program finds what the reference finds."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest
from cities import cities, days
from hypothesis import given, settings
from hypothesis import strategies as st
from stores.memory import view_of

from orgraph.graph import Moment
from orgraph.model import Record
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.gaps import gap_id
from orgraph.queries.eligibility import BUSY, eligibility
from orgraph.queries.eligibility import candidates as proposed

from . import coverage as slow
from .graph import build, inside, of_kind

RULES = load_rules()
LEVELS = ("District", "Street", "Community", "Grid", "Area", None)


@cache
def _cities(rule: str) -> st.SearchStrategy[tuple[Record, ...]]:
    """Cities whose waivers are often of the rule."""
    return cities(rules=(rule, rule, "owners-committee"))


def moment(records: tuple[Record, ...], day: dt.date) -> Moment:
    return Moment(view_of(records), day, RULES)


def numbers(entry: Any) -> tuple[int, int, int, int]:
    return entry.eligible, entry.covered, entry.missing, entry.waived


@pytest.mark.parametrize("name", RULES)
@given(data=st.data(), day=days, level=st.sampled_from(LEVELS))
def test_rule(name: str, data: st.DataObject, day: dt.date, level: str | None) -> None:
    records = data.draw(_cities(name))
    graph, rule, now = build(records), RULES[name], moment(records, day)
    area = data.draw(st.sampled_from([None, *sorted(of_kind(graph, "Area"))]))
    found = now.coverage(name, area=area, by=level).rules[0]
    expected = slow.coverage(graph, rule, day, area)

    assert numbers(found) == expected.counts(set(graph))
    assert found.eligible == found.covered + found.missing + found.waived
    assert found.modes == expected.modes
    assert sum(found.modes.values()) == found.covered
    due = found.eligible - found.waived
    assert found.rate == (found.covered / due if due else None)
    assert {gap.focus.id: gap.id for gap in found.gaps} == {f: gap_id(name, f) for f in expected.missing}
    assert found.fulfilled_by == (slow.fulfilled_by(graph, rule, day, expected.covered) if rule.count else None)
    by = {group: expected.counts(inside(graph, group)) for group in slow.groups(graph, area, level)}
    assert {entry.area: numbers(entry) for entry in found.by} == {a: counts for a, counts in by.items() if counts[0]}


@settings(max_examples=max(settings().max_examples // 5, 10))
@given(records=cities(rules=tuple(RULES)), day=days)
def test_parent_is_the_sum_of_its_children(records: tuple[Record, ...], day: dt.date) -> None:
    graph, now = build(records), moment(records, day)
    for area in sorted(of_kind(graph, "Area")):
        for rule in now.coverage(area=area).rules:
            own = slow.coverage(graph, RULES[rule.rule], day, area)
            homes = {f: graph.nodes[f]["entity"].home for f in own.covered | own.missing | own.waived}
            direct = {f for f, home in homes.items() if f == area or (home == area and f not in of_kind(graph, "Area"))}
            parts = [numbers(entry) for entry in rule.by] + [own.counts(direct)]
            assert numbers(rule) == tuple(map(sum, zip(*parts, strict=True)))


@given(records=cities(rules=tuple(RULES)), day=days)
def test_since_when(records: tuple[Record, ...], day: dt.date) -> None:
    graph, now = build(records), moment(records, day)
    for rule in now.coverage().rules:
        for gap in rule.gaps:
            expected = slow.since(graph, RULES[rule.rule], gap.focus.id, day)
            assert gap.since == (None if expected is None else expected.isoformat()), (rule.rule, gap.focus.id)


@given(records=cities(), day=days, earlier=days)
def test_change_between_days(records: tuple[Record, ...], day: dt.date, earlier: dt.date) -> None:
    graph, now = build(records), moment(records, day)
    for rule in now.coverage(since=earlier).rules:
        missing, before = (slow.coverage(graph, RULES[rule.rule], d, None).missing for d in (day, earlier))
        assert rule.change is not None
        assert {ref.id for ref in rule.change.new} == missing - before
        assert {ref.id for ref in rule.change.fixed} == before - missing
        assert rule.change.still_open == len(missing & before)


@given(records=cities(), day=days)
def test_proposals_obey_the_eligibility_table(records: tuple[Record, ...], day: dt.date) -> None:
    graph, view = build(records), view_of(records)
    lines = [(line.id, line.pattern) for line in eligibility().values()]
    for focus in of_kind(graph, "Compound"):
        found = proposed(view, view.position(focus), tuple(eligibility()), day.toordinal(), 1000)
        pairs = [tuple(view.ids((c.person, c.target))) for c in found]
        assert len(pairs) == len(set(pairs))
        assert set(pairs) == slow.permitted(graph, lines, focus, day, BUSY)
