"""The table of bindings that a pattern grows: an int32 column a variable, and the days on which each row holds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from orgraph.stores.base import Bits
from orgraph.stores.snapshot.days import Days
from orgraph.stores.snapshot.snapshot import Positions

Index = npt.NDArray[np.int64]
SCATTER = 64  # one column of more than one in so many of all nodes is merged by marking them, not by sorting


class Table:
    """Rows of bindings; `when` is never 0."""

    def __init__(self, columns: dict[str, Positions], when: Bits) -> None:
        self.columns = columns
        self.when = when

    def __len__(self) -> int:
        return len(self.when)

    def __getitem__(self, name: str) -> Positions:
        return self.columns[name]

    def only(self, names: Iterable[str]) -> Table:
        """Without the other columns."""
        wanted = set(names)
        return Table({name: column for name, column in self.columns.items() if name in wanted}, self.when)

    def holding(self, when: Bits) -> Table:
        """On those days at most, without the rows that hold on none."""
        return self.joined(None, self.when & when)

    def joined(self, rows: Index | None, when: Bits, **more: Positions) -> Table:
        """Some rows (None: all, as they are) that hold on `when`, with more columns; those that hold on no day go."""
        left = np.flatnonzero(when)
        if len(left) == len(when):
            columns = self.columns if rows is None else {n: column[rows] for n, column in self.columns.items()}
            return Table({**columns, **more}, when)
        rows = left if rows is None else rows[left]
        return Table({**{name: column[rows] for name, column in self.columns.items()},
                      **{name: column[left] for name, column in more.items()}}, when[left])

    def merged(self, days: Days, size: int) -> Table:
        """Equal rows as one, in order, which holds on the days of all; `size`: how many nodes there are."""
        names = list(self.columns)
        if not names:  # nothing is left to tell but whether, and when
            return Table({}, np.bitwise_or.reduce(self.when, keepdims=True) if len(self) else self.when)
        if len(names) == 1 and days.one and len(self) * SCATTER > size:
            seen = np.zeros(size, bool)
            seen[self.columns[names[0]]] = True
            found = np.flatnonzero(seen).astype(np.int32)
            return Table({names[0]: found}, days.of(np.ones(len(found), bool)))
        order = self._order(size)
        columns = {name: column if order is None else column[order] for name, column in self.columns.items()}
        when = self.when if order is None else self.when[order]
        fresh = np.ones(len(self), bool)
        if len(self):
            fresh[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns.values()])
        if fresh.all():
            return Table(columns, when)
        first = np.flatnonzero(fresh)
        return Table({name: column[first] for name, column in columns.items()},
                     when[first] if days.one else np.bitwise_or.reduceat(when, first))

    def _order(self, size: int) -> Index | None:
        """How to sort the rows, None if they are sorted: of one or two columns as one number, which is quicker."""
        columns = list(self.columns.values())
        if len(columns) > 2:
            return np.lexsort(columns[::-1])
        key = columns[0] if len(columns) == 1 else columns[0].astype(np.int64) * size + columns[1]
        return None if (key[1:] >= key[:-1]).all() else np.argsort(key, kind="stable")
