"""A load as a whole: order, repetition, replacement, and what hangs on a bad row."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_store import NOWHERE, FakeStore, content
from msgspec.structs import replace
from small_town import Write

import orgraph
from orgraph.errors import LoadRejected
from orgraph.loaders import load
from orgraph.stores.sqlite import SqliteStore

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def department(write: Write, folder: Path) -> Path:
    """Areas, organisations, people and posts that refer to one another in every way, rows in no helpful order."""
    write("组织", [
        ["组织名称", "组织类别", "所在区域", "组织编号", "上级组织", "简称"],
        ["花园小区党支部", "小区党支部", "花园小区", "", "东社区党委", ""],
        ["东社区党委", "社区党组织", "东社区", "Z2", "南街街道党工委", ""],
        ["中共南街街道工作委员会", "街道党工委", "南街街道", "", "", "南街街道党工委"],
    ])
    write("人员", [["姓名", "人员编号", "所在区域"], ["王某", "R1", "东社区"], ["赵某", "", "花园小区"]])
    write("任职", [
        ["姓名", "人员编号", "任职组织", "职务", "任职日期"],
        ["王某", "R1", "Z2", "书记", "2024-01-01"], ["王某", "R1", "花园小区党支部", "委员", "2024-02"],
        ["李某", "R2", "花园小区党支部", "书记", ""], ["李某", "R2", "Z2", "委员", ""],
        ["赵某", "", "花园小区党支部", "委员", ""], ["孙某", "", "Z2", "委员", ""],
    ])
    return folder


@pytest.mark.parametrize("way", [str, Path, lambda path: [path]], ids=["text", "path", "several"])
def test_one_path_is_one_path(way: Callable[[Path], str | Path | list[Path]], department: Path) -> None:
    graph = orgraph.open(f"sqlite:///{department.parent / 'one.db'}")
    rows = sum(len(file.read_text(encoding="utf-8").splitlines()) - 1 for file in department.iterdir())
    assert graph.load(way(department)).rows == rows
    graph.close()


def shuffled(folder: Path, seed: int) -> None:
    """The data rows of every file in another order."""
    for path in folder.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        random.Random(seed).shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])


@pytest.mark.parametrize("seed", range(8))
def test_rows_in_any_order_give_the_same_records(department: Path, seed: int) -> None:
    first, second = FakeStore(), FakeStore()
    load(first, [department])
    shuffled(department, seed)
    load(second, [department])
    assert second.said.keys() == first.said.keys()
    assert {k: content(r) for k, r in second.said.items()} == {k: content(r) for k, r in first.said.items()}


def test_files_in_any_order_give_the_same_records(department: Path) -> None:
    first, second = FakeStore(), FakeStore()
    load(first, sorted(department.iterdir()))
    load(second, sorted(department.iterdir(), reverse=True))
    assert second.said == first.said


def test_one_row_in_two_sheets_says_the_same_person_once(department: Path, store: FakeStore) -> None:
    load(store, [department])
    assert sorted(p.name for p in store.entities("Person")) == ["孙某", "李某", "王某", "赵某"]


def test_loading_again_changes_nothing(department: Path, store: FakeStore) -> None:
    load(store, [department])
    before = dict(store.said)
    report = load(store, [department])
    assert store.said == before
    assert all(change.added == change.changed == change.ended == 0 for change in report.diff.values())
    assert sum(change.unchanged for change in report.diff.values()) == len(before)


@pytest.mark.parametrize("name", ["任职", "组织", "人员", "区域"])
def test_loading_one_file_again_changes_nothing(department: Path, store: FakeStore, name: str) -> None:
    load(store, [department])
    before = dict(store.said)
    load(store, [department / f"{name}.csv"])
    assert store.said == before


def test_a_reload_ends_what_the_file_no_longer_says(department: Path, write: Write, store: FakeStore) -> None:
    load(store, [department])
    write("人员", [["姓名", "人员编号", "所在区域"], ["王某", "R1", "东社区"]])
    report = load(store, [department / "人员.csv"])
    assert report.diff["Person"].ended == 1
    assert sorted(p.name for p in store.entities("Person") if p.source.file == "甲/人员.csv") == ["王某"]


def test_an_area_that_gets_its_code_later_keeps_its_id(write: Write, folder: Path, store: FakeStore) -> None:
    header = ["区域名称", "区域类型", "上级区域", "区划代码"]
    write("补充", [header, ["北社区", "社区", "南街街道", ""]])
    load(store, [folder])
    before = store.entity("北社区").id
    write("补充", [header, ["北社区", "社区", "南街街道", "980101001003"]])
    load(store, [folder / "补充.csv"])
    assert (store.entity("北社区").id, store.entity("北社区").code) == (before, "980101001003")


def test_rows_with_and_without_a_code_mean_one_area(write: Write, folder: Path, store: FakeStore) -> None:
    write("又一份", [["区域名称", "区域类型", "上级区域"], ["东社区居委会", "社区", "南街街道"]])
    load(store, [folder])
    assert len({area.id for area in store.entities("Community")}) == 2


def test_a_dry_run_changes_nothing_and_shows_the_difference(department: Path, store: FakeStore) -> None:
    report = load(store, [department], dry_run=True)
    assert report.generation is None
    assert store.said == {}
    assert report.diff["Community"].added == 2


def test_errors_change_nothing(department: Path, write: Write, store: FakeStore) -> None:
    write("组织", [["组织名称", "组织类别", "所在区域"], ["甲", "无此类", "东社区"]])
    with pytest.raises(LoadRejected) as caught:
        load(store, [department])
    assert (2, "cell.kind") in caught.value.report.flatten("row", "code")
    assert store.said == {}


def test_what_hangs_on_a_bad_row_is_left_out_without_more_errors(write: Write, folder: Path, store: FakeStore) -> None:
    write("区域二", [["区域名称", "区域类型", "上级区域", "户数"], ["坏社区", "社区", "南街街道", "很多"],
                     ["坏小区", "小区", "坏社区", "5"]])
    write("组织", [["组织名称", "组织类别", "所在区域", "上级组织"], ["坏业委会", "业委会", "坏小区", ""],
                   ["好业委会", "业委会", "花园小区", ""], ["分会", "社会组织", "东社区", "坏业委会"]])
    write("任职", [["姓名", "任职组织", "职务"], ["甲", "坏业委会", "主任"], ["乙", "好业委会", "主任"],
                 ["丙", "分会", "会长"]])
    report = load(store, [folder], allow_errors=True)
    assert report.flatten("file", "row", "code") == [("甲/区域二.csv", 2, "cell.type")]
    assert report.left_out == 6
    assert store.named_links("MEMBER") == [("乙", "好业委会")]
    names = {record.name for record in store.said.values() if hasattr(record, "name")}
    assert not {"坏社区", "坏小区", "坏业委会", "分会", "甲", "丙"} & names


def test_a_refused_file_keeps_what_it_said_before(department: Path, write: Write, store: FakeStore) -> None:
    load(store, [department])
    before = dict(store.said)
    write("人员", [["姓名", "人员编号", "所在区域", "身份证号"], ["王某", "R1", "东社区", ""]])
    report = load(store, [department], allow_errors=True)
    assert report.flatten("column", "code") == [("身份证号", "privacy.roster")]
    assert store.said == before


@pytest.mark.parametrize(("name", "header", "refused"), [
    ("党员花名册", ["姓名", "所在区域"], True), ("干部名册", ["姓名", "所在区域"], False),
    ("人员", ["姓名", "所在区域", "宗教信仰"], True), ("人员", ["姓名", "所在区域", "子女情况"], True),
    ("人员", ["姓名", "所在区域", "入党时间"], True), ("居民名单", ["姓名", "所在区域", "职务"], False),
])
def test_rosters(write: Write, folder: Path, name: str, header: list[str], refused: bool) -> None:
    write(name, [header, ["某", "东社区", *["某"] * (len(header) - 2)]])
    report = load(FakeStore(), [folder], dry_run=True)
    assert ("privacy.roster",) in report.flatten("code") if refused else report.errors == []


def test_progress(department: Path, store: FakeStore) -> None:
    told: list[int] = []
    report = load(store, [department], progress=lambda rows, what: told.append(rows))
    assert told[-1] == report.rows == 9 + 3 + 2 + 6


def test_the_report_as_plain_values(department: Path, store: FakeStore) -> None:
    plain = load(store, [department]).to_dict()
    assert plain["generation"] == 1
    assert plain["diff"]["Street"] == {"added": 1, "changed": 0, "ended": 0, "unchanged": 0, "examples": {},
                                       "described": {}}
    assert {sheet["kind"] for sheet in plain["sheets"]} == {"area", "organization", "person", "membership"}


def test_the_sqlite_store_and_the_simple_one_agree(department: Path, store: FakeStore, tmp_path: Path) -> None:
    sqlite = SqliteStore(tmp_path / "city.db")
    try:
        first, simple = load(sqlite, [department]), load(store, [department])
        assert {k: v.added for k, v in first.diff.items()} == {k: v.added for k, v in simple.diff.items()}
        again = load(sqlite, [department])
        assert again.generation == first.generation
        assert all(change.added == change.changed == change.ended == 0 for change in again.diff.values())
        assert {e.id for e in sqlite.directory()} == {e.id for e in store.directory()}
    finally:
        sqlite.close()


def test_sources_point_at_the_row(department: Path, store: FakeStore) -> None:
    load(store, [department])
    assert store.entity("东社区党委").source == replace(NOWHERE, file="甲/组织.csv", row=3)
