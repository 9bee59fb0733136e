"""Columns that name one area at several levels (所属街道, 所属社区): a path, with the lowest filled at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.headers import header_key
from orgraph.names import normalise
from orgraph.vocabulary import Column, vocabulary


@cache
def level_of(header: str) -> int | None:
    """The level of area that a header's end names: that of 街道 for 所属街道; None if it names none."""
    levels = {normalise(label): kind.level for kind in vocabulary().kinds.values() if kind.level for label in kind.zh}
    key = header_key(header)
    return next((levels[key[at:]] for at in range(len(key)) if key[at:] in levels), None)


def narrowing(columns: Mapping[int, Column], texts: Sequence[str]) -> dict[str, list[int]]:
    """Field → its columns from the widest area to the narrowest, for the fields that several levels of area say."""
    found: dict[str, list[int]] = {}
    for at, column in columns.items():
        if column.ref == "area" and not column.many:
            found.setdefault(column.field, []).append(at)
    result = {}
    for field, places in found.items():
        levels = {level: at for at in places if (level := level_of(texts[at])) is not None}
        if 1 < len(places) == len(levels):
            result[field] = [levels[level] for level in sorted(levels)]
    return result


def path(row: Sequence[Cell], places: Sequence[int]) -> Cell:
    """The areas that the cells of a row name as one path; a cell that says the wider one itself is left as it is."""
    whole = ""
    for at in places:
        name = cells.reference(row[at]) if at < len(row) else None
        if name is not None:
            whole = f"{whole}/{name}" if whole and not normalise(name).startswith(normalise(whole)) else name
    return whole or None
