"""JSON ({“表名”: [{“列名”: 值}]} or a list of objects) and JSON lines (an object a line, read line by line)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.encodings import encoding_of
from orgraph.loaders.reading.safety import LARGEST_WHOLE
from orgraph.loaders.reading.table import FileError, FormatError, Reading, Row

_NODE_LINK = frozenset(("nodes", "links"))
_KEYED = 1000  # objects whose keys are the columns of a JSON lines file
_LONGEST_LINE = 1 << 24


def document(path: Path) -> Reading:
    """A JSON document, which is read as a whole; objects count from 1."""
    size = path.stat().st_size
    if size > LARGEST_WHOLE:
        raise FileError("file.too-large", size=f"{size >> 20} MB", limit=f"{LARGEST_WHOLE >> 20} MB")
    encoding = encoding_of(path)
    try:
        found = orjson.loads(path.read_text(encoding=encoding))
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
    headers = list(dict.fromkeys(key for _, record in islice(_objects(path, encoding), _KEYED) for key in record))

    def rows() -> Iterator[Row]:
        yield 0, list(headers)
        for number, record in _objects(path, encoding):
            cells = [_plain(record.pop(header, None), number) for header in headers]
            if record:
                raise FormatError(f"前 {_KEYED} 行没有的列“{next(iter(record))}”", number)
            yield number, cells

    return Reading([("", rows)] if headers else [])


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
    headers = list(dict.fromkeys(key for record in records for key in record))
    yield 0, list(headers)
    for number, record in enumerate(records, 1):
        yield number, [_plain(record.get(header), number) for header in headers]


def _plain(value: Any, number: int) -> Cell:
    if isinstance(value, list) and not any(isinstance(part, (list, dict)) for part in value):
        return "、".join(str(part) for part in value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise FormatError("JSON 的值应为文字、数或文字的列表", number)
