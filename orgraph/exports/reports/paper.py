"""A table as it is handed up, whatever file it is written to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from orgraph.exports.cells import Cell

SIGNATURES = ("制表人：", "审核人：", "日期：")
_NARROW = 80  # characters that A4 upright takes in one line


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, under that of a `group` of columns if it has one; its width in characters."""

    title: str
    width: int = 8
    group: str = ""
    share: bool = False

    @property
    def flat(self) -> str:
        """The header in one line."""
        return " ".join(filter(None, (self.group, self.title)))


@dataclass(frozen=True, slots=True)
class Paper:
    """A table with what stands round it. unit: 填报单位, who hands it up. total: the last row, as long as the columns.

    short: what its sheet or file is called.
    """

    short: str
    title: str
    unit: str
    as_of: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell]
    notes: tuple[str, ...] = ()

    @property
    def above(self) -> str:
        """The line under the title."""
        return f"填报单位：{self.unit}　　截至日期：{self.as_of}"

    @property
    def grouped(self) -> bool:
        """Whether the header has two rows."""
        return any(column.group for column in self.columns)

    @property
    def across(self) -> bool:
        """Whether it is too wide for A4 upright."""
        return sum(column.width for column in self.columns) > _NARROW

    def groups(self) -> Iterator[tuple[str, int, int]]:
        """The upper header: each group with its first and last column; a column of no group is one by itself."""
        for (group, _), members in groupby(enumerate(self.columns), lambda one: (
                one[1].group, -1 if one[1].group else one[0])):
            numbers = [number for number, _ in members]
            yield group, numbers[0], numbers[-1]


def total_of(columns: Sequence[Column], text: str) -> list[Cell]:
    """The last row of a list: how many it holds, in words."""
    return ["合计", text, *("" for _ in columns[2:])]


def shown(cell: Cell, column: Column) -> str:
    """A cell as a text: a share in per cent."""
    if cell is None:
        return ""
    return f"{cell:.1%}" if column.share and isinstance(cell, float | int) else str(cell)


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many characters. A Chinese character is as wide as two others."""
    wide = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return max(1, -(-wide // max(width - 2, 1)))
