"""The sheets of statements that orgraph exports (vocabulary/exchange.toml): a record as cells, and back unchanged.

Ids and sources stand in the sheets as they are in the record, so nothing is resolved when they are read.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from orgraph.inert import plain
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell, CellError, Parser
from orgraph.loaders.reading.formats import Table
from orgraph.model import NO_PROPS, PREFIXES, Entity, Link, Membership, Record, Source
from orgraph.vocabulary import ExchangeSheet, Property, vocabulary

Shown = str | int | float | bool | None
"""What a cell of an export holds."""

ALIASES = "\n"  # between aliases; none holds a line break
LINK_PREFIX = "l"
_ID = re.compile(r"[a-z]-[\w.-]+")
NEEDED = {"nodes": ("id", "kind", "name", "row"), "links": ("id", "type", "subject", "object", "row")}
ID_FIELDS = frozenset(("id", "home", "subject", "object", "on_behalf_of"))
_FILES = ("file", "part_file")


@dataclass(frozen=True)
class Layout:
    """The columns of one of the two sheets: fixed ones and one for each property that its records may carry."""

    sheet: ExchangeSheet

    @cached_property
    def props(self) -> dict[str, Property]:
        """The properties of its records."""
        known = vocabulary()
        owners: Mapping[str, object] = known.kinds if self.sheet.name == "nodes" else known.relations
        return {name: prop for name, prop in known.properties.items() if any(owner in owners for owner in prop.on)}

    def fields(self, *, part: bool) -> tuple[str, ...]:
        """Fields and properties in the order of the columns; `part`: of a file that holds only a part."""
        left_out = _FILES[not part]
        fixed = [field for field in self.sheet.columns if field != left_out]
        at = fixed.index(_FILES[part])
        return (*fixed[:at], *self.props, *fixed[at:])

    def header(self, field: str) -> str:
        """What a workbook calls a field or property."""
        return self.sheet.columns.get(field) or self.props[field].zh

    def key(self, field: str) -> str:
        """What JSON calls a field or property."""
        return self.sheet.keys.get(field, field)

    @cached_property
    def field_of(self) -> dict[str, str]:
        """Header or JSON key → field or property."""
        fields = (*self.sheet.columns, *self.props)
        return {self.header(field): field for field in fields} | {self.key(field): field for field in fields}

    def parsers(self, text: Parser) -> dict[str, Parser]:
        """Field or property → how its cells are read; what is there for readers only has none."""
        fixed: dict[str, Parser] = {field: text for field in self.sheet.columns if not field.endswith("_name")}
        fixed |= {"start": cells.date, "end": cells.date, "row": cells.integer}
        return fixed | {name: text if prop.type == "text" else cells.parser(prop) for name, prop in self.props.items()}


@cache
def layouts() -> tuple[Layout, ...]:
    """Of nodes, of links."""
    return tuple(Layout(vocabulary().exchange[name]) for name in ("nodes", "links"))


def layout_of(record: Record) -> Layout:
    """The sheet that a record stands on."""
    return layouts()[isinstance(record, Link)]


def nodes_of(links: Path) -> Path:
    """The file of the nodes whose links stand in `links`: as CSV an export is two files."""
    return links.with_name(f"{links.stem}.nodes.csv")


def nodes_beside(file: Path) -> Path | None:
    """That file, where it is there and `file` holds links of an export."""
    if file.suffix.lower() != ".csv" or not nodes_of(file).is_file():
        return None
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            headers = next(csv.reader(lines), [])
    except (OSError, csv.Error):  # whoever reads it says what is wrong
        return None
    links = layouts()[1]
    return nodes_of(file) if {links.header(field) for field in NEEDED["links"]} <= {*headers} else None


def _exact(cell: Cell) -> str | None:
    return cell or None if isinstance(cell, str) else cells.text(cell)


def _from_sheet(cell: Cell) -> str | None:
    return plain(cell) or None if isinstance(cell, str) else cells.text(cell)


# ---- record → values -------------------------------------------------------------------------------------------------


def values_of(record: Record, name: Callable[[str], str], mask: Callable[[str], str]) -> dict[str, Shown]:
    """Field or property → what stands in its cell. name: id → name; mask: what becomes of a restricted text."""
    values: dict[str, Shown] = {"id": record.id, "start": _iso(record.start), "end": _iso(record.end)}
    if isinstance(record, Entity):
        home = record.home or ""
        values |= {"kind": record.kind, "name": record.name, "code": record.code, "number": record.number,
                   "home": home, "home_name": home and name(home), "aliases": ALIASES.join(record.aliases)}
    else:
        values |= {"type": record.type, "subject": record.subject, "subject_name": name(record.subject),
                   "object": record.object, "object_name": name(record.object)}
    known = vocabulary().properties
    for prop, value in record.props.items():
        plain_value = value.isoformat() if isinstance(value, dt.date) else value
        values[prop] = mask(str(value)) if known[prop].restricted else plain_value
    file, sheet, row = record.source.file, record.source.sheet, record.source.row
    return values | dict.fromkeys(_FILES, file) | {"sheet": sheet, "row": row}


def labelled(values: Mapping[str, Shown]) -> dict[str, Shown]:
    """The values as people read them: 是 and 否, and labels for kinds, relations and choices."""
    return {field: _labels().get((field, value), value) if isinstance(value, str) else
            ("是" if value else "否") if isinstance(value, bool) else value for field, value in values.items()}


@cache
def _labels() -> dict[tuple[str, str], str]:
    known = vocabulary()
    labels = {("kind", name): kind.zh[0] for name, kind in known.kinds.items()}
    labels |= {("type", name): relation.zh[0] for name, relation in known.relations.items()}
    return labels | {(name, value): shown[0] for name, prop in known.properties.items()
                     for value, shown in prop.choices.items()}


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


# ---- table → records -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExchangeTable:
    """A table that orgraph has written. `whole`: it holds all that its sources say."""

    table: Table
    layout: Layout
    header_row: int
    headers: tuple[str, ...]
    whole: bool

    @cached_property
    def columns(self) -> tuple[tuple[int, str, str, Parser], ...]:
        """Index, header, field and parser of every column that is read."""
        # What no spreadsheet opens has no apostrophe to take off.
        parsers = self.layout.parsers(_exact if self.layout.key("id") in self.headers else _from_sheet)
        fields = [(index, header, self.layout.field_of.get(header, "")) for index, header in enumerate(self.headers)]
        return tuple((index, header, "file" if field in _FILES else field, parsers[field])
                     for index, header, field in fields if field in parsers)

    @cached_property
    def header_of(self) -> dict[str, str]:
        """Field or property → the header over it."""
        return {field: header for _, header, field, _ in self.columns}

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that mean nothing."""
        return tuple(header for header in self.headers if header and header not in (*self.layout.field_of, "label"))


