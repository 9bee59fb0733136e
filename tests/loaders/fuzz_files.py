"""Made-up sheets in every format, and damage: what test_fuzz throws at the loaders."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from html import escape
from typing import Any

import xlwt
from hypothesis import strategies as st
from xlsxwriter import Workbook

from orgraph.vocabulary import vocabulary

Table = list[list[Any]]
FORMS = ("utf-8-sig", "gb18030", "utf-16", "xlsx", "xls", "ods", "json", "jsonl", "html")
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_PLACES = ("示例东社区", "示例一网格", "示例街道/示例花园", "示例市")
_USUAL = (*_PLACES, "小区", "居委会", "书记", "是", "√", "2023年5月", "2023.13", "至今", "合计", "例：", "=1+1",
          "#REF!", "000-0000-0455", "91350211M000100Y43", "9.13502E+17", "示例东社区、示例西社区", "－", "１２户",
          "9" * 400 + "小时")

cells = st.one_of(st.sampled_from(_USUAL), st.text(max_size=12), st.integers(-10, 10**18), st.floats(), st.booleans(),
                  st.none(), st.dates())


@st.composite
def sheets(draw: st.DrawFn) -> Table:
    """A sheet of a known kind, some headers lost, doubled or strange, with cells right and wrong."""
    sheet = draw(st.sampled_from(list(vocabulary().sheets.values())))
    known = [draw(st.sampled_from(column.headers)) for column in sheet.column]
    headers = draw(st.lists(st.sampled_from(known), min_size=1, max_size=12, unique=draw(st.booleans())))
    if draw(st.booleans()):
        headers = list(dict.fromkeys([*(c.headers[0] for c in sheet.column if c.required), *headers]))
    headers += draw(st.lists(st.text(max_size=6), max_size=2))
    width = len(headers)
    rows = draw(st.lists(st.lists(cells, min_size=max(width - 1, 0), max_size=width + 1), max_size=6))
    above = draw(st.lists(st.lists(st.text(max_size=8), max_size=width), max_size=2))
    return [*above, headers, *rows]


def written(table: Table, form: str) -> tuple[str, bytes]:
    """(ending of the name, content) of a file that holds the table in one of FORMS."""
    if form in _WRITERS:
        return form.replace("html", "xls"), _WRITERS[form](table)
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return "csv", out.getvalue().encode(form, "replace")


def _xlsx(table: Table) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "nan_inf_to_errors": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(table):
            for column, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write(row, column, value)
    return out.getvalue()


def _xls(table: Table) -> bytes:
    book, out = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    sheet = book.add_sheet("一", cell_overwrite_ok=True)
    sheet.write(0, 0, "")  # a book without a cell is one that xlwt does not finish
    for row, line in enumerate(table):
        for column, value in enumerate(line):
            sheet.write(row, column, str(value) if isinstance(value, (int, dt.date)) else value)
    book.save(out)
    return out.getvalue()


def _ods(table: Table) -> bytes:
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in table)
    return packed({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OFFICE}:manifest:1.0"/>'.encode(),
        "content.xml": (f'<office:document-content xmlns:office="{_OFFICE}:office:1.0" '
                        f'xmlns:table="{_OFFICE}:table:1.0" xmlns:text="{_OFFICE}:text:1.0"><office:body>'
                        f'<office:spreadsheet><table:table table:name="一">{rows}</table:table>'
                        "</office:spreadsheet></office:body></office:document-content>"
                        ).encode("utf-8", "replace")})


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
    if isinstance(value, float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def _objects(table: Table) -> list[dict[str, Any]]:
    width = max(map(len, table))
    headers = [*map(str, table[0]), *map(str, range(width))][:width]
    plain = [[str(value) if isinstance(value, dt.date) else value for value in line] for line in table[1:]]
    return [dict(zip(headers, line, strict=False)) for line in plain]


def _html(table: Table) -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{escape(str(value))}' for value in line)}" for line in table)
    return f"<table>{rows}</table>".encode("utf-8", "replace")


_WRITERS = {
    "xlsx": _xlsx, "xls": _xls, "ods": _ods, "html": _html,
    "json": lambda table: json.dumps({"表": _objects(table)}, ensure_ascii=False).encode("utf-8", "replace"),
    "jsonl": lambda table: "\n".join(map(json.dumps, _objects(table))).encode(),
}

Damage = list[tuple[float, float, bytes]]
_PIECES = ("<v>-1</v>", ' t="s"', "<!--", "</row>", '<mergeCell ref="A1:XFD1048576"/>', 'r="XFD1048576"', "_xD800_",
           '"', ",", "\n", "合计", "#REF!", "null", "1e308", "[", "\ufeff")
# Which part of an archive, where in it, and what stands there then.
damages: st.SearchStrategy[Damage] = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 1),
              st.binary(max_size=4) | st.sampled_from([piece.encode() for piece in _PIECES])),
    min_size=1, max_size=8)


def damaged(content: bytes, damage: Damage, *, inside: bool) -> bytes:
    """The file with some bytes overwritten or put in; `inside`: in the parts of an archive, its checksums right."""
    parts = unpacked(content) if inside else None
    if not parts:
        for _, at, new in damage:
            content = _changed(content, at, new)
        return content
    for which, at, new in damage:
        name = sorted(parts)[min(int(which * len(parts)), len(parts) - 1)]
        parts[name] = _changed(parts[name], at, new)
    return packed(parts)


def _changed(content: bytes, at: float, new: bytes) -> bytes:
    start = int(at * len(content))
    return content[:start] + new + content[start + (len(new) if len(new) <= 4 else 0):]


def unpacked(content: bytes) -> dict[str, bytes] | None:
    """The parts of an archive, or None if it is none that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return {name: file.read(name) for name in file.namelist()}
    except Exception:
        return None  # whatever a damaged archive raises, it is no archive


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive of the parts, not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()
