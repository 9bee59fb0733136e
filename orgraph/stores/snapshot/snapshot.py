"""Snapshot: the columns of one generation with what is computed from them once and kept."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.patterns import Test
from orgraph.stores.base import Hashes
from orgraph.stores.snapshot.boundaries import Boundaries
from orgraph.stores.snapshot.columns import MISSING, Array, Columns
from orgraph.stores.snapshot.pool import Pool
from orgraph.vocabulary import vocabulary

Positions = npt.NDArray[np.int32]
DENSE = 32  # asked of more than one in so many of all nodes, a property is laid out by position


class Snapshot:
    """Low-level reads. Positions and link numbers mean something only with this snapshot."""

    def __init__(self, columns: Columns, day: int = DAY_MAX - 1) -> None:
        """day: one of the age in which areas lie as the columns say; the last by default."""
        self.columns = columns
        self.day = day
        self.generation = int(columns["generation"][0])
        self.kind = columns["node.kind"]
        self.size = len(self.kind)
        self.home: Positions = columns["node.home"]
        self.until: Positions = columns["node.until"]
        self._luts: dict[tuple[str, ...], npt.NDArray[np.bool_]] = {}
        self._of_kind: dict[tuple[str, ...], Positions] = {}
        self.fan_outs: dict[tuple[tuple[str, ...], bool, tuple[str, ...], tuple[str, ...]], float] = {}  # see plan
        self.predicates: dict[Test, Any] = {}  # see predicates
        self._texts: dict[str, list[str]] = {}
        self._pools: dict[str, Pool] = {}

    @cached_property
    def _sparse(self) -> dict[str, tuple[memoryview, memoryview]]:
        columns = self.columns
        return {name: (columns.view(f"prop.{name}.at"), columns.view(f"prop.{name}.value"))
                for name in vocabulary().properties if f"prop.{name}.at" in columns}

    def pool(self, name: str) -> Pool:
        """The pool of that name."""
        found = self._pools.get(name)
        if found is None:
            found = self._pools[name] = Pool(self.columns, name)
        return found

    def texts(self, prop: str) -> list[str]:
        """The texts of a property by number (a patched snapshot may hold one twice)."""
        found = self._texts.get(prop)
        if found is None:
            found = self.pool(f"text.{prop}").all() if f"text.{prop}.at" in self.columns else []
            self._texts[prop] = found
        return found

    def kind_mask(self, labels: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        """Which kind codes have one of the labels (sub-kinds included); no labels: all."""
        found = self._luts.get(labels)
        if found is None:
            words = vocabulary()
            wanted = {kind for label in labels for kind in words.subkinds[label]}
            found = np.array([not labels or kind in wanted for kind in words.kind_order])
            self._luts[labels] = found
        return found

    def of_kind(self, labels: tuple[str, ...]) -> Positions:
        """All positions of the labels, ascending."""
        found = self._of_kind.get(labels)
        if found is None:
            found = np.flatnonzero(self.kind_mask(labels)[self.kind]).astype(np.int32)
            self._of_kind[labels] = found
        return found

    @cached_property
    def id_hashes(self) -> Hashes:
        """64 bits of each node's id, by position; 0 of one that a patch removed, which keeps its position."""
        found: Hashes = np.zeros(self.size, np.uint64)
        found[self.columns["by_id.at"]] = self.columns["by_id.hash"]
        return found

    @cached_property
    def kind_counts(self) -> npt.NDArray[np.int64]:
        """How many nodes there are of each kind code."""
        return np.bincount(self.kind, minlength=len(vocabulary().kind_order))

    @cached_property
    def boundaries(self) -> Boundaries:
        """Where nodes lie in other areas on other days."""
        return Boundaries(self.columns)

    def lain(self, node: int, area: int) -> list[tuple[int, int]]:
        """The intervals in which a node lies in an area, that of these columns first if it lies there now."""
        return self.boundaries.during(node, area, self.day)

    @cached_property
    def dateless(self) -> bool:
        """Whether every node exists on every day, so that existence need not be checked."""
        return bool((self.columns["node.start"] == DAY_MIN).all() and (self.columns["node.end"] == DAY_MAX).all())

    def count(self, labels: tuple[str, ...]) -> int:
        """How many nodes have one of the labels."""
        return int(self.kind_counts[self.kind_mask(labels)].sum())

    def has(self, type_: str) -> bool:
        """Whether there is any link of the type."""
        return f"{type_}.subject" in self.columns

    def node_values(self, prop: str, positions: Positions) -> Array:
        """The property's column values at positions, MISSING where a node lacks it."""
        at = self.columns.get(f"prop.{prop}.at")
        if at is None or not len(at):
            return np.full(len(positions), MISSING, np.int32)
        value = self.columns[f"prop.{prop}.value"]
        if len(positions) * DENSE < self.size:
            found = np.minimum(np.searchsorted(at, positions), len(at) - 1)
            return np.where(at[found] == positions, value[found], MISSING)
        spread = np.full(self.size, MISSING, value.dtype)
        spread[at] = value
        return spread[positions]

    def node_value(self, prop: str, position: int) -> Any:
        """One node's column value, or None."""
        column = self._sparse.get(prop)
        if column is None:
            return None
        at, value = column
        found = bisect_left(at, position)
        return value[found] if found < len(at) and at[found] == position else None
