"""Areas that lie elsewhere on other days: the view of a day is that of a graph in which they always lay so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import orjson
from cities import INTERVALS, cities, days
from cities import day as cities_day
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from reference.boundaries import DATED, lying_on
from reference.graph import build, of_kind

from orgraph.model import Entity, Record
from orgraph.patterns import parse
from orgraph.stores.sqlite import SqliteStore
from orgraph.vocabulary import vocabulary
from stores.contract import entity, link
from stores.dump import answers, difference, forget
from stores.memory import view_of

MOVE = dt.date(2025, 7, 1)
BEFORE = MOVE - dt.timedelta(1)
TOWN: tuple[Record, ...] = (
    entity("a-1", "Street", "南街街道", home=None, code="1"),
    entity("a-2", "Community", "甲社区", code="2"), entity("a-3", "Community", "乙社区", code="3"),
    entity("a-4", "Compound", "阳光小区", home="a-3"), entity("a-5", "Compound", "月光小区", home="a-2"),
    entity("o-1", "OwnersCommittee", "阳光业委会", home="a-4"), link("l-1", "SERVES", "o-1", "a-4"),
    link("l-2", "LIES_IN", "a-4", "a-2", end=MOVE), link("l-3", "LIES_IN", "a-4", "a-3", start=MOVE))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Record, ...]:
    """A city in which areas move to others of a higher level, end, and are succeeded by others of their level."""
    records = list(draw(cities()))
    level = {e.id: vocabulary().kinds[e.kind].level or 0 for e in records if isinstance(e, Entity)}
    areas = sorted(of_kind(build(records), "Area"))
    for number in range(draw(st.integers(1, 6))):
        area = draw(st.sampled_from(areas))
        start, end = draw(st.sampled_from(INTERVALS[8:]))
        if draw(st.booleans()):
            upper = [a for a in areas if level[a] < level[area]]
            if upper:
                parent = draw(st.sampled_from(upper))
                records.append(link(f"l-b{number}", "LIES_IN", area, parent, start=start, end=end))
            continue
        same = [a for a in areas if level[a] == level[area] and a != area]
        if same:
            records.append(link(f"l-b{number}", "SUCCEEDED_BY", area, draw(st.sampled_from(same))))
            records = [replace(r, end=end) if r.id == area else r for r in records]
    return tuple(records)


@settings(max_examples=settings().max_examples * 2)
@given(records=histories(), day=days)
def test_the_view_of_a_day_knows(records: tuple[Record, ...], day: dt.date) -> None:
    assert difference(view_of(records).on(day.toordinal()), lying_on(records, day)) == []


@settings(max_examples=max(5, settings().max_examples // 5))  # each asks every question twice
@given(records=histories(), day=days)
def test_the_view_of_a_day_answers(records: tuple[Record, ...], day: dt.date) -> None:
    """But for since when a gap is there, and what changed, which other days have a say in."""
    always = view_of(r for r in lying_on(records, day) if isinstance(r, Entity) or r.type not in DATED)
    then = view_of(records).on(day.toordinal())
    assert then.ids(range(then.size)) == always.ids(range(always.size))
    found, expected = (orjson.loads(answers(view, day)) for view in (then, always))
    for documents in (found, expected):
        forget(documents, {"since", "change"})
    assert found == expected


@given(records=histories())
def test_when_things_lay_where(records: tuple[Record, ...]) -> None:
    """The spans of matches at any time hold the days on which the view of the day has the match, and no other."""
    view, pattern = view_of(records), parse("(f)-[:WITHIN]->(k)")
    spans = [(*view.ids((m.nodes["f"], m.nodes["k"])), *view.span(m))
             for m in view.matches(pattern, {}, 0, 1_000_000, anytime=True)]
    for number in range(-1, 14):
        day = cities_day(number).toordinal()
        then = view.on(day)
        found = [tuple(then.ids((m.nodes["f"], m.nodes["k"]))) for m in then.matches(pattern, {}, day, 1_000_000)]
        assert sorted(found) == sorted((f, k) for f, k, start, end in spans if start <= day < end)


def test_a_compound_that_moved() -> None:
    view = view_of(TOWN)
    then, now = view.on(BEFORE.toordinal()), view.on(MOVE.toordinal())
    assert now is view
    assert [v.name(v.home(v.position("a-4"))) for v in (then, now)] == ["甲社区", "乙社区"]
    assert [[v.name(p) for p in range(*v.inside(v.position("a-2")))] for v in (then, now)] == [
        ["甲社区", "月光小区", "阳光小区", "阳光业委会"], ["甲社区", "月光小区"]]
    assert [v.edges(v.position("o-1"), "SERVES", inbound=False)[0].object == v.position("a-4")
            for v in (then, now)] == [True, True]


def test_when_something_lay_in_what() -> None:
    view = view_of(TOWN)
    pattern = parse("(f:OwnersCommittee)-[:WITHIN]->(k:Community)")
    spans = {view.name(m.nodes["k"]): view.span(m) for m in view.matches(pattern, {}, MOVE.toordinal(), anytime=True)}
    assert spans == {"甲社区": (0, MOVE.toordinal()), "乙社区": (MOVE.toordinal(), 2**31 - 1)}
    then = view.on(BEFORE.toordinal())
    (match,) = then.matches(pattern, {}, BEFORE.toordinal())
    assert then.span(match) == (0, MOVE.toordinal())


def test_an_edit_of_a_boundary_is_seen_at_once(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "x.db")
    with store.begin("", ["a.csv"]) as load:
        load.put(TOWN[:7])
        load.activate()
    assert store.view().on(0) is store.view()
    store.record(TOWN[7:])
    view = store.view()
    assert [v.name(v.home(v.position("a-4"))) for v in (view.on(BEFORE.toordinal()), view)] == ["甲社区", "乙社区"]
    store.record([], ended=["l-2", "l-3"])
    assert store.view().on(BEFORE.toordinal()) is store.view()
