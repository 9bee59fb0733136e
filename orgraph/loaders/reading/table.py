"""A table as the readers give it, and what a reader says of a file that it cannot read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orgraph.loaders.reading.cells import Cell

COLUMNS = 16_384  # that a spreadsheet has
WIDE = 1000  # cells of a row: those of more are few
_MOST_WIDE = 1 << 24
_MOST_FILLED = 10_000_000
Row = tuple[int, list[Cell]]
Rows = Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: `file` is the name as in Source.file, `folder` the namespace of the department's own numbers.

    `rows` reads it anew from the file: (row number, cells), the first column of the sheet being cell 0. `mac`: a bare
    number that stands for a day counts from 1904, not from 1900.
    """

    file: str
    folder: str
    sheet: str
    rows: Rows
    mac: bool = False

    @property
    def title(self) -> str:
        """File and sheet name, in which words show the kind of sheet."""
        return f"{Path(self.file).stem} {self.sheet}"


@dataclass(slots=True)
class Reading:
    """What a reader found in a file: its sheets by name, in order, and warnings (code, parts of the message).

    `suspect`: something in it may be an identity number, so that every cell must be looked at.
    """

    sheets: list[tuple[str, Rows]] = field(default_factory=list)
    warnings: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    suspect: bool = True
    mac: bool = False


class FileError(Exception):
    """A file that is not read: a load error's code, the parts of its message, and the row if there is one."""

    def __init__(self, code: str, row: int = 0, **parts: str) -> None:
        super().__init__(code)
        self.code = code
        self.row = row
        self.parts = parts


class FormatError(FileError):
    """A file that is not what its name says, with the row if there is one."""

    def __init__(self, reason: str, row: int = 0) -> None:
        super().__init__("file.format", row, reason=reason)
        self.reason = reason


def not_too_wide(rows: Iterable[Row]) -> Iterator[Row]:
    """`rows`, unless very many are very wide: a few bytes that name a cell far to the right make thousands of cells."""
    wide = 0
    for number, cells in rows:
        if len(cells) > WIDE:
            wide += len(cells)
            if wide > _MOST_WIDE:
                raise FormatError("表格过宽，几乎都是空格", number)
        yield number, cells


def filled_down(rows: Iterable[Row], merged: Iterable[tuple[int, int, int]]) -> Iterator[Row]:
    """`rows` in which a cell that is merged with the one above says the same. Cells merged across are one cell.

    merged: (first row, last row, column) of each merged range, rows counted as `rows` are.
    """
    waiting = sorted(((top, bottom, column) for top, bottom, column in merged if bottom > top), reverse=True)
    open_: dict[int, tuple[int, Cell]] = {}
    filled = 0
    for number, cells in rows:
        if open_:
            for column, (bottom, value) in list(open_.items()):
                if number > bottom:
                    del open_[column]
                else:
                    cells.extend([None] * (column + 1 - len(cells)))
                    cells[column] = value
            filled += len(open_)
            if filled > _MOST_FILLED:
                raise FormatError("合并的单元格过多", number)
        while waiting and waiting[-1][0] <= number:
            top, bottom, column = waiting.pop()
            if top == number and column < len(cells) and cells[column] not in (None, ""):
                open_[column] = bottom, cells[column]
        yield number, cells
