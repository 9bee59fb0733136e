"""Workbooks: XLSX and XLSM by our own reader, XLS, XLSB and ODS (and unusual XLSX) by calamine.

Values only: a formula is what it was last calculated to. Hidden sheets are left out, with a warning; hidden rows and
columns are read, for they are most often filtered and not meant to be gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from orgraph.loaders.reading import safety
from orgraph.loaders.reading.table import FileError, FormatError, Reading, Row, Rows, filled_down
from orgraph.loaders.reading.xlsx import Book, UnusualError

_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def packed(path: Path) -> Reading:
    """A workbook that is a ZIP archive: XLSX, XLSM, XLSB or ODS."""
    archive = safety.inspect(path)
    if not archive.names & {"xl/workbook.bin", "content.xml"}:
        try:
            book = Book(path, archive)
        except UnusualError:
            pass
        else:
            tables = [sheet for sheet in book.sheets if sheet.part]
            shown: list[tuple[str, Rows]] = [
                (sheet.name, partial(_either, path, book, at)) for at, sheet in enumerate(book.sheets)
                if sheet.part and sheet.visible]
            reading = Reading(shown, archive.warnings, archive.suspect, book.mac)
            return _without_hidden(reading, [sheet.name for sheet in tables if not sheet.visible])
    reading = _by_calamine(path)
    reading.warnings[:0] = archive.warnings
    reading.suspect = archive.suspect
    return reading


def compound(path: Path) -> Reading:
    """A workbook of the kind before 2007 (XLS), or one with a password."""
    content = path.read_bytes()
    if len(content) > safety.LARGEST_WHOLE:
        raise FileError("file.too-large", size=f"{len(content) >> 20} MB", limit=f"{safety.LARGEST_WHOLE >> 20} MB")
    if _ENCRYPTED in content:
        raise FileError("file.password")
    reading = _by_calamine(path)
    if _MACROS in content:
        reading.warnings.append(("file.macros", {}))
    return reading


def _without_hidden(reading: Reading, hidden: list[str]) -> Reading:
    if hidden:
        reading.warnings.append(("sheet.hidden", {"names": "、".join(hidden)}))
    return reading


def _either(path: Path, book: Book, at: int) -> Iterator[Row]:
    """The rows of a sheet by our own reader, and from where that gives up by calamine."""
    last = 0
    try:
        for last, cells in book.rows(book.sheets[at]):
            yield last, cells
    except UnusualError:
        for number, cells in _calamine_rows(path, book.sheets[at].name):
            if number > last:
                yield number, cells


def _by_calamine(path: Path) -> Reading:
    with _book(path) as book:
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    shown: list[tuple[str, Rows]] = [(sheet.name, partial(_calamine_rows, path, sheet.name)) for sheet in sheets
                                     if sheet.visible == SheetVisibleEnum.Visible]
    hidden = [sheet.name for sheet in sheets if sheet.visible != SheetVisibleEnum.Visible]
    return _without_hidden(Reading(shown), hidden)


def _book(path: Path) -> CalamineWorkbook:
    """The workbook, whatever its name ends in."""
    with _typed(), path.open("rb") as file:
        return CalamineWorkbook.from_filelike(cast("Any", file))


@contextmanager
def _typed() -> Iterator[None]:
    """What calamine says is wrong as ours. It panics over some broken files, which is no Exception to Python."""
    try:
        yield
    except PasswordError:
        raise FileError("file.password") from None
    except CalamineError as problem:
        raise FormatError(str(problem)) from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        raise FormatError("工作簿损坏") from None


def _calamine_rows(path: Path, name: str) -> Iterator[Row]:
    with _book(path) as book:
        with _typed():
            sheet = book.get_sheet_by_name(name)
        left = sheet.start[1] if sheet.start else 0
        before: list[Any] = [None] * left
        found = cast("Iterator[list[Any]]", sheet.iter_rows())
        rows = ((number, before + cells) for number, cells in enumerate(found, 1))
        merged = [(top + 1, bottom + 1, column) for (top, column), (bottom, _) in sheet.merged_cell_ranges or ()]
        yield from filled_down(rows, merged)
