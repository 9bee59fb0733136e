"""XLSX and XLSM, read piece by piece: the memory that a sheet takes does not grow with its rows.

A sheet's XML is what spreadsheet programs write and nothing else, so its cells are found by a regular expression, five
times faster than by an XML parser. Whatever it does not expect is `UnusualError`, and calamine reads the book. Seen
here and not through calamine: error values, and formulas that nobody has calculated.
"""

from __future__ import annotations

import datetime as dt
import html
import posixpath
import re
from array import array
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

from orgraph.loaders.reading.cells import UNCALCULATED, Cell
from orgraph.loaders.reading.safety import Archive, opened
from orgraph.loaders.reading.table import COLUMNS, WIDE, FormatError, Row, filled_down, not_too_wide

_PIECE = 1 << 20
_LONGEST_PIECE = 1 << 26
_MOST_BLANK = 100  # rows that are not in the file, between two that are
_LARGEST_TEXTS = 1 << 30  # bytes of the shared texts, which are held
_LARGEST_PART = 1 << 24  # of those that are not read in pieces: a book's list of sheets, its styles
_LONGEST_FORMAT = 256
_CELL = re.compile(r'<c r="([A-Z]{1,3})(\d+)"([^>/]*)(?:/>|>(?:<v>([^<]*)</v></c>|((?:(?!<c[ >]).)*?)</c>))',
                   re.DOTALL)
_TYPE = re.compile(r'\bt="(\w+)"')
_STYLE = re.compile(r'\bs="(\d+)"')
_VALUE = re.compile(r"<v(?:\s[^<>]*)?>([^<]*)</v>")
_TEXT = re.compile(r"<t(?:\s[^<>]*)?>([^<]*)</t>")
_NO_TEXT = re.compile(r"<si\s*/>")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAYS = re.compile(r"[ymdhs]|年|月|日", re.IGNORECASE)
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_ELAPSED_FORMAT = 46


class UnusualError(Exception):
    """XML that no spreadsheet program writes."""


class Sheet(NamedTuple):
    """A sheet of a book: its name, whether people see it, and its part of the archive (empty if it is no table)."""

    name: str
    visible: bool
    part: str


