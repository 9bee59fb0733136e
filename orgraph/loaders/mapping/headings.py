"""A table whose columns are understood: what recognising one gives, and what its rows are read by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.table import Table
from orgraph.vocabulary import Column, Sheet

Derive = Callable[[list[Cell]], Iterator[list[Cell]]]
"""A row of the table → the rows to read instead: with computed cells behind its own, several, or none."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table that is understood: where it stands, what it means and what the department calls it.

    unit: the column of members names organisations, not persons.
    """

    index: int
    column: Column
    text: str
    unit: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a mapping says of a whole file: the area it speaks for, which earlier files it replaces, who says so."""

    area: str
    replaces: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table whose kind is known. `width`: cells of a row, those that `derive` adds included.

    first: it is the table's only record, or the one by whose kind the report calls the table.
    """

    table: Table
    kind: Sheet
    header_row: int
    width: int
    headings: tuple[Heading, ...]
    unknown: tuple[str, ...]
    derive: Derive | None = None
    delivery: Delivery | None = None
    first: bool = True
