"""What a load found and what it would change or has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgraph.errors import RowError
from orgraph.loaders.rows import counted, report_tables
from orgraph.model import Source
from orgraph.results import Shown, Tables

if TYPE_CHECKING:
    from orgraph.stores.base import Diff


@dataclass(frozen=True, slots=True)
class SheetReport:
    """One table that was recognised: its kind (a name in sheets.toml), data rows and where its header is."""

    file: str
    sheet: str
    kind: str
    rows: int
    header_row: int
    unknown_headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Omitted:
    """Rows of one sheet that made no record for one reason: the error `code`, or "" where they hang on such a row.

    `rows` is 0 where the error is one of the header or the file, not of rows.
    """

    file: str
    sheet: str
    code: str
    rows: int


@dataclass(slots=True, repr=False)
class LoadReport(Shown):
    """The outcome of a load: complete whether it was activated, rejected or a dry run.

    `rows` counts data rows read, `left_out` those of them that made no record: rows with an error and rows that
    hang on one. `omitted` counts these by sheet and error, a row with several errors at its first. `reviews`: how
    many likenesses people are to judge (`orgraph review`). `generation` is None when nothing was activated.
    `corrected` are the corrected copies, if any were written.
    """

    files: list[str] = field(default_factory=list)
    sheets: list[SheetReport] = field(default_factory=list)
    rows: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    diff: Diff = field(default_factory=dict)
    generation: int | None = None
    left_out: int = 0
    reviews: int = 0
    omitted: list[Omitted] = field(default_factory=list)
    corrected: list[Path] = field(default_factory=list)

    def summary(self) -> str:
        """What became of it, in one line."""
        known = "没有启用 not activated" if self.generation is None else f"第 {self.generation} 代"
        return (f"{known}：{self.rows:,} 行 rows，{counted(self.diff)}，错误 {len(self.errors):,} 处、"
                f"略过 {self.left_out:,} 行 ({len(self.errors):,} errors, {self.left_out:,} rows left out)")

    def tables(self) -> Tables:
        return report_tables(self)

    def _minded(self) -> list[str]:
        return [f"有 {len(self.warnings):,} 处提醒：.frame('warnings') (warnings)"] if self.warnings else []

    def _main(self) -> str:
        return "errors" if self.errors else "changes"

    def flatten(self, *fields: str) -> list[tuple[Any, ...]]:
        """The errors as rows of the named fields (code, detail, hint, file, sheet, row, column, value), in order."""
        return [tuple(error.get(name) for name in fields) for error in self.errors]

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values for JSON."""
        return {
            "files": self.files,
            "sheets": [asdict(sheet) for sheet in self.sheets],
            "rows": self.rows,
            "errors": [asdict(error) for error in self.errors],
            "warnings": [asdict(warning) for warning in self.warnings],
            "diff": {name: asdict(change) for name, change in self.diff.items()},
            "generation": self.generation,
            "left_out": self.left_out,
            "reviews": self.reviews,
            "omitted": [asdict(some) for some in self.omitted],
            "corrected": [str(path) for path in self.corrected],
        }


def in_order(errors: Iterable[RowError]) -> list[RowError]:
    """Errors by file, sheet, row and column: the order of the rows, whatever pass found them."""

    def place(error: RowError) -> tuple[str, str, int, str, str]:
        where = error.where
        return where.file, where.sheet, where.row, where.column, error.code

    return sorted(errors, key=place)


def omitted(errors: Iterable[RowError], rows: Iterable[Source]) -> list[Omitted]:
    """The left-out `rows` counted by sheet and error, and the errors (in order) that are of no row."""
    left = frozenset(rows)
    reason: dict[Source, str] = {}
    others: dict[Omitted, None] = {}
    for error in errors:
        where = error.where
        source = Source(where.file, where.sheet, where.row)
        if source in left:
            reason.setdefault(source, error.code)
        else:
            others[Omitted(where.file, where.sheet, error.code, 0)] = None
    counted = Counter((row.file, row.sheet, reason.get(row, "")) for row in left)
    return [*others, *(Omitted(*key, count) for key, count in sorted(counted.items()))]
