"""The same rows from every kind of file give the same records."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import xlsxwriter
from fake_store import NOWHERE, FakeStore
from msgspec.structs import replace
from opencc import OpenCC
from small_town import AREAS, Write

from orgraph.errors import LoadRejected
from orgraph.loaders import load
from orgraph.model import Record

ORGANIZATIONS = [
    ["组织名称", "组织类别", "所在区域", "成员数", "成立日期"],
    ["东社区党委", "社区党组织", "东社区", "12", "2021-07-01"],
    ["花园小区业委会", "业委会", "花园小区", "7", "2022-03-15"],
]


def records(*paths: Path) -> dict[str, Record]:
    """What the files say, without saying where."""
    store = FakeStore()
    load(store, paths)
    return {record.id: replace(record, source=NOWHERE) for record in store.said.values()}


def text(rows: list[list[str]], separator: str = ",") -> str:
    return "\r\n".join(separator.join(row) for row in rows) + "\r\n"


@pytest.fixture
def expected(write: Write, folder: Path) -> dict[str, Record]:
    write("组织", ORGANIZATIONS)
    found = records(folder)
    assert len(found) == 9 + 2 + 2  # areas, organisations, and that they serve
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings(folder: Path, expected: dict[str, Record], encoding: str) -> None:
    (folder / "组织.csv").write_bytes(text(ORGANIZATIONS).encode(encoding))
    assert records(folder) == expected


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_separators(folder: Path, expected: dict[str, Record], separator: str) -> None:
    (folder / "组织.csv").write_text(text(ORGANIZATIONS, separator), encoding="utf-8")
    assert records(folder) == expected


def test_traditional_headers_and_values(folder: Path, expected: dict[str, Record]) -> None:
    """Names stay as written; kinds, references and ids are found all the same."""
    traditional = OpenCC("s2t").convert(text(ORGANIZATIONS))
    assert "組織名稱" in traditional
    assert "東社區" in traditional
    (folder / "组织.csv").write_text(traditional, encoding="utf-8")
    found = records(folder)
    assert found.keys() == expected.keys()
    assert {r.name for r in found.values() if hasattr(r, "name")} > {"東社區黨委", "花園小區業委會"}


def test_json(folder: Path, expected: dict[str, Record]) -> None:
    (folder / "组织.csv").unlink()
    header, *rows = ORGANIZATIONS
    document = {"组织表": [dict(zip(header, row, strict=True)) for row in rows]}
    (folder / "组织.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    (folder / "expected.json").write_text('{"checks": []}', encoding="utf-8")
    assert records(folder) == expected


def test_json_rows_count_from_one(tmp_path: Path, folder: Path) -> None:
    path = folder / "组织.json"
    path.write_text(json.dumps([{"组织名称": "甲", "组织类别": "企业", "所在区域": "东社区"},
                                {"组织名称": "乙", "组织类别": "企业", "所在区域": ["无此"]}]), encoding="utf-8")
    report = load(FakeStore(), [folder], dry_run=True)
    assert report.flatten("row", "column", "code") == [(2, "所在区域", "reference.unknown")]


def test_a_workbook_with_titles_and_merged_cells(folder: Path, expected: dict[str, Record]) -> None:
    """A title, a header over two rows, real dates and numbers, a total, hidden and empty sheets."""
    (folder / "组织.csv").unlink()
    with xlsxwriter.Workbook(folder / "台账.xlsx") as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        hidden = book.add_worksheet("草稿")
        hidden.write_row(0, 0, ["组织名称", "组织类别", "所在区域"])
        hidden.write_row(1, 0, ["不该读入", "企业", "东社区"])
        hidden.hide()
        book.add_worksheet("空表")
        sheet = book.add_worksheet("组织情况")
        sheet.activate()
        sheet.merge_range(1, 1, 1, 6, "示例街道组织情况表")
        sheet.merge_range(3, 1, 4, 1, "序号")
        sheet.merge_range(3, 2, 4, 2, "组织名称（全称）")
        sheet.merge_range(3, 3, 4, 3, "组织类别*")
        sheet.merge_range(3, 4, 4, 4, "所在区域")
        sheet.merge_range(3, 5, 3, 6, "基本情况")
        sheet.write_row(4, 5, ["成员数", "成立日期"])
        for at, (name, kind, home, count, start) in enumerate(ORGANIZATIONS[1:], 5):
            sheet.write_row(at, 1, [at - 4, name, kind, home, int(count)])
            year, month, date = map(int, start.split("-"))
            sheet.write_datetime(at, 6, dt.date(year, month, date), day)
        sheet.write_row(7, 1, ["合计", "", "", "", 19])
    assert records(folder) == expected
    store = FakeStore()
    report = load(store, [folder])
    (sheet_report,) = [s for s in report.sheets if s.file.endswith(".xlsx")]
    assert (sheet_report.sheet, sheet_report.kind, sheet_report.rows, sheet_report.header_row) == (
        "组织情况", "organization", 2, 5)
    assert store.entity("花园小区业委会").source.row == 7


def test_a_value_merged_down_holds_for_every_row(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "台账.xlsx") as book:
        sheet = book.add_worksheet("组织")
        sheet.write_row(0, 0, ["所在区域", "组织名称", "组织类别"])
        sheet.merge_range(1, 0, 3, 0, "花园小区")
        for row in (1, 2, 3):
            sheet.write_row(row, 1, [f"示例企业{row}", "企业"])
    store = FakeStore()
    load(store, [folder])
    home = store.entity("花园小区").id
    assert [store.entity(f"示例企业{row}").home for row in (1, 2, 3)] == [home] * 3


def test_a_row_longer_than_the_header_is_an_error(folder: Path) -> None:
    (folder / "组织.csv").write_text("组织名称,组织类别,所在区域\n甲公司,乙,企业,东社区\n", encoding="utf-8")
    report = load(FakeStore(), [folder], dry_run=True)
    assert (2, "file.format") in report.flatten("row", "code")


def test_an_unclosed_quote_is_an_error_at_its_row(folder: Path) -> None:
    (folder / "组织.csv").write_text('组织名称,组织类别,所在区域\n甲,企业,东社区\n"乙,企业,东社区\n', encoding="utf-8")
    with pytest.raises(LoadRejected) as caught:
        load(FakeStore(), [folder])
    assert caught.value.report.flatten("file", "row", "code") == [("甲/组织.csv", 3, "file.format")]


def test_two_files_of_one_name_in_folders_of_one_name(tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place / "甲").mkdir(parents=True)
        (tmp_path / place / "甲" / "区域.csv").write_text(text(AREAS), encoding="utf-8")
    report = load(FakeStore(), [tmp_path], dry_run=True)
    assert report.flatten("file", "code") == [("甲/区域.csv", "file.format")]


def test_a_folder_without_data(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("说明", encoding="utf-8")
    assert load(FakeStore(), [tmp_path], dry_run=True).flatten("code") == [("file.empty",)]
