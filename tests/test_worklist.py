"""Gaps handed out as workbooks, filled in, loaded back: what is new, what is wrong, how they stand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import orgraph
from orgraph.errors import LoadRejected
from orgraph.masks import without_numbers
from orgraph.model import Entity, Link, Source
from orgraph.queries.coverage.gaps import gap_id
from orgraph.worklist import Answered, load_answers, status, write_books

RULE = "owners-committee"
SOURCE = Source("区划.csv", "", 2)
EVIL = "=1+1小区"


def when(day: int, month: int = 3) -> dt.datetime:
    """Noon of a day of 2024."""
    return dt.datetime(2024, month, day, 12, tzinfo=dt.UTC)


def node(kind: str, id_: str, home: str | None = None, **props: str) -> Entity:
    return Entity(id=id_, kind=kind, name=id_, home=home, source=SOURCE, props=props)


def link(type_: str, subject: str, object_: str) -> Link:
    return Link(id=f"{type_}-{subject}-{object_}", type=type_, subject=subject, object=object_, source=SOURCE)


@pytest.fixture
def graph(tmp_path: Path) -> orgraph.Graph:
    """Two streets: three compounds without an owners' committee in one, one in the other."""
    graph = orgraph.open(f"sqlite:///{tmp_path / 'town.db'}")
    graph.store.record([
        node("City", "市"), node("Street", "东街", "市"), node("Street", "西街", "市"),
        node("Compound", "甲", "东街"), node("Compound", "乙", "东街"), node("Compound", EVIL, "东街"),
        node("Compound", "丁", "西街"),
        node("StreetPartyCommittee", "东街党工委", "东街", phone="13800000417"), link("SERVES", "东街党工委", "东街")])
    return graph


def handed_out(graph: orgraph.Graph, folder: Path, now: dt.datetime) -> list[Path]:
    return write_books(graph.at(now.date()), graph.store.worklist, folder, rules=[RULE], who="区委", now=now)


