"""Questions about days before and after areas moved, counted by hand on the moving town."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from moving_town import AFTER, BEFORE, TABLES, loaded, write
from typer.testing import CliRunner

from orgraph.cli.app import app
from orgraph.errors import Ambiguous
from orgraph.exports import area_network, write_statements
from orgraph.graph import Graph
from orgraph.graph import open as open_graph

TODAY = "2026-01-01"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return loaded(tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize(("day", "rows"), [
    # name: (eligible, covered); 晨光小区 was left behind in 丁社区
    (BEFORE, {"甲社区": (2, 1), "丙社区": (1, 0), "丁社区": (2, 0)}),
    (AFTER, {"甲社区": (3, 0), "乙社区": (1, 1), "丁社区": (1, 0)}),
])
def test_coverage_by_community(town: Graph, day: str, rows: dict[str, tuple[int, int]]) -> None:
    (found,) = town.at(day).coverage("owners-committee", by="Community").rules
    assert {row.name: (row.eligible, row.covered) for row in found.by} == rows


def test_what_is_left_in_an_area_that_is_no_more_is_told(town: Graph) -> None:
    before, after = (town.at(day).coverage("owners-committee", by="Community").warnings for day in (BEFORE, AFTER))
    assert before == []
    assert after == [f"丁社区已于 {AFTER} 撤销，还有对象在其中 (things still lie in it)"]


def test_a_trend_takes_each_month_as_it_was(town: Graph) -> None:
    (found,) = town.at("2025-08-15").coverage_trend("owners-committee", area="甲社区", months=4).rules
    assert [(p.on, p.eligible, p.covered) for p in found.points] == [
        ("2025-05-31", 2, 1), ("2025-06-30", 2, 1), ("2025-07-31", 3, 0), ("2025-08-15", 3, 0)]


def test_what_changed_names_the_move(town: Graph) -> None:
    (rule,) = town.at(AFTER).coverage("owners-committee", area="甲社区", since=BEFORE).rules
    assert rule.change is not None
    (gone,) = rule.change.left
    assert (gone.name, gone.was, gone.now) == ("阳光小区", "covered", "out")
    assert gone.cause is not None
    assert gone.cause.object is not None
    assert (gone.cause.what, gone.cause.on, gone.cause.object.name, gone.cause.source.row) == (
        "ended", AFTER, "甲社区", 9)
    assert sorted(one.name for one in rule.change.came) == ["星光小区", "霞光小区"]


def test_a_call_goes_to_the_community_of_the_day(town: Graph) -> None:
    for day, community in ((BEFORE, "甲社区"), (AFTER, "乙社区")):
        found = town.at(day).who_to_call("物业乱收费", at="阳光小区")
        assert found.places[0].path[-1] == community
        assert [one.organization.name for one in found.candidates] == ["阳光业委会", f"{community}居委会"]
        assert [rung.organization.name for rung in found.escalation] == ["阳光业委会", f"{community}居委会"]


def test_a_call_on_the_command_line(town: Graph) -> None:
    url = f"sqlite:///{town.store.path}"  # type: ignore[attr-defined]
    for day, community in ((BEFORE, "甲社区"), (AFTER, "乙社区")):
        asked = ["call", "物业乱收费", "--at", "阳光小区", "--as-of", day, "--db", url, "--json"]
        answer = json.loads(CliRunner().invoke(app, asked).stdout)
        assert answer["candidates"][1]["organization"]["name"] == f"{community}居委会"


def test_failure_points_are_those_of_the_area_on_the_day(town: Graph) -> None:
    """孙三 is all that ties the firm and the committee of 阳光小区, wherever that lies."""
    found = {(day, area): [one.name for one in town.at(day).bridging("failure-points", area=area).results]
             for day in (BEFORE, AFTER) for area in ("甲社区", "乙社区")}
    assert found == {(BEFORE, "甲社区"): ["孙三"], (BEFORE, "乙社区"): [],
                     (AFTER, "甲社区"): [], (AFTER, "乙社区"): ["孙三"]}


def test_an_area_that_is_no_more_means_its_successor(town: Graph) -> None:
    then, now = (town.at(day).coverage("owners-committee", area="丙社区") for day in (BEFORE, TODAY))
    assert then.area is not None
    assert now.area is not None
    assert (then.area.name, then.warnings, then.rules[0].eligible) == ("丙社区", [], 1)
    assert (now.area.name, now.rules[0].eligible) == ("甲社区", 3)
    assert now.warnings[0].startswith(f"丙社区已于 {AFTER} 撤销，由示例市示例区南街街道甲社区承接")


def test_several_successors_are_choices(town: Graph) -> None:
    assert town.at(BEFORE).coverage("owners-committee", area="丁社区").rules[0].eligible == 2
    with pytest.raises(Ambiguous) as caught:
        town.at(TODAY).coverage("owners-committee", area="丁社区")
    assert sorted(choice["name"] for choice in caught.value.choices) == ["乙社区", "甲社区"]


@pytest.mark.parametrize(("text", "at"), [
    ("路灯坏了", "丙社区"), ("路灯坏了", "南街街道丙社区"), ("丙社区路灯坏了", "")])
def test_a_call_from_an_area_that_is_no_more(town: Graph, text: str, at: str) -> None:
    then, now = (town.at(day).who_to_call(text, at=at) for day in (BEFORE, TODAY))
    assert [found.places[0].name for found in (then, now)] == ["丙社区", "甲社区"]
    assert any("由示例市示例区南街街道甲社区承接" in one for one in now.warnings)
    assert [found.candidates[0].organization.name for found in (then, now)] == ["丙社区居委会", "甲社区居委会"]


def test_a_call_from_an_area_that_was_split_asks(town: Graph) -> None:
    (place, *_) = (found := town.at(TODAY).who_to_call("路灯坏了", at="丁社区")).places
    assert place.confidence < 0.9
    assert {name[-3:] for name in (place.name, *(one.name for one in place.alternatives))} == {"甲社区", "乙社区"}
    assert any("请选择" in one for one in found.warnings)


def test_show_tells_where_an_area_lay(town: Graph) -> None:
    found = town.at(TODAY).show("阳光小区")
    assert found.entity.area_path[-1] == "乙社区"
    assert {(one.other.name, one.start, one.end) for one in found.relations if one.type == "LIES_IN"} == {
        ("甲社区", None, AFTER), ("乙社区", AFTER, None)}
    followed = [one.other.name for one in town.at(TODAY).show("丁社区").relations if one.type == "SUCCEEDED_BY"]
    assert sorted(followed) == ["乙社区", "甲社区"]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_an_export_keeps_the_history(town: Graph, tmp_path: Path, ending: str) -> None:
    written = write_statements(town.store, tmp_path / f"all.{ending}", town.store.view())
    again = open_graph(f"sqlite:///{tmp_path}/again.db")
    again.load(written.files)
    for day in (BEFORE, AFTER):
        one, other = (g.at(day).coverage("owners-committee", by="Community").rules[0].by for g in (town, again))
        assert one == other
    assert again.at(TODAY).coverage(area="丙社区").area == town.at(TODAY).coverage(area="丙社区").area


def test_an_export_of_a_day_holds_what_lay_in_the_area(town: Graph, tmp_path: Path) -> None:
    names: dict[str, set[str]] = {}
    for day in (BEFORE, AFTER):
        network = area_network(town.at(day), "乙社区")
        names[day] = {name for _, name in network.nodes(data="name")}
        file = tmp_path / f"{day}.json"
        write_statements(town.store, file, town.store.view(), area="乙社区", day=dt.date.fromisoformat(day))
        assert {node["name"] for node in json.loads(file.read_text(encoding="utf-8"))["nodes"]} == names[day]
    assert names == {BEFORE: {"乙社区", "乙社区居委会", "钱二"},
                     AFTER: {"乙社区", "乙社区居委会", "孙三", "阳光业委会", "阳光小区", "阳光物业", "钱二"}}


def test_a_load_that_moves_a_compound_keeps_its_identity(tmp_path: Path) -> None:
    """Before the move the sheet has one row; afterwards two, and the compound is still the same."""
    area = [row[:] for row in TABLES["区域"] if not (row[0] == "阳光小区" and row[2] == "乙社区")]
    area = [row[:5] if row[0] == "阳光小区" else row for row in area]
    graph = open_graph(f"sqlite:///{tmp_path}/town.db")
    graph.load([write(tmp_path / "镇", 区域=area)])
    old = graph.at(TODAY).show("阳光小区").entity
    graph.load([write(tmp_path / "镇")])
    new = graph.at(TODAY).show("阳光小区").entity
    assert (old.id, old.area_path[-1], new.area_path[-1]) == (new.id, "甲社区", "乙社区")
    assert graph.at(BEFORE).show("阳光小区").entity.area_path[-1] == "甲社区"