def exchange_table(table: Table) -> ExchangeTable | None:
    """The table, if its first row are the headers of a sheet of statements."""
    first = next(islice(table.rows(), 1), None)
    headers = tuple(str(cell or "").strip() for cell in first[1]) if first else ()
    for layout in layouts():
        fields = {layout.field_of.get(header) for header in headers}
        if first and fields.issuperset(NEEDED[layout.sheet.name]) and not fields.isdisjoint(_FILES):
            return ExchangeTable(table, layout, first[0], headers, whole="file" in fields)
    return None


def read_cells(columns: Sequence[tuple[int, str, str, Parser]], row: Sequence[Cell],
               failed: Callable[[str, str, Cell, CellError], None]) -> dict[str, Any]:
    """Field or property → value of the cells that are filled; `failed` is told field, header, cell and error."""
    values: dict[str, Any] = {}
    for index, header, field, parse in columns:
        cell = row[index] if index < len(row) else None
        if cell is None or cell == "":
            continue
        try:
            value = parse(cell)
        except CellError as problem:
            failed(field, header, cell, problem)
            continue
        if value is not None:
            values[field] = value
    return values


def record_of(values: dict[str, Any], props: Mapping[str, Property]) -> Record:
    """The record of a row's values, which are complete."""
    carried = {name: values[name] for name in props if name in values} or NO_PROPS
    source = Source(values["file"], values.get("sheet", ""), values["row"])
    start, end = values.get("start"), values.get("end")
    if "kind" in values:
        return Entity(id=values["id"], kind=values["kind"], name=values["name"], source=source, home=values.get("home"),
                      code=values.get("code", ""), number=values.get("number", ""),
                      aliases=tuple(filter(None, values.get("aliases", "").split(ALIASES))), start=start, end=end,
                      props=carried)
    make = Membership if values["type"] == "MEMBER" else Link
    return make(id=values["id"], type=values["type"], subject=values["subject"], object=values["object"],
                source=source, start=start, end=end, props=carried)


def is_id(text: str, root: str) -> bool:
    """Whether the text can be the id of a node of this root (Area, Person …), or of a link where there is none."""
    return bool(_ID.fullmatch(text)) and text[0] == PREFIXES.get(root, LINK_PREFIX)
