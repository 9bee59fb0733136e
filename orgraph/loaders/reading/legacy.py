"""XLS, XLSB, ODS and XLSX of an unusual form, read by calamine: once a file, in a process of its own.

calamine believes what a file says of its sizes. A damaged XLS of 6 kB made it ask for tens of gigabytes, and a request
that fails does not raise anything, it ends the process; others make it panic. So what it does is done by a child with
little memory and time (`calamine.py`), which leaves the rows in a temporary file; starting it costs about 50 ms.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from orgraph.loaders.reading.spool import Spool
from orgraph.loaders.reading.table import FileError, FormatError, Row, filled_down, not_too_wide

MEMORY = 2 << 30  # bytes that the child may have: 1 M rows × 8 take 0.6 GB
SECONDS = 120
_BIG = 8 << 20  # bytes of a file that may well need more than that; a smaller one is damaged
_PROGRAM = Path(__file__).with_name("calamine.py")


class Sheet(NamedTuple):
    """A sheet of a book: its name, whether people see it (only then its rows are read), and where it stands."""

    name: str
    visible: bool
    begin: int
    merged: list[tuple[int, int, int]]


class LegacyBook:
    """A workbook as calamine reads it. Raises FileError; OSError if it cannot be read at all."""

    def __init__(self, path: Path) -> None:
        self._spool = Spool()
        said, found = _read(path, self._spool)
        if said == "file.unreadable":
            raise OSError(0, found)
        if said != "book":
            raise FormatError(found) if said == "file.format" else FileError(said)
        self.sheets = [Sheet(*sheet) for sheet in found]

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """The rows of a visible sheet, as often as they are asked for."""
        return filled_down(not_too_wide(self._spool.rows(sheet.begin)), sheet.merged)


def _read(path: Path, spool: Spool) -> tuple[str, Any]:
    program = [sys.executable, "-P", str(_PROGRAM), str(path), str(spool.path), str(MEMORY), str(SECONDS)]
    try:
        done = subprocess.run(program, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,  # noqa: S603 - our own
                              stderr=subprocess.DEVNULL, timeout=SECONDS, check=False)
        said: tuple[str, Any] = pickle.loads(done.stdout)  # noqa: S301 - of our own program, which holds plain values
    except (subprocess.TimeoutExpired, EOFError, pickle.UnpicklingError):
        size = path.stat().st_size
        if size > _BIG:
            raise FileError("file.too-large", size=f"{size >> 20} MB",
                            limit=f"{MEMORY >> 30} GB 内存、{SECONDS} 秒读得下的") from None
        raise FormatError("工作簿损坏，或大得读不下") from None
    return said
