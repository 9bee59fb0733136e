"""Where a table's header is: the row (or rows) that name its columns, and how their texts are compared."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from orgraph.loaders.formats import Table
from orgraph.names import normalise

_SEARCHED = 20
_BRACKETED = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"[*:：、。#-]+$|^[*#]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: the text over each column, the last row it stands on, and the titles above it."""

    row: int
    texts: tuple[str, ...]
    titles: tuple[str, ...]


def header_key(text: str) -> str:
    """A header for comparison: normalised, without what is in brackets and without marks such as * and ：."""
    return _MARKS.sub("", _BRACKETED.sub("", normalise(text)))


def find_header(table: Table, known: Collection[str]) -> Header | None:
    """The row, of the first 20, with most texts whose keys are `known`. None if the table has no cell at all."""
    top = [(number, tuple(str(cell).strip() if cell is not None else "" for cell in cells))
           for number, cells in islice(table.rows(), _SEARCHED)]
    if not any(cell for _, cells in top for cell in cells):
        return None
    number, texts = max(top, key=lambda row: sum(header_key(cell) in known for cell in row[1] if cell))
    return Header(number, texts, tuple(cell for row, cells in top if row < number for cell in cells if cell))
