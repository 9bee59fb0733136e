"""The files of a region: CSV with the ordinary headers, split so that every spreadsheet program can open them.

Rows go to disk as they come; nothing is kept but the open files.
"""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from orgraph.vocabulary import vocabulary

ROWS_A_FILE = 200_000

# File name → kind of sheet and its columns, by their field in vocabulary/sheets.toml.
_FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "区域": ("area", ("name", "kind", "parent", "code", "number", "households", "population", "party_members",
                    "volunteers", "self_managed", "start", "origin")),
    "组织": ("organization", ("name", "kind", "home", "number", "serves", "parent", "reports_in", "function", "tier",
                            "phone", "confirmed_on", "members_count", "party_members", "volunteers", "party_led",
                            "party_coverage", "published_on", "market_service", "service_type", "schedule", "start",
                            "origin")),
    "人员": ("person", ("name", "number", "home", "party_member", "phone", "confirmed_on", "skills", "origin")),
    "岗位": ("post", ("organization", "title", "full_time", "start", "origin")),
    "任职": ("membership", ("member", "number", "organization", "role", "on_behalf_of", "start", "end", "basis",
                          "origin")),
    "联盟成员": ("membership", ("member", "organization", "role", "start", "end", "origin")),
    "关系": ("relation", ("type", "from", "number", "to", "role", "start", "end", "origin")),
    "职责": ("duty", ("organization", "topic", "part", "hours", "basis", "origin")),
    "清单": ("entry", ("kind", "name", "number", "owner", "parties", "home", "available_in", "topic", "met_by",
                     "met_on", "status", "start", "end", "origin")),
    "案件": ("case", ("number", "text", "home", "topic", "handled_by", "status", "closed_level", "steps", "satisfied",
                    "start", "closed_on", "origin")),
}
_HEADERS = {("联盟成员", "member"): "成员单位"}
_NODES = frozenset(("区域", "组织", "人员", "岗位", "清单", "案件"))
_ORIGIN = "示例"


class _File:
    """One kind of file: a part is closed and the next begun when it is full."""

    def __init__(self, folder: Path, name: str, limit: int) -> None:
        self._folder, self._name, self._limit = folder, name, limit
        sheet, self._fields = _FILES[name]
        known = {column.field: column.headers[0] for column in vocabulary().sheets[sheet].column}
        self._header = [_HEADERS.get((name, field), known[field]) for field in self._fields]
        self._open = ExitStack()
        self.rows = 0
        self.parts = 0

    def add(self, cells: dict[str, Any]) -> None:
        """Append a row; fields that it does not give stay empty."""
        if self.rows % self._limit == 0:
            self.close()
            self.parts += 1
            path = self._folder / f"{self._name}{self.parts:03d}.csv"
            file = self._open.enter_context(path.open("w", encoding="utf-8-sig", newline="", buffering=1 << 18))
            self._write = csv.writer(file, lineterminator="\n").writerow
            self._write(self._header)
        self.rows += 1
        self._write([cells.get(field, "") for field in self._fields])

    def close(self) -> None:
        """Close the part that is open."""
        self._open.close()


class Sheets:
    """All files of a region, a context manager."""

    def __init__(self, folder: Path, limit: int = ROWS_A_FILE) -> None:
        self._files = {name: _File(folder, name, limit) for name in _FILES}

    def add(self, file: str, /, **cells: Any) -> None:
        """Append a row to a kind of file; cells by field."""
        cells["origin"] = _ORIGIN
        self._files[file].add(cells)

    @property
    def nodes(self) -> int:
        """Rows so far that make a node."""
        return sum(file.rows for name, file in self._files.items() if name in _NODES)

    @property
    def rows(self) -> Counter[str]:
        """Rows so far by file name."""
        return Counter({name: file.rows for name, file in self._files.items()})

    @property
    def files(self) -> int:
        """Files written so far."""
        return sum(file.parts for file in self._files.values())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        for file in self._files.values():
            file.close()
