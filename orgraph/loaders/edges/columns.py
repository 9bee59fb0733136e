"""Which columns of a table are the two ends of a tie and its weight, and where its header is, if it has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import safe
from orgraph.loaders.edges import words
from orgraph.loaders.edges.faults import fault
from orgraph.loaders.reading.cells import CellError, decimal, text
from orgraph.loaders.reading.headers import find_header, header_key, line
from orgraph.loaders.reading.table import Table

_LOOKED_AT = 1000
_SHOWN = 12
_MATRIX = 4  # columns of nothing but numbers that are no edge list
_MARKS = frozenset(("√", "✓", "x", "×", "-", "—", "/"))  # what a matrix may hold beside numbers


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says of the file: headers (or numbers from 1) of columns, the sheet, whether there is a header.

    weight: None: found by its header; "": no column is used.
    """

    ends: tuple[str, str] | None = None
    weight: str | None = None
    sheet: str | None = None
    header: bool = True


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the ends and the weight are, with the texts of the header (none without one); data are below row `above`.

    sure: the ends are known by their headers. remarks: what was taken for granted.
    """

    a: int
    b: int
    weight: int | None
    above: int
    texts: tuple[str, ...]
    sure: bool
    remarks: tuple[str, ...] = ()

    def title(self, column: int) -> str:
        """What a column is called: its header, or 第 3 列."""
        return (self.texts[column] if column < len(self.texts) else "") or f"第 {column + 1} 列"


def columns(table: Table, wanted: Wanted) -> Columns | list[RowError]:
    """The columns of a table, or what is wrong with it."""
    said = [name for name in (*(wanted.ends or ()), wanted.weight) if name and not name.strip().isdecimal()]
    header = find_header(table, words.known() | {header_key(name) for name in said})
    if header is None:
        return [fault("edges.none", Where(table.file, table.sheet))]
    at, texts = Where(table.file, table.sheet, header.row), header.texts
    top = [(number, line(cells)) for number, cells in islice(table.rows(), _LOOKED_AT)]
    found = _ends(wanted, texts, at, top)
    if isinstance(found, list):
        return found
    a, b, sure = found
    if a == b:
        return [fault("edges.same-column", at, name=texts[a] if a < len(texts) else a + 1)]
    remarks, above = [], header.row
    if not wanted.header or (not sure and _is_data(top, header.row, a, b)):
        texts, above = (), header.first - 1
    elif not sure:
        remarks.append(f"第 {above} 行当作表头：{texts[a]}、{texts[b]}；如果是数据，加 --no-header "
                       f"(row {above} was taken for the header)")
    weight = _weight(wanted, texts, {a, b}, at)
    if isinstance(weight, list):
        return weight
    if weight is None and wanted.weight is None and (column := _numbers(top, above, {a, b})) is not None:
        remarks.append(f"第 {column + 1} 列都是正数，没有用；当权重就加 --weight {column + 1} "
                       f"(column {column + 1} holds numbers and was not used)")
    return Columns(a, b, weight, above, texts, sure, tuple(remarks))


def _ends(wanted: Wanted, texts: Sequence[str], at: Where, top: list[tuple[int, tuple[str, ...]]]
          ) -> tuple[int, int, bool] | list[RowError]:
    """The columns of the ends, and whether they are known and not guessed."""
    if wanted.ends:
        named = [column_named(name, texts, at) for name in wanted.ends]
        wrong = [one for one in named if isinstance(one, RowError)]
        a, b = (one if isinstance(one, int) else -1 for one in named)
        return wrong or (a, b, True)
    rows = [cells for number, cells in top if number >= at.row and any(cells)]
    found = words.ends(texts) if wanted.header else None
    if _is_matrix(rows, told=found is not None and found[2]):
        return [fault("edges.matrix", at, seen=seen(texts))]
    if found:
        return found[0], found[1], True
    guessed = _by_shape(rows, at, texts)
    return [guessed] if isinstance(guessed, RowError) else (*guessed, False)


def seen(texts: Sequence[str]) -> str:
    """The headers of a table, as errors show them."""
    shown = [safe(text) for text in texts if text]
    return "、".join(shown[:_SHOWN]) + ("…" if len(shown) > _SHOWN else "")


def column_named(name: str, texts: Sequence[str], at: Where) -> int | RowError:
    """The column that a user means by its header, or by its number from 1."""
    for known, sought in ((list(texts), name.strip()), (list(map(header_key, texts)), header_key(name)),
                          (list(map(words.key, texts)), words.key(name))):
        if sought and sought in known:
            return known.index(sought)
    if name.strip().isdecimal() and int(name) >= 1:
        return int(name) - 1
    return fault("edges.column", at, name=safe(name), seen=seen(texts))


def _weight(wanted: Wanted, texts: Sequence[str], taken: set[int], at: Where) -> int | list[RowError] | None:
    if wanted.weight is not None:
        found = column_named(wanted.weight, texts, at) if wanted.weight else None
        return [found] if isinstance(found, RowError) else found
    known = words.words()
    likely = [column for column in words.named(texts, known.weight) if column not in taken] or [
        column for column in words.named(texts, known.amounts) if column not in taken]
    if len(likely) > 1:
        return [fault("edges.weights", at, first=texts[likely[0]], second=texts[likely[1]])]
    return likely[0] if likely else None


def _filled(rows: list[tuple[str, ...]]) -> list[int]:
    """The columns in which there is something."""
    width = max(map(len, rows))
    return [column for column in range(width) if any(len(cells) > column and cells[column] for cells in rows)]


def _is_matrix(rows: list[tuple[str, ...]], *, told: bool) -> bool:
    """Whether rows and columns are nodes: names across that also stand down, or names down and only numbers beside.

    told: the headers say what the ends are.
    """
    filled = _filled(rows)
    if len(filled) < 3:
        return False
    across = {rows[0][column] for column in filled[1:] if column < len(rows[0]) and rows[0][column]}
    down = {cells[filled[0]] for cells in rows[1:] if len(cells) > filled[0] and cells[filled[0]]}
    if len(across) > 1 and len(across & down) * 2 > len(across):
        return True
    numeric = [all(_number(cells[column]) for cells in rows[1:] if len(cells) > column) for column in filled]
    return not told and len(rows) > 1 and all(numeric[1:]) and (not numeric[0] or len(filled) >= _MATRIX)


def _by_shape(rows: list[tuple[str, ...]], at: Where, texts: Sequence[str]) -> tuple[int, int] | RowError:
    """The ends in a table without a known header: its only two columns, or two before one of numbers."""
    filled = _filled(rows)
    if len(filled) == 1:
        return fault("edges.one-column", at, seen=seen(texts))
    numbers = all(_number(cells[filled[-1]]) for cells in rows[1:] if len(cells) > filled[-1])
    if len(filled) == 2 or (len(filled) == 3 and numbers):
        return filled[0], filled[1]
    return fault("edges.columns", at, seen=seen(texts))


def _number(cell: str) -> bool:
    return not cell or cell.casefold() in _MARKS or positive(cell) is not None


def positive(cell: object) -> float | None:
    """A cell as a number, also where it is not positive; None if it is none. 3次 is 3 and 1.5e-3 a number too."""
    try:
        shown = text(cell)  # type: ignore[arg-type]
        return float(shown) if shown else None
    except (ValueError, CellError):
        pass
    try:
        return decimal(cell)  # type: ignore[arg-type]
    except CellError:
        return None


def _is_data(top: list[tuple[int, tuple[str, ...]]], row: int, a: int, b: int) -> bool:
    """Whether what may be the header is a tie like those below: its names come again there, or it holds a number."""
    rows = {number: cells for number, cells in top if number >= row and len(cells) > max(a, b)}
    first = rows.pop(row, ())
    below = {name for cells in rows.values() for name in (cells[a], cells[b])}
    return bool(first) and (first[a] in below or first[b] in below or any(positive(cell) is not None for cell in first))


def _numbers(top: list[tuple[int, tuple[str, ...]]], above: int, taken: set[int]) -> int | None:
    """A column of positive numbers beside the ends, if it is the only other one."""
    rows = [cells for number, cells in top if number > above and any(cells)]
    filled = {column for cells in rows for column, cell in enumerate(cells) if cell} - taken
    if len(filled) != 1:
        return None
    column = filled.pop()
    held = [positive(cells[column]) if len(cells) > column else None for cells in rows]
    return column if all(value is not None and value > 0 for value in held) else None
