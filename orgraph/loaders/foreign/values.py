"""The properties of a node or relationship as ours: read by the parsers that cells of spreadsheets are read by."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from orgraph.loaders.foreign.findings import Findings
from orgraph.loaders.foreign.mapping import LinkMapping, NodeMapping, plain
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell, CellError, Parser
from orgraph.loaders.reading.privacy import identity_number
from orgraph.model import Source, Value
from orgraph.names import normalise
from orgraph.vocabulary import vocabulary

_LISTED = re.compile(r"[、，,；;\n\r]+")
_BEGINS = cells.dates(mac=False, begins=True)
_DATES = {"first": "start", "second": "end"}


class Values:
    """What one node or relationship holds, by their names of the properties; `good` until something needed is wrong."""

    def __init__(self, mapping: NodeMapping | LinkMapping, held: Mapping[str, Cell], source: Source,
                 findings: Findings) -> None:
        self.mapping, self.held, self.source = mapping, held, source
        self._findings = findings
        self.good = True

    def one(self, name: str, parse: Parser, *, needed: bool = True, shown: bool = True) -> Any:
        """A property by a parser, None where it is empty or wrong; where what is needed is wrong, nothing is good."""
        cell = self.held.get(name)
        if cell is None or cell == "":
            return None
        if identity_number(cell, code=parse in (cells.code, cells.credit_code)):
            self.wrong("graph.private", name, "")
            return None
        try:
            return parse(cell)
        except CellError as problem:
            self.report(problem.code, name, cell if shown else "", **(_DATES | problem.parts))
            self.good = self.good and not needed
            return None

    def report(self, code: str, column: str, value: object = "", **parts: object) -> None:
        """Report what is wrong with a property."""
        self._findings.of(code, self.source, column, value, **parts)

    def wrong(self, code: str, column: str, value: object = "", **parts: object) -> None:
        """Report what keeps this from being a record."""
        self.report(code, column, value, **parts)
        self.good = False

    def first(self, names: tuple[str, ...], parse: Parser) -> Any:
        """The first of several properties that is filled."""
        return next((value for name in names if (value := self.one(name, parse)) is not None), None)

    def span(self) -> tuple[dt.date | None, dt.date | None]:
        """From when until when it holds. One whose days cannot be read would hold for ever: it is left out."""
        start = self.one(self.mapping.start, _BEGINS)
        end = self.one(self.mapping.end, cells.date)
        if start and end and end < start:
            self.wrong("time.order", self.mapping.end, end, start=start, end=end)
        return start, end

    def properties(self) -> dict[str, Value]:
        """Our properties. One that cannot be read is left out and reported; the rest stays."""
        found: dict[str, Value] = {}
        known = vocabulary().properties
        for ours in (*self.mapping.properties, *self.mapping.fixed):
            prop, parse = known[ours], cells.parser(known[ours])
            for name in self.mapping.properties.get(ours, ()):
                value = self.one(name, _translated(parse, self.mapping.values.get(ours, {})), needed=False,
                                 shown=not prop.restricted)
                if value is not None:
                    found.setdefault(ours, value)
            if ours in self.mapping.fixed:
                found.setdefault(ours, parse(self.mapping.fixed[ours]) or "")
        return found


def parts(text: str | None) -> list[str]:
    """What a text lists."""
    return [part.strip() for part in _LISTED.split(text or "") if part.strip()]


def _translated(parse: Parser, table: Mapping[str, Any]) -> Parser:
    """A parser of what a table of values makes of a cell."""
    if not table:
        return parse
    known = {normalise(theirs): ours for theirs, ours in table.items()}

    def translate(cell: Cell) -> Value | None:
        return parse(known.get(normalise(plain(cell)), cell))

    return translate
