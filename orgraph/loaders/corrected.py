"""Corrected copies: a workbook of each file with errors, its bad cells coloured and commented, to mend and load.

Every table of the file is in it as it was read. Before them stands the list of errors, with a link to each cell; it is
left out when the copy is loaded. A big file gets a workbook of its bad rows alone.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgraph.errors import RowError, UsageError
from orgraph.loaders.codes import safe
from orgraph.loaders.copies import COPY, ERROR_LIST, PART, name_of
from orgraph.loaders.mapping.files import SUFFIX as MAPPING
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.formats import SOURCE, source_name, tables
from orgraph.loaders.reading.headers import find_header, header_key, known_headers
from orgraph.loaders.reading.table import FileError, Table
from orgraph.loaders.report import LoadReport

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

WHOLE = 200_000  # rows up to which a file is copied whole
MARKED = 10_000  # comments and links that a spreadsheet still opens quickly; further cells are coloured only
_LONGEST = 32_767  # characters that a spreadsheet keeps in a cell
_EXACT = 1e15
_LONG_NUMBER = 2**31  # more than any count: a code or telephone, which a spreadsheet would cut or show as 9.1E+17
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
_HEAD = ("文件 file", "表 sheet", "行 row", "列 column", "值 value", "问题 problem", "怎么改 hint", "代码 code")
_TELLS = (f"{ERROR_LIST}：改好标红的格，保存，直接导入本文件；这一页不会读入。 "
          "Mend the coloured cells, save, load this file; this sheet is left out.")
_TELLS_PART = (f"{ERROR_LIST}：原文件超过 {WHOLE:,} 行，这里只有有错的行。用 --allow-errors 导入原文件，"
               "再导入改好的本文件；这一页不会读入。 "
               "Only the bad rows: load the original with --allow-errors, then this file.")


def corrected_copies(report: LoadReport, files: Iterable[Path], folder: Path) -> list[Path]:
    """Write to `folder` a workbook for each of `files` (those that were loaded) in whose cells `report` has errors.

    Returns the workbooks. A file that was refused for its personal data, or cannot be read to its end, gets none, nor
    do queries: what is wrong in a database is mended there. A copy that somebody has begun to mend, with its original
    unchanged, is left as it is. Raises UsageError if they cannot be written.
    """
    wrong: dict[str, list[RowError]] = defaultdict(list)
    for error in report.errors:
        wrong[error.where.file].append(error)
    made: dict[str, Path] = {}
    for file in files:
        name = source_name(file)
        errors = wrong.get(name, ())
        private = any(error.code.startswith("privacy.") for error in errors)
        marked = [error for error in errors if error.where.row or not error.code.startswith("file.")]
        if marked and not private and name not in made and not file.name.endswith(SOURCE):
            try:
                written = _copy(file, marked, folder / file.parent.name)
                if written is not None:
                    made[name] = written
                    _mappings(file.parent, written.parent)
            except OSError as problem:
                raise UsageError(f"更正本写不了：{folder} {problem.strerror or problem} (cannot be written)",
                                 hint="检查权限；在表格软件里打开着的先关掉 (is it open elsewhere?)") from problem
    return list(made.values())


def _mappings(folder: Path, to: Path) -> None:
    """Lay the mapping files that lie beside a file beside its copy, which cannot be understood without them."""
    for mapping in folder.glob(f"*{MAPPING}"):
        beside = to / mapping.name
        if not (beside.exists() and beside.samefile(mapping)):
            shutil.copyfile(mapping, beside)


def _copy(file: Path, errors: Sequence[RowError], folder: Path) -> Path | None:
    from xlsxwriter import Workbook

    found, _ = tables(file)
    try:
        rows = sum(1 for table in found for _ in islice(table.rows(), WHOLE + 1))
    except FileError:
        return None
    if not found:
        return None
    whole = rows <= WHOLE
    target = folder / (name_of(file) + (COPY if whole else PART))
    itself = target.exists() and target.samefile(file)
    if target.exists() and not itself and target.stat().st_mtime_ns > file.stat().st_mtime_ns:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.part")
    with Workbook(unfinished, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                               "nan_inf_to_errors": True, "date_1904": any(table.mac for table in found)}) as book:
        _Copy(book, errors, whole=whole).write(found)
    if not itself:
        times = file.stat()
        os.utime(unfinished, ns=(times.st_atime_ns, times.st_mtime_ns))
    unfinished.replace(target)
    return target


@dataclass(slots=True)
class _Sheet:
    """A table of the file on its way into the copy: its sheet there, its header, and what is wrong by row."""

    name: str
    out: Worksheet
    header_row: int
    headers: tuple[str, ...]
    wrong: dict[int, list[RowError]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[RowError, tuple[int, int]] = field(default_factory=dict)

    def column(self, error: RowError, cells: Sequence[Cell]) -> int:
        """Where in its row the error is: under its header; the row's first filled cell if no header is its."""
        under = [at for at, header in enumerate(self.headers) if header == error.where.column and header]
        shown = [at for at in under if at < len(cells) and safe("" if cells[at] is None else cells[at])
                 == error.where.value]
        if len(under) > 1 and error.where.row == self.header_row:
            return under[-1]  # of two columns that mean the same the second is one too many
        first = next((at for at, cell in enumerate(cells) if cell not in (None, "")), 0)
        return (shown or under or [first])[0]


