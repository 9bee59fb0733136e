"""The nodes and links of a snapshot, each with a signature, and what two snapshots differ in.

So the graph in the database is what the snapshot is, whatever statements made it: merged and derived in one place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.names import simplify
from orgraph.stores.base import Hashes
from orgraph.stores.snapshot.boundaries import Steps
from orgraph.stores.snapshot.columns import MISSING, Array
from orgraph.stores.snapshot.index import key_hashes, text_hash
from orgraph.stores.snapshot.snapshot import Snapshot
from orgraph.stores.snapshot.source import Changes
from orgraph.vocabulary import vocabulary

HOME = "HOME"  # the area right above a node, day by day: WITHIN is one or more of them
LAID = "AVAILABLE_IN"  # a link of this type may lead to where its subject lies, see `stores.snapshot.derive`
_TEXTS = ("name", "code", "number", "aliases")
_DIGITS = 1 << 32  # a link's id below it is a position: the link follows from a node


def link_key(link: str) -> int:
    """What a relationship says of the id of its link: the 64 bits of its hash as a signed number."""
    found = text_hash(link)
    return 0 if found < _DIGITS else found - (1 << 64) if found >> 63 else found


@dataclass(frozen=True)
class Ties:
    """Some links of one type, as arrays: ends as positions, days, id (0 where it has none), signature, number.

    laid_from, laid_until: the days of the tree of areas on which the link leads where it does; nearly all always do.
    """

    subject: Array
    object: Array
    start: Array
    end: Array
    link: npt.NDArray[np.int64]
    signature: Hashes
    number: Array
    laid_from: Array
    laid_until: Array

    def of(self, chosen: Array) -> Ties:
        """Those of a mask."""
        return Ties(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


class Elements:
    """Of a snapshot what touches some ids (by default: all)."""

    def __init__(self, snapshot: Snapshot, among: Collection[str] | None = None) -> None:
        self._snapshot = snapshot
        self._columns = snapshot.columns
        self._id = snapshot.id_hashes
        self._there = np.zeros(snapshot.size, bool)
        self._there[self._columns["by_id.at"]] = True  # a node that was removed keeps its position
        self._chosen = self._there
        if among is not None:
            self._chosen = self._there & np.isin(self._id, np.array([text_hash(known) for known in among], np.uint64))
        self.positions = np.flatnonzero(self._chosen)

    # ---- nodes ----
    @cached_property
    def signatures(self) -> Hashes:
        """Of every node at `positions`."""
        columns, at = self._columns, self.positions
        found = _mixed(self._id[at], key_hashes(vocabulary().kind_order)[columns["node.kind"][at]])
        for name in ("start", "end"):
            found = _mixed(found, columns[f"node.{name}"][at])
        for name in _TEXTS:
            pool = self._snapshot.pool(name)
            found = _mixed(found, key_hashes([pool[p] for p in at.tolist()]))
        for prop in vocabulary().properties:
            if f"prop.{prop}.at" in columns:
                values = self._snapshot.node_values(prop, at.astype(np.int32))
                found = np.where(values == MISSING, found, _mixed(found, _mixed(
                    np.uint64(text_hash(prop)), self._comparable(prop, values))))
        return found

    def _comparable(self, prop: str, values: Array) -> Array:
        """Values of a property as numbers that mean the same in every snapshot."""
        if f"text.{prop}.at" not in self._columns or vocabulary().properties[prop].type not in ("text", "choice"):
            return values
        hashes = key_hashes([*self._snapshot.texts(prop), ""])
        return hashes[np.where(values == MISSING, -1, values)]

    def id_hashes(self, positions: Array) -> Hashes:
        """Hashes of the ids at positions."""
        return self._id[positions]

    def id(self, position: int) -> str:
        """Id of the node at a position."""
        return self._snapshot.pool("id")[position]

    def nodes(self, positions: Array) -> list[dict[str, Any]]:
        """The properties of the nodes at positions: days as ordinals, texts as patterns compare them."""
        columns, kinds = self._columns, vocabulary().kind_order
        ids, *pools = (self._snapshot.pool(text) for text in ("id", *_TEXTS))
        found: list[dict[str, Any]] = []
        for p, kind, start, end in zip(positions.tolist(), *(columns[f"node.{name}"][positions].tolist()
                                                             for name in ("kind", "start", "end")), strict=True):
            name, code, number, aliases = (pool[p] for pool in pools)
            found.append({"id": ids[p], "kind": kinds[kind], "name": name, "code": code, "number": number,
                          "aliases": aliases.split("\x1f") if aliases else [], "start": start, "end": end})
        for prop in vocabulary().properties:
            self._say(found, prop, self._snapshot.node_values(prop, positions.astype(np.int32)))
        return found

    def _say(self, found: list[dict[str, Any]], prop: str, values: Array) -> None:
        """Put a property into those that have it."""
        there = np.flatnonzero(values != MISSING)
        kind, texts = vocabulary().properties[prop].type, self._snapshot.texts(prop)
        for n, value in zip(there.tolist(), values[there].tolist(), strict=True):
            found[n][prop] = (simplify(texts[value]) if kind in ("text", "choice") else bool(value) if kind == "bool"
                              else float(value) if kind == "number" else int(value))

    # ---- links ----
    @cached_property
    def ties(self) -> dict[str, Ties]:
        """By type the links with an end among the positions; HOME among them, WITHIN is not."""
        types = [type_ for type_ in vocabulary().relations if self._snapshot.has(type_)]
        found = {type_: self._ties(type_) for type_ in types} | {HOME: self._homes()}
        return {type_: ties for type_, ties in found.items() if len(ties.number)}

    def _touching(self, subject: Array, object_: Array) -> Array:
        both = self._there[subject] & self._there[object_]
        return np.flatnonzero(both & (self._chosen[subject] | self._chosen[object_]))

    def _ties(self, type_: str) -> Ties:
        columns = self._columns
        at, object_, laid_from, laid_until = self._laid(type_)
        chosen = self._touching(columns[f"{type_}.subject"][at], object_)
        at, object_, laid_from, laid_until = (column[chosen] for column in (at, object_, laid_from, laid_until))
        subject, start, end, link = (columns[f"{type_}.{name}"][at] for name in ("subject", "start", "end", "id"))
        link = np.where(link < _DIGITS, 0, link).astype(np.uint64).view(np.int64)
        signature = self._signed(type_, subject, object_, start, end, link, laid_from, laid_until)
        for prop in self._props(type_):
            values = columns[f"{type_}.prop.{prop}"][at]
            signature = np.where(values == MISSING, signature, _mixed(signature, _mixed(
                np.uint64(text_hash(prop)), self._comparable(prop, values))))
        return Ties(subject, object_, start, end, link, signature, at, laid_from, laid_until)

    def _laid(self, type_: str) -> tuple[Array, Array, Array, Array]:
        """Numbers of the links of a type, what they lead to, and on which days of the tree: one that leads to where its
        subject lies stands once for each area that this has lain in."""
        columns, moves = self._columns, self._snapshot.boundaries.moves
        subject, object_ = columns[f"{type_}.subject"], columns[f"{type_}.object"]
        still = np.ones(len(subject), bool)
        rows: list[tuple[int, int, int, int]] = []
        if type_ == LAID and moves:
            follows = np.flatnonzero((columns[f"{type_}.id"] < _DIGITS) & np.isin(subject, list(moves)))
            still[follows] = False
            rows = [(number, parent, first, last) for number in follows.tolist()
                    for parent, first, last in _steps(moves[int(subject[number])])]
        at = np.flatnonzero(still)
        moved = np.array(rows, np.int64).reshape(-1, 4).T
        return (np.concatenate((at, moved[0])), np.concatenate((object_[at], moved[1])),
                np.concatenate((np.full(len(at), DAY_MIN), moved[2])),
                np.concatenate((np.full(len(at), DAY_MAX), moved[3])))

    def _homes(self) -> Ties:
        home, moves = self._columns["node.home"], self._snapshot.boundaries.moves
        settled = home >= 0
        settled[list(moves)] = False
        still = np.flatnonzero(settled)
        rows = [(node, *step) for node, steps in moves.items() for step in _steps(steps)]
        moved = np.array(rows, np.int64).reshape(-1, 4).T
        subject, object_ = np.concatenate((still, moved[0])), np.concatenate((home[still], moved[1]))
        start = np.concatenate((np.full(len(still), DAY_MIN), moved[2]))
        end = np.concatenate((np.full(len(still), DAY_MAX), moved[3]))
        at = self._touching(subject, object_)
        subject, object_, start, end = subject[at], object_[at], start[at], end[at]
        link = np.zeros(len(at), np.int64)
        signature = self._signed(HOME, subject, object_, start, end, link)
        return Ties(subject, object_, start, end, link, signature, at, np.full(len(at), DAY_MIN),
                    np.full(len(at), DAY_MAX))

    def _signed(self, type_: str, subject: Array, object_: Array, *rest: Array) -> Hashes:
        found = _mixed(_mixed(np.full(len(subject), text_hash(type_), np.uint64), self._id[subject]), self._id[object_])
        for column in rest:
            found = _mixed(found, column)
        return found

    def _props(self, type_: str) -> Iterator[str]:
        return (prop for prop in vocabulary().properties if f"{type_}.prop.{prop}" in self._columns)

    def links(self, type_: str, numbers: Array) -> list[dict[str, Any]]:
        """The properties of links of a type."""
        found: list[dict[str, Any]] = [{} for _ in range(len(numbers))]
        for prop in self._props(type_):
            self._say(found, prop, self._columns[f"{type_}.prop.{prop}"][numbers])
        return found


def _steps(steps: Steps) -> Iterator[tuple[int, int, int]]:
    """The area above, its first and its end day, where there was one."""
    for (first, parent), last in zip(steps, [*(day for day, _ in steps[1:]), DAY_MAX], strict=True):
        if parent >= 0:
            yield parent, first, last


def _mixed(left: Any, right: Any) -> Hashes:
    """Two hashes as one; the order tells."""
    right = np.asarray(right)
    right = right.view(np.uint64) if right.dtype.kind == "f" else right.astype(np.uint64)
    with np.errstate(over="ignore"):
        found: Hashes = (np.asarray(left, np.uint64) ^ (right + np.uint64(0x9E3779B97F4A7C15))) \
            * np.uint64(0xFF51AFD7ED558CCD)
        return found ^ (found >> np.uint64(32))


@dataclass(frozen=True)
class Difference:
    """What is to go of the older elements and to come of the newer: positions of nodes, links by type.

    A node that changed goes and comes, and all its links with it; those that go by themselves are in `gone_ties`.
    """

    gone: Array
    came: Array
    gone_ties: dict[str, Ties]
    came_ties: dict[str, Ties]


def difference(old: Elements, new: Elements) -> Difference:
    """What makes the newer elements of the older ones."""
    gone = old.positions[~np.isin(old.signatures, new.signatures)]
    came = new.positions[~np.isin(new.signatures, old.signatures)]
    touched = np.concatenate((old.id_hashes(gone), new.id_hashes(came)))

    def changed(side: Elements, ties: Ties) -> npt.NDArray[np.bool_]:
        return np.isin(side.id_hashes(ties.subject), touched) | np.isin(side.id_hashes(ties.object), touched)

    gone_ties, came_ties = {}, {}
    nothing = np.empty(0, np.uint64)
    for type_, ties in old.ties.items():
        after = new.ties[type_].signature if type_ in new.ties else nothing
        gone_ties[type_] = ties.of(~np.isin(ties.signature, after) & ~changed(old, ties))
    for type_, ties in new.ties.items():
        before = old.ties[type_].signature if type_ in old.ties else nothing
        came_ties[type_] = ties.of(~np.isin(ties.signature, before) | changed(new, ties))
    return Difference(gone, came, gone_ties, came_ties)


def touched_by(changes: Changes, old: Snapshot, new: Snapshot) -> set[str]:
    """Ids of all whose node or links the changes of statements may have changed."""
    found = set(changes.entities)
    found.update(end for rows in changes.links.values() for row in rows for end in (row.subject, row.object))
    links = np.array([text_hash(link) for link in changes.links], np.uint64)
    for snapshot in (old, new):
        pool, columns = snapshot.pool("id"), snapshot.columns
        for type_ in vocabulary().relations:
            if snapshot.has(type_):
                at = np.isin(columns[f"{type_}.id"], links)
                for end in ("subject", "object"):
                    found.update(pool[p] for p in columns[f"{type_}.{end}"][at].tolist())
    # Who holds which post of an organisation hangs on all its posts and offices.
    for snapshot in (old, new):
        if snapshot.has("POST_IN"):
            pool = snapshot.pool("id")
            hashes = np.array([text_hash(known) for known in found], np.uint64)
            elements = Elements(snapshot)
            posts, bodies = (snapshot.columns[f"POST_IN.{end}"] for end in ("subject", "object"))
            touched = np.isin(elements.id_hashes(posts), hashes) | np.isin(elements.id_hashes(bodies), hashes)
            found.update(pool[p] for p in posts[np.isin(bodies, bodies[touched])].tolist())
    # Where a node lies hangs on whether the area stated, or an heir of it, has ended.
    lain, lies = ({snapshot.pool("id")[node]: [(day, snapshot.pool("id")[area] if area >= 0 else "")
                                               for day, area in steps]
                   for node, steps in snapshot.boundaries.moves.items()} for snapshot in (old, new))
    return found | {node for node in lain.keys() | lies.keys() if lain.get(node) != lies.get(node)}
