"""The floor of loading into Neo4j: the same statements and graph in the plainest way, of one generation, one index."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import neo4j
from neo4j_call import BATCH, create, create_nodes

from orgraph.stores.base import View
from orgraph.stores.neo4j.elements import Elements, Ties
from orgraph.stores.snapshot.columns import Array
from orgraph.stores.snapshot.view import SnapshotView
from orgraph.stores.sqlite.tables import OPEN, TABLES
from orgraph.vocabulary import vocabulary


def plain(driver: neo4j.Driver, database: Path, view: View) -> tuple[float, float]:
    """Write what the embedded database says and comes to; seconds of its statements and of the graph."""
    began = time.perf_counter()
    for table in TABLES:
        create_nodes(driver, f"{table.name.title()}Statement", statements(database, table.name, table.columns))
    said = time.perf_counter() - began
    assert isinstance(view, SnapshotView)
    elements = Elements(view.snapshot)
    create(driver, nodes(elements, view.snapshot.columns["node.kind"]), links(elements))
    return said, time.perf_counter() - began - said


def statements(database: Path, table: str, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The current statements of a table of the embedded database."""
    with closing(sqlite3.connect(database)) as db:
        for row in db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE gen_to = ?", (OPEN,)):
            yield dict(zip(columns, row, strict=True))


def nodes(elements: Elements, kinds: Array) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The nodes of each kind as the store writes them."""
    for code, kind in enumerate(vocabulary().kind_order):
        at = elements.positions[kinds[elements.positions] == code]
        if len(at):
            yield kind, (node for n in range(0, len(at), BATCH) for node in elements.nodes(at[n:n + BATCH]))


def links(elements: Elements) -> Iterator[tuple[str, Iterator[list[Any]]]]:
    """The links of each type as the store writes them."""
    for type_, ties in elements.ties.items():
        yield type_, _links(elements, type_, ties)


def _links(elements: Elements, type_: str, ties: Ties) -> Iterator[list[Any]]:
    for n in range(0, len(ties.number), BATCH):
        some = ties.of(slice(n, n + BATCH))  # type: ignore[arg-type]
        columns = (some.subject, some.object, some.start, some.end)
        for (subject, object_, start, end), props in zip(
                zip(*(column.tolist() for column in columns), strict=True), elements.links(type_, some.number),
                strict=True):
            yield [elements.id(subject), elements.id(object_), {**props, "start": start, "end": end}]