class Book:
    """An XLSX workbook. Raises UnusualError if it is put together otherwise than spreadsheet programs do."""

    def __init__(self, path: Path, archive: Archive) -> None:
        self._path = path
        self._archive = archive
        with opened(path) as file:
            try:
                self._main = self._targets(file, "")["officeDocument"][0]
                related = self._targets(file, self._main)
                book = _xml(file, self._main)
                self.mac = any(_local(at) == "workbookPr" and at.get("date1904") in ("1", "true") for at in book)
                parts = {key: (kind, part) for kind, found in related.items() for key, part in _pairs(found)}
                self.sheets = [self._sheet(at, parts) for at in book.iter() if _local(at) == "sheet"]
                if len({sheet.part for sheet in self.sheets if sheet.part}) < sum(bool(s.part) for s in self.sheets):
                    raise UnusualError  # one part under many names would be read for each
                self._shared = next((part for _, part in _pairs(related.get("sharedStrings", []))), "")
                styles = next((part for _, part in _pairs(related.get("styles", []))), "")
                self._formats = _formats(_xml(file, styles)) if styles else []
            except (LookupError, ValueError, ElementTree.ParseError) as problem:
                raise UnusualError from problem

    def _targets(self, file: ZipFile, part: str) -> dict[str, list[str]]:
        """Kind of relation → ids and parts in turn, of what a part refers to inside the archive."""
        folder, name = posixpath.split(part)
        found: dict[str, list[str]] = {}
        for at in _xml(file, posixpath.join(folder, "_rels", f"{name}.rels")):
            if at.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, at.get("Target", ""))).lstrip("/")
                kind = at.get("Type", "").rsplit("/", 1)[-1]
                found.setdefault(kind, []).extend((target,) if not part else (at.get("Id", ""), target))
        return found

    def _sheet(self, at: ElementTree.Element, parts: dict[str, tuple[str, str]]) -> Sheet:
        key = next((value for name, value in at.attrib.items() if name.endswith("}id")), "")
        kind, part = parts[key]
        if kind == "worksheet" and part not in self._archive.names:
            raise UnusualError
        return Sheet(at.get("name", ""), at.get("state", "visible") == "visible", part if kind == "worksheet" else "")

    @cached_property
    def _strings(self) -> tuple[bytes, array[int]]:
        """The shared texts in one piece, and where each ends: a million objects would take three times as much."""
        text, ends = bytearray(), array("L", [0])
        if self._shared:
            with opened(self._path) as file:
                if file.getinfo(self._shared).file_size > _LARGEST_TEXTS:
                    raise FormatError(f"共用的文字超过 {_LARGEST_TEXTS >> 30} GB")
                for piece in _pieces(file, self._shared, "</si>"):
                    for found in _NO_TEXT.sub("<si></si>", piece).split("</si>")[:-1]:
                        text += _texts(found[found.index(">", found.rfind("<si")) + 1:]).encode("utf-8", "replace")
                        ends.append(len(text))
        return bytes(text), ends

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """The rows of a sheet. Raises UnusualError in the middle of it, too."""
        rows = not_too_wide(self._cells(sheet))
        try:
            merged = [(top, bottom, _column(letters))
                      for letters, top, bottom in self._archive.merged.get(sheet.part, ())]
            yield from filled_down(rows, merged) if merged else rows
        except (ValueError, IndexError, KeyError) as problem:
            raise UnusualError from problem

    def _cells(self, sheet: Sheet) -> Iterator[Row]:
        columns: dict[str, int] = {}
        readers: dict[str, tuple[str, int]] = {}
        text, ends = self._strings
        width, end, now, last = 0, 0, 0, ""
        cells: list[Cell] = []
        with opened(self._path) as file:
            for piece in _pieces(file, sheet.part, "</row>"):
                found = _CELL.findall(piece)
                if len(found) != piece.count("<c ") + piece.count("<c>"):
                    raise UnusualError
                for letters, number, attributes, value, inside in found:
                    if number != last:
                        last, row = number, int(number)
                        if now:
                            yield now, cells
                            if not now < row:
                                raise UnusualError
                        if row - now <= _MOST_BLANK:
                            for blank in range(now + 1, row):
                                yield blank, []
                        cells, end, now = [None] * width, width, row
                    if not (value or inside):
                        continue
                    at = columns.get(letters)
                    if at is None:
                        at = columns[letters] = _column(letters)
                    if at >= end:
                        cells.extend([None] * (at + 1 - end))
                        end = at + 1
                        if end <= WIDE:
                            width = end
                    reader = readers.get(attributes)
                    if reader is None:
                        reader = readers[attributes] = self._reader(attributes)
                    kind, style = reader
                    if inside:
                        cells[at] = self._inside(kind, style, inside)
                    elif kind == "s":
                        which = int(value) if value.isdecimal() else _index(value)
                        cells[at] = text[ends[which]:ends[which + 1]].decode()
                    else:
                        cells[at] = self._value(kind, style, value)
        if now:
            yield now, cells

    def _reader(self, attributes: str) -> tuple[str, int]:
        kind, style = _TYPE.search(attributes), _STYLE.search(attributes)
        at = int(style[1]) if style else 0
        return kind[1] if kind else "n", self._formats[at] if at < len(self._formats) else 0

    def _inside(self, kind: str, style: int, inside: str) -> Cell:
        """A cell that has more than a value: a formula, or its text on the spot."""
        if kind == "inlineStr":
            return _texts(inside)
        found = _VALUE.search(inside)
        if found and found[1]:
            return self._value(kind, style, found[1])
        # A formula may well give an empty text; a number that is not there has not been calculated.
        return UNCALCULATED if "<f" in inside and kind == "n" else None

    def _value(self, kind: str, style: int, value: str) -> Cell:
        if kind == "n":
            try:
                number = float(value)
            except ValueError:
                raise UnusualError from None
            return _moment(number, style, mac=self.mac) if style else number
        if kind == "s":
            text, ends = self._strings
            which = _index(value)
            return text[ends[which]:ends[which + 1]].decode()
        if kind == "b":
            return value.strip() == "1"
        if kind == "d":
            moment = dt.datetime.fromisoformat(value)
            return moment if moment.time() != dt.time() else moment.date()
        return _plain(value)  # str, and e: the error's name


