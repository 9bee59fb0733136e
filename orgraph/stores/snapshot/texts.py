"""Values of properties as numbers, and the pools of the texts among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from orgraph.stores.snapshot.columns import Array
from orgraph.stores.snapshot.pool import Interned
from orgraph.vocabulary import vocabulary


@lru_cache(maxsize=1 << 15)
def _ordinal(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


class Texts:
    """The text pools of properties, shared by nodes and links."""

    def __init__(self) -> None:
        self.pools: dict[str, Interned] = {}
        self._types = {name: prop.type for name, prop in vocabulary().properties.items()}

    def encode(self, prop: str, value: Any) -> int | float:
        """A property's value as a number: the column's own for numbers, a text's number otherwise."""
        kind = self._types.get(prop, "text")
        if kind in ("int", "hours", "bool"):
            return int(value)
        if kind == "date":
            return _ordinal(value)
        if kind == "number":
            return float(value)
        return self._pool(prop).number(value if type(value) is str else str(value))

    def encode_all(self, prop: str, values: Sequence[Any]) -> Array:
        """Many values of one property as a column."""
        kind = self._types.get(prop, "text")
        if kind == "number":
            return np.array(values, np.float64)
        if kind in ("int", "hours", "bool"):
            return np.array(values, np.int32)
        if kind == "date":
            return np.fromiter(map(_ordinal, values), np.int32, len(values))
        return np.fromiter(map(self._pool(prop).number, map(str, values)), np.int32, len(values))

    def _pool(self, prop: str) -> Interned:
        pool = self.pools.get(prop)
        if pool is None:
            pool = self.pools[prop] = Interned()
        return pool
