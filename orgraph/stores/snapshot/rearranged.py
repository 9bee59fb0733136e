"""The columns of a snapshot as they are when areas lie otherwise: the nodes of an earlier or later age's tree.

Nothing is built from statements again. The new order is the old one with some stretches elsewhere, so a column is put
in order when it is first read, by its stretches: a question reads few, and no file is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from orgraph.stores.snapshot.boundaries import STATED
from orgraph.stores.snapshot.columns import Array, Columns
from orgraph.stores.snapshot.moving import Ints, moved
from orgraph.vocabulary import vocabulary

TEXTS = ("id", "name", "code", "number", "aliases")  # pools with a text a node
_ENDS = ("subject", "object", "out", "in", "in.link", "id")


class Rearranged(Columns):
    """`base` in the order in which each node lies in `home` (positions of `base`)."""

    def __init__(self, base: Columns, home: Ints) -> None:
        self._base = base
        stretches, until, home = moved(base, home)
        self._stretches = stretches
        self._order: npt.NDArray[np.int32] = np.concatenate([np.arange(lo, hi, dtype=np.int32) for lo, hi in stretches])
        self._place = np.empty_like(self._order)  # the new position of each old one
        self._place[self._order] = np.arange(len(self._order), dtype=np.int32)
        self._links: dict[str, npt.NDArray[np.int64]] = {}
        stated = base.get(STATED)
        super().__init__({"node.home": self._at(home)[self._order], "node.until": until,
                          STATED: self._at(base["node.home"] if stated is None else stated)[self._order]})

    def _at(self, positions: Array) -> npt.NDArray[np.int32]:
        """New positions of old ones; -1 stays."""
        return np.where(positions >= 0, self._place[positions], -1).astype(np.int32)

    def __getitem__(self, name: str) -> Array:
        found = self._arrays.get(name)
        if found is None:
            self._arrays |= self._made(name)
            found = self._arrays[name]
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._arrays or name in self._base

    def __iter__(self) -> Iterator[str]:
        yield from self._base
        if STATED not in self._base:
            yield STATED

    def __len__(self) -> int:
        return len(self._base) + (STATED not in self._base)

    def _made(self, name: str) -> Mapping[str, Array]:
        """A column in the new order, with those that are made together with it."""
        family, _, rest = name.partition(".")
        if family == "node":
            return {name: self._base[name][self._order]}
        if family in TEXTS:
            return self._texts(family)
        if family == "prop":
            return self._prop(name.rpartition(".")[0])
        if name in ("by_id.at", "by_name.at"):
            return {name: self._found_by(family)}
        if family in vocabulary().relations:
            return self._ends(family) if rest in _ENDS else {name: self._base[name][self._link_order(family)]}
        return {name: self._base[name]}

    def _texts(self, pool: str) -> dict[str, Array]:
        at, data = self._base[f"{pool}.at"], self._base[f"{pool}.bytes"]
        begin = np.zeros_like(at)
        np.cumsum(np.diff(at)[self._order], out=begin[1:])
        return {f"{pool}.at": begin,
                f"{pool}.bytes": np.concatenate([data[at[lo]:at[hi]] for lo, hi in self._stretches])}

    def _prop(self, prop: str) -> dict[str, Array]:
        at = self._place[self._base[f"{prop}.at"]]
        order = np.argsort(at, kind="stable")
        return {f"{prop}.at": at[order], f"{prop}.value": self._base[f"{prop}.value"][order]}

    def _found_by(self, index: str) -> Array:
        """Positions by hash; those of one hash ascend."""
        hashes, at = self._base[f"{index}.hash"], self._place[self._base[f"{index}.at"]]
        same = np.zeros(len(hashes) + 1, bool)
        same[1:-1] = hashes[1:] == hashes[:-1]
        several = np.flatnonzero(same[1:] | same[:-1])
        at[several] = at[several][np.lexsort((at[several], hashes[several]))]
        return at

    def _link_order(self, type_: str) -> npt.NDArray[np.int64]:
        """The old number of each link, sorted by the new positions of subject and object, then as before."""
        found = self._links.get(type_)
        if found is None:
            subject, object_ = (self._place[self._base[f"{type_}.{end}"]] for end in ("subject", "object"))
            object_ = self._derived(type_, subject, object_)
            key = subject.astype(np.int64) * len(self._order) + object_
            found = self._links[type_] = np.argsort(key, kind="stable")
        return found

    def _derived(self, type_: str, subject: Array, object_: Array) -> Array:
        """Where a service is to be had whose row names no area: where it is now."""
        if type_ == "AVAILABLE_IN":
            own = self._base[f"{type_}.id"] < len(self._order)  # such a link has its subject's position for an id
            return np.where(own, self["node.home"][subject], object_)
        return object_

    def _ends(self, type_: str) -> dict[str, Array]:
        order, n = self._link_order(type_), len(self._order)
        subject, object_ = (self._place[self._base[f"{type_}.{end}"]] for end in ("subject", "object"))
        object_ = self._derived(type_, subject, object_).astype(np.int32)[order]
        subject = subject[order]
        ids = self._base[f"{type_}.id"][order]
        ids = np.where(ids < n, subject.astype(ids.dtype), ids)  # links that follow from a node alone
        begin = [np.zeros(n + 1, np.int32) for _ in range(2)]
        for column, ends in zip(begin, (subject, object_), strict=True):
            np.cumsum(np.bincount(ends, minlength=n), out=column[1:])
        return {f"{type_}.subject": subject, f"{type_}.object": object_, f"{type_}.out": begin[0],
                f"{type_}.in": begin[1], f"{type_}.in.link": np.argsort(object_, kind="stable").astype(np.int32),
                f"{type_}.id": ids}
