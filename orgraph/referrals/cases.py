"""Tables of past cases: text, place, day and the unit that dealt with it, row by row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orgraph.checked import Checked, whole
from orgraph.errors import LoadRejected, RowError, Where
from orgraph.loaders.codes import CODES, error
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.formats import FormatError, Table, tables
from orgraph.loaders.reading.headers import find_header, header_key
from orgraph.loaders.report import LoadReport, in_order
from orgraph.masks import without_contacts


@dataclass(frozen=True, slots=True)
class PastCase:
    """One row: what it was about (numbers starred), where, when (None if not said), which unit dealt with it."""

    row: int
    text: str
    place: str
    day: dt.date | None
    unit: str


class _Headers(Checked):
    """cases.toml."""

    text: tuple[str, ...]
    place: tuple[str, ...]
    day: tuple[str, ...]
    unit: tuple[str, ...]


@cache
def _headers() -> dict[str, str]:
    found = whole("orgraph.referrals", "cases.toml", _Headers).model_dump()
    return {header_key(alias): field for field, aliases in found.items() for alias in aliases}


def read_cases(path: Path) -> list[PastCase]:
    """The cases of a file. Raises LoadRejected: no table with the columns, an empty cell, a day that is none."""
    found, wrong = tables(path)
    errors = [problem for problem in wrong if not CODES[problem.code].warning]
    cases = [case for table in found for case in _cases(table, errors)]
    if not cases and not errors:
        errors.append(error("file.empty", Where(path.name)))
    if errors:
        report = LoadReport(files=[path.name], rows=len(cases), errors=in_order(errors))
        raise LoadRejected(f"{path.name} 有 {len(errors)} 处错误 (errors)", report,
                           hint="要有四列：诉求、地点、日期、承办单位 (columns: text, place, date, unit)")
    return cases


def _cases(table: Table, errors: list[RowError]) -> list[PastCase]:
    headers = _headers()
    header = find_header(table, headers.keys())
    at: dict[str, int] = {}
    for number, text in enumerate(header.texts if header else ()):
        field = headers.get(header_key(text))
        if field:
            at.setdefault(field, number)
    if header is None or "text" not in at:
        return []
    for field in ("place", "unit"):
        if field not in at:
            name = "地点" if field == "place" else "承办单位"
            errors.append(error("header.missing", Where(table.file, table.sheet, header.row, name), title="案件",
                                aliases=name))
    if errors:
        return []
    cases = []
    try:
        for number, row in table.rows():
            if number > header.row and any(cell not in (None, "") for cell in row):
                got = {field: row[place] if place < len(row) else None for field, place in at.items()}
                case = _case(table, number, got, {field: header.texts[place] for field, place in at.items()}, errors)
                if case:
                    cases.append(case)
    except FormatError as broken:
        errors.append(error("file.format", Where(table.file, table.sheet, broken.row), reason=broken.reason))
    return cases


def _case(table: Table, number: int, row: dict[str, cells.Cell], titles: dict[str, str], errors: list[RowError]
          ) -> PastCase | None:
    before = len(errors)
    day = None
    said = {field: cells.text(row[field]) or "" for field in ("text", "place", "unit")}
    errors += [error("cell.required", Where(table.file, table.sheet, number, titles[field]))
               for field in ("text", "unit") if not said[field]]
    try:
        day = cells.date(row.get("day"), mac=table.mac)
    except cells.CellError as problem:
        errors.append(error(problem.code, Where(table.file, table.sheet, number, titles["day"], str(row["day"])),
                            **problem.parts))
    if len(errors) > before:
        return None
    return PastCase(number, without_contacts(said["text"]), without_contacts(said["place"]), day, said["unit"])
