"""Small files that ask for much: each is read or refused in a moment, and no process ends but the one that may."""

from __future__ import annotations

import io
import json
import signal
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from fake_store import FakeStore

from orgraph.loaders import load
from orgraph.loaders.reading import legacy, xlsx
from orgraph.loaders.reading.formats import FormatError, tables
from orgraph.loaders.reading.safety import inspect
from orgraph.loaders.reading.xlsx import Book, UnusualError
from orgraph.vocabulary import vocabulary

FIXTURES = Path(__file__).parents[2] / "fixtures" / "bad"
HEAD = ["组织名称", "组织类别", "所在区域"]
LINE = ",".join(HEAD) + "\n"
SHEET = "xl/worksheets/sheet1.xml"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
Seen = list[tuple[int, str]]


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    """A test that hangs fails in place of holding all others up; how quick it is, is the bench's."""
    def hangs(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(200)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def seen(path: Path, content: bytes | str) -> Seen:
    """Row and code of the errors that loading `content` gives."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(error.where.row, error.code) for error in load(FakeStore(), [path], dry_run=True).errors]


def inline(*rows: str) -> str:
    return "<sheetData>" + "".join(rows) + "</sheetData>"


def row(number: int, cells: dict[str, str]) -> str:
    inside = "".join(f'<c r="{letters}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
                     for letters, text in cells.items())
    return f'<row r="{number}">{inside}</row>'


TOP = row(1, dict(zip("ABC", HEAD, strict=True)))


def workbook(**parts: str) -> bytes:
    """A workbook with a header, in whose parts something is put in place of something else (before → after)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, HEAD)
    names = {"sheet": SHEET, "strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml", "book": "xl/workbook.xml"}
    made = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for part, change in parts.items():
                if names[part] == name:
                    before, after = change.split("→")
                    assert before in text
                    text = text.replace(before, after, 1)
            new.writestr(name, text)
    return made.getvalue()


def sheet(data: str, merged: str = "") -> bytes:
    """A workbook whose sheet has these rows and merged cells."""
    content = workbook()
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        text = file.read(SHEET).decode()
    old = text[text.index("<sheetData>"):text.index("</sheetData>") + len("</sheetData>")]
    return workbook(sheet=f"{old}→{data}{merged}")


def columns(count: int) -> list[str]:
    from xlsxwriter.utility import xl_col_to_name

    return [xl_col_to_name(at) for at in range(count)]


# Old workbooks are read by a child, which may end.

def old_workbook(rows: int, width: int) -> bytes:
    """An XLS of one cell that says of itself that it has so many."""
    book, out = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    book.add_sheet("一").write(0, 0, "甲")
    book.save(out)
    content = bytearray(out.getvalue())
    at = content.index(b"\x00\x02\x0e\x00")
    content[at + 4:at + 16] = struct.pack("<IIHH", 0, rows, 0, width)
    return bytes(content)


def test_an_old_workbook_that_asks_for_terabytes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.xls"
    content = old_workbook(2**31 - 1, 2**16 - 1)
    assert seen(path, content) == [(0, "file.format")]
    alone = subprocess.run([sys.executable, legacy._PROGRAM, path, tmp_path / "out", str(legacy.MEMORY), "20"],
                           capture_output=True, check=False)
    assert alone.returncode < 0  # so there is something to guard against
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("program", ["import os; os.abort()", "import time; time.sleep(60)", "import sys; sys.exit(3)",
                                     "print('so')", "raise MemoryError"])
def test_whatever_becomes_of_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str,
                                       capfd: pytest.CaptureFixture[str]) -> None:
    child = tmp_path / "child.py"
    child.write_text(program)
    monkeypatch.setattr(legacy, "_PROGRAM", child)
    monkeypatch.setattr(legacy, "SECONDS", 1)
    path = tmp_path / "表.xls"
    assert seen(path, old_workbook(1, 1)) == [(0, "file.format")]
    monkeypatch.setattr(legacy, "_BIG", 100)
    assert seen(path, old_workbook(1, 1)) == [(0, "file.too-large")]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", ["表.xls", "表.xlsx"])
def test_one_child_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    calls: list[Path] = []
    real = legacy._read

    def counted(path: Path, spool: Any) -> Any:
        calls.append(path)
        return real(path, spool)

    monkeypatch.setattr(legacy, "_read", counted)
    unusual = sheet(f"<!-- so -->{inline(TOP, row(2, {'A': '甲'}))}")
    (tmp_path / name).write_bytes(unusual if name.endswith("x") else old_workbook(1, 1))
    (table,), _ = tables(tmp_path / name)
    first = list(table.rows())
    assert first
    assert list(table.rows()) == first
    assert calls == [tmp_path / name]


