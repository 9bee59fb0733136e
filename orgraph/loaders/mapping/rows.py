"""The rows of a recognised table as values: each cell read by its column's parser, what is wrong reported.

This is the inner loop of a load, so the columns are worked out once a sheet, and every parser remembers what it made
of the cells that it has seen: most columns hold few different texts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from orgraph.loaders.mapping.headings import Heading, Recognised
from orgraph.loaders.mapping.lines import data_rows
from orgraph.loaders.problems import Problems
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell, CellError, Parser
from orgraph.model import Source, Value
from orgraph.names import normalise
from orgraph.vocabulary import Column, Sheet, vocabulary

_REMEMBERED = 4096
_ABSTRACT = frozenset(("Area", "Entry"))
_DATES = frozenset(("start", "end", "link_start", "since", "until"))
_SPANS = (("start", "end"), ("since", "until"))
_BEGIN = frozenset(first for first, _ in _SPANS)
_LISTED = re.compile(r"[、，,；;/／\n\r]+")
_CODES = frozenset(("code", "number", "person_number"))
_SINGULAR = frozenset(("name", "phone", *_CODES))  # hardly two cells are the same: not worth remembering


@dataclass(slots=True)
class RowValues:
    """One row: properties for the record, and everything else by what it goes into (or by its column's field).

    It holds from `start` until before `end`.
    """

    source: Source
    props: dict[str, Value]
    values: dict[str, Any]
    good: bool
    start: dt.date | None
    end: dt.date | None

    def text(self, name: str) -> str:
        """The value that goes into `name`, or an empty text."""
        text: str = self.values.get(name, "")
        return text

    def aliases(self) -> tuple[str, ...]:
        """The other names that the row gives."""
        text = self.text("aliases")
        return tuple(part.strip() for part in _LISTED.split(text) if part.strip()) if text else ()


def kinds_of(sheet: Sheet) -> tuple[str, ...]:
    """Kinds of what a sheet of this kind may list."""
    return tuple(kind for kind in vocabulary().subkinds[sheet.makes] if kind not in _ABSTRACT)


@cache
def kind_parser(sheet: Sheet) -> Parser:
    """Parser of kind labels that a sheet of this kind may use."""
    kinds = kinds_of(sheet)
    known = {normalise(label): kind for label, kind in vocabulary().kind_of_label.items() if kind in kinds}
    shown = "、".join(vocabulary().kinds[kind].zh[0] for kind in dict.fromkeys(known.values()))

    def parse(cell: Cell) -> str | None:
        label = cells.text(cell)
        if label is None:
            return None
        kind = known.get(normalise(label))
        if kind is None:
            raise CellError("cell.kind", title=sheet.title, choices=shown)
        return kind

    return parse


def _parser(sheet: Sheet, column: Column) -> Parser:
    if column.into == "kind":
        return kind_parser(sheet)
    if column.into in _DATES:
        return cells.date
    if column.into == "code" and sheet.makes == "Organization":
        return cells.credit_code
    if column.into in _CODES:
        return cells.code
    if column.into == "name":
        return cells.name
    if column.ref is not None or column.into == "aliases":
        return cells.reference
    return cells.parser(vocabulary().properties[column.prop]) if column.prop else cells.text


class _Reader(dict[Cell, Any]):
    """How one column is read and where its value goes; as a dict, cell → value, which remembers the first cells."""

    __slots__ = ("header", "index", "is_prop", "key", "parse", "shown")

    def __init__(self, sheet: Sheet, heading: Heading, *, mac: bool) -> None:
        column = heading.column
        self.index = heading.index
        self.header = heading.text
        self.is_prop = column.prop is not None and column.ref is None
        self.key = (column.prop if self.is_prop else column.into or column.field) or column.field
        if heading.unit:
            self.key = "unit"  # 成员单位 beside 姓名: which of the two is filled says whether the member is a unit
        parse = _parser(sheet, column)
        self.parse = cells.dates(mac=mac, begins=column.into in _BEGIN) if parse is cells.date else parse
        self.shown = not (column.prop and vocabulary().properties[column.prop].restricted)

    def __missing__(self, cell: Cell) -> Value | None:
        value = self.parse(cell)
        if len(self) < _REMEMBERED:
            self[cell] = value
        return value


class Rows:
    """The data rows of a table, as often as they are asked for.

    `wanted`: only these keys of the columns are read; `unwanted`: these are not.
    """

    def __init__(self, recognised: Recognised, problems: Problems, *, wanted: frozenset[str] | None = None,
                 unwanted: frozenset[str] = frozenset()) -> None:
        self._of = recognised
        self._problems = problems
        sheet = recognised.kind
        readers = [_Reader(sheet, heading, mac=recognised.table.mac) for heading in recognised.headings]
        used = [reader for reader in readers if (wanted is None or reader.key in wanted) and reader.key not in unwanted]
        self._plan = [(reader.index, reader.key, reader.is_prop,
                       reader.parse if reader.key in _SINGULAR else reader.__getitem__, reader) for reader in used]
        self._headers = {reader.key: reader.header for reader in readers}
        self._places = {reader.index: reader for reader in readers}
        needed = [column.into or column.prop or column.field for column in sheet.column
                  if column.required and column.ref != "member"]
        self._needed = [key for key in needed if any(reader.key == key for reader in used)]
        named = {column.into: column.headers[0] for column in sheet.column if column.into in _DATES}
        self._dates = {"first": named.get("start", "开始日期"), "second": named.get("end", "结束日期")}
        self._width = recognised.width

    def header(self, key: str) -> str:
        """The department's header of the column that goes into `key`, for errors."""
        return self._headers.get(key, "")

    def __iter__(self) -> Iterator[RowValues]:
        derive = self._of.derive
        for source, row in data_rows(self._of, self._problems):
            if derive is None:
                yield self._read(source, row)
                continue
            try:  # a row of a mapped table makes several, or none
                several = list(derive(row))
            except CellError as problem:
                self._unread(problem, source, row)
            else:
                for made in several:
                    yield self._read(source, made)

    def _unread(self, problem: CellError, source: Source, row: list[Cell]) -> None:
        """Report the cell that keeps a row from saying which records it makes."""
        for at, cell in enumerate(row):
            try:
                cells.text(cell)
            except CellError:
                reader = self._places.get(at)
                shown = cell if reader is None or reader.shown else ""
                self._problems.row(problem.code, source, reader.header if reader else "", shown, **problem.parts)
                return

    def _read(self, source: Source, row: list[Cell]) -> RowValues:
        props: dict[str, Value] = {}
        values: dict[str, Any] = {}
        failed: list[str] = []
        if len(row) != self._width:
            if any(row[self._width:]):
                self._problems.row("file.format", source, reason=f"这一行比表头多出 {len(row) - self._width} 格")
                failed.append("")
            row = row + [None] * (self._width - len(row))
        for index, key, is_prop, read, reader in self._plan:
            cell = row[index]
            if not cell and (cell is None or cell == ""):
                continue
            try:
                value = read(cell)
            except CellError as problem:
                self._problems.row(problem.code, source, reader.header, cell if reader.shown else "",
                                   **(self._dates | problem.parts))
                failed.append(key)
                continue
            if value is not None:
                (props if is_prop else values)[key] = value
        for key in self._needed:
            if key not in values and key not in props and key not in failed:
                self._problems.row("cell.required", source, self._headers[key])
                failed.append(key)
        for first, last in _SPANS:
            start, end = values.get(first), values.get(last)
            if start and end and end < start:
                self._problems.row("time.order", source, self._headers[last], end, start=start, end=end)
                failed.append(last)
        return RowValues(source, props, values, not failed, values.get("start"), values.get("end"))
