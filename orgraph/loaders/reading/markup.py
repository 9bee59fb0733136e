"""HTML tables: many systems' “导出 Excel” gives a web page under the name .xls, which Excel opens without a word."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from orgraph.loaders.reading.cells import LONGEST, Cell
from orgraph.loaders.reading.encodings import encoding_of
from orgraph.loaders.reading.safety import whole
from orgraph.loaders.reading.table import COLUMNS, FileError, FormatError, Reading, Row, filled_down

_WIDEST = 1000
_TALLEST = 100_000
_MOST = 10_000_000  # cells
_DIGITS = 6
_PIECE = 1 << 16
_LONGEST_TAG = 1 << 18  # characters; the parser looks through what it does not understand yet again and again


def markup(path: Path) -> Reading:
    """The tables of a web page; one inside another is text of its cell."""
    text = whole(path).decode(encoding_of(path)).replace("\r\n", "\n")
    parser = _Tables()
    for begin in range(0, len(text), _PIECE):
        parser.feed(text[begin:begin + _PIECE])
        if len(parser.rawdata) > _LONGEST_TAG:
            raise FormatError("网页损坏")
    parser.close()
    if not parser.tables:
        raise FormatError("是网页，里面没有表格")
    named = [(f"表{number}" if len(parser.tables) > 1 else "", table)
             for number, table in enumerate(parser.tables, 1)]
    return Reading([(name, partial(_rows, table)) for name, table in named])


class _Table:
    """Rows of one table, and which of its cells reach down."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.merged: list[tuple[int, int, int]] = []
        self._taken: dict[int, int] = {}  # column → last row that a cell from above reaches

    def row(self) -> None:
        self.rows.append([])

    def cell(self, across: int, down: int) -> int:
        """A new cell, right of those that reach down into this row; how many the row has become longer by."""
        if not self.rows:
            self.row()
        row, number = self.rows[-1], len(self.rows)
        before = len(row)
        while self._taken.get(len(row), 0) >= number:
            row.append(None)
        if down > 1:
            self.merged.append((number, number + down - 1, len(row)))
            self._taken |= dict.fromkeys(range(len(row), len(row) + across), number + down - 1)
        row.extend(["", *[None] * (across - 1)])
        self._at = len(row) - across
        return len(row) - before

    def text(self, text: str) -> None:
        before = str(self.rows[-1][self._at])
        if len(before) <= LONGEST:  # one that is too long is refused, however long it is
            self.rows[-1][self._at] = before + text


class _Tables(HTMLParser):
    """Collects the outermost tables."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self._depth = 0
        self._cells = 0
        self._inside = False

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Take <![if !mso]> and the like as comments, as browsers do; the parser raises AssertionError for some."""
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
                self._inside = False
        elif self._depth == 1 and tag == "tr":
            self.tables[-1].row()
            self._inside = False
        elif self._depth == 1 and tag in ("td", "th"):
            span = dict(attrs)
            across, down = _span(span.get("colspan"), _WIDEST), _span(span.get("rowspan"), _TALLEST)
            self._cells += self.tables[-1].cell(across, down)
            if self._cells > _MOST or len(self.tables[-1].rows[-1]) > COLUMNS:
                raise FileError("file.unsafe", reason="网页的表格过大")
            self._inside = True
        elif tag == "br" and self._inside:
            self.tables[-1].text("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            self._depth -= 1
        if self._depth <= 1 and tag in ("td", "th", "tr", "table"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and self._depth:
            self.tables[-1].text(data if data.strip() else "")


def _span(value: str | None, most: int) -> int:
    digits = value and value.isascii() and value.isdigit() and value.lstrip("0")
    return min(int(digits[:_DIGITS]), most) if digits else 1


def _rows(table: _Table) -> Iterator[Row]:
    rows = ((number, list(cells)) for number, cells in enumerate(table.rows, 1))
    return filled_down(rows, table.merged)
