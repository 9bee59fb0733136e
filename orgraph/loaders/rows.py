"""The rows of a recognised table as values: each cell read by its column's parser, what is wrong reported.

This is the inner loop of a load, so the columns are worked out once a sheet, and every parser remembers what it made
of the cells that it has seen: most columns hold few different texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from orgraph.errors import Where
from orgraph.loaders import cells
from orgraph.loaders.cells import Cell, CellError, Parser
from orgraph.loaders.codes import error
from orgraph.loaders.formats import FormatError
from orgraph.loaders.problems import Problems
from orgraph.loaders.recognise import Heading, Recognised
from orgraph.model import Source, Value
from orgraph.names import normalise
from orgraph.vocabulary import Column, Sheet, vocabulary

_REMEMBERED = 4096
_ABSTRACT = frozenset(("Area", "Entry"))
_TOTALS = frozenset(("合计", "总计", "小计", "合 计", "总 计", "总数", "共计"))
_SIGNED = ("注:", "注：", "备注", "说明", "填表", "填报", "制表", "审核", "单位负责人")
_DATES = frozenset(("start", "end", "link_start"))
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


@cache
def kind_parser(sheet: Sheet) -> Parser:
    """Parser of kind labels that a sheet of this kind may use."""
    root = sheet.makes
    known = {normalise(label): kind for label, kind in vocabulary().kind_of_label.items()
             if vocabulary().is_a(kind, root) and kind not in _ABSTRACT}
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
    if column.ref is not None or column.into == "aliases":
        return cells.reference
    return cells.parser(vocabulary().properties[column.prop]) if column.prop else cells.text


class _Reader(dict[Cell, Any]):
    """How one column is read and where its value goes; as a dict, cell → value, which remembers the first cells."""

    __slots__ = ("header", "index", "is_prop", "key", "parse", "shown")

    def __init__(self, sheet: Sheet, heading: Heading) -> None:
        column = heading.column
        self.index = heading.index
        self.header = heading.text
        self.is_prop = column.prop is not None and column.ref is None
        self.key = (column.prop if self.is_prop else column.into or column.field) or column.field
        if column.ref == "member" and "单位" in heading.text:
            self.key = "unit"  # 成员单位 beside 姓名: which of the two is filled says whether the member is a unit
        self.parse = _parser(sheet, column)
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
        readers = [_Reader(sheet, heading) for heading in recognised.headings]
        used = [reader for reader in readers if (wanted is None or reader.key in wanted) and reader.key not in unwanted]
        self._plan = [(reader.index, reader.key, reader.is_prop,
                       reader.parse if reader.key in _SINGULAR else reader.__getitem__, reader) for reader in used]
        self._headers = {reader.key: reader.header for reader in readers}
        needed = [column.into or column.prop or column.field for column in sheet.column
                  if column.required and column.ref != "member"]
        self._needed = [key for key in needed if any(reader.key == key for reader in used)]
        self._skipped = _TOTALS | {readers[0].header}
        self._width = recognised.width

    def header(self, key: str) -> str:
        """The department's header of the column that goes into `key`, for errors."""
        return self._headers.get(key, "")

    def __iter__(self) -> Iterator[RowValues]:
        table = self._of.table
        blank: list[Source] = []
        rows = table.rows()
        for number, _ in rows:
            if number >= self._of.header_row:
                break
        try:
            for number, row in rows:
                source = Source(table.file, table.sheet, number)
                if not any(row):
                    blank.append(source)
                    continue
                # A row that is filled from the first cell to the last is a remark only if it begins like one.
                if (not row[-1] or not row[0] or row[0] in self._skipped) and self._is_remark(row):
                    self._problems.row("row.total-skipped", source)
                    continue
                if blank:
                    for skipped in blank:
                        self._problems.row("row.blank", skipped)
                    blank.clear()
                yield self._read(source, row)
        except FormatError as problem:
            self._problems.file([error("file.format", Where(table.file, table.sheet, problem.row),
                                       reason=problem.reason)])

    def _is_remark(self, row: list[Cell]) -> bool:
        """Whether the row is a total, the header again, or a line such as 填表人： below the table."""
        filled = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
        return bool(filled) and (filled[0] in self._skipped or (
            len(filled) <= 2 and filled[0].startswith(_SIGNED)))

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
                self._problems.row(problem.code, source, reader.header, cell if reader.shown else "", **problem.parts)
                failed.append(key)
                continue
            if value is not None:
                (props if is_prop else values)[key] = value
        for key in self._needed:
            if key not in values and key not in props and key not in failed:
                self._problems.row("cell.required", source, self._headers[key])
                failed.append(key)
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self._problems.row("time.order", source, self._headers["end"], end, start=start, end=end)
            failed.append("end")
        return RowValues(source, props, values, not failed, start, end)
