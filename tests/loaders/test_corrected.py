"""Corrected copies: bad cells are marked, nothing else changes, and what is mended loads in its original's place."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from fake_store import FakeStore
from small_town import Write
from test_bad import BAD, ERRORS, files

from orgraph.errors import LoadRejected
from orgraph.loaders import LoadReport, corrected, load
from orgraph.loaders.corrected import corrected_copies
from orgraph.loaders.folders import data_files

PINK = "FFFFC7CE"
HEADER = ["组织名称", "组织类别", "所在区域", "统一社会信用代码", "成立日期", "联系电话"]
ROWS = [
    HEADER,
    ["示例物业", "物业企业", "东社区", "91350211M000100Y46", "2020-01-05", "000-0000-0001"],
    ["示例业委会", "业委会", "没有的社区", "", "2020-13-05", "000-0000-0002"],
    ["=示例队", "志愿服务队", "东社区", "001200", "", ""],
]


def check(*paths: Path) -> LoadReport:
    return load(FakeStore(), paths, dry_run=True)


def copies(folder: Path, *paths: Path) -> list[Path]:
    return corrected_copies(check(*paths), data_files(paths)[0], folder)


def marked(path: Path) -> Iterator[tuple[str, str, str]]:
    """(sheet, cell, codes in the comment) of every coloured cell."""
    for sheet in openpyxl.load_workbook(path).worksheets[1:]:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert (cell.fill.fgColor.rgb == PINK) == (cell.comment is not None)
            if cell.comment is not None:
                yield sheet.title, cell.coordinate, cell.comment.text.split(" ")[0]


def mend(path: Path, sheet: str, **cells: object) -> None:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(path)


def test_mended_copy_loads_in_the_place_of_its_original(write: Write, tmp_path: Path) -> None:
    original = write("组织", ROWS)
    (copy,) = copies(tmp_path / "退回", tmp_path / "甲")
    assert copy == tmp_path / "退回" / "甲" / "组织.csv.更正.xlsx"
    assert list(marked(copy)) == [("数据", "C3", "reference.unknown"), ("数据", "E3", "cell.date")]
    mend(copy, "数据", C3="西社区", E3="2020-12-05")
    store = FakeStore()
    report = load(store, [tmp_path / "甲", copy])
    assert (report.errors, report.generation) == ([], 1)
    assert report.files == ["甲/区域.csv", "甲/组织.csv"]
    assert [(w.code, w.where.file) for w in report.warnings] == [("file.superseded", "甲/组织.csv")]
    committee = store.entity("示例业委会")
    assert (committee.start, committee.source.file, committee.source.row) == (dt.date(2020, 12, 5), "甲/组织.csv", 3)
    assert store.entity("=示例队").code == "001200"
    os.utime(original)  # the department sends another one: it holds again
    with pytest.raises(LoadRejected):
        load(store, [tmp_path / "甲", copy])


@pytest.mark.parametrize("name", [name for name in ERRORS if any(row for row, _, _ in ERRORS[name])])
def test_every_data_error_finds_its_cell(name: str, tmp_path: Path) -> None:
    made = copies(tmp_path, *files(name))
    if name == "privacy.roster.csv":
        assert made == []
        return
    (copy,) = made
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames[0] == "错误清单"
    headers = [cell.value for cell in book.worksheets[1][1]]
    expected = [(f"{'ABCDEFGH'[headers.index(column) if column in headers else 0]}{row}", code)
                for row, column, code in ERRORS[name]]
    assert [(cell, code) for _, cell, code in marked(copy)] == expected
    listed = book.worksheets[0]
    assert [(row[2].value, row[7].value) for row in listed.iter_rows(min_row=3)] == [
        (str(row), code) for row, _, code in ERRORS[name]]
    assert listed["C3"].hyperlink.location == f"'{book.sheetnames[1]}'!{expected[0][0]}"
    again = check(*files(name)[:-1], copy)  # not mended: the same errors, and the list of them is no data
    # No workbook holds an over-long text: an error value stands in its place, so that it stays refused.
    stays = {"cell.too-long": "cell.formula-error"}
    assert again.flatten("row", "column", "code") == [(*at, stays.get(code, code)) for *at, code in ERRORS[name]]


@pytest.mark.parametrize("name", ["file.format.xlsx", "file.empty.csv", "file.encoding.csv"])
def test_a_file_that_cannot_be_read_has_no_copy(name: str, tmp_path: Path) -> None:
    assert copies(tmp_path, BAD / name) == []
    assert list(tmp_path.iterdir()) == []


def test_cells_keep_what_they_are(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "甲" / "台账.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet, second = book.add_worksheet("组织:表".replace(":", "：")), book.add_worksheet("人员")
        sheet.write_row(0, 0, HEADER)
        day = book.add_format({"num_format": "yyyy/m/d"})
        for row, value in enumerate(("=1+1", "+队", "001200", "很长" * 10), 1):
            sheet.write_row(row, 0, ["示例队", "志愿服务队", "没有的社区"])
            sheet.write_string(row, 3, value)
            sheet.write_datetime(row, 4, dt.date(2020, 1, row), day)
            sheet.write_number(row, 5, 13800000000 + row)
        second.write_row(0, 0, ["姓名", "所属单位", "职务"])
        second.write_row(1, 0, ["示例甲", "没有的单位", "主任"])
    (copy,) = copies(tmp_path, tmp_path / "甲" / "区域.csv", path)
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames == ["错误清单", "组织：表", "人员"]
    rows = [[cell.value for cell in row] for row in book["组织：表"].iter_rows(min_row=2)]
    assert [row[3] for row in rows] == ["=1+1", "+队", "001200", "很长" * 10]
    assert [row[4].date() for row in rows] == [dt.date(2020, 1, day) for day in range(1, 5)]
    assert [row[5] for row in rows] == [f"1380000000{row}" for row in range(1, 5)]
    assert {cell.data_type for row in book["组织：表"]["A2:D5"] for cell in row} == {"s"}
    assert {cell.number_format for row in book["组织：表"]["A2:D5"] for cell in row} == {"@"}
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_code_that_has_lost_digits_stays_refused(tmp_path: Path) -> None:
    path = tmp_path / "组织.json"
    path.write_text('{"组织表": [{"组织名称": "示例", "组织类别": "驻区单位", "所在区域": "示例东社区",'
                    ' "统一社会信用代码": 9.13502110001000414e17}]}', encoding="utf-8")
    (copy,) = copies(tmp_path, BAD / "_areas.csv", path)
    assert check(BAD / "_areas.csv", copy).flatten("row", "code") == [(2, "cell.number-cut")]


def test_a_text_too_long_for_a_cell_stays_refused(write: Write, tmp_path: Path) -> None:
    write("组织", [[*HEADER[:3], "备注"], ["示例队", "志愿服务队", "东社区", "很长" * 20_000]])
    (copy,) = copies(tmp_path, tmp_path / "甲")
    assert list(marked(copy)) == [("数据", "D2", "cell.too-long")]
    assert check(tmp_path / "甲" / "区域.csv", copy).flatten("row", "column", "code") == [
        (2, "备注", "cell.formula-error")]


def test_what_is_private_is_masked_in_the_list_and_the_comments(write: Write, tmp_path: Path) -> None:
    write("组织", [HEADER[:3], ["示例", "驻区单位", "问13912345678"]])
    (copy,) = copies(tmp_path, tmp_path / "甲")
    book = openpyxl.load_workbook(copy)
    assert "13912345678" not in str([cell.value for row in book["错误清单"].iter_rows() for cell in row])
    assert "13912345678" not in book["数据"]["C2"].comment.text
    assert book["数据"]["C2"].value == "问13912345678"


def test_mending_that_has_begun_is_not_undone(write: Write, tmp_path: Path) -> None:
    write("组织", ROWS)
    (copy,) = copies(tmp_path, tmp_path / "甲")
    mend(copy, "数据", C3="西社区")
    assert copies(tmp_path, tmp_path / "甲") == [copy]
    assert openpyxl.load_workbook(copy)["数据"]["C3"].value == "西社区"
    # Loaded with what is mended so far, the copy is written anew: one error is left.
    assert copies(tmp_path, tmp_path / "甲", copy) == [copy]
    assert [cell for _, cell, _ in marked(copy)] == ["E3"]
    mend(copy, "数据", E3=None)
    assert check(tmp_path / "甲", copy).errors == []


def test_of_a_big_file_only_the_bad_rows(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrected, "WHOLE", 4)
    rows = [["组织名称", "组织类别", "所在区域"]] + [
        [f"示例{n}队", "志愿服务队", "没有的社区" if n % 3 == 0 else "东社区"] for n in range(7)]
    path = write("组织", [["某街道组织表"], *rows])
    (copy,) = copies(tmp_path, tmp_path / "甲" / "区域.csv", path)
    assert copy.name == "组织.csv.错误行.xlsx"
    book = openpyxl.load_workbook(copy)
    assert [row[0].value for row in book["数据"].iter_rows()] == [
        "某街道组织表", "组织名称", "示例0队", "示例3队", "示例6队"]
    assert [row[2].value for row in book["错误清单"].iter_rows(min_row=3)] == ["3", "6", "9"]
    assert [row[2].hyperlink.location for row in book["错误清单"].iter_rows(min_row=3)] == [
        "'数据'!C3", "'数据'!C4", "'数据'!C5"]
    mend(copy, "数据", C3="西社区", C4="西社区", C5="西社区")
    store = FakeStore()
    load(store, [tmp_path / "甲"], allow_errors=True)
    assert load(store, [copy]).errors == []
    assert len(store.entities("VolunteerTeam")) == 7


def test_json_rows_lie_under_their_header(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "甲" / "组织.json"
    path.write_text(json.dumps({"组织表": [dict(zip(HEADER[:3], row, strict=False)) for row in ROWS[1:]]}), "utf-8")
    (copy,) = copies(tmp_path, tmp_path / "甲")
    assert list(marked(copy)) == [("组织表", "C3", "reference.unknown")]


def test_sheets_of_strange_names(write: Write, tmp_path: Path) -> None:
    bad = [dict(zip(HEADER[:3], ROWS[2], strict=False))]
    path = tmp_path / "甲" / "组织.json"
    path.write_text(json.dumps({"组织/一": bad, "组织*一": bad, "组织" * 30: bad, "错误清单": bad}), "utf-8")
    (copy,) = copies(tmp_path, tmp_path / "甲")
    names = openpyxl.load_workbook(copy).sheetnames
    assert names[:3] == ["错误清单", "组织_一", "组织_一~2"]
    assert len(names) == 5
    assert len(list(marked(copy))) == 4


def test_a_column_that_only_a_mapping_knows(write: Write, tmp_path: Path) -> None:
    write("组织", [["某街道"], ["啥名", "啥类", "在哪儿"], ["示例队", "志愿服务队", "没有的社区"]])
    (tmp_path / "甲" / "我们.mapping.toml").write_text(
        '[[table]]\nheaders = ["啥名"]\nkind = "organization"\n'
        'columns = { "啥名" = "name", "啥类" = "kind", "在哪儿" = "home" }\n', encoding="utf-8")
    (copy,) = copies(tmp_path / "退回", tmp_path / "甲")
    assert list(marked(copy)) == [("数据", "C3", "reference.unknown")]
    mend(copy, "数据", C3="东社区")
    assert check(tmp_path / "甲", tmp_path / "退回").errors == []
    assert check(tmp_path / "甲" / "区域.csv", copy).errors == []


def test_a_header_of_two_rows_and_merged_cells(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "甲" / "组织.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("组织表")
        sheet.merge_range("A1:A2", "组织名称")
        sheet.merge_range("B1:C1", "单位")
        sheet.write_row("B2", ["组织类别", "所在区域"])
        sheet.write_row("A3", ["示例队", "志愿服务队"])
        sheet.write_row("A4", ["示例二队", "志愿服务队"])
        sheet.merge_range("C3:C4", "没有的社区")
    before = check(tmp_path / "甲")
    (copy,) = corrected_copies(before, data_files([tmp_path / "甲"])[0], tmp_path)
    assert list(marked(copy)) == [("组织表", "C3", "reference.unknown"), ("组织表", "C4", "reference.unknown")]
    assert check(tmp_path / "甲" / "区域.csv", copy).errors == before.errors
    mend(copy, "组织表", C3="东社区", C4="西社区")
    assert check(tmp_path / "甲", copy).errors == []


def test_days_that_count_from_1904(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "甲" / "组织.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet("组织表")
        sheet.write_row(0, 0, [*HEADER[:3], "成立日期"])
        sheet.write_row(1, 0, ["示例队", "志愿服务队", "没有的社区", 42369])  # 2020-01-01
        sheet.write_row(2, 0, ["示例二队", "志愿服务队", "东社区"])
        sheet.write_datetime(2, 3, dt.date(2020, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    (copy,) = copies(tmp_path, tmp_path / "甲")
    mend(copy, "组织表", C2="东社区")
    store = FakeStore()
    load(store, [tmp_path / "甲", copy])
    assert [store.entity(name).start for name in ("示例队", "示例二队")] == [dt.date(2020, 1, 1), dt.date(2020, 1, 2)]