def fill(path: Path, name: str, **cells: object) -> None:
    """Write into the row of a thing, by the headers of the columns."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book["缺口办理表"]
    header = [cell.value for cell in sheet[3]]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[header.index("对象")].value == name)
    for column, value in cells.items():
        row[header.index(column)].value = value
    book.save(path)


def answered(graph: orgraph.Graph, path: Path, now: dt.datetime) -> Answered:
    return load_answers(graph.store.worklist, [path], who="张三", now=now)


def standing(graph: orgraph.Graph, day: dt.datetime, **asked: str) -> dict[str, str]:
    return {item.name: item.standing for item in status(graph.at(day.date()), graph.store.worklist, **asked).items}


def test_one_workbook_a_street(graph: orgraph.Graph, tmp_path: Path) -> None:
    files = handed_out(graph, tmp_path / "派单", when(1))
    assert sorted(path.name for path in files) == ["东街.xlsx", "西街.xlsx"]
    sheet: Any = openpyxl.load_workbook(tmp_path / "派单" / "东街.xlsx")["缺口办理表"]
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    found = {row[header.index("对象")]: dict(zip(header, row, strict=True)) for row in rows}
    assert set(found) == {"甲", "乙", f"'{EVIL}"}
    one = found["甲"]
    assert (one["缺口编号"], one["责任单位"], one["联系电话"], one["状态"]) == (
        gap_id(RULE, "甲"), "东街党工委", "138****0417", "未办")
    assert one["办理期限"] == "2024-03-31"  # the rule is of severity fail: 30 days
    lists = [check for check in sheet.data_validations.dataValidation if check.type == "list"]
    assert [check.formula1 for check in lists] == ['"未办,办理中,已办,不属实,豁免"']
    assert str(lists[0].sqref) == "K4:K6"


def test_what_is_filled_in_comes_back(graph: orgraph.Graph, tmp_path: Path) -> None:
    handed_out(graph, tmp_path / "派单", when(1))
    path = tmp_path / "派单" / "东街.xlsx"
    fill(path, "甲", 状态="办理中", 办理情况="正在筹备", 办理人="李四")
    fill(path, "乙", 状态="已办", 完成日期=dt.datetime(2024, 3, 8))  # noqa: DTZ001 — as a spreadsheet has it
    said = answered(graph, path, when(10))
    assert said.rows == 3
    assert {one.name: [(c.column, c.old, c.new) for c in one.changes] for one in said.changed} == {
        "甲": [("状态", "未办", "办理中"), ("办理情况", "", "正在筹备"), ("办理人", "", "李四")],
        "乙": [("状态", "未办", "已办"), ("完成日期", "", "2024-03-08")]}
    assert {one.source.file for one in said.changed} == {"派单/东街.xlsx"}
    assert answered(graph, path, when(11)).changed == []
    steps = [step for step in graph.store.worklist.steps() if step.gap == gap_id(RULE, "甲")]
    assert [(step.state, step.by, step.at, step.source.row) for step in steps] == [
        ("open", "区委", when(1), steps[0].source.row), ("doing", "张三", when(10), steps[0].source.row)]


def test_no_telephone_number_is_kept_of_what_people_write(graph: orgraph.Graph, tmp_path: Path) -> None:
    handed_out(graph, tmp_path / "派单", when(1))
    path = tmp_path / "派单" / "东街.xlsx"
    fill(path, "甲", 状态="办理中", 办理情况="已打 13800000417 约周五", 办理人="李四 000-0000-0418")
    answered(graph, path, when(10))
    said = status(graph.at(when(10).date()), graph.store.worklist)
    one = next(item for item in said.items if item.name == "甲")
    assert (one.note, one.handler) == ("已打 *** 约周五", "李四 ***")
    assert "0417" not in str(graph.store.worklist.steps())
    assert answered(graph, path, when(11)).changed == []


def test_a_gap_id_that_looks_like_a_telephone_number_is_still_the_gap(graph: orgraph.Graph, tmp_path: Path) -> None:
    name = next(name for name in map(str, range(100_000)) if without_numbers(gap_id(RULE, name)) != gap_id(RULE, name))
    graph.store.record([node("Compound", name, "东街")])
    handed_out(graph, tmp_path / "派单", when(1))
    path = tmp_path / "派单" / "东街.xlsx"
    fill(path, name, 状态="办理中")
    assert [(one.name, one.changes[0].new) for one in answered(graph, path, when(10)).changed] == [(name, "办理中")]


def test_how_they_stand(graph: orgraph.Graph, tmp_path: Path) -> None:
    handed_out(graph, tmp_path / "派单", when(1))
    path = tmp_path / "派单" / "东街.xlsx"
    fill(path, "甲", 状态="办理中")
    fill(path, "乙", 状态="已办", 完成日期="2024-03-08")
    fill(path, f"'{EVIL}", 状态="不属实", 办理情况="是工厂")
    answered(graph, path, when(10))
    assert standing(graph, when(1)) == dict.fromkeys(("甲", "乙", EVIL, "丁"), "open")
    assert standing(graph, when(10)) == {"乙": "claimed", EVIL: "disputed", "丁": "open", "甲": "doing"}
    assert next(iter(standing(graph, when(10)))) == "乙"
    assert standing(graph, when(10), area="西街") == {"丁": "open"}
    result = status(graph.at(dt.date(2024, 3, 31)), graph.store.worklist)
    assert result.overdue == 0  # the due day is the last in time
    result = status(graph.at(dt.date(2024, 4, 1)), graph.store.worklist)
    assert (result.overdue, sum(result.counts.values())) == (4, 4)


def test_a_load_closes_a_gap_and_words_do_not(graph: orgraph.Graph, tmp_path: Path) -> None:
    handed_out(graph, tmp_path / "派单", when(1))
    graph.store.record([
        node("OwnersCommittee", "甲业委会", "甲"), link("SERVES", "甲业委会", "甲"),
        node("Waiver", "豁免一", rule=RULE, reason="拆迁", approver="区委"), link("WAIVES", "豁免一", "丁")])
    assert standing(graph, when(2)) == {"甲": "closed", "乙": "open", EVIL: "open", "丁": "waived"}
    graph.store.record([], ended=["乙"])
    assert standing(graph, when(3))["乙"] == "gone"
    assert standing(graph, when(3), area="东街")["乙"] == "gone"


def test_a_later_workbook_shows_what_was_said(graph: orgraph.Graph, tmp_path: Path) -> None:
    handed_out(graph, tmp_path / "派单", when(1))
    fill(tmp_path / "派单" / "东街.xlsx", "甲", 状态="办理中", 办理情况="在办")
    answered(graph, tmp_path / "派单" / "东街.xlsx", when(10))
    handed_out(graph, tmp_path / "再派", when(20))
    sheet: Any = openpyxl.load_workbook(tmp_path / "再派" / "东街.xlsx")["缺口办理表"]
    rows = {row[2].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=4)}
    assert rows["甲"][9:12] == ["2024-03-31", "办理中", "在办"]
    assert len(graph.store.worklist.steps()) == 5
    assert answered(graph, tmp_path / "再派", when(21)).changed == []


@pytest.mark.parametrize(("cells", "code", "column"), [
    ({"缺口编号": "g-0000000000000000"}, "exchange.id", "缺口编号"),
    ({"缺口编号": ""}, "cell.required", "缺口编号"),
    ({"状态": "办完了"}, "cell.choice", "状态"),
    ({"状态": None}, "cell.required", "状态"),
    ({"状态": "已办", "完成日期": "三月上旬"}, "cell.date", "完成日期"),
    ({"状态": "已办", "完成日期": "2024-03-11"}, "cell.type", "完成日期"),
    ({"状态": "不属实"}, "cell.required", "办理情况"),
    ({"缺口编号": gap_id(RULE, "乙")}, "duplicate.conflict", "缺口编号"),
])
def test_what_is_wrong_has_a_place_and_nothing_is_recorded(
        graph: orgraph.Graph, tmp_path: Path, cells: dict[str, object], code: str, column: str) -> None:
    handed_out(graph, tmp_path / "派单", when(1))
    path = tmp_path / "派单" / "东街.xlsx"
    fill(path, "乙", 状态="办理中")
    fill(path, "甲", **cells)
    with pytest.raises(LoadRejected) as caught:
        answered(graph, path, when(10))
    (error,) = [error for error in caught.value.report.errors if error.code == code]
    assert (error.where.file, error.where.sheet, error.where.column) == ("派单/东街.xlsx", "缺口办理表", column)
    assert error.where.row in (4, 5, 6)
    assert error.hint
    assert len(graph.store.worklist.steps()) == 4


def test_a_file_that_is_no_worklist(graph: orgraph.Graph, tmp_path: Path) -> None:
    (tmp_path / "别的.csv").write_text("名称,电话\n甲,1\n", encoding="utf-8")
    with pytest.raises(LoadRejected) as caught:
        answered(graph, tmp_path / "别的.csv", when(10))
    assert [error.code for error in caught.value.report.errors] == ["file.empty"]


def test_streets_of_one_name_have_books_of_their_own(graph: orgraph.Graph, tmp_path: Path) -> None:
    east = Entity(id="东街二", kind="Street", name="东街", home="另一市", source=SOURCE)
    graph.store.record([node("City", "另一市"), east, node("Compound", "戊", "东街二"),
                        node("Compound", "己", "另一市")])
    names = {path.name for path in handed_out(graph, tmp_path / "派单", when(1))}
    assert names == {"市东街.xlsx", "西街.xlsx", "另一市东街.xlsx", "其他.xlsx"}


def test_the_record_outlives_the_process(graph: orgraph.Graph, tmp_path: Path) -> None:
    handed_out(graph, tmp_path / "派单", when(1))
    before = graph.store.worklist.steps()
    graph.close()
    again = orgraph.open(f"sqlite:///{tmp_path / 'town.db'}")
    assert again.store.worklist.steps() == before
    assert [step.due for step in before] == [dt.date(2024, 3, 31)] * 4