def _xml(file: ZipFile, part: str) -> ElementTree.Element:
    if file.getinfo(part).file_size > _LARGEST_PART:
        raise UnusualError
    return ElementTree.fromstring(file.read(part))  # noqa: S314 - nothing with a document type comes past safety.inspect


def _local(at: ElementTree.Element) -> str:
    return at.tag.rpartition("}")[2]


def _pairs(found: list[str]) -> Iterator[tuple[str, str]]:
    return zip(found[::2], found[1::2], strict=True)


def _pieces(file: ZipFile, part: str, end: str) -> Iterator[str]:
    """A part's text in pieces that end where an element does."""
    rest = b""
    last = end.encode()
    with file.open(part) as stream:
        while piece := stream.read(_PIECE):
            rest += piece
            cut = rest.rfind(last)
            if cut < 0 and len(rest) > _LONGEST_PIECE:
                raise UnusualError
            if cut >= 0:
                whole, rest = rest[:cut + len(last)], rest[cut + len(last):]
                if b"<!" in whole:  # comments and CDATA
                    raise UnusualError
                yield whole.decode("utf-8")
    if b"<!" in rest:
        raise UnusualError
    yield rest.decode("utf-8")


def _texts(inside: str) -> str:
    """The text of <si> or <is>: all its runs, without what is to be read aloud."""
    if inside.startswith("<t>") and inside.find("<", 3) == len(inside) - 4:
        return _plain(inside[3:-4])
    first, *aloud = inside.split("<rPh")
    return _plain("".join(_TEXT.findall(first + "".join(part.partition("</rPh>")[2] for part in aloud))))


def _index(value: str) -> int:
    """Which of the shared texts; for one that is none calamine would give the first."""
    if not value.strip().isdecimal():
        raise FormatError("工作簿损坏")
    return int(value)


def _plain(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves of characters
    return text.replace("\r\n", "\n") if "\r" in text else text


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    if at > COLUMNS:
        raise UnusualError
    return at - 1


def _formats(root: ElementTree.Element) -> list[int]:
    """For each style of cells whether it shows a moment (1), a length of time (2) or neither (0)."""
    codes = {int(at.get("numFmtId", 0)): at.get("formatCode", "") for at in root.iter() if _local(at) == "numFmt"}
    used = [int(at.get("numFmtId", 0)) for group in root if _local(group) == "cellXfs" for at in group]
    return [_shows(code, codes.get(code)) for code in used]


def _shows(number: int, code: str | None) -> int:
    if code is None:
        return 2 if number == _ELAPSED_FORMAT else int(number in _DATE_FORMATS)
    shown = _UNSHOWN.sub("", code[:_LONGEST_FORMAT].split(";")[0])
    return 2 if _ELAPSED.search(shown) else int(bool(_DAYS.search(shown)) and "general" not in shown.lower())


def _moment(number: float, style: int, *, mac: bool) -> Cell:
    """The day or time that a number shows; one that is none stays a number."""
    if style == 2:
        return str(dt.timedelta(days=number)) if abs(number) < 1e8 else number
    if not 0 <= number < 2_958_466:
        return number
    if number < 1:
        return str(dt.timedelta(seconds=round(number * 86_400))).rjust(8, "0")
    first = dt.datetime(1904, 1, 1) if mac else dt.datetime(1899, 12, 30 if number >= 60 else 31)  # noqa: DTZ001
    if mac and number >= 2_957_004:
        return number
    moment = first + dt.timedelta(milliseconds=round(number * 86_400_000))
    return moment.date() if moment.time() == dt.time() else moment
