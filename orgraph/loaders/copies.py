"""What a corrected copy is called, so that it can be loaded in place of the file that it mends.

`甲/组织.csv.更正.xlsx` speaks for `甲/组织.csv`: its facts are that file's, and replace what it said. The copy is as
old as its original until somebody mends it, so of the two the newer is the one that holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

COPY = ".更正.xlsx"
PART = ".错误行.xlsx"  # only the rows with errors of a big file; a file of its own
ERROR_LIST = "错误清单"


def name_of(path: Path) -> str:
    """The name of a file, of a corrected copy the name of what it mends."""
    return path.name.removesuffix(COPY)


def is_error_list(sheet: str, rows: Callable[[], Iterator[tuple[int, list[Any]]]]) -> bool:
    """Whether a sheet is the list of errors that a corrected copy begins with, which is no data."""
    if sheet != ERROR_LIST:
        return False
    _, cells = next(rows(), (0, [None]))
    return str(cells[0] if cells else "").startswith(ERROR_LIST)


def newest(files: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Of each file and its corrected copies, wherever they lie, the newest; and those that are therefore left out.

    Files that only happen to have one name (neither is a corrected copy) are all kept.
    """
    kept: dict[tuple[str, str], list[Path]] = {}
    older: list[Path] = []
    for file in files:
        same = kept.setdefault((file.parent.name, name_of(file)), [])
        if same and any(one.name.endswith(COPY) for one in (file, *same)):
            last = max(*same, file, key=lambda one: (_changed(one), not one.name.endswith(COPY)))
            older += [one for one in (*same, file) if one is not last]
            same[:] = [last]
        else:
            same.append(file)
    left_out = frozenset(older)
    return [file for same in kept.values() for file in same if file not in left_out], older


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:  # unreadable: whoever reads it says so
        return 0
