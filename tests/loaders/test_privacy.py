"""Identity numbers are found by themselves, whatever stands above them, and never shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter
from fake_store import FakeStore
from small_town import Write

from orgraph.errors import LoadRejected
from orgraph.loaders import load
from orgraph.loaders.reading.privacy import identity_number, suspect

# The standard's own example (GB 11643-1999, annex) and one whose check character is X; areas and days are made up.
VALID = ["11010519491231002X", "440524188001010014", "11010519491231002x", "110105 19491231 002X",
         "１１０１０５１９４９１２３１００２Ｘ"]
HEADER = ["组织名称", "组织类别", "所在区域", "备注"]


@pytest.mark.parametrize("number", VALID[:4])
def test_numbers_of_eighteen(number: str) -> None:
    assert identity_number(number)
    assert identity_number(f"联系人证件{number}，已核")


@pytest.mark.parametrize("number", [
    "110105194912310021",  # the check character
    "11010519491331002X",  # the month
    "91350211M000100Y43",  # a credit code
    "000-0000-0401", "35021100100100100001", "2023-05-01 2024-05-01", 755.0, True, None,
])
def test_what_is_none(number: str | float | None) -> None:
    assert not identity_number(number)


def test_numbers_of_fifteen() -> None:
    assert identity_number("110105491231002")
    assert not identity_number("110105493231002")
    assert not identity_number("110105491231002", code=True)


def test_a_number_that_a_spreadsheet_has_cut() -> None:
    assert identity_number(110105194912310000.0)
    assert not identity_number(913502110001000414.0)


def test_the_quick_look_misses_none() -> None:
    for number in [*VALID, "110105491231002", "1.1010519491231E+17"]:
        assert suspect(f"<v>{number}</v>".encode())
    assert not suspect(b"<v>000-0000-0401</v>,2023-05-01,91350211M000100Y43")


@pytest.mark.parametrize("form", ["csv", "gb18030", "utf-16", "xlsx", "json", "jsonl", "xls"])
def test_a_file_is_refused_whole_and_shows_nothing(tmp_path: Path, form: str) -> None:
    rows = [HEADER, ["示例单位", "驻区单位", "东社区", ""],
            ["某某人", "驻区单位", "东社区", f"电话 000-0000-0401 证件 {VALID[0]}"]]
    path = tmp_path / f"组织.{form if form in ('xlsx', 'json', 'jsonl', 'xls') else 'csv'}"
    if form == "xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    elif form.startswith("json"):
        records = [dict(zip(HEADER, row, strict=True)) for row in rows[1:]]
        lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        path.write_text(lines if form == "jsonl" else json.dumps(records), encoding="utf-8")
    elif form == "xls":
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        path.write_text(f"<html><table>{cells}</table></html>", encoding="utf-8")
    else:
        text = "\r\n".join(",".join(row) for row in rows)
        path.write_text(text, encoding="utf-8" if form == "csv" else form)
    with pytest.raises(LoadRejected) as caught:
        load(FakeStore(), [path])
    report = caught.value.report
    row = 2 if form.startswith("json") else 3
    assert report.flatten("row", "column", "code", "value") == [(row, "备注", "privacy.roster", "")]
    shown = str(report.to_dict())
    for secret in ("某某人", VALID[0], "0000-0401", "1949"):
        assert secret not in shown


def test_allowing_errors_does_not_let_it_in(write: Write, folder: Path) -> None:
    write("组织", [HEADER, ["示例单位", "驻区单位", "东社区", VALID[0]]])
    store = FakeStore()
    report = load(store, [folder], allow_errors=True)
    assert report.flatten("code") == [("privacy.roster",)]
    assert not [record for record in store.said.values() if getattr(record, "name", "") == "示例单位"]


def test_a_sheet_without_header_shows_nothing_either(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(f"某某人,{VALID[0]}\n另一人,{VALID[1]}\n", encoding="utf-8")
    report = load(FakeStore(), [path], dry_run=True)
    assert report.flatten("row", "column", "code") == [(1, "", "privacy.roster")]
    assert "某某人" not in str(report.to_dict())


def test_codes_of_organisations_and_long_numbers_of_areas_are_none(write: Write, folder: Path) -> None:
    write("网格", [["区域名称", "区域类型", "上级区域", "网格编号"], ["二网格", "网格", "东社区", "350211401001001"]])
    assert load(FakeStore(), [folder], dry_run=True).errors == []


def test_office_holders_may_be_listed(write: Write, folder: Path) -> None:
    write("组织", [HEADER[:3], ["东社区党委", "社区党组织", "东社区"]])
    write("党员干部名册", [["姓名", "任职组织", "职务"], ["王一", "东社区党委", "书记"]])
    assert load(FakeStore(), [folder], dry_run=True).errors == []


@pytest.mark.parametrize("header", ["身份证号码", "健康状况", "宗教信仰", "子女情况", "家庭住址", "出生年月"])
def test_headers_of_rosters(write: Write, folder: Path, header: str) -> None:
    write("名册", [["姓名", "所在区域", header], ["王一", "东社区", ""]])
    assert load(FakeStore(), [folder], dry_run=True).flatten("row", "column", "code") == [(1, header, "privacy.roster")]
