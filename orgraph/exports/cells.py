"""Cells that a spreadsheet shows as they are and never runs, and the sheets and CSV files made of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orgraph.inert import inert

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | bool | None
_NARROWEST, _WIDEST = 8, 60
_A4 = 9  # Excel's number of the paper


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A CSV file that Excel opens with its Chinese intact: UTF-8 with a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows([inert(cell) for cell in row] for row in rows)


def open_workbook(path: Path) -> Workbook:
    """A new workbook in which texts stay texts and memory does not grow with the rows."""
    from xlsxwriter import Workbook

    return Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                           "constant_memory": True})


def on_paper(sheet: Worksheet, head: int = 0, *, across: bool = True) -> None:
    """A4 with every column on one page, and the rows from the first to `head` again on each."""
    sheet.set_paper(_A4)
    if across:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head)


def add_sheet(book: Workbook, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *,
              total: Sequence[Cell] = (), percent: Sequence[int] = (), widths: Sequence[int] = ()) -> None:
    """A sheet with a frozen, filtered header; `total` is its last row, in bold; `percent` numbers columns of shares."""
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    share = book.add_format({"num_format": "0.0%"})
    strong = book.add_format({"bold": True, "top": 1})
    strong_share = book.add_format({"bold": True, "top": 1, "num_format": "0.0%"})
    sheet = book.add_worksheet(name)
    on_paper(sheet)
    for column, title in enumerate(header):
        width = widths[column] if column < len(widths) else 2 * len(title) + 2
        sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, header, bold)
    last = 0
    for last, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if cell is not None and cell != "":
                _write(sheet, last, column, cell, share if column in percent else None)
    sheet.autofilter(0, 0, last, len(header) - 1)
    for column, cell in enumerate(total):
        _write(sheet, last + 1, column, cell, strong_share if column in percent else strong)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, style: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, str(inert(cell)), style)
    elif cell is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write(row, column, cell, style)
