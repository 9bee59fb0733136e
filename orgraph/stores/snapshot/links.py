"""The links of one relation type as columns: sorted by subject, and an index by object."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from orgraph.stores.snapshot.columns import MISSING, Array
from orgraph.stores.snapshot.pool import Interned
from orgraph.stores.snapshot.texts import Texts

FIELDS = ("subject", "object", "start", "end", "file", "sheet", "row", "id", "props")


class LinkList:
    """Links of one type as they stream in: arrays of FIELDS, a chunk at a time.

    `props` is the number of the link's JSON in a pool: many links of a file say the same.
    """

    def __init__(self, props: Interned) -> None:
        self.props = props
        self._chunks: list[dict[str, Array]] = []

    def extend(self, chunk: dict[str, Array]) -> None:
        """Add many links."""
        self._chunks.append(chunk)

    def arrays(self) -> dict[str, Array]:
        """All links so far as columns, in the order in which they came."""
        if len(self._chunks) != 1:
            self._chunks = [{field: np.concatenate([part[field] for part in self._chunks]) for field in FIELDS}]
        return self._chunks[0]

    def prop(self, name: str) -> tuple[list[Any], npt.NDArray[np.int64]]:
        """The different values of a property (None where a link lacks it), and which one each link has."""
        numbers, which = np.unique(self.arrays()["props"], return_inverse=True)
        texts = self.props.texts()
        return [orjson.loads(texts[number]).get(name) for number in numbers.tolist()], which


def link_columns(type_: str, links: LinkList, texts: Texts, n: int) -> dict[str, Array]:
    """The columns of one relation type over n nodes."""
    arrays = links.arrays()
    numbers, which = np.unique(arrays["props"], return_inverse=True)
    pool = links.props.texts()
    decoded = [orjson.loads(pool[number]) for number in numbers.tolist()]
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
