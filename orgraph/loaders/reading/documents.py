"""JSON ({“表名”: [{“列名”: 值}]} or a list of objects) and JSON lines (an object a line, read line by line)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.encodings import encoding_of
from orgraph.loaders.reading.safety import whole
from orgraph.loaders.reading.table import COLUMNS, FormatError, Reading, Row, not_too_wide

_NODE_LINK = frozenset(("nodes", "links"))
_KEYED = 1000  # objects whose keys are the columns of a JSON lines file
_LONGEST_LINE = 1 << 24


def document(path: Path) -> Reading:
    """A JSON document, which is read as a whole; objects count from 1."""
    content = whole(path)
    try:
        found = orjson.loads(content.decode(encoding_of(path)))
    except orjson.JSONDecodeError as problem:
        raise FormatError(f"JSON {problem.msg}", problem.lineno) from None
    sheets = found if isinstance(found, dict) else {"": found}
    if sheets.keys() >= _NODE_LINK:  # networkx's form: what else it says of the graph are no rows
        sheets = {name: sheets[name] for name in sorted(_NODE_LINK, reverse=True)}
    reading = Reading()
    for name, records in sheets.items():
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise FormatError("JSON 应为 {“表名”: [{“列名”: 值}]}")
        if records:
            reading.sheets.append((str(name), partial(_records, records)))
    return reading


def lines(path: Path) -> Reading:
    """A JSON lines file; its rows count as its lines do."""
    encoding = encoding_of(path)
    headers = _headers(record for _, record in islice(_objects(path, encoding), _KEYED))

    def rows() -> Iterator[Row]:
        yield 0, list(headers)
        for number, record in _objects(path, encoding):
            yield number, _cells(record, headers, number)

    return Reading([("", lambda: not_too_wide(rows()))] if headers else [])


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding=encoding) as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if line.isspace():
                continue
            try:
                record = orjson.loads(line)
            except orjson.JSONDecodeError as problem:
                raise FormatError(f"JSON {problem.msg}", number) from None
            if not isinstance(record, dict):
                raise FormatError("JSONL 的每一行应为 {“列名”: 值}", number)
            yield number, record


def _records(records: list[dict[str, Any]]) -> Iterator[Row]:
    headers = _headers(records)
    yield 0, list(headers)
    yield from not_too_wide((number, _cells(record, headers, number)) for number, record in enumerate(records, 1))


def _headers(records: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Key → column."""
    headers: dict[str, int] = {}
    for record in records:
        for key in record:
            headers.setdefault(key, len(headers))
        if len(headers) > COLUMNS:
            raise FormatError(f"超过 {COLUMNS:,} 列")
    return headers


def _cells(record: dict[str, Any], headers: dict[str, int], number: int) -> list[Cell]:
    """An object as a row, which ends with the last of its keys: most have few of those that others have."""
    cells: list[Cell] = []
    for key, value in record.items():
        at = headers.get(key)
        if at is None:
            raise FormatError(f"前 {_KEYED} 行没有的列“{key}”", number)
        if at >= len(cells):
            cells.extend([None] * (at + 1 - len(cells)))
        cells[at] = _plain(value, number)
    return cells


def _plain(value: Any, number: int) -> Cell:
    if isinstance(value, list) and not any(isinstance(part, (list, dict)) for part in value):
        return "、".join(str(part) for part in value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise FormatError("JSON 的值应为文字、数或文字的列表", number)
