"""Values of properties as numbers, and the pools of the texts among them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from orgraph.stores.snapshot.pool import Interned
from orgraph.vocabulary import vocabulary


class Texts:
    """The text pools of properties, shared by nodes and links."""

    def __init__(self) -> None:
        self.pools: dict[str, Interned] = {}
        types = {name: prop.type for name, prop in vocabulary().properties.items()}
        self._whole = {name for name, kind in types.items() if kind in ("int", "hours", "bool")}
        self._number = {name for name, kind in types.items() if kind == "number"}
        self._date = {name for name, kind in types.items() if kind == "date"}

    def encode(self, prop: str, value: Any) -> int | float:
        """A property's value as a number: the column's own for numbers, a text's number otherwise."""
        if prop in self._whole:
            return int(value)
        if prop in self._date:
            return dt.date.fromisoformat(value).toordinal()
        if prop in self._number:
            return float(value)
        pool = self.pools.get(prop)
        if pool is None:
            pool = self.pools[prop] = Interned()
        return pool.number(value if type(value) is str else str(value))