class _Copy:
    """One workbook: the list of errors, and every table."""

    def __init__(self, book: Workbook, errors: Sequence[RowError], *, whole: bool) -> None:
        self._book = book
        self._errors = errors
        self._whole = whole
        self._commented = 0
        plain = {"text": {"num_format": "@"}, "date": {"num_format": "yyyy-mm-dd"},
                 "time": {"num_format": "yyyy-mm-dd hh:mm:ss"}, "number": {}}
        self._formats = {(name, bad): book.add_format(look | ({"bg_color": "#FFC7CE"} if bad else {}))
                         for name, look in plain.items() for bad in (False, True)}

    def write(self, found: Sequence[Table]) -> None:
        """Write the tables, then the list, which stands first but must know where every cell has come to lie."""
        listed = self._book.add_worksheet(ERROR_LIST)
        listed.set_landscape()
        listed.fit_to_pages(1, 0)
        sheets = {table.sheet: self._sheet(table, number) for number, table in enumerate(found, 1)}
        for table in found:
            self._rows(sheets[table.sheet], table)
        self._list(listed, sheets)

    def _sheet(self, table: Table, number: int) -> _Sheet:
        name = _NO_SHEET_NAME.sub("_", table.sheet)[:31] or f"数据{number if number > 1 else ''}"
        taken = {sheet.get_name().lower() for sheet in self._book.worksheets()}
        if name.lower() in taken:
            name = f"{name[:27]}~{number}"
        errors = [error for error in self._errors if error.where.sheet == table.sheet]
        # A mapping may know headers that nothing else does; where one matters, an error names it.
        header = find_header(table, known_headers().union(header_key(error.where.column) for error in errors))
        out = self._book.add_worksheet(name)
        out.set_column(0, max(len(header.texts) if header else 1, 1) - 1, 16)
        sheet = _Sheet(name, out, header.row if header else 0, header.texts if header else ())
        for error in errors:
            sheet.wrong[error.where.row].append(error)
        return sheet

    def _rows(self, sheet: _Sheet, table: Table) -> None:
        last = -1
        shift: int | None = None
        for number, cells in table.rows():
            if shift is None:
                shift = min(number, 1)  # a JSON object's number counts from the line below the header
                # What is wrong with the table as a whole is shown where it begins.
                sheet.wrong[number] = sheet.wrong.pop(0, []) + sheet.wrong.get(number, [])
            wrong = sheet.wrong.get(number, ())
            if self._whole:
                last = number - shift
            elif wrong or number <= sheet.header_row:
                last += 1
            else:
                continue
            self._row(sheet, last, cells, wrong)

    def _row(self, sheet: _Sheet, row: int, cells: Sequence[Cell], wrong: Sequence[RowError]) -> None:
        bad: dict[int, list[RowError]] = defaultdict(list)
        for error in wrong:
            column = sheet.column(error, cells)
            bad[column].append(error)
            sheet.cells[error] = row, column
        for column, cell in enumerate(cells):
            if cell not in (None, "") or column in bad:
                self._cell(sheet.out, row, column, cell, bad=column in bad)
        for column, errors in bad.items():
            if column >= len(cells):
                self._cell(sheet.out, row, column, None, bad=True)
            if self._commented < MARKED:
                self._commented += 1
                said = "\n".join(f"{error.code} {error.detail}\n→ {error.hint}" for error in errors)
                sheet.out.write_comment(row, column, said[:_LONGEST], {"x_scale": 2.5, "y_scale": 1.5})

    def _cell(self, out: Worksheet, row: int, column: int, cell: Cell, *, bad: bool) -> None:
        """A cell as it was read. Texts and what is to be typed anew are text cells, so that no code is cut again."""
        look: Any = self._formats.get
        if isinstance(cell, str) and cell and len(cell) <= _LONGEST:
            out.write_string(row, column, cell, look(("text", bad)))
        elif isinstance(cell, dt.date) and cell.year >= 1900:
            exact = isinstance(cell, dt.datetime) and cell.time() != dt.time()
            out.write_datetime(row, column, cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else cell,
                               look(("time" if exact else "date", bad)))
        elif isinstance(cell, bool):
            out.write_boolean(row, column, cell, look(("number", bad)))
        elif isinstance(cell, (int, float)) and not bad and abs(cell) < _LONG_NUMBER:
            out.write_number(row, column, cell, look(("number", bad)))
        elif cell is None or cell == "":
            out.write_blank(row, column, None, look(("text", bad)))
        else:
            # A text that is too long to keep whole is not kept in part, which nobody would notice.
            out.write_string(row, column, "#VALUE!" if isinstance(cell, str) else _said(cell), look(("text", bad)))

    def _list(self, out: Worksheet, sheets: Mapping[str, _Sheet]) -> None:
        bold = self._book.add_format({"bold": True, "bottom": 1})
        for column, width in enumerate((24, 14, 8, 18, 24, 48, 48, 22)):
            out.set_column(column, column, width)
        out.freeze_panes(2, 0)
        out.write_string(0, 0, _TELLS if self._whole else _TELLS_PART)
        out.write_row(1, 0, _HEAD, bold)
        for row, error in enumerate(self._errors, 2):
            where = error.where
            shown = (where.file, where.sheet, str(where.row or ""), where.column, where.value, error.detail, error.hint,
                     error.code)
            for column, text in enumerate(shown):
                out.write_string(row, column, text)
            sheet = sheets.get(where.sheet)
            place = sheet.cells.get(error) if sheet is not None else None
            if sheet is not None and place is not None and row < MARKED:
                from xlsxwriter.utility import xl_rowcol_to_cell

                quoted = sheet.name.replace("'", "''")
                out.write_url(row, 2, f"internal:'{quoted}'!{xl_rowcol_to_cell(*place)}", string=shown[2] or "1")


def _said(cell: Any) -> str:
    """A cell as text; a number that has lost digits keeps the look that it is refused for, 9.13502110001E+17."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else f"{cell:.15G}"
    return str(cell)
