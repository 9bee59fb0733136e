"""The program that reads a workbook by calamine: `python calamine.py WORKBOOK SPOOL BYTES SECONDS` (see `legacy`).

It writes the rows of the visible sheets to SPOOL as pickled chunks, each sheet ending with an empty one, and says on
its standard output what there is: ("book", [(name, visible, where its rows begin in SPOOL, merged ranges)]), or the
code of a load error and its reason. It imports nothing of orgraph, so that it starts at once.
"""

from __future__ import annotations

import contextlib
import pickle
import sys
from collections.abc import Iterator
from typing import IO, Any, cast

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

_AT_ONCE = 1000
_MOST_BLANK = 100  # rows without a cell that are kept, between two that have one


def main(workbook: str, spool: str, memory: int, seconds: int) -> None:
    """Read `workbook` with so much memory and time; more ends the program."""
    limit(memory, seconds)
    pickle.dump(answer(workbook, spool), sys.stdout.buffer)


def limit(memory: int, seconds: int) -> None:
    """Let this process have so many bytes of memory (and of one file) and seconds of the processor, where that is
    known: Windows has no limits, macOS not all of them."""
    with contextlib.suppress(ImportError):
        import resource

        for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, memory),
                           (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(what, (most, most))


def answer(workbook: str, spool: str) -> tuple[str, Any]:
    """Read the workbook into the spool, and what to say of it."""
    try:
        with open(workbook, "rb") as file, CalamineWorkbook.from_filelike(file) as book, open(spool, "wb") as out:
            return "book", [_sheet(book, about.name, about.visible == SheetVisibleEnum.Visible, out)
                            for about in book.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
    except PasswordError:
        return "file.password", ""
    except CalamineError as problem:
        return "file.format", str(problem)
    except OSError as problem:
        return "file.unreadable", problem.strerror or type(problem).__name__


def _sheet(book: CalamineWorkbook, name: str, visible: bool, out: IO[bytes]) -> tuple[str, bool, int, list[Any]]:
    begin, merged = out.tell(), []
    if visible:
        sheet = book.get_sheet_by_name(name)
        for chunk in _chunks(sheet):
            pickle.dump(chunk, out, pickle.HIGHEST_PROTOCOL)
        merged = [(top + 1, bottom + 1, column) for (top, column), (bottom, _) in sheet.merged_cell_ranges or ()]
    pickle.dump([], out)
    return name, visible, begin, merged


def _chunks(sheet: CalamineSheet) -> Iterator[list[tuple[int, list[Any]]]]:
    """The rows with their numbers, without empty cells at their ends."""
    before: list[Any] = [None] * (sheet.start[1] if sheet.start else 0)
    chunk: list[tuple[int, list[Any]]] = []
    last = 0
    for number, cells in enumerate(cast("Iterator[list[Any]]", sheet.iter_rows()), 1):
        filled = next((at for at in range(len(cells), 0, -1) if cells[at - 1] != ""), 0)
        if not filled:
            continue
        if number - last <= _MOST_BLANK + 1:
            chunk += [(blank, []) for blank in range(last + 1, number)]
        chunk.append((number, before + cells[:filled]))
        last = number
        if len(chunk) >= _AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
