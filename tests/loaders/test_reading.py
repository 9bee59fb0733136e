"""Files as they come: under wrong names, in any encoding, cut by any delimiter, with lines that are no data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter
from fake_store import FakeStore
from small_town import Write

from orgraph.loaders import load
from orgraph.loaders.reading.delimited import delimiter_of
from orgraph.loaders.reading.encodings import UnknownEncodingError, encoding_of
from orgraph.loaders.reading.formats import tables

HEADER = ["组织名称", "组织类别", "所在区域"]
ROWS = [HEADER, ["东社区党委", "社区党组织", "东社区"], ["示例单位", "驻区单位", "花园小区"]]


def cells(path: Path) -> list[list[object]]:
    """All rows of the only table, empty cells as empty texts."""
    (table,), problems = tables(path)
    assert problems == []
    return [[cell or "" for cell in row] for _, row in table.rows()]


def said(folder: Path) -> list[tuple[object, ...]]:
    """Row and code of everything that a load of the folder says."""
    report = load(FakeStore(), [folder], dry_run=True)
    return sorted((problem.where.row, problem.code) for problem in (*report.errors, *report.warnings))


def text(separator: str = ",", end: str = "\r\n") -> str:
    return end.join(separator.join(row) for row in ROWS) + end


# Encodings and delimiters.

@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(text().encode(encoding))
    assert cells(path) == ROWS


def test_big5_is_only_guessed(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes("組織名稱,組織類別,所在區域\r\n東社區黨委,社區黨組織,東社區\r\n示例單位,駐區單位,花園小區\r\n".encode("big5"))
    with pytest.raises(UnknownEncodingError, match="big5"):
        encoding_of(path)


def test_rare_characters_are_no_big5(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes("名称\r\n亓官喆\r\n闫堃\r\n婠婠小区\r\n东社区居委会\r\n西社区居委会\r\n".encode("gb18030"))
    assert encoding_of(path) == "gb18030"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_delimiters_and_line_ends(tmp_path: Path, separator: str, end: str) -> None:
    path = tmp_path / "表.txt"
    path.write_bytes(text(separator, end).encode())
    assert cells(path) == ROWS


def test_mixed_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(b"a,b\r\n1,2\n3,4\r5,6")
    assert cells(path) == [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]


def test_a_title_and_commas_in_quotes_do_not_hide_the_delimiter() -> None:
    assert delimiter_of('示例街道组织情况表\n名称;说明\n"甲,乙,丙,丁";"一,二,三"\n戊;"四,五"\n') == ";"
    assert delimiter_of("题\n名称\t类别\n甲,乙\t企业\n丙,丁\t企业\n") == "\t"


def test_the_line_that_names_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("sep=;\n" + text(";"), encoding="utf-8")
    (table,), _ = tables(path)
    assert list(table.rows()) == [(at, row) for at, row in enumerate(ROWS, 2)]


def test_quoted_line_breaks_and_an_unclosed_quote(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text('a,b\n"1\n2",3\n', encoding="utf-8")
    assert cells(path) == [["a", "b"], ["1\n2", "3"]]


# Files under other names.

@pytest.mark.parametrize("suffix", [".xls", ".csv", ".ods", ".et"])
def test_a_workbook_by_another_name(tmp_path: Path, suffix: str) -> None:
    made = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
    assert cells(made.rename(tmp_path / f"表{suffix}")) == ROWS


def test_text_with_tabs_by_the_name_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "表.xls"
    path.write_bytes(text("\t").encode("gb18030"))
    assert cells(path) == ROWS


def test_a_web_page_by_the_name_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "表.xls"
    path.write_bytes("""<html><head><meta charset="gb2312"><style>td {x: y}</style></head><body><p>说明</p>
      <table border=1><tr><th colspan=3>组织情况&amp;表</th></tr>
      <tr><td>组织<br>名称</td><td>组织类别</td><td rowspan="2">所在区域</td></tr>
      <tr><td>甲 <table><tr><td>里面</td></tr></table></td><td>&nbsp;企业</td></tr>
      <tr><td>乙<td>企业<td>东社区</table></body></html>""".encode("gb2312"))
    assert [[str(cell).strip() for cell in row] for row in cells(path)] == [
        ["组织情况&表", "", ""], ["组织\n名称", "组织类别", "所在区域"], ["甲 里面", "企业", "所在区域"],
        ["乙", "企业", "东社区"]]


@pytest.mark.parametrize("content", [b"not a workbook\n", b"<html><p>no table</p></html>",
                                     b'<?xml version="1.0"?><Workbook/>', b"PK\x03\x04",
                                     b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_no_workbook_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "表.xls"
    path.write_bytes(content)
    found, problems = tables(path)
    assert found == []
    assert [problem.code for problem in problems] == ["file.format"]


# JSON lines.

def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "表.jsonl"
    path.write_text('{"a": 1, "b": ["x", "y"]}\n\n{"c": null, "a": "甲"}\n', encoding="utf-8-sig")
    (table,), _ = tables(path)
    assert list(table.rows()) == [(0, ["a", "b", "c"]), (1, [1, "x、y"]), (3, ["甲", None, None])]


@pytest.mark.parametrize(("line", "row"), [("[1]", 2), ('{"a": {"b": 1}}', 2), ('{"a": ', 2), ('{"z": 1}', 1501)])
def test_wrong_lines_are_errors_at_their_line(folder: Path, line: str, row: int) -> None:
    good = json.dumps(dict(zip(HEADER, ROWS[1], strict=True)), ensure_ascii=False)
    (folder / "组织.jsonl").write_text("\n".join([*[good] * (row - 1), line]), encoding="utf-8")
    report = load(FakeStore(), [folder], dry_run=True)
    assert ("甲/组织.jsonl", row, "file.format") in report.flatten("file", "row", "code")


# Lines that are no data.

DATA = ["示例小区01", "小区", "东社区", "10"]
AREAS = ["区域名称", "区域类型", "上级区域", "户数"]


@pytest.mark.parametrize("line", [
    ["合计", "", "", "10"], ["", "总 计", "", "10"], ["本页小计", "", "", "10"], ["东社区小计", "", "", "10"],
    ["累计：", "1", "2", "3"], ["合计（户）", "", "", "10"], ["填报人：示例", "审核：示例", "", "日期：2023年5月"],
    ["注：以上为上报数"],
    ["单位（盖章）", "", "", ""], ["第 1 页"], AREAS, ["", "合  计", "", "10"],
])
def test_a_line_that_is_no_data(write: Write, folder: Path, line: list[str]) -> None:
    write("小区", [["一览表"], AREAS, DATA, line, ["示例小区02", *DATA[1:]]])
    assert said(folder) == [(4, "row.total-skipped")]


@pytest.mark.parametrize("line", [
    ["合计家园", "小区", "东社区", ""], ["总计社区小区", "小区", "东社区", ""], ["说明书小区", "小区", "东社区", ""],
])
def test_a_name_that_only_begins_like_one(write: Write, folder: Path, line: list[str]) -> None:
    write("小区", [AREAS, DATA, line])
    assert said(folder) == []


def test_titles_and_headers_on_each_page(write: Write, folder: Path) -> None:
    groups = ["区域名称", "区域类型", "上级区域", "规模", ""]
    header = ["", "", "", "户数", "人口"]
    page = [["一览表"], groups, header]
    write("小区", [*page, [*DATA, "30"], *page, ["示例小区02", *DATA[1:], "30"]])
    assert said(folder) == [(row, "row.total-skipped") for row in (5, 6, 7)]


def test_a_second_table_below_the_first(write: Write, folder: Path) -> None:
    write("小区", [AREAS, DATA, [], ["二、组织"], HEADER, ["示例单位", "驻区单位", "东社区"]])
    assert said(folder) == [(4, "row.total-skipped"), (5, "header.second-table")]


def test_notes_below_the_table(write: Write, folder: Path) -> None:
    write("小区", [AREAS, DATA, [], ["注：1.本表由社区填报。"], ["2.户数以年底为准。"]])
    assert said(folder) == [(4, "row.total-skipped"), (5, "row.total-skipped")]


def test_one_cell_alone_is_not_lost_in_silence(write: Write, folder: Path) -> None:
    write("小区", [AREAS, DATA, [], ["示例小区02"]])
    assert (4, "cell.required") in said(folder)
