"""The links of one relation type as columns: sorted by subject, and an index by object."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from orgraph.stores.snapshot.columns import Array
from orgraph.stores.snapshot.pool import Interned
from orgraph.stores.snapshot.texts import Texts

FIELDS = ("subject", "object", "start", "end", "file", "sheet", "row", "id", "props")
WIDTHS = {"id": np.uint64}  # the others are int32
MISSING = -(2**31)
CHUNK = 100_000

Row = tuple[int, int, int, int, int, int, int, int, int]


class LinkList:
    """Links of one type as they stream in: tuples of FIELDS, packed into arrays a chunk at a time.

    `props` is the number of the link's JSON among the distinct ones: many links of a file say the same.
    """

    def __init__(self) -> None:
        self.props = Interned(("{}",))
        self._rows: list[Row] = []
        self._packed: list[dict[str, Array]] = []

    def append(self, row: Row) -> None:
        """Add one link."""
        self._rows.append(row)
        if len(self._rows) == CHUNK:
            self._pack()

    def _pack(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(FIELDS)
        self._packed.append({field: np.array(column, WIDTHS.get(field, np.int32))
                             for field, column in zip(FIELDS, columns, strict=True)})
        self._rows = []

    def arrays(self) -> dict[str, Array]:
        """All links so far as columns, in the order in which they came."""
        self._pack()
        whole = {field: np.concatenate([part[field] for part in self._packed]) for field in FIELDS}
        self._packed = [whole]
        return whole

    def prop(self, name: str) -> list[Any]:
        """The value of a property in each distinct JSON, by its number; None where it lacks it."""
        return [orjson.loads(text).get(name) for text in self.props.texts()]


def link_columns(type_: str, links: LinkList, texts: Texts, n: int) -> dict[str, Array]:
    """The columns of one relation type over n nodes."""
    arrays = links.arrays()
    which = arrays["props"]
    decoded = [orjson.loads(text) for text in links.props.texts()]
    columns = {field: arrays[field] for field in FIELDS if field != "props"}
    for prop in dict.fromkeys(name for props in decoded for name in props):
        values = [texts.encode(prop, props[prop]) if prop in props else MISSING for props in decoded]
        number = np.float64 if any(isinstance(value, float) for value in values) else np.int32
        columns[f"prop.{prop}"] = np.array(values, number)[which]
    return sorted_columns(type_, columns, n)


def sorted_columns(type_: str, arrays: dict[str, Array], n: int) -> dict[str, Array]:
    """Sort unsorted link columns and index them by both ends."""
    order = np.lexsort((arrays["id"], arrays["start"], arrays["object"], arrays["subject"]))
    columns = {f"{type_}.{name}": column[order] for name, column in arrays.items()}
    subject, object_ = columns[f"{type_}.subject"], columns[f"{type_}.object"]
    by_object = np.argsort(object_, kind="stable").astype(np.int32)
    columns[f"{type_}.out"] = _begin(subject, n)
    columns[f"{type_}.in"] = _begin(object_, n)
    columns[f"{type_}.in.link"] = by_object
    return columns


def _begin(ends: Array, n: int) -> npt.NDArray[np.int32]:
    """Where the links of each node begin in the order by `ends`; n + 1 numbers."""
    begin = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(ends, minlength=n), out=begin[1:])
    return begin
