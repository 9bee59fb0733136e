"""Rows that say from when until when an area lies where: one area's history, or two areas."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from fake_store import FakeStore
from small_town import Write

from orgraph.errors import LoadRejected
from orgraph.loaders import load
from orgraph.model import Entity

HEAD = ["区域名称", "区域类型", "上级区域", "区域编号", "起始日期", "终止日期"]
DAY, LATER = dt.date(2025, 7, 1), dt.date(2025, 8, 1)


def named(store: FakeStore) -> dict[str, str]:
    return {record.id: record.name for record in store.said.values() if isinstance(record, Entity)}


def lying(store: FakeStore) -> list[tuple[str, str, dt.date | None, dt.date | None]]:
    """Area, parent and days of every dated statement."""
    names = named(store)
    return sorted(((names[x.subject], names[x.object], x.start, x.end) for x in store.links("LIES_IN")), key=str)


def test_rows_of_one_number_are_one_history(write: Write, folder: Path, store: FakeStore) -> None:
    write("小区", [[*HEAD, "户数", "别名"], ["阳光小区", "小区", "东社区", "X-1", "", "2025-07-01", "100", "老园"],
                   ["阳光小区", "小区", "西社区", "X-1", "2025-07-01", "", "", "新园"]])
    load(store, [folder])
    (area,) = [e for e in store.entities("Compound") if e.name == "阳光小区"]
    assert (area.home, area.props["households"], set(area.aliases)) == (
        store.entity("西社区").id, 100, {"老园", "新园"})
    assert lying(store) == [("阳光小区", "东社区", None, DAY), ("阳光小区", "西社区", DAY, None)]


def test_rows_of_one_name_are_if_one_begins_as_the_other_ends(write: Write, folder: Path, store: FakeStore) -> None:
    write("小区", [HEAD, ["阳光小区", "小区", "东社区", "", "", "2025年7月1日"],
                   ["阳光小区", "小区", "西社区", "", "2025.7.1"],
                   ["月光小区", "小区", "东社区", "", "", "2025-07-01"],
                   ["月光小区", "小区", "西社区", "", "2025-08-01"]])
    load(store, [folder])
    assert [sum(e.name == name for e in store.entities("Compound")) for name in ("阳光小区", "月光小区")] == [1, 2]


def test_names_with_numbers_are_no_sign(write: Write, folder: Path, store: FakeStore) -> None:
    write("网格", [HEAD, ["二网格", "网格", "东社区", "", "", "2025-07-01"],
                   ["二网格", "网格", "西社区", "", "2025-07-01"]])
    load(store, [folder])
    assert sum(e.name == "二网格" for e in store.entities("Grid")) == 2


def test_three_alike_are_not_told_apart(write: Write, folder: Path, store: FakeStore) -> None:
    write("小区", [HEAD, ["阳光小区", "小区", "东社区", "", "", "2025-07-01"],
                   ["阳光小区", "小区", "西社区", "", "2025-07-01"],
                   ["阳光小区", "小区", "南街街道", "", "2025-07-01"]])
    load(store, [folder])
    assert sum(e.name == "阳光小区" for e in store.entities("Compound")) == 3


@pytest.mark.parametrize("dates", [("", "2025-07-02", "2025-07-01", ""), ("", "", "2025-07-01", ""),
                                   ("2025-01-01", "2025-07-01", "2025-01-01", "2025-07-01")])
def test_overlapping_rows_are_an_error(write: Write, folder: Path, dates: tuple[str, ...]) -> None:
    write("小区", [HEAD, ["阳光小区", "小区", "东社区", "X-1", *dates[:2]],
                   ["阳光小区", "小区", "西社区", "X-1", *dates[2:]]])
    with pytest.raises(LoadRejected) as caught:
        load(FakeStore(), [folder])
    (problem,) = caught.value.report.errors
    assert problem.code == "area.overlap"
    assert {problem.where.row, int("".join(filter(str.isdigit, problem.detail)))} == {2, 3}


def test_a_gap_is_a_warning(write: Write, folder: Path, store: FakeStore) -> None:
    write("小区", [HEAD, ["阳光小区", "小区", "东社区", "X-1", "", "2025-07-01"],
                   ["阳光小区", "小区", "西社区", "X-1", "2025-08-01"]])
    (warning,) = load(store, [folder]).warnings
    assert (warning.code, warning.where.row) == ("area.gap", 3)
    assert lying(store) == [("阳光小区", "东社区", None, DAY), ("阳光小区", "西社区", LATER, None)]


def test_a_history_beside_the_plain_list(write: Write, folder: Path, store: FakeStore) -> None:
    """The list says where a compound is, a sheet of its own where it was: one compound, whatever is loaded first."""
    write("小区", [HEAD[:4], ["阳光小区", "小区", "西社区"]])
    alone = FakeStore()
    load(alone, [folder])
    write("沿革", [HEAD, ["阳光小区", "小区", "东社区", "X-1", "", "2025-07-01"],
                   ["阳光小区", "小区", "西社区", "X-1", "2025-07-01"]])
    load(store, [folder])
    load(alone, [folder])
    for one in (store, alone):
        assert len({e.id for e in one.entities("Compound") if e.name == "阳光小区"}) == 1
    assert alone.entity("阳光小区").id == store.entity("阳光小区").id


def test_old_and_new_paths_lead_to_it(write: Write, folder: Path, store: FakeStore) -> None:
    write("小区", [HEAD, ["阳光小区", "小区", "东社区", "X-1", "", "2025-07-01"],
                   ["阳光小区", "小区", "西社区", "X-1", "2025-07-01"]])
    write("组织", [["组织名称", "组织类别", "所在区域"], ["甲队", "企业", "东社区阳光小区"],
                   ["乙队", "企业", "西社区阳光小区"], ["丙队", "企业", "阳光小区"]])
    load(store, [folder])
    assert {store.entity(name).home for name in ("甲队", "乙队", "丙队")} == {store.entity("阳光小区").id}


def test_successors_and_forerunners(write: Write, folder: Path, store: FakeStore) -> None:
    write("社区", [[*HEAD[:3], "撤销日期", "承接区域", "设立日期", "前身"],
                   ["南社区", "社区", "南街街道", "2025-07-01", "东社区、西社区"],
                   ["北社区", "社区", "南街街道", "", "", "2025-08-01", "西社区"]])
    load(store, [folder])
    names = named(store)
    assert sorted((names[x.subject], names[x.object], x.start) for x in store.links("SUCCEEDED_BY")) == [
        ("南社区", "东社区", DAY), ("南社区", "西社区", DAY), ("西社区", "北社区", LATER)]
