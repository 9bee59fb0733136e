"""Texts with cells in them, as mappings write them: {小区名称}党支部; and what it is for a cell to be filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.headers import header_key
from orgraph.loaders.reading.words import words
from orgraph.names import normalise

_BRACES = re.compile(r"\{([^{}]*)\}")
_LISTED = re.compile(r"[、，,；;\n\r]+")
_HEADER, _PART = -1, -2  # {列} and {格}: the header of one of `for_columns`, and a part of its cell


@dataclass(frozen=True, slots=True)
class Template:
    """A text with cells in it: fixed texts and indexes of columns, in order."""

    parts: tuple[str | int, ...]

    @property
    def column(self) -> int | None:
        """The index, if it is one column and nothing else."""
        only = self.parts[0] if len(self.parts) == 1 else None
        return only if isinstance(only, int) and only >= 0 else None

    def text(self, row: Sequence[Cell], header: str, part: str) -> str | None:
        """The text in one row; None if a cell that it needs is empty."""
        texts: list[str] = []
        for piece in self.parts:
            text = (piece if isinstance(piece, str) else header if piece == _HEADER else part if piece == _PART
                    else cells.reference(row[piece]))
            if not text:
                return None
            texts.append(text)
        return "".join(texts)


def template_of(text: str, index: Mapping[str, int]) -> Template | None:
    """A column's template, or None if the table lacks a column that it names."""
    if "{" not in text:
        text = f"{{{text}}}"
    parts: list[str | int] = []
    for at, piece in enumerate(_BRACES.split(text)):
        if at % 2 == 0:
            parts += [piece] if piece else []
            continue
        place = {"列": _HEADER, "格": _PART}.get(piece, index.get(header_key(piece)))
        if place is None:
            return None
        parts.append(place)
    return Template(tuple(parts))


def first_text(ways: Sequence[Template], row: Sequence[Cell], header: str, part: str) -> str | None:
    """The text of the first template that gives one."""
    return next((text for template in ways if (text := template.text(row, header, part))), None)


def filled(cell: Cell) -> bool:
    """Whether a cell says that something is there: 无, 否 and × do not."""
    text = cells.reference(cell)
    return text is not None and normalise(text) not in words().cells.no


def parts_of(cell: Cell) -> list[str]:
    """The values that a cell lists, none if it is not filled."""
    if not filled(cell):
        return []
    return [part.strip() for part in _LISTED.split(cells.text(cell) or "") if part.strip()]
