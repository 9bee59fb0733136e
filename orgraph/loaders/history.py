"""A department's history as texts with labels: two or more columns of a table in any format that the loaders read.

An identity number in a message does not refuse the file, as it does when a file is loaded into the graph: nothing of
these rows is stored, and no digit is ever learned.
"""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orgraph.errors import NotFound, RowError, UsageError, Where
from orgraph.loaders.codes import error
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.encodings import UnknownEncodingError
from orgraph.loaders.reading.formats import READERS
from orgraph.loaders.reading.table import FileError, FormatError, Rows

_HEAD = 20  # rows in which the line of column names is looked for: titles and remarks may stand before it
_LARGEST = 2 << 30  # bytes of a packed file's content
_PIECE = 1 << 20
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class History:
    """Texts and their labels, row by row; `skipped` rows had no text or no label."""

    texts: list[str]
    labels: list[str]
    skipped: int


def history(path: Path, text: Sequence[str], label: str) -> History:
    """The rows of `path` that have both; the columns `text` are joined in the order given (a title, then the body).

    Raises NotFound for a column that no table of the file has, UsageError for a file that cannot be read.
    """
    wanted = (*text, label)
    found = History([], [], 0)
    skipped, seen, any_table = 0, dict[str, None](), False
    try:
        with _unpacked(path) as plain:
            for rows in _tables(plain):
                columns = _columns(rows, wanted, seen)
                if columns is None:
                    continue
                any_table = True
                first, places = columns
                for number, cells in rows():
                    if number <= first:
                        continue
                    *parts, name = (_word(cells[at]) if at < len(cells) else "" for at in places)
                    said = "。".join(filter(None, parts))
                    if said and name:
                        found.texts.append(said)
                        found.labels.append(name)
                    else:
                        skipped += bool(said or name)
    except FileError as problem:
        raise _refused(error(problem.code, Where(path.name, row=problem.row), **problem.parts)) from None
    except UnknownEncodingError as problem:
        raise _refused(error("file.encoding", Where(path.name), guess=f"（看起来像 {problem}）" if str(problem) else "")
                       ) from None
    except (OSError, EOFError, zlib.error) as problem:
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise _refused(error("file.unreadable", Where(path.name), reason=reason)) from None
    if not any_table:
        missing = "、".join(dict.fromkeys(name for name in wanted if name not in seen)) or "、".join(wanted)
        raise NotFound(f"{path.name} 没有列“{missing}” (no such column)",
                       hint=f"有的列 columns：{'、'.join(list(seen)[:_SHOWN]) or '—'}")
    return History(found.texts, found.labels, skipped)


def _refused(problem: RowError) -> UsageError:
    return UsageError(f"{problem.where.file}：{problem.detail}", hint=problem.hint, where=problem.where,
                      code=problem.code)


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The file, or what is in it if it is packed with gzip."""
    if path.suffix.lower() != ".gz":
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.stem
        size = 0
        with gzip.open(path, "rb") as packed, plain.open("wb") as out:
            while piece := packed.read(_PIECE):
                size += len(piece)
                if size > _LARGEST:
                    raise FileError("file.too-large", size=f"> {size >> 20} MB", limit=f"{_LARGEST >> 20} MB")
                out.write(piece)
        yield plain


def _tables(path: Path) -> list[Rows]:
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise FormatError(f"不支持 {path.suffix or '没有扩展名的文件'}")
    return [rows for _, rows in read(path).sheets]


def _columns(rows: Rows, wanted: Sequence[str], seen: dict[str, None]) -> tuple[int, list[int]] | None:
    """The number of the row of column names and where the wanted are; what names there are goes into `seen`."""
    names: list[str] = []
    for at, (number, cells) in enumerate(rows()):
        if at >= _HEAD:
            break
        here = [_word(cell) for cell in cells]
        if all(name in here for name in wanted):
            return number, [here.index(name) for name in wanted]
        if not names and sum(map(bool, here)) > 1:
            names = here
    seen.update(dict.fromkeys(filter(None, names)))
    return None


def _word(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():  # how a spreadsheet keeps a label that is a number
        cell = int(cell)
    return str(cell).strip().removeprefix("\ufeff")
