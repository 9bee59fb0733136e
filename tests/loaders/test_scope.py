"""Partial deliveries: a street's file ends only what was said of the street."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_store import FakeStore, content
from small_town import AREAS, Write

from orgraph.errors import LoadRejected
from orgraph.loaders import load
from orgraph.model import Record
from orgraph.stores.sqlite import SqliteStore

HEADER = ["区域名称", "区域类型", "上级区域", "户数"]
UNITS = ["组织名称", "组织类别", "所在区域", "服务范围"]
SOUTH = [["一园", "小区", "东社区", "10"], ["二园", "小区", "西社区", "20"]]
NORTH = [["三园", "小区", "北社区", "30"], ["四园", "小区", "北社区", "40"]]
MAPPING = '''
[[table]]
file = "台账-南街*.csv"
scope = "南街街道"
replaces = ["台账*.csv"]
[[table]]
file = "台账-北街*.csv"
scope = "北街街道"
replaces = ["台账*.csv"]
[[table]]
file = "单位-南街*.csv"
scope = "南街街道"
replaces = "单位*.csv"
'''


@pytest.fixture
def streets(write: Write, folder: Path) -> Path:
    """Two streets of one district, and a mapping by which each delivers a file of its own."""
    write("区域", [*AREAS, ["北街街道", "街道", "甲区", "980101002"], ["北社区", "社区", "北街街道", "980101002001"]])
    (folder / "本地.mapping.toml").write_text(MAPPING, encoding="utf-8")
    return folder


def compounds(store: FakeStore) -> list[tuple[str, str, object]]:
    return sorted((a.name, a.source.file.split("/")[1], a.props["households"]) for a in store.entities("Compound")
                  if a.name != "花园小区")


def contents(store: FakeStore) -> dict[tuple[str, str], Record]:
    return {key: content(record) for key, record in store.said.items()}


def test_a_street_takes_its_part_of_an_older_file_and_leaves_the_rest(streets: Path, write: Write,
                                                                      store: FakeStore) -> None:
    write("台账2024", [HEADER, *SOUTH, *NORTH])
    load(store, [streets])
    (streets / "台账2024.csv").unlink()
    south = write("台账-南街", [HEADER, ["一园", "小区", "东社区", "11"]])
    report = load(store, [south])
    assert compounds(store) == [
        ("一园", "台账-南街.csv", 11), ("三园", "台账2024.csv", 30), ("四园", "台账2024.csv", 40)]
    assert report.diff["Compound"].ended == 2
    assert {area.name for area in store.entities("Street")} == {"南街街道", "北街街道"}
    before = dict(store.said)
    load(store, [south])
    assert store.said == before


def test_two_streets_in_either_order_and_together_give_the_same(streets: Path, write: Write) -> None:
    write("台账2024", [HEADER, *SOUTH, *NORTH])
    base, stores = FakeStore(), []
    load(base, [streets])
    (streets / "台账2024.csv").unlink()
    south, north = write("台账-南街", [HEADER, SOUTH[0]]), write("台账-北街", [HEADER, NORTH[1]])
    for order in ([[south], [north]], [[north], [south]], [[south, north]], [[north, south], [south]]):
        store = FakeStore()
        store.said = dict(base.said)
        for paths in order:
            load(store, paths)
        stores.append(store)
    assert compounds(stores[0]) == [("一园", "台账-南街.csv", 10), ("四园", "台账-北街.csv", 40)]
    assert all(contents(store) == contents(stores[0]) for store in stores)


def test_a_reload_of_one_street_ends_only_its_own_facts(streets: Path, write: Write, store: FakeStore) -> None:
    write("台账-南街", [HEADER, *SOUTH])
    write("台账-北街", [HEADER, *NORTH])
    load(store, [streets])
    load(store, [write("台账-南街", [HEADER, SOUTH[1]])])
    assert [name for name, _, _ in compounds(store)] == ["三园", "二园", "四园"]
    load(store, [write("台账-南街2025", [HEADER, SOUTH[0]])])  # under another name
    assert [name for name, _, _ in compounds(store)] == ["一园", "三园", "四园"]


def test_links_stay_where_neither_end_is_inside(streets: Path, write: Write, store: FakeStore) -> None:
    write("台账", [HEADER, *SOUTH, *NORTH])
    write("单位2024", [UNITS, ["南单位", "企业", "东社区", "东社区"], ["区单位", "企业", "甲区", "东社区、北社区"],
                     ["北单位", "企业", "北社区", "北社区"]])
    load(store, [streets])
    (streets / "单位2024.csv").unlink()
    load(store, [write("单位-南街", [UNITS, ["南单位二", "企业", "西社区", "西社区"]])])
    assert store.named_links("SERVES") == sorted([("区单位", "北社区"), ("北单位", "北社区"), ("南单位二", "西社区")])
    assert sorted(unit.name for unit in store.entities("Enterprise")) == sorted(["区单位", "北单位", "南单位二"])


def test_what_stays_can_still_be_referred_to(streets: Path, write: Write, store: FakeStore) -> None:
    write("台账2024", [HEADER, *SOUTH, *NORTH])
    load(store, [streets])
    (streets / "台账2024.csv").unlink()
    south = write("台账-南街", [HEADER, SOUTH[0]])
    other = write("组织", [UNITS, ["业委会", "业委会", "三园", ""]])
    assert load(store, [south, other]).errors == []
    gone = write("组织", [UNITS, ["业委会", "业委会", "二园", ""]])
    with pytest.raises(LoadRejected) as caught:
        load(store, [south, gone])
    assert caught.value.report.flatten("code", "value") == [("reference.unknown", "二园")]


def test_a_row_outside_the_scope_is_an_error(streets: Path, write: Write, store: FakeStore) -> None:
    path = write("台账-南街", [HEADER, *SOUTH, NORTH[0]])
    with pytest.raises(LoadRejected) as caught:
        load(store, [streets])
    assert caught.value.report.flatten("file", "row", "code") == [("甲/台账-南街.csv", 4, "scope.outside")]
    assert store.said == {}
    report = load(store, [streets / "区域.csv", path], allow_errors=True)
    assert report.left_out == 1
    assert [name for name, _, _ in compounds(store)] == ["一园", "二园"]


def test_a_link_of_two_things_outside_is_an_error(streets: Path, write: Write) -> None:
    (streets / "本地.mapping.toml").write_text('[[table]]\nfile = "关系.csv"\nscope = "南街街道"\n', encoding="utf-8")
    write("组织", [UNITS, ["南单位", "企业", "东社区", ""], ["北单位", "企业", "北社区", ""]])
    write("关系", [["关系类型", "甲方", "乙方"], ["双报到", "北单位", "东社区"], ["双报到", "南单位", "北社区"],
                 ["双报到", "北单位", "北社区"]])
    report = load(FakeStore(), [streets], dry_run=True)
    assert report.flatten("row", "code") == [(4, "scope.outside")]


def test_a_scope_that_is_no_area_is_an_error_in_the_mapping(streets: Path, write: Write, store: FakeStore) -> None:
    write("台账-南街", [HEADER, *SOUTH])
    load(store, [streets])
    before = dict(store.said)
    (streets / "本地.mapping.toml").write_text(MAPPING.replace("南街街道", "中街街道"), encoding="utf-8")
    write("台账-南街", [HEADER, SOUTH[0]])
    with pytest.raises(LoadRejected) as caught:
        load(store, [streets])
    (error,) = caught.value.report.errors
    assert (error.code, error.where.file, error.where.value) == ("scope.unknown", "甲/本地.mapping.toml", "中街街道")
    load(store, [streets], allow_errors=True)  # a file whose scope nobody knows ends nothing and says nothing
    assert store.said == before


def test_the_sqlite_store_keeps_the_rest_too(streets: Path, write: Write, tmp_path: Path) -> None:
    sqlite = SqliteStore(tmp_path / "city.db")
    try:
        write("台账2024", [HEADER, *SOUTH, *NORTH])
        load(sqlite, [streets])
        (streets / "台账2024.csv").unlink()
        south = write("台账-南街", [HEADER, SOUTH[0]])
        first = load(sqlite, [south])
        names = {entry.name: entry.file for entry in sqlite.directory() if entry.kind == "Compound"}
        assert names == {"花园小区": "甲/区域.csv", "一园": "甲/台账-南街.csv", "三园": "甲/台账2024.csv",
                         "四园": "甲/台账2024.csv"}
        assert load(sqlite, [south]).generation == first.generation
    finally:
        sqlite.close()


def test_replacing_without_a_scope_ends_all_that_the_older_file_said(streets: Path, write: Write,
                                                                     store: FakeStore) -> None:
    (streets / "本地.mapping.toml").write_text('[[table]]\nfile = "台账2025.csv"\nreplaces = "台账*.csv"\n',
                                            encoding="utf-8")
    write("台账2024", [HEADER, *SOUTH, *NORTH])
    load(store, [streets])
    (streets / "台账2024.csv").unlink()
    load(store, [write("台账2025", [HEADER, SOUTH[0]])])
    assert compounds(store) == [("一园", "台账2025.csv", 10)]


def test_persons_that_a_membership_names_need_not_live_in_the_scope(streets: Path, write: Write,
                                                                    store: FakeStore) -> None:
    (streets / "本地.mapping.toml").write_text('[[table]]\nfile = "任职.csv"\nscope = "南街街道"\n', encoding="utf-8")
    write("组织", [UNITS, ["区联盟", "联盟", "甲区", ""], ["东居委会", "居委会", "东社区", ""]])
    write("任职", [["姓名", "成员单位", "任职组织", "职务"], ["", "东居委会", "区联盟", "成员单位"],
                 ["赵某", "", "东居委会", "主任"]])
    assert load(store, [streets]).errors == []
    before = dict(store.said)
    load(store, [streets / "任职.csv"])
    assert store.said == before
