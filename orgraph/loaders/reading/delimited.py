"""CSV, TSV and other text tables: the encoding, the delimiter, then rows as they stand."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import cast

from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.encodings import encoding_of
from orgraph.loaders.reading.privacy import suspect
from orgraph.loaders.reading.table import COLUMNS, FormatError, Reading, Row

_DELIMITERS = ",\t;|"
_LONGEST_CELL = 1 << 20
_SAMPLE = 1 << 16
_SAMPLED = 50
_PIECE = 1 << 20
_OVERLAP = 64
_LONGEST_LINE = 16  # pieces
_TALLEST = 10_000  # lines of one row


def delimited(path: Path) -> Reading:
    """A text table; a file without a byte has no sheet."""
    if path.stat().st_size == 0:
        return Reading()
    encoding = encoding_of(path)
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE)
    delimiter, told = _told(sample), True
    if not delimiter:
        delimiter, told = delimiter_of(sample), False

    private, zeros = _seen(path, encoding)

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as file:
            number, height = 0, 0

            def lines() -> Iterator[str]:
                nonlocal height
                for line in file:
                    height += 1
                    if height > _TALLEST:
                        raise FormatError("引号不成对", number + 1)
                    yield line

            reader = csv.reader(lines(), delimiter=delimiter, strict=True)
            try:
                # A row of text cells is a row of cells; only the type checker minds that lists are invariant.
                for number, cells in enumerate(cast("Iterator[list[Cell]]", reader), 1):
                    if zeros and any("\0" in str(cell) for cell in cells):
                        raise FormatError("有 NUL 字节，文件可能已损坏", number)
                    if len(cells) > COLUMNS:
                        raise FormatError(f"超过 {COLUMNS:,} 列", number)
                    height = 0
                    if number > 1 or not told:
                        yield number, cells
            except csv.Error as problem:
                raise FormatError(f"CSV {problem}", number + 1) from None

    return Reading([("", rows)], suspect=private)


def _told(sample: str) -> str:
    """The delimiter that the first line names for Excel (sep=;), or an empty text."""
    first = sample.splitlines()[0].strip().strip('"') if sample.strip() else ""
    return first[4:] if len(first) == 5 and first.lower().startswith("sep=") else ""


def delimiter_of(sample: str) -> str:
    """The delimiter that cuts most of the first lines into equally many cells; quoted ones do not count.

    csv.Sniffer guesses from the letters between delimiters, and is led astray by a title line or a remark.
    """
    def cells(delimiter: str) -> int:
        widths: Counter[int] = Counter()
        try:
            for cells, _ in zip(csv.reader(StringIO(sample, newline=""), delimiter=delimiter), range(_SAMPLED),
                                strict=False):
                widths[len(cells)] += 1
        except csv.Error:
            pass
        return max(((width - 1) * count for width, count in widths.items()), default=0)

    return max(_DELIMITERS, key=cells)


def _seen(path: Path, encoding: str) -> tuple[bool, bool]:
    """Whether there may be an identity number in the text, and whether there is a zero byte."""
    seen, private, zeros, unbroken = "", False, False, 0
    with path.open(encoding=encoding, newline="") as file:
        while piece := file.read(_PIECE):
            private = private or suspect((seen + piece).encode())
            zeros = zeros or "\0" in piece
            unbroken = 0 if "\n" in piece or "\r" in piece else unbroken + 1
            if unbroken > _LONGEST_LINE:
                raise FormatError("有一行长得不像表格")
            seen = piece[-_OVERLAP:]
    return private, zeros
