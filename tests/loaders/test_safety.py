"""Workbooks that must not be opened, and the two readers of those that may."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from orgraph.errors import RowError
from orgraph.loaders.reading import safety
from orgraph.loaders.reading.cells import UNCALCULATED
from orgraph.loaders.reading.formats import Table, tables
from orgraph.loaders.reading.legacy import LegacyBook
from orgraph.loaders.reading.safety import inspect
from orgraph.loaders.reading.xlsx import Book

FIXTURES = Path(__file__).parents[2] / "fixtures"
SHEET = "xl/worksheets/sheet1.xml"


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def workbook(path: Path, rows: list[list[Any]], **options: Any) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", **options}) as book:
        sheet = book.add_worksheet("一")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def with_parts(path: Path, **changes: bytes) -> Path:
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return archive(path, parts | {name.replace("__", "/"): content for name, content in changes.items()})


def only(path: Path) -> tuple[Table, list[RowError]]:
    (table,), problems = tables(path)
    return table, problems


def codes(path: Path) -> list[str]:
    found, problems = tables(path)
    return [problem.code for problem in problems] + ["read"] * bool(found)


def test_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "表.xlsx", [["甲"]])
    with_parts(path, **{SHEET.replace("/", "__"): b"0" * (65 << 20)})
    assert path.stat().st_size < 1 << 20
    assert codes(path) == ["file.unsafe"]
    monkeypatch.setattr(safety, "LARGEST", 1 << 20)
    assert codes(path) == ["file.too-large"]


def test_too_many_parts(tmp_path: Path) -> None:
    parts = {f"xl/{number}.xml": b"" for number in range(safety.CROWDED + 1)}
    assert codes(archive(tmp_path / "表.xlsx", parts)) == ["file.unsafe"]


@pytest.mark.parametrize("name", [SHEET, "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", "content.xml"])
def test_entities(tmp_path: Path, name: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    path = workbook(tmp_path / "表.xlsx", [["甲"]])
    assert codes(with_parts(path, **{name.replace("/", "__"): bomb})) == ["file.unsafe"]
    assert codes(with_parts(path, **{name.replace("/", "__"): bomb.decode().encode("utf-16")})) == ["file.unsafe"]


def test_a_part_larger_than_it_says(tmp_path: Path) -> None:
    path = workbook(tmp_path / "表.xlsx", [["甲"]])
    with_parts(path, xl__media__a=b"0" * 4242)
    content = bytearray(path.read_bytes())
    at = content.rindex(SHEET.encode()) - 22
    content[at:at + 4] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    assert codes(path) == ["file.format"]


def test_names_that_lead_out_of_the_archive_are_only_names(tmp_path: Path) -> None:
    path = with_parts(workbook(tmp_path / "表.xlsx", [["甲"]]), **{"..__..__out.xml": b"<a/>"})
    assert codes(path) == ["read"]
    assert not (tmp_path.parent / "out.xml").exists()


def test_a_text_that_only_speaks_of_a_document_type(tmp_path: Path) -> None:
    table, problems = only(workbook(tmp_path / "表.xlsx", [["<!DOCTYPE & ]]>"]]))
    assert problems == []
    assert list(table.rows()) == [(1, ["<!DOCTYPE & ]]>"])]


def test_formulas_and_errors(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, (formula, value) in enumerate((("=1+1", 2), ('=""', "x"), ('="甲"', "甲"), ("=1/0", "#DIV/0!"))):
            sheet.write_formula(0, at, formula, None, value)
    with zipfile.ZipFile(path) as file:
        content = file.read(SHEET).replace(b"<v>x</v>", b"<v></v>")  # as Excel writes it
    with_parts(path, **{SHEET.replace("/", "__"): content})
    table, _ = only(path)
    assert next(table.rows())[1] == [2.0, None, "甲", "#DIV/0!"]
    book2 = openpyxl.Workbook()
    book2.active.append(["甲", "=1+1"])
    book2.save(path)
    table, _ = only(path)
    assert next(table.rows())[1] == ["甲", UNCALCULATED]


def test_days_from_1904(tmp_path: Path) -> None:
    day = dt.date(2023, 5, 1)
    table, _ = only(workbook(tmp_path / "表.xlsx", [[day, 43585]], date_1904=True))
    assert table.mac
    assert next(table.rows())[1] == [day, 43585.0]


def test_merged_down_and_gaps(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(1, 1, 3, 1, "甲")
        sheet.merge_range(0, 1, 0, 2, "题")
        sheet.write(2, 0, "x")
        sheet.write(7, 2, "y")
    table, _ = only(path)
    blank: list[str] = []
    assert [[cell or "" for cell in cells] for _, cells in table.rows()] == [
        ["", "题"], ["", "甲"], ["x", "甲"], ["", "甲"], blank, blank, blank, ["", "", "y"]]
    assert [number for number, _ in table.rows()] == list(range(1, 9))


def test_a_cell_far_below_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "甲")
        sheet.write(1_048_575, 0, "乙")
    table, _ = only(path)
    assert list(table.rows()) == [(1, ["甲"]), (1_048_576, ["乙"])]


@pytest.mark.parametrize("change", [
    lambda part: part.replace(b'<c r="A2"', b'<c t="s" r="A2"').replace(b't="s" t="s"', b't="s"'),
    lambda part: part.replace(b'<row r="2"', b'<!-- so --><row r="2"'),
])
def test_unusual_sheets_are_read_all_the_same(tmp_path: Path, change: Any) -> None:
    path = workbook(tmp_path / "表.xlsx", [["甲", 1], ["乙", 2], ["丙", 3]])
    with zipfile.ZipFile(path) as file:
        changed = change(file.read(SHEET))
    with_parts(path, **{SHEET.replace("/", "__"): changed})
    table, _ = only(path)
    assert list(table.rows()) == [(1, ["甲", 1.0]), (2, ["乙", 2.0]), (3, ["丙", 3.0])]


# Both readers.

def plain(cell: Any) -> Any:
    if isinstance(cell, (dt.time, dt.timedelta)):
        return str(cell).rjust(8, "0")
    return None if cell == "" else cell


def same(path: Path) -> None:
    """The rows by both readers, blank rows and cells at the ends aside."""
    def rows(found: Any) -> dict[int, list[Any]]:
        result = {}
        for number, cells in found:
            cells = [plain(cell) for cell in cells]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                result[number] = cells
        return result

    book, legacy = Book(path, inspect(path)), LegacyBook(path)
    others = {sheet.name: sheet for sheet in legacy.sheets}
    for sheet in book.sheets:
        if sheet.part and sheet.visible:
            assert rows(book.rows(sheet)) == rows(legacy.rows(others[sheet.name])), (path, sheet)


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("[!bu]*/*.xlsx")), ids=lambda path: path.stem)
def test_both_readers_give_the_same_rows_of_the_fixtures(path: Path) -> None:
    same(path)


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-10**9, 10**15), st.floats(-1e9, 1e15, allow_nan=False),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20),
    st.sampled_from(["_x0041_", "甲\n乙", " 甲 ", "<v>&amp;</v>", "</c>", "]]>", "=1"]),
    st.dates(dt.date(1900, 3, 1), dt.date(2199, 1, 1)),
    st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2199, 1, 1)).map(lambda at: at.replace(microsecond=0)),  # noqa: DTZ001
)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.booleans(), st.booleans())
def test_both_readers_give_the_same_rows_of_any_workbook(rows: list[list[Any]], shared: bool, mac: bool) -> None:
    buffer = io.BytesIO()
    options = {"in_memory": shared, "constant_memory": not shared, "default_date_format": "yyyy-mm-dd hh:mm:ss",
               "date_1904": mac, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if not (mac and isinstance(cell, dt.date) and cell.year < 1905):
                    sheet.write(at, column, cell)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.xlsx"
        path.write_bytes(buffer.getvalue())
        same(path)
