"""Every shipped rule on random cities and days: the program finds what the reference finds."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest
from cities import cities, days
from hypothesis import given
from hypothesis import strategies as st
from stores.memory import view_of

from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.changes import kind_of
from orgraph.queries.coverage.gaps import gap_id
from orgraph.queries.coverage.standing import Holding, standing
from orgraph.queries.eligibility import BUSY, eligibility
from orgraph.queries.eligibility import candidates as proposed

from . import coverage as slow
from .graph import build, of_kind

RULES = load_rules()
LEVELS = ("District", "Street", "Community", "Grid", "Area", "Compound", "PropertyFirm", "HousingCommittee", "kind",
          None)
LISTS = ("new", "fixed", "waived", "expired", "came", "left")


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
    row = slow.rows(graph, area, level, expected.state, day, now.view.position)
    assert {(entry.area, entry.level): numbers(entry) for entry in found.by} == {
        group: expected.counts({focus for focus, its in row.items() if its == group}) for group in set(row.values())}
    assert tuple(map(sum, zip((0, 0, 0, 0), *map(numbers, found.by), strict=True))) == numbers(found)


@given(records=cities(rules=tuple(RULES)), day=days)
def test_since_when(records: tuple[Record, ...], day: dt.date) -> None:
    graph, now = build(records), moment(records, day)
    for rule in now.coverage().rules:
        for gap in rule.gaps:
            expected = slow.since(graph, RULES[rule.rule], gap.focus.id, day)
            assert gap.since == (None if expected is None else expected.isoformat()), (rule.rule, gap.focus.id)


@given(data=st.data(), name=st.sampled_from(sorted(RULES)), asked=st.sets(days, min_size=2, max_size=5))
def test_several_days_at_once(data: st.DataObject, name: str, asked: set[dt.date]) -> None:
    records = data.draw(_cities(name))
    graph, view, rule = build(records), view_of(records), RULES[name]
    ordered = sorted(asked)
    stands = standing(Holding(view, [day.toordinal() for day in ordered]), rule, 0, view.size)
    for number, day in enumerate(ordered):
        expected, found = slow.coverage(graph, rule, day, None), stands.on(number)
        for state in ("covered", "missing", "waived"):
            assert set(view.ids(getattr(found, state).tolist())) == getattr(expected, state)
        assert found.modes == expected.modes


@given(data=st.data(), name=st.sampled_from(sorted(RULES)), day=days, earlier=days)
def test_change_between_days(data: st.DataObject, name: str, day: dt.date, earlier: dt.date) -> None:
    earlier, day = sorted((earlier, day))
    records = data.draw(_cities(name))
    graph = build(records)
    then, now = (slow.coverage(graph, RULES[name], d, None).state for d in (earlier, day))
    change = moment(records, day).coverage(name, since=earlier).rules[0].change
    assert change is not None
    moved = {f: (then.get(f, "out"), now.get(f, "out")) for f in then.keys() | now.keys() if then.get(f) != now.get(f)}
    assert {one.id: (one.was, one.now) for one in change.all} == moved
    assert len(change.all) == len(moved)
    for kind in LISTS:
        assert {kind_of(one.was, one.now) for one in getattr(change, kind)} <= {kind}
    missing, before = ([f for f, state in states.items() if state == "missing"] for states in (now, then))
    assert change.still_open == len(set(missing) & set(before))
    assert len(missing) == change.still_open + len(change.opened)
    assert len(before) == change.still_open + len(change.closed)


@given(data=st.data(), name=st.sampled_from(sorted(RULES)), day=days, earlier=days)
def test_every_change_has_a_fact_that_began_or_ended_between(
        data: st.DataObject, name: str, day: dt.date, earlier: dt.date) -> None:
    earlier, day = sorted((earlier, day))
    records = data.draw(_cities(name))
    change = moment(records, day).coverage(name, since=earlier).rules[0].change
    assert change is not None
    sources = {(record.source.file, record.source.row) for record in records}
    for one in change.all:
        assert one.cause is not None, one
        assert one.cause.what in ("began", "ended", "time")
        if one.cause.what != "time":
            assert one.cause.on is not None
            assert earlier.isoformat() < one.cause.on <= day.isoformat()
        assert (one.cause.source.file, one.cause.source.row) in sources


@given(records=cities(), day=days)
def test_proposals_obey_the_eligibility_table(records: tuple[Record, ...], day: dt.date) -> None:
    graph, view = build(records), view_of(records)
    lines = eligibility().values()
    for focus in of_kind(graph, "Area") | of_kind(graph, "Organization"):
        found = proposed(view, view.position(focus), tuple(eligibility()), day.toordinal(), 1000)
        pairs = [tuple(view.ids((c.person, c.target))) for c in found]
        assert len(pairs) == len(set(pairs))
        assert set(pairs) == slow.permitted(graph, lines, focus, day, BUSY)
        into_party = {p for p, t in pairs if t in of_kind(graph, "PartyOrganization")}
        assert all(graph.nodes[p]["entity"].props.get("party_member") is True for p in into_party)
