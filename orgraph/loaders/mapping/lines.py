"""Which rows of a table are data: not its sums, signatures, notes, blank rows, nor its header on each new page.

A second table below the first would be read under the wrong header, so the reading stops there, with an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from orgraph.errors import Where
from orgraph.loaders.codes import error, safe
from orgraph.loaders.mapping.headings import Recognised
from orgraph.loaders.problems import Problems
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.headers import header_key, known_headers, line
from orgraph.loaders.reading.table import FormatError, Row
from orgraph.loaders.reading.words import words
from orgraph.model import Source
from orgraph.vocabulary import vocabulary

_EXAMPLE = ("例：", "例:", "例如")  # the row of a template that shows how to fill it in
_NUMBER = re.compile(r"[\d.,%+-]*")
_PAGE = re.compile(r"第\d+页")
_MARKS = ("：", ":", "。", "；")
_FEW = 6
_SENTENCE = 12
_LONGEST = 100  # characters that are looked at of a cell
_TOLD = 100  # blank rows of those in sequence


@cache
def _begins() -> frozenset[str]:
    """Texts in the first column that is known, on which the row is looked at closely."""
    aliases = {alias for sheet in vocabulary().sheets.values() for column in sheet.column for alias in column.headers}
    totals = {space.join(total) for total in words().lines.totals for space in ("", " ", "  ", "\u3000")}
    return frozenset(aliases | totals | {"序号"})


@cache
def _prefixes() -> frozenset[str]:
    """The two characters that a row's first cell begins with, on which the row is looked at closely."""
    return frozenset(word[:2] for word in (*words().lines.totals, *words().lines.remarks, *_EXAMPLE))


def data_rows(of: Recognised, problems: Problems) -> Iterator[tuple[Source, list[Cell]]]:
    """The rows of data with their places; the others are reported."""
    table = of.table
    try:
        yield from _Lines(of, problems).rows(table.rows())
    except FormatError as problem:
        at = Where(table.file, table.sheet, problem.row)
        problems.file([error("file.format", at, reason=problem.reason)])


class _Lines:
    """One reading of a table."""

    def __init__(self, of: Recognised, problems: Problems) -> None:
        self._of = of
        self._problems = problems
        self._blank: list[int] = []
        self._above: set[tuple[str, ...]] = set()
        self._keys = {header_key(heading.text) for heading in of.headings} - {""}
        self._begins = _begins()
        self._first = min(heading.index for heading in of.headings)
        needed = [heading.index for heading in of.headings if heading.column.required and not of.derive]
        self._needed = needed or [0, -1]

    def rows(self, rows: Iterator[Row]) -> Iterator[tuple[Source, list[Cell]]]:
        self._skip_header(rows)
        first, begins, needed, prefixes = self._first, self._begins, self._needed, _prefixes()
        short = max(first, *needed) + 1
        apart = False  # below a row that is no data
        held: tuple[Source, list[Cell]] | None = None  # alone in its row: the title of a second table?
        for number, row in rows:
            if not any(row):
                self._blank.append(number)
                apart = True
                continue
            source = self._source(number)
            begin = row[0]
            # A quick look: what is no data stands apart, lacks a cell that is needed, or begins with one of the words.
            if (apart or len(row) < short or row[first] in begins or not all(map(row.__getitem__, needed))
                    or (begin.__class__ is str and begin[:2] in prefixes)):
                text = line(row)
                if not any(text):
                    self._blank.append(number)
                    continue
                if self._is_second(text):
                    if held:
                        self._problems.row("row.total-skipped", held[0])
                    shown = "、".join(map(safe, filter(None, text)))
                    self._problems.row("header.second-table", source, seen=shown)
                    return
                what = self._is_no_data(text, apart=apart)
                if what or (apart and held is None and sum(map(bool, text)) == 1):
                    if held:
                        yield held
                    held = None if what else (source, row)
                    if what:
                        self._problems.row(what, source)
                    apart = True
                    continue
            if held:
                yield held
                held = None
            self._report_blank()
            apart = False
            yield source, row
        if held:
            yield held

    def _source(self, number: int) -> Source:
        return Source(self._of.table.file, self._of.table.sheet, number)

    def _skip_header(self, rows: Iterator[Row]) -> None:
        for number, row in rows:
            text = _trimmed(line(row))
            self._above.add(text)
            if number >= self._of.header_row:
                break
        self._above.discard(())
        self._begins |= {text[0] for text in self._above if text[0]}

    def _report_blank(self) -> None:
        """Blank rows are worth a word only if data follow."""
        for number in self._blank[:_TOLD]:
            self._problems.row("row.blank", self._source(number))
        self._blank.clear()

    def _is_no_data(self, text: tuple[str, ...], *, apart: bool) -> str:
        """The warning for a row that is no data, or an empty text."""
        filled = [cell for cell in text if cell]
        if filled[0].startswith(_EXAMPLE) and text[0]:
            return "row.example-skipped"
        named = [cell for cell in filled[:3] if not _NUMBER.fullmatch(cell)][:1]
        begin = re.sub(r"[\s:：]|[（(].*[)）]$", "", named[0][:_LONGEST]) if named else ""
        totals = words().lines.totals
        rest = filled[filled.index(named[0]) + 1:] if named else []
        return "row.total-skipped" if (
            begin in totals or (begin.endswith(totals) and all(map(_NUMBER.fullmatch, rest)))
            or self._is_remark(filled, apart=apart)
            or _trimmed(text) in self._above
            or self._is_header(filled)) else ""

    def _is_remark(self, filled: list[str], *, apart: bool) -> bool:
        marked = sum(any(mark in cell for mark in _MARKS) for cell in filled)
        if filled[0].startswith(words().lines.remarks):
            return len(filled) <= 2 or (len(filled) <= _FEW and marked * 2 >= len(filled))
        if len(filled) > 1:
            return False
        return bool(_PAGE.match(filled[0].replace(" ", ""))) or (apart and (marked > 0 or len(filled[0]) >= _SENTENCE))

    def _is_header(self, filled: list[str]) -> bool:
        return len(self._keys) > 1 and self._keys <= {header_key(cell) for cell in filled}

    def _is_second(self, text: tuple[str, ...]) -> bool:
        """Whether the row is a header of something else: most of its texts name columns, and not this table's."""
        filled = [cell for cell in text if cell]
        if len(filled) < 3 or any(map(_NUMBER.fullmatch, filled)) or _trimmed(text) in self._above:
            return False
        keys = {header_key(cell) for cell in filled}
        return len(keys & known_headers()) * 3 >= len(filled) * 2 and not self._is_header(filled)


def _trimmed(text: tuple[str, ...]) -> tuple[str, ...]:
    last = max((at for at, cell in enumerate(text) if cell), default=-1)
    return text[:last + 1]
