"""A result as rows: the one place that frames, notebooks and workbooks take them from.

A column's name, its title for people, its type and its meaning stand in columns.toml and nowhere else, so a column of
one name is the same thing in every table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from orgraph.checked import Checked, each, read_text
from orgraph.dates import SHANGHAI
from orgraph.vocabulary import vocabulary

Cell = str | int | float | bool | None
Type = Literal["text", "kind", "count", "number", "share", "day", "time", "flag"]


class Column(Checked):
    """A column of a table.

    Attributes
    ----------
    name, zh, en, says : its name in a frame, its title for people, its meaning, and that in Chinese where the title
        alone does not say it
    type : text · kind (of the vocabulary) · count (whole number) · number · share (0 to 1) · day (ISO) · time (ISO,
        Chinese time) · flag
    """

    name: str
    zh: str
    en: str
    says: str = ""
    type: Type = "text"

    @property
    def meaning(self) -> str:
        """What it means, in Chinese where its title does not say all, and in English."""
        return " ".join(filter(None, (self.says or self.zh, self.en)))


@cache
def columns() -> Mapping[str, Column]:
    """Every column by name: columns.toml."""
    return each("columns.toml", read_text("orgraph.results", "columns.toml"), Column, key="name")


@dataclass(frozen=True)
class Table:
    """Columns and rows; `brief` names the columns that a small display shows, the others are for programs."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    brief: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, names: str, rows: Iterable[Sequence[Cell]], *, brief: str = "", more: Sequence[Column] = ()) -> Table:
        """A table of the named columns (names with blanks between), then `more` that only this result has."""
        return cls([*(columns()[name] for name in names.split()), *more], list(rows), frozenset(brief.split()))

    @property
    def titles(self) -> list[str]:
        """What people read above the columns."""
        return [column.zh for column in self.columns]

    def shown(self) -> tuple[Sequence[Column], Iterable[list[str]]]:
        """The brief columns that say anything, and their cells as people read them."""
        chosen = [at for at, one in enumerate(self.columns) if (not self.brief or one.name in self.brief)
                  and any(row[at] not in (None, "") for row in self.rows)]
        return ([self.columns[at] for at in chosen],
                ([as_read(row[at], self.columns[at].type) for at in chosen] for row in self.rows))

    def typed(self) -> dict[str, list[object]]:
        """The cells by column name, days as `date` and times as `datetime`."""
        return {one.name: [_typed(row[at], one.type) for row in self.rows] for at, one in enumerate(self.columns)}


_LARGE = 1000
Tables = dict[str, Table]
"""The tables of a result by name, the main one first."""


def as_read(cell: Cell, type_: Type) -> str:
    """A cell as people read it; a dash where there is nothing."""
    if cell is None or cell == "":
        return "—"
    if type_ == "share" and not isinstance(cell, str):
        return percent(cell)
    if type_ == "kind":
        return kind_label(str(cell))
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return written(cell) if isinstance(cell, float) else str(cell)


def written(value: int | float | None) -> str:
    """A number as people read it: whole ones in full, others to four digits, a dash where there is none.

    >>> written(20631), written(20631.4), written(0.0004461), written(2.0), written(None)
    ('20,631', '20,631', '0.0004461', '2', '—')
    """
    if value is None:
        return "—"
    return f"{value:,.0f}" if isinstance(value, int) or abs(value) >= _LARGE else f"{value:.4g}"


def percent(rate: float | None) -> str:
    """A share as people read it, a dash where nothing is due."""
    return "—" if rate is None else f"{rate:.1%}"


def kind_label(kind: str) -> str:
    """A kind of the vocabulary in Chinese; another text, which an edge list has, as it is."""
    known = vocabulary().kinds.get(kind)
    return known.zh[0] if known else kind


def _typed(cell: Cell, type_: Type) -> object:
    if cell == "" and type_ not in ("text", "kind"):
        return None
    if type_ == "day" and isinstance(cell, str):
        return dt.date.fromisoformat(cell)
    if type_ == "time" and isinstance(cell, str):
        time = dt.datetime.fromisoformat(cell)
        return time.astimezone(SHANGHAI) if time.tzinfo else time.replace(tzinfo=SHANGHAI)
    return cell
