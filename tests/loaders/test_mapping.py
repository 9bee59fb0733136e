"""Mapping files: where they are found, what they say, and what is wrong with them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from fake_store import FakeStore
from small_town import Write
from typer.testing import CliRunner

import orgraph
from orgraph.cli.app import app
from orgraph.errors import MappingError
from orgraph.loaders import load
from orgraph.loaders.mapping.files import Mappings, read_mapping

COMPOUNDS = [["序号", "楼盘", "在哪个社区", "居民户", "楼长生日"], ["1", "甲园", "东社区", "120户", ""],
             ["2", "乙园", "西社区", "80", "八月"]]
SAID = '''
[[table]]
headers = ["楼盘"]
kind = "area"
columns = { "楼盘" = "name", "在哪个社区" = "parent", "居民户" = "households", "楼长生日" = "" }
fixed = { kind = "小区" }
'''
OTHER = SAID.replace('"居民户" = "households"', '"居民户" = ""')


@pytest.fixture
def compounds(write: Write) -> Path:
    """A sheet that nothing but a mapping explains."""
    return write("台账", COMPOUNDS)


def households(store: FakeStore) -> list[object]:
    return sorted((a.name, a.props.get("households")) for a in store.entities("Compound") if a.name != "花园小区")


def test_a_mapping_beside_the_file(compounds: Path, folder: Path, store: FakeStore) -> None:
    (folder / "本地.mapping.toml").write_text(SAID, encoding="utf-8")
    report = load(store, [folder])
    assert (report.errors, report.warnings) == ([], [])  # what is left out on purpose is no warning
    assert households(store) == [("乙园", 80), ("甲园", 120)]


def test_the_header_of_an_error_is_the_departments(write: Write, folder: Path) -> None:
    write("台账", [COMPOUNDS[0], ["1", "甲园", "南社区", "许多", ""]])
    (folder / "本地.mapping.toml").write_text(SAID, encoding="utf-8")
    report = load(FakeStore(), [folder], dry_run=True)
    assert report.flatten("row", "column", "code") == [
        (2, "在哪个社区", "reference.unknown"), (2, "居民户", "cell.type")]


def test_the_nearest_mapping_wins(compounds: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "上面.mapping.toml").write_text(OTHER, encoding="utf-8")
    store = FakeStore()
    load(store, [tmp_path])
    assert households(store) == [("乙园", None), ("甲园", None)]
    (folder / "本地.mapping.toml").write_text(SAID, encoding="utf-8")
    store = FakeStore()
    load(store, [tmp_path])
    assert households(store) == [("乙园", 80), ("甲园", 120)]
    store = FakeStore()
    load(store, [tmp_path], mappings=[tmp_path / "上面.mapping.toml"])
    assert households(store) == [("乙园", None), ("甲园", None)]


def test_a_mapping_above_what_is_loaded_is_not_found(compounds: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "上面.mapping.toml").write_text(SAID, encoding="utf-8")
    assert ("sheet.unknown",) in load(FakeStore(), [folder], dry_run=True).flatten("code")
    assert load(FakeStore(), [folder], dry_run=True, within=[tmp_path]).errors == []


def test_a_mapping_among_the_files_and_in_the_common_folder(compounds: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    path = tmp_path / "别处" / "公用.mapping.toml"
    path.write_text(SAID, encoding="utf-8")
    areas = folder / "区域.csv"
    assert load(FakeStore(), [areas, compounds, path], dry_run=True).errors == []
    assert load(FakeStore(), [areas, compounds], dry_run=True, common=path.parent).errors == []


def test_the_setting_names_the_common_folder(compounds: Path, folder: Path, tmp_path: Path,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "公用").mkdir()
    (tmp_path / "公用" / "一.mapping.toml").write_text(SAID, encoding="utf-8")
    monkeypatch.setenv("ORGRAPH_MAPPINGS", str(tmp_path / "公用"))
    graph = orgraph.open(f"sqlite:///{tmp_path / 'a.db'}")
    try:
        assert graph.load([folder]).errors == []
    finally:
        graph.close()


def test_a_mapping_is_for_the_tables_that_it_names(write: Write, folder: Path) -> None:
    write("台账", COMPOUNDS)
    for condition in ('file = "另一份*.csv"', 'sheet = "第二张"', 'headers = ["楼盘", "没有的列"]'):
        (folder / "本地.mapping.toml").write_text(SAID.replace('headers = ["楼盘"]', condition), encoding="utf-8")
        assert load(FakeStore(), [folder], dry_run=True).errors
    for condition in ('file = "台账*.csv"', 'file = "甲/台账.csv"', 'sheet = ""\nheaders = ["楼盘*"]'):
        (folder / "本地.mapping.toml").write_text(SAID.replace('headers = ["楼盘"]', condition), encoding="utf-8")
        assert load(FakeStore(), [folder], dry_run=True).errors == []


def test_a_fixed_value_stands_over_the_column(write: Write, folder: Path, store: FakeStore) -> None:
    write("台账", [["区域名称", "区域类型", "上级区域"], ["甲园", "二类", "东社区"]])
    (folder / "本地.mapping.toml").write_text(
        '[[table]]\nfile = "台账.csv"\nkind = "area"\nfixed = { kind = "小区" }\n', encoding="utf-8")
    assert load(store, [folder]).warnings == []
    assert store.entity("甲园").kind == "Compound"


def test_total_and_blank_rows_are_seen_as_ever(write: Write, folder: Path) -> None:
    write("台账", [*COMPOUNDS[:2], ["", "", "", "", ""], *COMPOUNDS[2:], ["合计", "", "", "200", ""],
                 ["填表人：某", "", "", "", ""]])
    (folder / "本地.mapping.toml").write_text(SAID, encoding="utf-8")
    report = load(FakeStore(), [folder])
    assert report.errors == []
    assert [(w.where.row, w.code) for w in report.warnings] == [
        (3, "row.blank"), (5, "row.total-skipped"), (6, "row.total-skipped")]


def test_a_mapping_does_not_open_a_roster(write: Write, folder: Path) -> None:
    write("台账", [["姓名", "身份证号", "所在区域"], ["某", "", "东社区"]])
    (folder / "本地.mapping.toml").write_text(
        '[[table]]\nfile = "台账.csv"\nkind = "person"\ncolumns = { "身份证号" = "" }\n', encoding="utf-8")
    assert load(FakeStore(), [folder], dry_run=True).flatten("code") == [("privacy.roster",)]


@pytest.mark.parametrize(("text", "place"), [
    ("[[table]\n", "line 1"), ("[[table]]\nkind = 'area'\n", "table.0"),
    ("[[table]]\nfile = '*'\nkind = 'areas'\ncolumns = { '甲' = 'name' }\n", "areas"),
    ("[[table]]\nfile = '*'\nkind = 'area'\ncolumns = { '甲' = 'nam' }\n", "nam"),
    ("[[table]]\nfile = '*'\nkind = 'area'\nfixed = { kind = '业委会' }\n", "业委会"),
    ("[[table]]\nfile = '*'\ncolour = 'red'\n", "table.0.colour"),
    ("[[table]]\nfile = '*'\n[[table.record]]\nkind = 'area'\ncolumns = { name = '甲' }\n", "table.0.record.0"),
    ("[[table]]\nfile = '*'\nkind = 'area'\n[[table.record]]\nkind = 'area'\n", "table.0"),
])
def test_what_is_wrong_is_named(folder: Path, store: FakeStore, text: str, place: str) -> None:
    path = folder / "本地.mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        load(store, [folder])
    assert "甲/本地.mapping.toml" in caught.value.detail
    assert place in caught.value.detail
    assert store.said == {}
    with pytest.raises(MappingError):
        read_mapping(folder / "没有.mapping.toml")


def test_files_beside_one_another_share_what_was_read(compounds: Path, folder: Path) -> None:
    (folder / "本地.mapping.toml").write_text(SAID, encoding="utf-8")
    mappings = Mappings(within=[folder])
    assert mappings.of(compounds)[0] is mappings.of(folder / "区域.csv")[0]


# ---- orgraph map ----------------------------------------------------------------------------------------

LIKELY = [["小区全称", "所在的社区", "总户数", "星座"], ["甲园", "东社区", "120", ""], ["乙园", "西社区", "80", "双鱼"]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("ORGRAPH_DB", f"sqlite:///{tmp_path / 'map.db'}")
    return CliRunner()


def test_map_shows_and_writes_nothing_by_itself(run: CliRunner, write: Write, folder: Path) -> None:
    path = write("某街道小区表", LIKELY)
    done = run.invoke(app, ["map", str(path)])
    assert done.exit_code == 0, done.stderr
    assert "区域名称" in done.stdout
    assert "星座" in done.stdout
    assert not list(folder.glob("*.toml"))


def test_map_accept_writes_what_loading_then_uses(run: CliRunner, write: Write, folder: Path, store: FakeStore) -> None:
    path = write("某街道小区表", LIKELY)
    done = run.invoke(app, ["map", str(path), "--accept"])
    assert done.exit_code == 0, done.stderr
    (table,) = tomllib.loads((folder / "某街道小区表.mapping.toml").read_text(encoding="utf-8"))["table"]
    assert table == {"headers": ["小区全称"], "kind": "area", "fixed": {"kind": "小区"},
                     "columns": {"小区全称": "name", "所在的社区": "parent"}}
    report = load(store, [folder])
    assert [w.where.column for w in report.warnings] == ["星座"]  # like nothing
    assert run.invoke(app, ["map", str(path), "--accept"]).exit_code == 0  # nothing new, nothing written


def test_map_asks_in_a_terminal(run: CliRunner, write: Write, folder: Path, store: FakeStore,
                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orgraph.cli.mapping._can_ask", lambda: True)
    path = write("某街道小区表", LIKELY)
    done = run.invoke(app, ["map", str(path)], input="\n\n0\ny\n")
    assert done.exit_code == 0, done.stderr
    (table,) = tomllib.loads((folder / "某街道小区表.mapping.toml").read_text(encoding="utf-8"))["table"]
    assert table["columns"] == {"小区全称": "name", "所在的社区": "parent", "星座": ""}
    assert load(store, [folder]).warnings == []
    assert store.entity("甲园").home == store.entity("东社区").id
    again = run.invoke(app, ["map", str(path)], input="")
    assert again.exit_code == 0, again.stderr


def test_map_shows_what_a_wide_table_makes(run: CliRunner, write: Write, folder: Path) -> None:
    path = write("一览", [["小区", "社区", "物业企业", "星座"], ["甲园", "东社区", "大同物业", ""]])
    done = run.invoke(app, ["map", str(path), "--json", "--accept"])
    answer = json.loads(done.stdout)
    assert answer["written"] == []
    (table,) = answer["tables"]
    assert table["mapping"] == "小区一览表.mapping.toml"
    assert "area.name" in table["columns"]["小区"]
    assert table["suggestions"] == {"星座": []}
    assert "物业企业" in run.invoke(app, ["map", str(path)]).stdout


def test_map_as_json(run: CliRunner, write: Write, tmp_path: Path) -> None:
    path = write("某街道小区表", LIKELY)
    out = tmp_path / "甲.mapping.toml"
    done = run.invoke(app, ["map", str(path), "--json", "--accept", "--out", str(out)])
    answer = json.loads(done.stdout)
    assert answer["written"] == [str(out)]
    (table,) = answer["tables"]
    assert table["columns"] == {"总户数": "households"}
    assert table["suggestions"]["小区全称"][0]["field"] == "name"
    assert table["missing"] == ["name", "kind"]
    assert run.invoke(app, ["map", str(path), "--out", "甲.toml"]).exit_code == 1
    assert run.invoke(app, ["map", str(path), "--kind", "甲"]).exit_code == 1


def test_load_takes_a_mapping_file(run: CliRunner, compounds: Path, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "公用.mapping.toml"
    path.write_text(SAID, encoding="utf-8")
    done = run.invoke(app, ["load", str(folder), "--mapping", str(path)])
    assert done.exit_code == 0, done.stderr