def test_a_child_that_failed_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []

    def failing(path: Path, spool: Any) -> Any:
        calls.append(path)
        raise legacy.FileError("file.too-large", size="1", limit="1")

    monkeypatch.setattr(legacy, "_read", failing)
    rows = [row(number, {"A": f"甲{number}", "B": "企业", "C": "东"}) for number in range(2, 40)]
    found = seen(tmp_path / "表.xlsx", sheet(inline(TOP, *rows, '<row r="40"><c r="A40" t="n"><v>x</v></c></row>')))
    assert (40, "file.format") in found
    assert len(calls) == 1


# Sheets that say where cells are, but do not fill what lies between.

def test_a_cell_in_the_last_corner(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(sheet(inline(TOP, row(1_048_576, {"XFD": "甲"}))))
    (table,), _ = tables(path)
    assert [(number, len(cells), cells[-1]) for number, cells in table.rows()] == [
        (1, 3, "所在区域"), (1_048_576, 16_384, "甲")]
    unusual = sheet("<!-- so -->" + inline(TOP, row(1_048_576, {"XFD": "甲"})))
    assert [code for _, code in seen(path, unusual)] == ["file.format"]


def test_rows_below_a_very_wide_one(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(sheet(inline(TOP, row(2, {"XFD": "x"}), *(row(at, {"A": "甲"}) for at in range(3, 30_000)))))
    (table,), _ = tables(path)
    widths = [len(cells) for _, cells in table.rows()]
    assert (widths[1], max(widths[2:]), len(widths)) == (16_384, 3, 29_999)


def test_very_many_very_wide_rows(tmp_path: Path) -> None:
    rows = [row(at, {"XFD": "甲"}) for at in range(100, 500_000, 100)]
    found = seen(tmp_path / "表.xlsx", sheet(inline(TOP, *rows)))
    assert found[0] == (100, "file.format")  # more cells than the header
    assert max(found) == (102_500, "file.format")  # 1024 rows × 16,384 cells, and no further


def test_a_whole_sheet_merged(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A2:B9"/></mergeCells>'
    path = tmp_path / "表.xlsx"
    path.write_bytes(sheet(inline(TOP, row(2, {"A": "甲"}), row(3, {"B": "乙"})), merged))
    (table,), _ = tables(path)
    assert [cells[0] for _, cells in table.rows()] == ["组织名称"] * 3


def test_every_column_merged_over_every_row(tmp_path: Path) -> None:
    wide = columns(2000)
    merged = "".join(f'<mergeCell ref="{letters}2:{letters}1048576"/>' for letters in wide)
    rows = [TOP, row(2, dict.fromkeys(wide, "甲")), *(row(at, {"A": "x"}) for at in range(3, 20_000))]
    assert max(seen(tmp_path / "表.xlsx", sheet(inline(*rows), f"<mergeCells>{merged}</mergeCells>"))) == \
        (5003, "file.format")  # ten million cells


def test_a_merged_range_with_a_number_of_many_digits(tmp_path: Path) -> None:
    merged = f'<mergeCells><mergeCell ref="A1:B{"9" * 5000}"/></mergeCells>'
    assert seen(tmp_path / "表.xlsx", sheet(inline(TOP, row(2, {"A": "甲", "B": "企业", "C": "市"})), merged)) == \
        [(2, "reference.unknown")]


@pytest.mark.parametrize("index", ["-1", "99", "1e9", "1.0", "x"])
def test_a_shared_text_that_is_not_there_is_not_another(tmp_path: Path, index: str) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(workbook(sheet=f"<v>1</v>→<v>{index}</v>"))
    (table,), _ = tables(path)
    with pytest.raises(FormatError):
        list(table.rows())


def test_one_part_under_many_names(tmp_path: Path) -> None:
    line = '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
    more = "".join(line.replace("Sheet1", f"表{number}") for number in range(5))
    path = tmp_path / "表.xlsx"
    path.write_bytes(workbook(book=f"{line}→{more}"))
    with pytest.raises(UnusualError):
        Book(path, inspect(path))
    (tmp_path / "多.xlsx").write_bytes(workbook(book=f"{line}→{more * 500}"))
    assert [code for _, code in seen(tmp_path / "多.xlsx", (tmp_path / "多.xlsx").read_bytes())] == ["file.format"]


def test_more_shared_texts_than_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_LARGEST_TEXTS", 100)
    assert seen(tmp_path / "表.xlsx", workbook()) == [(0, "file.format")]


@pytest.mark.parametrize("change", [
    {"strings": "<si>→<si>" + "<t " * 100_000}, {"strings": "<si>→<si>" + "<rPh" * 100_000},
    {"sheet": "</row>→" + '<c r="D1"><f>' + "<v " * 100_000 + "</f></c></row>"},
    {"sheet": "</row>→" + '<c r="D1">' * 100_000 + "</row>"},
    {"styles": "<fonts→<numFmts><numFmt numFmtId='0' formatCode='" + "[" * 200_000 + "'/></numFmts><fonts"},
    {"styles": "</cellXfs>→" + "<xf/>" * 4_000_000 + "</cellXfs>"},
    {"book": "</workbook>→" + "<a>" * 200_000 + "</a>" * 200_000 + "</workbook>"},
    {"book": "UTF-8→foo-8"}, {"book": "UTF-8→gb18030"}, {"book": 'r:id="rId1"→'},
    {"sheet": "</sheetData>→</sheetData>" + "<hyperlink ref='A1'/>" * 500_000},
], ids=lambda change: next(iter(change)))
def test_xml_that_is_hard_to_look_through(tmp_path: Path, change: dict[str, str]) -> None:
    assert all(code in ("file.format", "file.empty", "header.missing", "sheet.unknown", "file.unsafe")
               for _, code in seen(tmp_path / "表.xlsx", workbook(**change)))


def test_half_a_character(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(sheet(inline(row(1, {"A": "_xD800_甲_x0041_", "B": "_xD83D__xDE00_"}))))
    (table,), _ = tables(path)
    assert next(table.rows())[1] == ["\ufffd甲A", "😀"]


def test_repeated_rows_and_columns_of_ods(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    head = f"<table:table-row>{''.join(map(cell.format, HEAD))}</table:table-row>"
    empty = ('<table:table-row table:number-rows-repeated="{}">'
             '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>')
    full = empty.replace("/>", ' office:value-type="float" office:value="1"/>')

    def ods(*rows: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            file.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{OFFICE}:manifest:1.0"/>')
            file.writestr("content.xml", f'<office:document-content xmlns:office="{OFFICE}:office:1.0" '
                          f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0"><office:body>'
                          f'<office:spreadsheet><table:table table:name="一">{"".join(rows)}</table:table>'
                          "</office:spreadsheet></office:body></office:document-content>")
        return out.getvalue()

    path = tmp_path / "表.ods"
    assert seen(path, ods(head, empty.format(1_048_575))) == []
    last = f"<table:table-row>{cell.format('甲')}</table:table-row>"
    assert {at for at, _ in seen(path, ods(head, empty.format(1_000_000), last))} <= {0, 1_000_002}
    assert [code for _, code in seen(path, ods(head, full.format(1_048_575)))] == ["file.format"]
    assert [code for _, code in seen(path, ods(head, full.format(10**20)))] == ["file.format"]


# Texts, JSON and web pages.

def test_a_line_of_a_hundred_megabytes(tmp_path: Path) -> None:
    assert seen(tmp_path / "表.csv", LINE.encode() + b"," * (100 << 20)) == [(0, "file.format")]
    assert seen(tmp_path / "表.csv", ",".join(map(str, range(20_000))) + "\n") == [(1, "file.format")]


def test_a_row_of_very_many_lines(tmp_path: Path) -> None:
    assert seen(tmp_path / "表.csv", LINE + '"甲\n",' * 1_000_000 + "\n") == [(2, "file.format")]
    assert seen(tmp_path / "表.csv", LINE + "甲\n" * 20_000)[-1] == (20_001, "cell.required")


def test_very_many_unknown_columns(tmp_path: Path) -> None:
    head = ",".join([*HEAD, *(f"列{number}" for number in range(16_000))])
    assert seen(tmp_path / "表.csv", head + "\n" + ",".join(["1"] * 16_003) + "\n")
    assert [code for _, code in seen(tmp_path / "表.csv", head[len(LINE):] + "\n")] == ["sheet.unknown"]


def test_a_million_blank_rows(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(LINE + "\n" * 1_000_000 + "甲,企业,东\n", encoding="utf-8")
    report = load(FakeStore(), [path], dry_run=True)
    assert [(error.where.row, error.code) for error in report.errors] == [(1_000_002, "reference.unknown")]
    assert len(report.warnings) == 100


@pytest.mark.parametrize("text", ["-" * 300_000 + "x", "(" * 300_000, "=" * 300_000, "甲" * 300_000, "1" * 300_000,
                                  "1/" * 100_000, "2023" + "-" * 300_000 + "x", "\u3000" * 300_000 + "x"])
def test_a_cell_of_one_character_very_often(tmp_path: Path, text: str) -> None:
    path = tmp_path / "表.csv"
    seen(path, f"{text},b,c\n{LINE}")
    seen(path, f"{text[:30_000]},b,c\n{LINE}")
    seen(path, f"{LINE}\n{text},企业,东\n合计,{text},东\n\n{text}\n")
    seen(path, f"{text},{','.join(HEAD)}\n{text[:30_000]},甲,企业,东\n")
    seen(path, f"姓名,职务,组织,开始日期,结束日期\n甲,主任,乙,{text[:30_000]},{text[:30_000]}\n")


@pytest.mark.parametrize("text", ["甲", "社区", "示例东社区", "示例街道/", "示例东社区、", "a b ", "中共", "一二三",
                                  "(甲)", "區", "000-0000-0455 "])
def test_a_name_of_very_many_characters(tmp_path: Path, text: str) -> None:
    store, path = FakeStore(), tmp_path / "表.csv"
    load(store, [FIXTURES / "_areas.csv", FIXTURES / "_organizations.csv"])
    long, known = text * (30_000 // len(text)), vocabulary()
    for sheet in known.sheets.values():
        kind = next((label for label, kind in known.kind_of_label.items() if known.is_a(kind, sheet.makes)), "")
        cells = [kind if column.into == "kind" else long if column.ref else "甲" for column in sheet.column]
        path.write_text("\n".join(",".join(line) for line in (
            [column.headers[0] for column in sheet.column], [long] * len(cells), cells)), encoding="utf-8")
        assert load(store, [path], dry_run=True).errors


def test_objects_without_the_keys_of_others(tmp_path: Path) -> None:
    keys = [{f"列{number}": 1} for number in range(900)]
    assert [code for _, code in seen(tmp_path / "表.json", json.dumps([*keys, *[{}] * 200_000]))] == ["sheet.unknown"]
    lines = "\n".join(map(json.dumps, keys)) + "\n{}" * 200_000
    assert [code for _, code in seen(tmp_path / "表.jsonl", lines)] == ["sheet.unknown"]
    many = [{f"列{number}": 1} for number in range(20_000)]
    assert seen(tmp_path / "表.json", json.dumps(many)) == [(0, "file.format")]
    assert seen(tmp_path / "表.jsonl", json.dumps({key: 1 for one in many for key in one})) == [(0, "file.format")]


@pytest.mark.parametrize("text", ["[" * 1_000_000, '[{"a":' * 1_000_000, '[{"\\ud800":1}]',
                                  '[{"a":' + "9" * 5000 + "}]"])
def test_json_that_no_program_reads(tmp_path: Path, text: str) -> None:
    assert [code for _, code in seen(tmp_path / "表.json", text)] == ["file.format"]


@pytest.mark.parametrize("text", ["<!--", "<a ", "<a x='", "</", "&#", "<?", "<!a", "<![CDATA[", "<script></", "<td",
                                  "<td>a<b>", "<table>", "<tr><td rowspan=99999 colspan=1000>a", "<td colspan=1000>a"])
def test_web_pages_without_an_end(tmp_path: Path, text: str) -> None:
    page = "<table><tr><td>" + text * (1_000_000 // len(text))
    assert all(code in ("file.format", "file.empty", "file.unsafe", "sheet.unknown")
               for _, code in seen(tmp_path / "表.xls", page))


@pytest.mark.parametrize("section", ["<![if !mso]>", "<![CDA[x]]>", "<![ >", "<![1[", "<![endif]>"])
def test_marked_sections_are_comments(tmp_path: Path, section: str) -> None:
    page = f"<table><tr><td>{'<td>'.join(HEAD)}<tr><td>甲{section}<td>企业<td>东</table>{section}"
    assert [code for _, code in seen(tmp_path / "表.xls", page)][:1] in (["reference.unknown"], ["cell.required"])


def test_very_many_tables(tmp_path: Path) -> None:
    assert seen(tmp_path / "表.xls", f"<table><tr><td>{'<td>'.join(HEAD)}</table>" * 20_000) == [(0, "file.format")]
    assert seen(tmp_path / "表.json", json.dumps({str(number): [{}] for number in range(20_000)})) == \
        [(0, "file.format")]


def test_a_span_of_many_digits(tmp_path: Path) -> None:
    head = "".join(f"<td>{text}" for text in HEAD)
    page = f"<table><tr>{head}<tr><td rowspan={'0' * 5000}1>甲<td>企业<td rowspan={'9' * 5000}>东<tr><td>乙<td>企业"
    assert seen(tmp_path / "表.xls", page) == [(2, "reference.unknown"), (3, "reference.unknown")]
