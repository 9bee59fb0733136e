"""Workbooks: XLSX and XLSM by our own reader, XLS, XLSB and ODS (and unusual XLSX) by calamine.

Values only: a formula is what it was last calculated to. Hidden sheets are left out, with a warning; hidden rows and
columns are read, for they are most often filtered and not meant to be gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from orgraph.loaders.reading import safety
from orgraph.loaders.reading.legacy import LegacyBook
from orgraph.loaders.reading.table import FileError, FormatError, Reading, Row, Rows
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
            legacy = cache(partial(_read_whole, path))
            shown: list[tuple[str, Rows]] = [
                (sheet.name, partial(_either, book, at, legacy)) for at, sheet in enumerate(book.sheets)
                if sheet.part and sheet.visible]
            reading = Reading(shown, archive.warnings, archive.suspect, book.mac)
            return _without_hidden(reading, [sheet.name for sheet in tables if not sheet.visible])
    reading = _legacy(path)
    reading.warnings[:0] = archive.warnings
    reading.suspect = archive.suspect
    return reading


def compound(path: Path) -> Reading:
    """A workbook of the kind before 2007 (XLS), or one with a password."""
    content = safety.whole(path)
    if _ENCRYPTED in content:
        raise FileError("file.password")
    reading = _legacy(path)
    if _MACROS in content:
        reading.warnings.append(("file.macros", {}))
    return reading


def _without_hidden(reading: Reading, hidden: list[str]) -> Reading:
    if hidden:
        reading.warnings.append(("sheet.hidden", {"names": "、".join(hidden)}))
    return reading


def _read_whole(path: Path) -> LegacyBook | FormatError:
    """The book by calamine or what is wrong, so that of several sheets and passes the first alone tries."""
    try:
        return LegacyBook(path)
    except FileError as problem:
        return problem if isinstance(problem, FormatError) else FormatError("工作簿大得读不下")


def _either(book: Book, at: int, legacy: Callable[[], LegacyBook | FormatError]) -> Iterator[Row]:
    """The rows of a sheet by our own reader, and from where that gives up by calamine."""
    last = 0
    try:
        for last, cells in book.rows(book.sheets[at]):
            yield last, cells
    except UnusualError:
        other = legacy()
        if isinstance(other, FormatError):
            raise FormatError(other.reason, last + 1) from None
        for sheet in other.sheets:
            if sheet.name == book.sheets[at].name:
                yield from (row for row in other.rows(sheet) if row[0] > last)


def _legacy(path: Path) -> Reading:
    book = LegacyBook(path)
    shown: list[tuple[str, Rows]] = [(sheet.name, partial(book.rows, sheet)) for sheet in book.sheets if sheet.visible]
    return _without_hidden(Reading(shown), [sheet.name for sheet in book.sheets if not sheet.visible])
