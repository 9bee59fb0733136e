"""Small groups, areas that move, names of files, calls and gaps handed out: what the random cities do not make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import moving_town
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores.memory import view_of

import orgraph
from orgraph.errors import Forbidden, LoadRejected, NotFound
from orgraph.exports import area_network, write_statements
from orgraph.graph import Graph
from orgraph.model import Entity, Record, Source
from orgraph.queries.bridging.results import IslandsResult
from orgraph.queries.scope import HIDDEN, Scope, ScopedView, scoped
from orgraph.queries.scope.small import WITHHELD
from orgraph.referrals import history, keep, replay, say
from orgraph.worklist import load_answers, status, write_books

DAY = dt.date(2025, 6, 30)
NOW = dt.datetime(2025, 6, 30, 9, tzinfo=dt.UTC)
FEW = "少于 5"


def area(number: int, home: int | None, **props: int) -> Entity:
    kind = "City" if home is None else "District" if home == 0 else "Compound"
    return Entity(id=f"a-{number}", kind=kind, name=f"区域{number}", home=None if home is None else f"a-{home}",
                  source=Source("表.csv", "", number + 1), props=props)


def shown(records: list[Record], least: int = 5) -> dict[str, Any]:
    """What is shown of the population of each area."""
    view = scoped(view_of(records), Scope((), least), DAY.toordinal())
    return {id_: view.record(position)["props"].get("population") for position in range(view.size)
            for id_ in view.ids([position])}


@pytest.mark.parametrize(("parts", "expected"), [
    ((10, 20, 30), (10, 20, 30)),
    ((3, 20, 37), (FEW, WITHHELD, 37)),  # 60 - 20 - 37 would tell
    ((3, 4, 53), (FEW, FEW, 53)),  # together 7
    ((1, 2, 57), (FEW, FEW, WITHHELD)),  # together 3
    ((20, 38), (WITHHELD, 38)),  # two live in neither
    ((3, 20), (FEW, 20)),  # 37 live in neither, which nobody is told
    ((0, 60), (0, 60))])
def test_what_would_tell_is_withheld(parts: tuple[int, ...], expected: tuple[Any, ...]) -> None:
    records: list[Record] = [area(0, None, population=60), *(area(n, 0, population=p) for n, p in enumerate(parts, 1))]
    assert list(shown(records).values()) == [60, *expected]


def test_a_part_of_a_whole_is_withheld_with_what_is_left() -> None:
    records: list[Record] = [area(0, None), area(1, 0, population=100, party_members=97),
                             area(2, 0, population=100, party_members=50), area(3, 0, population=100, party_members=2)]
    view = scoped(view_of(records), Scope((), 5), DAY.toordinal())
    assert [view.prop(view.position(f"a-{n}"), "party_members") for n in (1, 2, 3)] == [WITHHELD, 50, FEW]


def test_a_withheld_total_is_not_told_by_its_parts() -> None:
    records: list[Record] = [area(0, None, population=103), area(1, 0, population=100), area(2, 0, population=3),
                             area(3, 1, population=40), area(4, 1, population=60)]
    assert shown(records) == {"a-0": 103, "a-1": WITHHELD, "a-2": FEW, "a-3": WITHHELD, "a-4": 60}


@given(parts=st.lists(st.integers(0, 30), min_size=1, max_size=6), rest=st.integers(0, 12), least=st.integers(1, 8))
def test_nothing_small_can_be_worked_out(parts: list[int], rest: int, least: int) -> None:
    """Of all that is shown of an area and its parts, no small number comes out but by guessing."""
    total = sum(parts) + rest
    records: list[Record] = [area(0, None, population=total), *(area(n, 0, population=p)
                                                               for n, p in enumerate(parts, 1))]
    found = shown(records, least)
    told = [found[f"a-{n}"] for n in range(1, len(parts) + 1)]
    assert not any(isinstance(one, int) and 0 < one < least for one in [found["a-0"], *told])
    hidden = [part for part, one in zip(parts, told, strict=True) if not isinstance(one, int)]
    if isinstance(found["a-0"], int):
        left = total - sum(one for one in told if isinstance(one, int))
        assert left == sum(hidden) + rest
        if hidden and rest == 0 and any(parts):
            assert (len(hidden) > 1 and left >= least) or all(not part or part in hidden for part in parts)
        if not hidden:
            assert not 0 < rest < least


def test_sums_with_a_withheld_count_are_not_told() -> None:
    body = Entity(id="o-1", kind="PropertyFirm", name="物业", home="a-0", source=Source("表.csv", "", 9))
    records: list[Record] = [area(0, None), area(1, 0, population=3), body]
    view = view_of(records)
    for least in (0, 5):
        now = orgraph.Moment(scoped(view, Scope((), least), DAY.toordinal()), DAY, {}, scope=Scope((), least))
        found = now.bridging("islands", mode="two")
        assert isinstance(found, IslandsResult)
        assert all(one.population is None or least == 0 for one in found.islands if one.size > 2)
        graph = area_network(now)
        assert graph.nodes["a-1"]["population"] == (FEW if least else 3)


# ---- the town that moves ----
@pytest.fixture
def town(tmp_path: Path) -> Iterator[Graph]:
    graph = moving_town.loaded(tmp_path)
    yield graph
    graph.close()


def within(graph: Graph, *names: str) -> Graph:
    now = graph.at(moving_town.BEFORE)
    return graph.within(Scope(tuple(now.find(name, kind="Area").results[0].id for name in names)))


def test_what_moves_is_seen_where_it_lies_on_the_day(town: Graph) -> None:
    first, second = within(town, "甲社区"), within(town, "乙社区")
    for graph, day, there in ((first, moving_town.BEFORE, True), (first, moving_town.AFTER, False),
                              (second, moving_town.BEFORE, False), (second, moving_town.AFTER, True)):
        now = graph.at(day)
        assert ("阳光小区" in [one.name for one in now.find(kind="Compound").results]) == there
        for name in ("阳光小区", "阳光业委会"):
            if there:
                assert now.show(name).entity.name == name
            else:
                with pytest.raises(NotFound):
                    now.show(name)


def test_changes_name_what_left_as_it_was_and_not_where_it_went(town: Graph) -> None:
    now = within(town, "甲社区").at(moving_town.AFTER)
    told = now.coverage(since=moving_town.BEFORE).model_dump_json()
    assert "孙三" in told  # on the earlier day theirs to ask about
    assert not any(name in told for name in ("钱二", "乙社区"))


def test_an_unknown_area_is_not_everywhere(town: Graph) -> None:
    now = town.within(Scope(("a-none",))).at(moving_town.BEFORE)
    assert now.find(kind="Area").results == []
    assert {rule.eligible for rule in now.coverage().rules} == {0}
    assert town.within(Scope(("a-none",))).at().area(None) == (None, [])


def test_files_that_name_the_hidden_are_not_told(tmp_path: Path) -> None:
    graph = orgraph.open(f"sqlite:///{tmp_path}/town.db")
    graph.load([moving_town.write(tmp_path / "乙社区台账", 区域=[
        *moving_town.TABLES["区域"], ["花园小区", "小区", "甲社区"]])])
    now = within(graph, "甲社区").at(moving_town.BEFORE)
    assert now.show("花园小区").entity.source.file == HIDDEN
    free = within(graph, "南街街道").at(moving_town.BEFORE)
    assert free.show("花园小区").entity.source.file.startswith("乙社区台账")
    graph.close()


def test_statements_are_those_of_the_areas(town: Graph, tmp_path: Path) -> None:
    part = within(town, "乙社区")
    path = tmp_path / "乙.json"
    write_statements(part.store, path, part.view(), day=dt.date.fromisoformat(moving_town.BEFORE))
    text = path.read_text(encoding="utf-8")
    assert [name in text for name in ("钱二", "赵一", "甲社区")] == [True, False, False]


def test_calls_of_elsewhere_are_not_told(town: Graph) -> None:
    here, there = within(town, "甲社区"), within(town, "乙社区")
    mine, _ = keep(here, "楼道堆满杂物", at=["月光小区"], now=NOW)
    other, answer = keep(there, "楼道堆满杂物", at=["乙社区"], now=NOW)
    assert answer.kept == other.id
    assert [call.id for call in history(here).calls] == [mine.id]
    assert {call.id for call in history(town).calls} == {mine.id, other.id}
    unit = town.at().find("甲社区居委会").results[0].id
    with pytest.raises(NotFound) as hidden:
        say(here, other.id, unit=unit, outcome="accepted", now=NOW)
    with pytest.raises(NotFound) as unknown:
        say(here, "k-none", unit=unit, outcome="accepted", now=NOW)
    assert str(hidden.value).replace(other.id, "k-none") == str(unknown.value)
    assert say(here, mine.id, unit=unit, outcome="accepted", now=NOW).unit == unit
    with pytest.raises(Forbidden):
        replay(here, [])
    assert [one.same for one in replay(town, []).kept] == [True, True]


def test_gaps_of_elsewhere_are_not_handed_out_nor_taken_back(town: Graph, tmp_path: Path) -> None:
    here, there = within(town, "甲社区").at(moving_town.BEFORE), within(town, "乙社区").at(moving_town.BEFORE)
    record = town.store.worklist
    mine = write_books(here, record, tmp_path / "甲", by="Community", now=NOW)
    theirs = write_books(there, record, tmp_path / "乙", by="Community", now=NOW)
    every = status(town.at(moving_town.BEFORE), record).items
    own = {item.gap for item in status(here, record).items}
    assert own
    assert own | {item.gap for item in status(there, record).items} == {item.gap for item in every}
    assert own.isdisjoint(item.gap for item in status(there, record).items)
    assert load_answers(record, mine, now=NOW, moment=here).rows == len(own)
    with pytest.raises(LoadRejected):
        load_answers(record, theirs, now=NOW, moment=here)


def test_what_is_of_all_areas_is_refused(town: Graph) -> None:
    part = within(town, "甲社区")
    with pytest.raises(Forbidden):
        part.diff(1, 1)
    assert [(one.note, one.entities) for one in part.generations()] == [("", 0)]
    assert part.within(Scope()).generations() == town.generations()
    assert isinstance(part.at(moving_town.BEFORE).view, ScopedView)
