"""A list of nodes beside an edge list: what each is called, its kind and its area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import error
from orgraph.loaders.edges import words
from orgraph.loaders.edges.columns import column_named, seen
from orgraph.loaders.edges.faults import fault, reject
from orgraph.loaders.reading.cells import Cell, CellError, text
from orgraph.loaders.reading.headers import Header, find_header, header_key
from orgraph.loaders.reading.table import Table


@dataclass(frozen=True, slots=True)
class Node:
    """A node as its list has it; `id` is its name where it has none."""

    id: str
    name: str
    kind: str = ""
    area: str = ""


def node_list(tables: Sequence[Table], kind: str | None, *, asked: bool) -> Mapping[str, Node]:
    """The nodes by id, of the first table that lists some; none if there is no such table and none was `asked` for.

    kind: header or number of the column of groups. Raises LoadRejected.
    """
    known = words.words().nodes
    keys = frozenset(header_key(text) for texts in (known.id, known.name, known.kind, known.area) for text in texts)
    wrong: list[RowError] = []
    for table in tables:
        header = find_header(table, keys | ({header_key(kind)} if kind else set()))
        if header is None:
            continue
        named = words.named(header.texts, (*known.name, *known.id))
        if named and (asked or words.ends(header.texts) is None):
            return _nodes(table, header, kind)
        wrong.append(fault("nodes.columns", Where(table.file, table.sheet, header.row), seen=seen(header.texts)))
    if asked:
        file = tables[0].file if tables else ""
        reject(file, wrong[:1] or [fault("edges.none", Where(file))])
    return {}


def _nodes(table: Table, header: Header, kind: str | None) -> dict[str, Node]:
    at = Where(table.file, table.sheet, header.row)
    known, texts = words.words().nodes, header.texts
    first = {field: next(iter(words.named(texts, names)), None) for field, names in (
        ("id", known.id), ("name", known.name), ("kind", known.kind), ("area", known.area))}
    if kind:
        given = column_named(kind, texts, at)
        if isinstance(given, RowError):
            reject(table.file, [given])
        first["kind"] = given
    found: dict[str, Node] = {}
    rows: dict[str, int] = {}
    errors: list[RowError] = []
    for number, cells in table.rows():
        if number <= header.row:
            continue
        try:
            id_, name, group, area = (_cell(cells, first[field]) for field in ("id", "name", "kind", "area"))
        except CellError as problem:
            errors.append(error(problem.code, Where(table.file, table.sheet, number), **problem.parts))
            continue
        if not (id_ or name):
            continue
        node = Node(id_ or name, name or id_, group, area)
        if found.setdefault(node.id, node) != node:
            column = texts[next(at for at in (first["id"], first["name"]) if at is not None)]
            errors.append(fault("nodes.conflict", Where(table.file, table.sheet, number, column, node.id),
                                row=rows[node.id]))
        rows.setdefault(node.id, number)
    if errors:
        reject(table.file, errors, len(found))
    return found


def _cell(cells: Sequence[Cell], column: int | None) -> str:
    return (text(cells[column]) or "") if column is not None and column < len(cells) else ""
