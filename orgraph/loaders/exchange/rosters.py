"""Ordinary members and residents in the links of another program's file: they are counts here, never records."""

from __future__ import annotations

from orgraph.loaders.reading.privacy import ordinary
from orgraph.loaders.reading.table import Table


def ordinary_member(table: Table) -> tuple[int, str] | None:
    """(row, column) of the first link whose role is no office."""
    rows = table.rows()
    _, header = next(rows)
    if "source" not in header or "role" not in header:
        return None
    at = header.index("role")
    return next(((number, "role") for number, row in rows if row[at] and ordinary(str(row[at]))), None)
