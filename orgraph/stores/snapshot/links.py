"""The links of one relation type as columns: sorted by subject, and an index by object."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import orjson

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.stores.snapshot.columns import Array
from orgraph.stores.snapshot.index import text_hash
from orgraph.stores.snapshot.source import LinkRow

if TYPE_CHECKING:
    from orgraph.stores.snapshot.build import Texts

FIELDS = ("subject", "object", "start", "end", "file", "sheet", "row")
MISSING = -(2**31)


class LinkList:
    """Links of one type as they stream in."""

    def __init__(self) -> None:
        self.numbers: dict[str, array[int]] = {field: array("i") for field in FIELDS}
        self._columns = tuple(self.numbers.values())
        self.ids = array("Q")
        self.props: dict[str, tuple[array[int], list[Any]]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, link: LinkRow, subject: int, object_: int, sheet: int, texts: Texts) -> None:
        """Add one statement whose ends are at two positions."""
        at = len(self.ids)
        for column, value in zip(self._columns, (
                subject, object_, DAY_MIN if link.start is None else link.start,
                DAY_MAX if link.end is None else link.end, link.file, sheet, link.row), strict=True):
            column.append(value)
        self.ids.append(text_hash(link.id))
        if link.props != "{}":
            for prop, value in orjson.loads(link.props).items():
                where, what = self.props.setdefault(prop, (array("i"), []))
                where.append(at)
                what.append(texts.encode(prop, value))

    def append(self, *row: int) -> int:
        """Add a bare link: the FIELDS in order, then the hash of its id. Returns its index."""
        for field, value in zip(FIELDS, row, strict=False):
            self.numbers[field].append(value)
        self.ids.append(row[-1])
        return len(self.ids) - 1


def link_columns(type_: str, links: LinkList, n: int) -> dict[str, Array]:
    """The columns of one relation type over n nodes."""
    arrays: dict[str, Array] = {f: np.array(links.numbers[f], np.int32) for f in FIELDS}
    arrays["id"] = np.array(links.ids, np.uint64)
    for prop, (where, what) in links.props.items():
        column = np.full(len(links), MISSING, np.float64 if any(isinstance(v, float) for v in what) else np.int32)
        column[np.array(where, np.int64)] = what
        arrays[f"prop.{prop}"] = column
    return sorted_columns(type_, arrays, n)


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
