"""A report to a file, in the form that the file's name ends in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orgraph.errors import NotFound, UsageError
from orgraph.exports.cells import write_csv
from orgraph.exports.reports.content import papers
from orgraph.exports.reports.layouts import layouts
from orgraph.exports.reports.paper import Paper, shown
from orgraph.exports.reports.word import write_document
from orgraph.exports.reports.workbook import write_workbook

if TYPE_CHECKING:
    from orgraph.moment import Moment

FORMATS = (".xlsx", ".docx", ".csv")


def write_report(moment: Moment, name: str, path: Path, *, area: str | None = None, by: str | None = None,
                 rules: Sequence[str] = (), unit: str | None = None) -> list[Path]:
    """Write the report (id in layouts.toml) of an area on the moment's day; gives the files.

    by: what a table of counts is rolled up by, as in `Moment.coverage`. rules: in place of those of the layout. unit:
    who hands it up, the area if not said. Several tables as CSV are several files. Raises NotFound for a report, area
    or rule that there is none of, UsageError for another kind of file.
    """
    if name not in layouts():
        raise NotFound(f"没有这种报表：{name} (no such report)", hint="、".join(layouts()))
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f"不会写这种文件：{path.name} (unknown format)", hint="、".join(FORMATS))
    made = papers(moment, layouts()[name], area=area, by=by, rules=rules, unit=unit)
    match path.suffix.lower():
        case ".xlsx":
            write_workbook(made, path)
        case ".docx":
            write_document(made, path)
        case _:
            return _texts(made, path)
    return [path]


def _texts(made: Sequence[Paper], path: Path) -> list[Path]:
    """One CSV file a table, of several each with the table's name in its own."""
    files = [path if len(made) == 1 else path.with_suffix(f".{paper.short}.csv") for paper in made]
    for paper, file in zip(made, files, strict=True):
        write_csv(file, [column.flat for column in paper.columns],
                  ([shown(cell, column) if column.share else cell for cell, column in
                    zip(row, paper.columns, strict=True)] for row in (*paper.rows, paper.total)))
    return files
