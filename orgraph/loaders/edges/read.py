"""The rows of an edge list → ties between numbered nodes, or what is wrong, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import CODES, error, safe
from orgraph.loaders.edges.columns import Columns, Wanted, columns, positive
from orgraph.loaders.edges.faults import fault, reject
from orgraph.loaders.edges.graphs import ENDS, opened
from orgraph.loaders.edges.nodes import Node, node_list
from orgraph.loaders.reading.cells import Cell, CellError, name, reference, text
from orgraph.loaders.reading.formats import source_name
from orgraph.loaders.reading.headers import line
from orgraph.loaders.reading.table import FileError, Table
from orgraph.loaders.reading.words import words as line_words
from orgraph.names import normalise

Ints = NDArray[np.int32]
_SHOWN = 5


@dataclass(eq=False)
class EdgeList:
    """The ties of a file. `a` and `b` are places in `names`, which are as the file writes them, in its order.

    weights : float64, shape (ties,), positive; None where no column is one
    rows : the row of each tie
    columns : what was read: "from", "to", "weight" → header
    directed : what a graph file says of itself; None of a table
    nodes : by name, what a list of nodes says; those without a tie are in `names` too
    warnings : what was taken for granted or left out
    """

    file: str
    sheet: str
    names: list[str]
    a: Ints
    b: Ints
    rows: list[int]
    weights: NDArray[np.float64] | None = None
    columns: dict[str, str] = field(default_factory=dict)
    directed: bool | None = None
    nodes: Mapping[str, Node] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def read_edges(path: str | Path, wanted: Wanted = Wanted(), *, two_mode: bool = False,  # noqa: B008 — frozen
               nodes: str | Path | None = None, kind: str | None = None) -> EdgeList:
    """The ties of a CSV, TSV, workbook, JSON, GraphML or GEXF file.

    Parameters
    ----------
    two_mode : the ends are of two sorts; a name on both sides is an error
    nodes : a file that lists the nodes; else a sheet of the file itself that does
    kind : the header of the node list's column of groups, if it is none of the known ones

    Raises
    ------
    LoadRejected : something is wrong with a file; `report` lists it by file, sheet, row, column and value
    """
    file = Path(path)
    found = opened(file)
    warnings = [one.detail for one in found.errors if CODES[one.code].warning]
    if wrong := [one for one in found.errors if not CODES[one.code].warning]:
        reject(source_name(file), wrong)
    if found.directed is not None and wanted.ends is None:
        wanted = replace(wanted, ends=ENDS)
    table, of = _chosen(found.tables, wanted, warnings)
    ties = _rows(table, of, two_mode=two_mode)
    ties.directed = found.directed
    ties.warnings[:0] = [*warnings, *of.remarks]
    listed = opened(Path(nodes)) if nodes is not None else None
    if listed is not None and (wrong := [one for one in listed.errors if not CODES[one.code].warning]):
        reject(source_name(Path(nodes or "")), wrong)
    others = listed.tables if listed is not None else [one for one in found.tables if one is not table]
    known = node_list(others, kind, asked=nodes is not None)
    return _with_nodes(ties, known, asked=nodes is not None) if known else ties


def _chosen(tables: list[Table], wanted: Wanted, warnings: list[str]) -> tuple[Table, Columns]:
    """The sheet with the ties: the one named, else the first whose headers say so, else the first."""
    sheets = [table.sheet for table in tables]
    if wanted.sheet is not None:
        tables = [table for table in tables if table.sheet == wanted.sheet]
        if not tables:
            file = "" if not sheets else wanted.sheet
            reject(file, [fault("edges.sheet", Where(), name=safe(wanted.sheet), seen="、".join(sheets))])
    looked = [(table, columns(table, wanted)) for table in tables]
    fitting = [(table, of) for table, of in looked if isinstance(of, Columns) and of.sure] or [
        (table, of) for table, of in looked if isinstance(of, Columns)]
    if not fitting:
        first = next(((table, of) for table, of in looked if isinstance(of, list)))
        reject(first[0].file, first[1])
    table, of = fitting[0]
    if len(fitting) > 1:
        rest = "、".join(other.sheet for other, _ in fitting[1:])
        warnings.append(f"只读了工作表“{table.sheet}”，没有读：{rest}；用 --sheet 换一张 (one sheet was read)")
    return table, of


def _rows(table: Table, of: Columns, *, two_mode: bool) -> EdgeList:
    """All rows of the table. Raises LoadRejected with everything that is wrong in them."""
    numbers: dict[str, int] = {}
    ends: list[tuple[int, int]] = []
    weights: list[float] = []
    rows: list[int] = []
    errors: list[RowError] = []
    left_out = 0
    first: tuple[dict[str, int], dict[str, int]] = {}, {}
    try:
        for number, cells in table.rows():
            if number <= of.above or not any(cell not in (None, "") for cell in cells):
                continue
            shown = line(cells)
            if not any(shown):
                continue
            if _is_no_data(shown, of):
                left_out += 1
                continue
            at = Where(table.file, table.sheet, number)
            left, right = (_end(cells, column, of, at, errors) for column in (of.a, of.b))
            weight = 1.0 if of.weight is None else _weight(cells, of.weight, of, at, errors)
            if left is None or right is None or weight is None:
                continue
            first[0].setdefault(left, number)
            first[1].setdefault(right, number)
            ends.append((numbers.setdefault(left, len(numbers)), numbers.setdefault(right, len(numbers))))
            weights.append(weight)
            rows.append(number)
    except FileError as problem:
        errors.append(error(problem.code, Where(table.file, table.sheet, problem.row), **problem.parts))
    if two_mode:
        errors += [fault("edges.both-sides", Where(table.file, table.sheet, row, of.title(of.b), one),
                         row=first[0][one]) for one, row in first[1].items() if one in first[0]]
    if not ends and not errors:
        errors.append(fault("edges.none", Where(table.file, table.sheet)))
    if errors:
        reject(table.file, errors, len(ends))
    warnings = [f"{left_out} 行是合计、说明或重复的表头，没有算 (rows that are no ties)"] if left_out else []
    used = {"from": of.title(of.a), "to": of.title(of.b)}
    if of.weight is not None:
        used["weight"] = of.title(of.weight)
    a, b = np.array(ends, np.int32).T
    return EdgeList(table.file, table.sheet, list(numbers), a, b, rows,
                    None if of.weight is None else np.array(weights), used, warnings=warnings + _alike(numbers))


def _is_no_data(shown: tuple[str, ...], of: Columns) -> bool:
    """A sum, a remark alone in its row, or the header once more."""
    filled = [cell for cell in shown if cell]
    begin = filled[0].replace(" ", "")
    return (begin in line_words().lines.totals
            or (len(filled) == 1 and begin.startswith(line_words().lines.remarks))
            or (of.texts != () and shown[:len(of.texts)] == of.texts[:len(shown)]))


def _end(cells: list[Cell], column: int, of: Columns, at: Where, errors: list[RowError]) -> str | None:
    cell = cells[column] if column < len(cells) else None
    where = replace(at, column=of.title(column), value="" if cell is None else str(cell))
    try:
        found = name(cell) and reference(cell)
    except CellError as problem:
        errors.append(error(problem.code, where, **problem.parts))
        return None
    if found is None:
        errors.append(error("cell.required", where))
    return found


def _weight(cells: list[Cell], column: int, of: Columns, at: Where, errors: list[RowError]) -> float | None:
    cell = cells[column] if column < len(cells) else None
    where = replace(at, column=of.title(column), value="" if cell is None else str(cell))
    found = positive(cell)
    if found is None:
        try:
            empty = text(cell) is None
        except CellError as problem:
            errors.append(error(problem.code, where, **problem.parts))
            return None
        errors.append(error("cell.required", where) if empty else error(
            "cell.type", where, expected="数", example="只写数，例如 3；不用权重就写 --unweighted"))
    elif not (0 < found < float("inf")):
        errors.append(fault("edges.weight", where))
        return None
    return found


def _alike(names: Mapping[str, int]) -> list[str]:
    """A remark on names that differ in nothing but how they are written: a likeness is a question, never a join."""
    same: dict[str, list[str]] = {}
    for one in names:
        same.setdefault(normalise(one), []).append(one)
    several = [group for group in same.values() if len(group) > 1]
    if not several:
        return []
    shown = "；".join("、".join(map(repr, map(safe, group))) for group in several[:_SHOWN])
    return [f"{len(several)} 处名称只差写法，当作不同的节点：{shown} (alike names are kept apart)"]


def _with_nodes(ties: EdgeList, known: Mapping[str, Node], *, asked: bool) -> EdgeList:
    """The ties with what a list says of their nodes, and with the nodes that have none.

    A list that nobody asked for, being another sheet of the file, is only taken if it has all nodes.
    """
    found = known if all(one in known for one in ties.names) else {node.name: node for node in known.values()}
    missing = [one for one in ties.names if one not in found]
    if missing and asked:
        first: dict[int, int] = {}
        for a, b, row in zip(ties.a.tolist(), ties.b.tolist(), ties.rows, strict=True):
            first.setdefault(a, row)
            first.setdefault(b, row)
        number = {one: number for number, one in enumerate(ties.names)}
        reject(ties.file, [fault("nodes.unknown", Where(ties.file, ties.sheet, first[number[one]], "", one))
                           for one in missing])
    if not missing:
        there = set(ties.names)
        ties.names += [one for one in found if one not in there]
        ties.nodes = found
    return ties
