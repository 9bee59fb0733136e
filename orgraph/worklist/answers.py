"""Workbooks that come back: read by the loaders' own doors, checked row by row, put on record if something is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgraph.errors import LoadRejected, RowError, Where
from orgraph.inert import plain
from orgraph.loaders.codes import CODES, error
from orgraph.loaders.folders import data_files
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.formats import FormatError, Table, tables
from orgraph.loaders.reading.headers import find_header, header_key
from orgraph.loaders.report import LoadReport, in_order
from orgraph.masks import without_numbers
from orgraph.model import Source
from orgraph.results import Part, SourceRef
from orgraph.stores.worklist import Step, Worklist, last
from orgraph.worklist.settings import settings
from orgraph.worklist.status import mine

if TYPE_CHECKING:
    from orgraph.moment import Moment

_SAID = ("state", "note", "handler", "finished")


class Change(Part):
    """One column of a gap: what it said and says."""

    column: str
    old: str
    new: str


class Said(Part):
    """What is new of a gap since the last time."""

    gap: str
    name: str
    place: str
    changes: list[Change]
    source: SourceRef


class Answered(Part):
    """The outcome of loading workbooks: rows read, gaps of which something is new."""

    files: list[str]
    rows: int
    changed: list[Said] = []


def load_answers(record: Worklist, paths: Iterable[str | Path], *, who: str = "", now: dt.datetime,
                 moment: Moment | None = None) -> Answered:
    """Read filled-in workbooks (files or folders) and put on record what is new in them, all of it or nothing.

    moment: as the caller may know the graph; a gap that they may not ask about is an unknown one.
    Raises LoadRejected with the errors: an unknown gap, state or date, an empty cell that the state asks for, two rows
    of one gap.
    """
    steps = last(record.steps())
    reader = _Reader(steps if moment is None else {gap: step for gap, step in steps.items() if mine(moment, step)}, now)
    files, _ = data_files([Path(path) for path in paths])
    for file in files:
        found, wrong = tables(file)
        reader.errors += [problem for problem in wrong if not CODES[problem.code].warning]
        for table in found:
            reader.read(table)
    names = sorted({step.source.file for step in reader.steps.values()})
    if not reader.rows and not reader.errors:
        reader.errors.append(error("file.empty", Where("、".join(file.name for file in files))))
    if reader.errors:
        report = LoadReport(files=names, rows=reader.rows, errors=in_order(reader.errors))
        raise LoadRejected(f"有 {len(report.errors)} 处错误，什么也没有记录 (nothing was recorded)", report,
                           hint="改正后重新导入")
    changed = [(step, changes) for step in reader.steps.values()
               if (changes := list(_changes(reader.known[step.gap], step)))]
    record.add([replace(step, by=who) for step, _ in changed])
    return Answered(files=names, rows=reader.rows, changed=[
        Said(gap=step.gap, name=step.name, place=step.place, changes=changes,
             source=SourceRef(file=step.source.file, sheet=step.source.sheet, row=step.source.row))
        for step, changes in changed])


def shown(step: Step, field: str) -> str:
    """What a column says in a step."""
    value = getattr(step, field)
    return settings().state[value].zh if field == "state" else str(value or "")


def _changes(was: Step, now: Step) -> Iterator[Change]:
    for field in _SAID:
        old, new = shown(was, field), shown(now, field)
        if old != new:
            yield Change(column=settings().header(field), old=old, new=new)


class _Reader:
    """Reads tables row by row; keeps a step for each gap, and the errors."""

    def __init__(self, known: Mapping[str, Step], now: dt.datetime) -> None:
        self.known = known
        self.steps: dict[str, Step] = {}
        self.errors: list[RowError] = []
        self.rows = 0
        self._now = now
        self._states = {state.zh: name for name, state in settings().state.items()}

    def read(self, table: Table) -> None:
        """Take the rows of a table that is a worklist; any other is left alone."""
        columns = {header_key(column.zh): column.field for column in settings().column}
        try:
            header = find_header(table, columns.keys())
            at = {columns[key]: place for place, text in enumerate(header.texts if header else ())
                  if (key := header_key(text)) in columns}
            if header is None or "gap" not in at:
                return
            missing = [settings().header(field) for field in _SAID if field not in at]
            for name in missing:
                self._wrong("header.missing", Where(table.file, table.sheet, header.row, name), title=settings().title,
                            aliases=name)
            if missing:
                return
            for number, row in table.rows():
                if number > header.row and any(cell not in (None, "") for cell in row):
                    self._row(Source(table.file, table.sheet, number), table.mac,
                              {field: row[place] if place < len(row) else None for field, place in at.items()})
        except FormatError as broken:
            self._wrong("file.format", Where(table.file, table.sheet, broken.row), reason=broken.reason)

    def _row(self, source: Source, mac: bool, row: Mapping[str, cells.Cell]) -> None:
        self.rows += 1
        before = len(self.errors)
        said: dict[str, Any] = {
            "gap": self._cell(source, row, "gap", _text), "note": self._cell(source, row, "note", _words),
            "state": self._cell(source, row, "state", _text), "handler": self._cell(source, row, "handler", _words),
            "finished": self._cell(source, row, "finished", lambda cell: cells.date(cell, mac=mac))}
        known = self.known.get(said["gap"] or "")
        state = self._states.get(said["state"] or "")
        if known is None:
            self._at(source, "gap", said["gap"], "exchange.id" if said["gap"] else "cell.required", title="派发的缺口")
        elif said["gap"] in self.steps:
            other = self.steps[said["gap"]].source
            self._at(source, "gap", said["gap"], "duplicate.conflict", other=f"{other.file} 第 {other.row} 行")
        if state is None:
            self._at(source, "state", said["state"], "cell.choice" if said["state"] else "cell.required",
                     choices="、".join(self._states))
        for field in settings().state[state].needs if state else ():
            if said[field] is None:
                self._at(source, field, "", "cell.required")
        finished = said["finished"]
        if finished and finished > self._now.date():
            self._at(source, "finished", finished, "cell.type", expected="今天或以前的日期", example="写实际完成的日期")
        if known is not None and state is not None and len(self.errors) == before:
            self.steps[known.gap] = replace(known, state=state, note=said["note"] or "", handler=said["handler"] or "",
                                            finished=finished, at=self._now, source=source)

    def _cell(self, source: Source, row: Mapping[str, cells.Cell], field: str, parse: Callable[[cells.Cell], Any]
              ) -> Any:
        try:
            return parse(row[field])
        except cells.CellError as problem:
            self._at(source, field, row[field], problem.code, **problem.parts)
            return None

    def _at(self, source: Source, field: str, value: object, code: str, **parts: object) -> None:
        self._wrong(code, Where(source.file, source.sheet, source.row, settings().header(field),
                                "" if value is None else str(value)), **parts)

    def _wrong(self, code: str, where: Where, **parts: object) -> None:
        self.errors.append(error(code, where, **parts))


def _text(cell: cells.Cell) -> str | None:
    value = cells.text(cell)
    return None if value is None else plain(value)


def _words(cell: cells.Cell) -> str | None:
    """What people wrote, without the numbers that they may have put into it: whom to ring stands in the data."""
    text = _text(cell)
    return None if text is None else without_numbers(text)
