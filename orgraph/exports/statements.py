"""The statements of a graph as a workbook, CSV or JSON that orgraph can load again unchanged.

One sheet of nodes and one of links (vocabulary/exchange.toml), streamed: nothing is held but the row at hand. Without
a day they hold the facts of all time. What comes with every load anyway, the catalogue of topics, is left out.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from orgraph.errors import UsageError
from orgraph.exports.cells import Cell, add_sheet, open_workbook, write_csv
from orgraph.loaders.exchange.statements import Layout, labelled, layouts, nodes_of, values_of
from orgraph.masks import mask
from orgraph.model import Entity, Link, Record
from orgraph.queries.areas import locate
from orgraph.queries.scope import Reach, only_area, reach, stated, whole
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.stores.base import Store, View

LONGEST_CELL = 32_767  # characters in a cell of a workbook
_MOST_ROWS = 1_000_000
_WIDTHS = {"id": 30, "name": 30, "home_name": 20, "subject_name": 30, "object_name": 30, "file": 30, "part_file": 30}


@dataclass
class Written:
    """What an export has written; `nodes` and `links` count statements."""

    files: list[Path]
    nodes: int = 0
    links: int = 0
    about: dict[str, str | int] = field(default_factory=dict)


class Statements:
    """The statements to write: of the whole graph, or of what is in an area and in force on a day."""

    def __init__(self, store: Store, view: View, area: str | None, day: int | None, *, contacts: bool) -> None:
        """Raises NotFound and Ambiguous for the area."""
        self._view = view
        self._here = reach(view, only_area(view) if area is None else locate(view, area, day=day))
        self.part = day is not None or self._here != Reach(((0, view.size),))
        self._day = day
        self._shown: Callable[[str], str] = str if contacts else mask
        self._all = store.statements(generation=view.generation or None)
        self._first: Iterable[Link] = ()
        self.counts = {"nodes": 0, "links": 0}

    def sheets(self) -> Iterator[tuple[Layout, Iterator[dict[str, Cell]]]]:
        """The sheet of nodes, then that of links, each with the values of its rows; to be read in this order."""
        nodes, links = layouts()
        yield nodes, self._values(nodes, self._nodes())
        yield links, self._values(links, self._links())

    def _nodes(self) -> Iterator[Entity]:
        words, position = vocabulary(), whole(self._view).position
        for record in self._all:
            if isinstance(record, Link):
                self._first = (record,)
                return
            if not words.in_catalogue(record.kind) and (not self.part or self._inside(position(record.id))):
                yield record

    def _links(self) -> Iterator[Link]:
        words, position = vocabulary(), whole(self._view).position
        for record in chain(self._first, self._all):
            if not isinstance(record, Link) or words.in_catalogue(record.type):
                continue
            if not self.part or (self._in_force(record) and self._inside(position(record.subject))
                                 and self._inside(position(record.object))):
                yield record

    def _inside(self, position: int) -> bool:
        return position in self._here and (self._day is None or self._view.alive(position, self._day))

    def _in_force(self, link: Link) -> bool:
        return self._day is None or ((link.start is None or link.start.toordinal() <= self._day)
                                     and (link.end is None or self._day < link.end.toordinal()))

    def _name(self, known: str) -> str:
        position = self._view.position(known)
        return self._view.name(position) if position >= 0 else ""

    def _values(self, layout: Layout, records: Iterable[Record]) -> Iterator[dict[str, Cell]]:
        for record in records:
            for prop in record.props:
                if prop not in layout.props:
                    raise UsageError(f"{record.id} 的 {prop} 没有可写的列 (no column for this property)")
            self.counts[layout.sheet.name] += 1
            yield values_of(stated(self._view, record), self._name, self._shown)


def write_statements(store: Store, path: Path, view: View, *, area: str | None = None, day: dt.date | None = None,
                     contacts: bool = False) -> Written:
    """Write what `view`'s generation states, as the ending of the file's name says; gives what was written.

    area: only what lies in it (id, code, name or path), and the links among that. day: only what is in force on it.
    contacts: telephone numbers in full. CSV holds the links, and the nodes in a second file beside it.
    With a day, in the area is what lies in it on that day.
    Raises NotFound and Ambiguous for the area, UsageError for another ending and for a text that no cell can hold.
    """
    if day is not None:
        view = view.on(day.toordinal())
    found = Statements(store, view, area, day.toordinal() if day else None, contacts=contacts)
    about: dict[str, str | int] = ({"as_of": day.isoformat()} if day else {}) | {"generation": view.generation}
    files = STATEMENTS[path.suffix.lower()](found, path, about)
    return Written(files, **found.counts, about=about)


def _rows(layout: Layout, values: Iterable[dict[str, Cell]], *, part: bool) -> tuple[list[str], Iterator[list[Cell]]]:
    """The header and the rows of a sheet that people read: labels for kinds and relations."""
    fields = layout.fields(part=part)
    rows = ([row.get(name) for name in fields] for row in map(labelled, values))
    return [layout.header(name) for name in fields], rows


def _xlsx(found: Statements, path: Path, about: dict[str, str | int]) -> list[Path]:
    with open_workbook(path) as book:
        for layout, values in found.sheets():
            header, rows = _rows(layout, values, part=found.part)
            widths = [_WIDTHS.get(name, 0) or 2 * len(header[at]) + 2
                      for at, name in enumerate(layout.fields(part=found.part))]
            for number, sheet in enumerate(_in_sheets(map(_fitting, rows)), 1):
                title = layout.sheet.title + (str(number) if number > 1 else "")
                add_sheet(book, title, header, sheet, widths=widths)
    return [path]


def _in_sheets(rows: Iterator[list[Cell]]) -> Iterator[Iterator[list[Cell]]]:
    """The rows in as many parts as sheets are needed, at least one."""
    first: Iterable[list[Cell]] = ()
    while True:
        yield chain(first, islice(rows, _MOST_ROWS - len(list(first))))
        first = list(islice(rows, 1))
        if not first:
            return


def _fitting(row: list[Cell]) -> list[Cell]:
    for cell in row:
        if isinstance(cell, str) and len(cell) >= LONGEST_CELL:
            raise UsageError(f"{row[0]} 有一格超过 {LONGEST_CELL} 字，工作簿放不下 (a text too long for a workbook)",
                             hint="改用 .json 或 .csv")
    return row


def _csv(found: Statements, path: Path, about: dict[str, str | int]) -> list[Path]:
    beside = nodes_of(path)
    for (layout, values), file in zip(found.sheets(), (beside, path), strict=True):
        write_csv(file, *_rows(layout, values, part=found.part))
    return [path, beside]


def _json(found: Statements, path: Path, about: dict[str, str | int]) -> list[Path]:
    """Node-link form, as networkx.node_link_graph(…, edges="links") reads it; what is empty is left out."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"directed": true, "multigraph": true, "graph": ' + json.dumps(about, ensure_ascii=False))
        for layout, values in found.sheets():
            fields = [(name, layout.key(name)) for name in layout.fields(part=found.part)]
            file.write(f',\n"{layout.sheet.name}": [')
            separator = "\n"
            for row in values:
                record = {key: row[name] for name, key in fields if row.get(name) not in (None, "")}
                label = labelled(row).get("kind" if "kind" in row else "type")
                file.write(separator + json.dumps({**record, "label": label}, ensure_ascii=False))
                separator = ",\n"
            file.write("]")
        file.write("}\n")
    return [path]


STATEMENTS: dict[str, Callable[[Statements, Path, dict[str, str | int]], list[Path]]] = {
    ".json": _json, ".xlsx": _xlsx, ".csv": _csv}
