"""What orgraph has exported, taken in again: ids and sources as they stand, every end, home and date checked.

All nodes are known before any record is written, so a first reading of the nodes comes before the second of all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import error
from orgraph.loaders.exchange.statements import (
    NEEDED,
    ExchangeTable,
    exchange_table,
    is_id,
    layouts,
    read_cells,
    record_of,
)
from orgraph.loaders.problems import Problems
from orgraph.loaders.reading.cells import Cell, CellError
from orgraph.loaders.reading.formats import Row, Table
from orgraph.loaders.reading.table import FileError
from orgraph.loaders.write import permitted, refuse
from orgraph.masks import mask, masked
from orgraph.model import Entity, Record, Source
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.stores.base import Conflict, Load, Store

_CHUNK = 20_000
_NOT_OURS = frozenset(("sheet.unknown", "header.missing"))
_DEEPEST = 64


class Restore:
    """The tables of a load that orgraph has written.

    scope: the files whose statements they hold completely, which the load therefore replaces.
    """

    def __init__(self, store: Store, problems: Problems, standing: Iterable[Record]) -> None:
        self._store = store
        self._problems = problems
        self._standing = {record.id: record.kind for record in standing if isinstance(record, Entity)}
        self.tables: list[ExchangeTable] = []
        self.scope: list[str] = []
        self._kinds: dict[str, str] = {}
        self._homes: dict[str, str] = {}
        self._bad: set[str] = set()
        self._elsewhere: dict[str, str] = {}

    def take(self, table: Table, problems: Sequence[RowError]) -> bool:
        """Whether a table that is no department's, as `problems` say, is one of orgraph's own."""
        if not problems or not {problem.code for problem in problems} <= _NOT_OURS:
            return False
        found = exchange_table(table)
        if found is not None:
            self.tables.append(found)
            at = Where(table.file, table.sheet, found.header_row)
            self._problems.file([error("header.unknown", Where(at.file, at.sheet, at.row, header))
                                 for header in found.unknown])
        return found is not None

    def survey(self, left_out: Collection[Source]) -> None:
        """First reading: which nodes there are, in which areas areas lie, and of which files. Errors wait."""
        self._kinds, self._homes, self._bad, self._elsewhere = {}, {}, set(), {}
        self.scope, files = [], set[str]()
        with suppress(FileError):  # the second reading reports it; what cannot be read to its end ends nothing
            for table in self.tables:
                files |= self._surveyed(table, left_out)
            # Nodes without their links, or the reverse, are no more than a part.
            if len({table.layout.sheet.name for table in self.tables}) == len(layouts()):
                self.scope = sorted(files)

    def _surveyed(self, table: ExchangeTable, left_out: Collection[Source]) -> set[str]:
        """Take in the nodes of a table; gives the files that it holds completely."""
        known, files = vocabulary(), set()
        are_nodes = table.layout.sheet.name == "nodes"
        wanted = [column for column in table.columns if column[2] in ("id", "kind", "home", "file")]
        for number, row in _rows(table):
            values = read_cells(wanted, row, _nobody)
            if table.whole and "file" in values:
                files.add(values["file"])
            if not are_nodes or "id" not in values:
                continue
            kind = known.kind_of_label.get(values.get("kind", ""))
            if kind is None or (left_out and _source(table, number) in left_out):
                self._bad.add(values["id"])
                continue
            self._kinds.setdefault(values["id"], kind)
            if "home" in values and known.root(kind) == "Area":
                self._homes.setdefault(values["id"], values["home"])
        return files

    def stage(self, table: ExchangeTable, staged: Load, left_out: Collection[Source]) -> Iterator[Source]:
        """Second reading: put every record of a table that is right, giving the source of every row read."""
        batch: list[Record] = []
        try:
            for number, row in _rows(table):
                source = _source(table, number)
                yield source
                record = self._record(table, source, row)
                if record is None or (left_out and source in left_out):
                    self._problems.left_out.add(source)
                    continue
                batch.append(record)
                if len(batch) >= _CHUNK:
                    staged.put(self._unmasked(batch))
                    batch.clear()
        except FileError as problem:
            at = Where(table.table.file, table.table.sheet, problem.row)
            self._problems.file([error(problem.code, at, **problem.parts)])
        staged.put(self._unmasked(batch))

    def rows_of(self, conflict: Conflict) -> tuple[Source, Source] | None:
        """The first two rows that say two things of one id, if rows of orgraph's own tables do."""
        found = []
        for table in self.tables:
            wanted = [column for column in table.columns if column[2] in ("id", "file")]
            for number, row in _rows(table):
                values = read_cells(wanted, row, _nobody)
                if (values.get("id"), values.get("file")) == (conflict.id, conflict.first.file):
                    found.append(_source(table, number))
        return (found[0], found[1]) if len(found) > 1 else None

    # ---- one row ------------------------------------------------------------------------------------------

    def _record(self, table: ExchangeTable, source: Source, row: Sequence[Cell]) -> Record | None:
        """The record of a row, or None: what is wrong has been reported, or hangs on a row that is left out."""
        bad: list[str] = []

        def failed(field: str, header: str, cell: Cell, problem: CellError) -> None:
            prop = table.layout.props.get(field)
            shown = "" if prop is not None and prop.restricted else cell
            self._problems.row(problem.code, source, header, shown, **problem.parts)
            bad.append(field)

        values = read_cells(table.columns, row, failed)
        headers = table.header_of
        fits = self._node if "kind" in headers else self._link
        for field in (*NEEDED[table.layout.sheet.name], "file"):
            if field not in values and field not in bad:
                self._problems.row("cell.required", source, headers[field])
                bad.append(field)
        if bad or not fits(table, source, values):
            return None
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self._problems.row("time.order", source, headers["end"], end, start=start, end=end)
            return None
        return record_of(values, table.layout.props)

    def _node(self, table: ExchangeTable, source: Source, values: dict[str, Any]) -> bool:
        known, headers = vocabulary(), table.header_of
        title = table.layout.sheet.title
        kind = known.kind_of_label.get(values["kind"])
        if kind is None:
            self._problems.row("cell.kind", source, headers["kind"], values["kind"], title=title,
                               choices="、".join(kind.zh[0] for kind in known.kinds.values()))
            return False
        values["kind"] = kind
        if not self._id(table, source, values["id"], known.root(kind), headers["id"]):
            return False
        home = values.get("home")
        if home is None or not self._exists(table, source, headers["home"], home, optional=not table.whole):
            return home is None
        if (of := self._kind(home)) and known.root(of) != "Area":
            self._problems.row("reference.unknown", source, headers["home"], home, table=title)
            return False
        loop = self._loop(values["id"])
        if loop:
            self._problems.row("area.cycle", source, headers["home"], home, loop="→".join(loop))
        return not loop

    def _link(self, table: ExchangeTable, source: Source, values: dict[str, Any]) -> bool:
        relations, headers = vocabulary().relations, table.header_of
        type_ = vocabulary().relation_of_label.get(values["type"], "")
        if not type_ or relations[type_].derived:
            self._problems.row("relation.type", source, headers["type"], values["type"], choices="、".join(
                relation.zh[0] for relation in relations.values() if not relation.derived))
            return False
        values["type"] = type_
        if not self._id(table, source, values["id"], "", headers["id"]):
            return False
        ends = [self._exists(table, source, headers[end], values[end]) for end in ("subject", "object")]
        if not all(ends):
            return False
        subject, object_ = self._kind(values["subject"]), self._kind(values["object"])
        if not permitted(type_, subject, object_):
            refuse(self._problems, source, headers["type"], type_, (subject, object_))
            return False
        return True

    def _id(self, table: ExchangeTable, source: Source, known: str, root: str, header: str) -> bool:
        if is_id(known, root):
            return True
        self._problems.row("exchange.id", source, header, known, title=table.layout.sheet.title)
        return False

    def _exists(self, table: ExchangeTable, source: Source, header: str, known: str, *, optional: bool = False) -> bool:
        if self._kind(known) or optional:
            return True
        if known in self._bad:
            self._problems.left_out.add(source)
        else:
            self._problems.row("reference.unknown", source, header, known, table=layouts()[0].sheet.title)
        return False

    def _kind(self, known: str) -> str:
        """Kind of a node of the load, of the catalogue, or of the active generation as other files say it."""
        kind = self._kinds.get(known) or self._standing.get(known) or self._elsewhere.get(known)
        if kind is None:
            kind = next((record.kind for record in self._store.statements(ids=[known]) if isinstance(record, Entity)
                         and record.source.file not in self.scope), "") if known not in self._bad else ""
            self._elsewhere[known] = kind
        return kind

    def _loop(self, area: str) -> list[str]:
        line = [area]
        while (above := self._homes.get(line[-1])) is not None and len(line) < _DEEPEST:
            line.append(above)
            if above == area:
                return line
        return []

    def _unmasked(self, records: Sequence[Record]) -> Iterator[Record]:
        """The records, in which a masked text stands for the active generation's where that masks to the same."""
        hidden = [name for name, prop in vocabulary().properties.items() if prop.restricted]
        starred = {record.id for record in records
                   if any(name in record.props and masked(str(record.props[name])) for name in hidden)}
        said: dict[tuple[str, str, str], str] = {}
        for old in self._store.statements(ids=starred) if starred else ():
            for name in hidden:
                value = str(old.props.get(name, ""))
                said.setdefault((old.id, name, mask(value)), value)
                said[old.id, old.source.file + name, mask(value)] = value
        for record in records:
            if record.id not in starred:
                yield record
                continue
            props = dict(record.props)
            for name in hidden:
                value = str(props.get(name, ""))
                if masked(value):
                    props[name] = said.get((record.id, record.source.file + name, value),
                                           said.get((record.id, name, value), value))
            yield replace(record, props=props)


def _nobody(*_: object) -> None:
    """Is told of a cell that cannot be read, in a reading that reports nothing."""


def _rows(table: ExchangeTable) -> Iterator[Row]:
    rows = table.table.rows()
    for number, row in rows:
        if number > table.header_row and any(cell not in (None, "") for cell in row):
            yield number, row


def _source(table: ExchangeTable, number: int) -> Source:
    return Source(table.table.file, table.table.sheet, number)
