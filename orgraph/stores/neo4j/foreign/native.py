"""Values of a Neo4j database as cells: what a spreadsheet could hold, so that one set of parsers reads both."""

from __future__ import annotations

import datetime as dt
from typing import Any

from neo4j.time import Date, DateTime

Native = str | int | float | bool | dt.date | None


def native(value: Any) -> Native:
    """One value: days and moments as Python's, a list as its parts joined by 、, anything else that is odd as text.

    A moment keeps its own clock: 2024-01-01T00:30+08:00 is a moment of the first of January, wherever it is read.
    """
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Date | DateTime):
        try:
            return value.to_native()
        except ValueError:  # Neo4j knows years that Python does not
            return value.iso_format()
    if isinstance(getattr(value, "error", None), Exception):  # what the driver makes of a value that it cannot hold
        return "读不出的值 (out of range)"
    if isinstance(value, list):
        parts = [native(part) for part in value]
        return parts[0] if len(parts) == 1 else "、".join(_text(part) for part in parts) or None
    return str(value)


def _text(value: Native) -> str:
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)
