"""Files → tables: CSV, XLSX (and XLS, XLSB, ODS) and JSON, each read row by row as often as it is asked.

A table's rows come as (row number, cells); numbers count from 1 as the spreadsheet shows them, in JSON the objects.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import orjson
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from orgraph.errors import RowError, Where
from orgraph.loaders.cells import Cell
from orgraph.loaders.codes import error
from orgraph.loaders.encodings import UnknownEncodingError, encoding_of

Row = tuple[int, list[Cell]]
_WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"))
SUFFIXES = frozenset((".csv", ".tsv", ".txt", ".json", *_WORKBOOKS))
_LONGEST_CELL = 1 << 20


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: `file` is the name as in Source.file, `folder` the namespace of the department's own numbers."""

    file: str
    folder: str
    sheet: str
    rows: Callable[[], Iterator[Row]]

    @property
    def title(self) -> str:
        """File and sheet name, in which words show the kind of sheet."""
        return f"{Path(self.file).stem} {self.sheet}"


class FormatError(Exception):
    """A file that is not what its name says, with the row if there is one."""

    def __init__(self, reason: str, row: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.row = row


def source_name(path: Path) -> str:
    """The file's name in sources: the folder's name and its own, wherever the folder lies."""
    path = path.resolve()
    return f"{path.parent.name}/{path.name}"


def tables(path: Path) -> tuple[list[Table], list[RowError]]:
    """The tables of a file, hidden and empty sheets left out, or what is wrong with the file."""
    name = source_name(path)
    where = Where(file=name)
    read = {".json": _json, ".csv": _csv, ".tsv": _csv, ".txt": _csv}
    suffix = path.suffix.lower()
    try:
        if suffix not in SUFFIXES:
            raise FormatError(f"不支持 {suffix or '没有扩展名的文件'}")
        folder = path.resolve().parent.name
        found = [Table(name, folder, sheet, rows) for sheet, rows in read.get(suffix, _workbook)(path)]
    except OSError as problem:
        return [], [error("file.unreadable", where, reason=problem.strerror or type(problem).__name__)]
    except UnknownEncodingError as problem:
        return [], [error("file.encoding", where, guess=f"（看起来像 {problem}）" if str(problem) else "")]
    except FormatError as problem:
        return [], [error("file.format", Where(name, row=problem.row), reason=problem.reason)]
    except CalamineError as problem:
        return [], [error("file.format", where, reason=str(problem))]
    return (found, []) if found else ([], [error("file.empty", where)])


_Sheets = Iterator[tuple[str, Callable[[], Iterator[Row]]]]


def _csv(path: Path) -> _Sheets:
    if path.stat().st_size == 0:
        return
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline()
    delimiter = max(",\t;", key=head.count)
    csv.field_size_limit(_LONGEST_CELL)

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            number = 0
            try:
                # A row of text cells is a row of cells; only the type checker minds that lists are invariant.
                for number, cells in enumerate(cast("Iterator[list[Cell]]", reader), 1):
                    yield number, cells
            except csv.Error as problem:
                raise FormatError(f"CSV {problem}", number + 1) from None

    yield "", rows


def _workbook(path: Path) -> _Sheets:
    with CalamineWorkbook.from_path(path) as book:
        names = [sheet.name for sheet in book.sheets_metadata
                 if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible]
    for name in names:
        yield name, partial(_sheet_rows, path, name)


def _sheet_rows(path: Path, name: str) -> Iterator[Row]:
    with CalamineWorkbook.from_path(path) as book:
        sheet = book.get_sheet_by_name(name)
        repeated = _merged_down(sheet)
        above: list[Cell] = []
        for number, cells in enumerate(cast("Iterator[list[Cell]]", sheet.iter_rows())):
            for column in repeated.get(number, ()):
                cells[column] = above[column]
            above = cells
            yield number + 1, cells


def _merged_down(sheet: CalamineSheet) -> dict[int, list[int]]:
    """Row → columns whose cell is merged with the one above, so says the same. Cells merged across are one cell."""
    left = sheet.start[1] if sheet.start else 0
    repeated: dict[int, list[int]] = {}
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, bottom + 1):
            repeated.setdefault(row, []).append(column - left)
    return repeated


def _json(path: Path) -> _Sheets:
    try:
        document = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as problem:
        raise FormatError(f"JSON {problem.msg}", problem.lineno) from None
    sheets = document if isinstance(document, dict) else {"": document}
    for name, records in sheets.items():
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise FormatError("JSON 应为 {“表名”: [{“列名”: 值}]}")
        if records:
            yield str(name), partial(_records, records)


def _records(records: list[dict[str, Any]]) -> Iterator[Row]:
    headers = list(dict.fromkeys(key for record in records for key in record))
    yield 0, list(headers)
    for number, record in enumerate(records, 1):
        yield number, [_plain(record.get(header)) for header in headers]


def _plain(value: Any) -> Cell:
    if isinstance(value, list):
        return "、".join(str(part) for part in value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise FormatError("JSON 的值应为文字、数或文字的列表")
