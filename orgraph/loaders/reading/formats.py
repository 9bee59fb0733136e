"""Files → tables: workbooks, text tables, JSON and web pages, each read row by row as often as it is asked.

A table's rows come as (row number, cells); numbers count from 1 as the spreadsheet shows them, in JSON the objects. A
file is read as what it is where its name says otherwise, for many systems export web pages and text as .xls.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import error
from orgraph.loaders.copies import is_error_list, name_of
from orgraph.loaders.reading.delimited import delimited, delimiter_of
from orgraph.loaders.reading.documents import document, lines
from orgraph.loaders.reading.encodings import UnknownEncodingError, encoding_of
from orgraph.loaders.reading.markup import markup
from orgraph.loaders.reading.privacy import private_value
from orgraph.loaders.reading.table import FileError, FormatError, Reading, Row, Table
from orgraph.loaders.reading.workbook import compound, packed

__all__ = ["READERS", "SOURCE", "SUFFIXES", "FormatError", "Reading", "Row", "Table", "source_name", "tables"]

Reader = Callable[[Path], Reading]
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")
_TEXTS = (".csv", ".tsv", ".txt")
_HEAD = 4096
_ZIP = b"PK\x03\x04"  # what a workbook begins with since 2007, and what before
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_SHEETS = 1000
SOURCE = ".source.toml"  # tables that are queries of a database


def _workbook(path: Path) -> Reading:
    """A workbook, or what is called one: a web page, or a text with tabs."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        return Reading()
    if head.startswith(_ZIP):
        return packed(path)
    if head.startswith(_OLE2):
        return compound(path)
    with path.open(encoding=encoding_of(path), newline="") as text:
        sample = text.read(_HEAD)
    first = sample.lstrip().lower()
    if first.startswith(("<html", "<!doctype html", "<table", "<meta", "<style")) or "<table" in first:
        return markup(path)
    if first.startswith("<?xml"):
        raise FormatError("是 XML 表格 2003，请用 Excel 或 WPS 另存为 .xlsx")
    if delimiter_of(sample) == "\t" and "\t" in sample:
        return delimited(path)
    raise FormatError("不是工作簿")


def _text(path: Path) -> Reading:
    """A text table, or a workbook that was only renamed."""
    with path.open("rb") as file:
        head = file.read(8)
    return _workbook(path) if head.startswith((_ZIP, _OLE2)) else delimited(path)


# What a name ends in → its reader.
READERS: dict[str, Reader] = {
    **dict.fromkeys(_WORKBOOKS, _workbook), **dict.fromkeys(_TEXTS, _text),
    ".json": document, ".jsonl": lines, ".ndjson": lines,
}
SUFFIXES = frozenset(READERS)


def source_name(path: Path) -> str:
    """The file's name in sources: the folder's name and its own, wherever the folder lies; see `copies`."""
    path = path.resolve()
    return f"{path.parent.name}/{name_of(path)}"


def tables(path: Path) -> tuple[list[Table], list[RowError]]:
    """The tables of a file, hidden and empty sheets left out, and what is wrong with the file; warnings among it.

    A file that must not be read (personal data, unsafe) or cannot be has no table.
    """
    if path.name.lower().endswith(SOURCE):
        from orgraph.loaders.reading.sql import sql_tables  # which reads its tables as these are read

        queried, wrong = sql_tables(path)
        refused = _private(queried)
        return ([], refused) if refused else (queried, wrong)
    name = source_name(path)
    where = Where(file=name)
    try:
        read = next((reader for ending, reader in READERS.items() if path.name.lower().endswith(ending)), None)
        if read is None:
            raise FormatError(f"不支持 {path.suffix or '没有扩展名的文件'}")
        reading = read(path)
        if len(reading.sheets) > _MOST_SHEETS:
            raise FormatError(f"超过 {_MOST_SHEETS:,} 张表")
        folder = path.resolve().parent.name
        found = [Table(name, folder, sheet, rows, reading.mac) for sheet, rows in reading.sheets
                 if not is_error_list(sheet, rows)]
        refused = _private(found) if reading.suspect else []
    except OSError as problem:
        return [], [error("file.unreadable", where, reason=problem.strerror or type(problem).__name__)]
    except UnknownEncodingError as problem:
        return [], [error("file.encoding", where, guess=f"（看起来像 {problem}）" if str(problem) else "")]
    except FileError as problem:
        return [], [error(problem.code, Where(name, row=problem.row), **problem.parts)]
    if refused:
        return [], refused
    warnings = [error(code, where, **parts) for code, parts in reading.warnings]
    return (found, warnings) if found else ([], [*warnings, error("file.empty", where)])


def _private(found: list[Table]) -> list[RowError]:
    """A refusal if there is an identity number in one of the tables. Whoever reads on says what else is wrong."""
    for table in found:
        try:
            place = private_value(table)
        except FileError:
            continue
        if place is not None:
            row, header = place
            at = Where(table.file, table.sheet, row, header)
            what = f"“{header}”一列有身份证号" if header else "有身份证号"
            return [error("privacy.roster", at, what=what)]
    return []
