"""The rows of a sheet of statements that are made of something else than one: what its reader asks of every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from orgraph.loaders.exchange.statements import Layout, is_id
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import CellError
from orgraph.loaders.reading.table import Row
from orgraph.loaders.write import link_of
from orgraph.model import Source

Values = dict[str, Any]


def statement_rows(layout: Layout, file: str, sheet: str, values: Iterable[tuple[int, Values]]) -> Iterator[Row]:
    """The header and the rows of (number, field → value); each stands on its own place in the file."""
    fields = layout.fields(part=False)
    yield 0, [layout.key(field) for field in fields]
    for number, one in values:
        whole = {**one, "file": file, "sheet": sheet, "row": number}
        yield number, [whole.get(field) for field in fields]


def identified(values: Values) -> Values:
    """A link's values with an id that is one of ours: its own, or the one that such a link has in any file."""
    if not is_id(str(values.get("id", "")), "") and {"type", "subject", "object"} <= values.keys():
        start = None
        with suppress(CellError):  # the check of the row tells it
            start = cells.date(values.get("start"))
        ends = values["subject"], values["object"]
        values["id"] = link_of(values["type"], ends, Source("", "", 0), (start, None), values).id
    return values
