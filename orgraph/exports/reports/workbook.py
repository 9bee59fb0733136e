"""Papers as a workbook: one sheet each, made up for A4."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgraph.exports.cells import Cell, on_paper
from orgraph.exports.reports.paper import SIGNATURES, Paper, lines, shown
from orgraph.inert import inert

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "above": {"align": "left"},
    "head": {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
             "bg_color": "#EEF2F5"},
    "text": {"border": 1, "text_wrap": True, "valign": "vcenter"},
    "number": {"border": 1, "valign": "vcenter"},
    "share": {"border": 1, "valign": "vcenter", "num_format": "0.0%"},
    "total": {"border": 1, "bold": True, "valign": "vcenter"},
    "total_share": {"border": 1, "bold": True, "valign": "vcenter", "num_format": "0.0%"},
    "note": {"text_wrap": True, "font_size": 9},
}
LINE = 17  # points


def write_workbook(papers: Sequence[Paper], path: Path) -> None:
    """Write the papers, a sheet each."""
    from xlsxwriter import Workbook

    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        for paper in papers:
            _sheet(book, paper, looks)


def _sheet(book: Workbook, paper: Paper, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet(paper.short[:31])
    last = len(paper.columns) - 1
    for number, column in enumerate(paper.columns):
        sheet.set_column(number, number, column.width)
    sheet.merge_range(0, 0, 0, last, inert(paper.title), looks["title"])
    sheet.set_row(0, 30)
    sheet.merge_range(1, 0, 1, last, inert(paper.above), looks["above"])
    at = _header(sheet, paper, looks["head"])
    for row in paper.rows:
        _row(sheet, at, paper, row, looks, "number", "share")
        at += 1
    _row(sheet, at, paper, paper.total, looks, "total", "total_share")
    for note in paper.notes:
        at += 1
        sheet.merge_range(at, 0, at, last, inert(note), looks["note"])
    at += 2
    for number, signature in enumerate(SIGNATURES):
        sheet.write_string(at, number * len(paper.columns) // len(SIGNATURES), signature)
    _print(sheet, paper, at, last)


def _header(sheet: Worksheet, paper: Paper, look: Any) -> int:
    """One row, or two where columns stand in groups; gives the row below."""
    lower = 3 if paper.grouped else 2
    for group, first, last in paper.groups() if paper.grouped else ():
        if not group:
            sheet.merge_range(2, first, lower, first, paper.columns[first].title, look)
        elif first == last:
            sheet.write_string(2, first, group, look)
        else:
            sheet.merge_range(2, first, 2, last, group, look)
    for number, column in enumerate(paper.columns):
        if column.group or not paper.grouped:
            sheet.write_string(lower, number, column.title, look)
    if paper.grouped:
        sheet.set_row(2, 32)
    return lower + 1


def _row(sheet: Worksheet, at: int, paper: Paper, row: Sequence[Cell], looks: dict[str, Any], number: str, share: str
         ) -> None:
    # Not every program that opens a workbook fits the heights of its rows.
    cells = list(zip(row, paper.columns, strict=True))
    sheet.set_row(at, LINE * max(lines(shown(cell, column), column.width) for cell, column in cells))
    for place, (cell, column) in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(at, place, str(inert(cell)), looks["text" if number == "number" else number])
        elif cell is None:
            sheet.write_blank(at, place, None, looks[number])
        else:
            sheet.write(at, place, cell, looks[share if column.share else number])


def _print(sheet: Worksheet, paper: Paper, last_row: int, last_column: int) -> None:
    head = 3 if paper.grouped else 2
    on_paper(sheet, head, across=paper.across)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.freeze_panes(head + 1, 0)
