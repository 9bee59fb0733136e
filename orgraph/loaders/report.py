"""What a load found and what it would change or has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from orgraph.errors import RowError

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


@dataclass(slots=True)
class LoadReport:
    """The outcome of a load: complete whether it was activated, rejected or a dry run.

    `rows` counts data rows read, `left_out` those of them that made no record: rows with an error and rows that
    hang on one. `generation` is None when nothing was activated.
    """

    files: list[str] = field(default_factory=list)
    sheets: list[SheetReport] = field(default_factory=list)
    rows: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    diff: Diff = field(default_factory=dict)
    generation: int | None = None
    left_out: int = 0

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
        }


def in_order(errors: Iterable[RowError]) -> list[RowError]:
    """Errors by file, sheet, row and column: the order of the rows, whatever pass found them."""

    def place(error: RowError) -> tuple[str, str, int, str, str]:
        where = error.where
        return where.file, where.sheet, where.row, where.column, error.code

    return sorted(errors, key=place)
