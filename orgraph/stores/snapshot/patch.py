"""A snapshot with a few statements changed, without building it again.

Columns that hold no change are shared with the base. Changed nodes are rewritten in place; a new node is inserted
where the order of nodes puts it, which moves the positions behind it; changed links are taken out of and put into
their type's sorted columns. The result answers like a snapshot built from scratch; `patch` gives up (None) where that
is simpler.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.model import PREFIXES
from orgraph.stores.snapshot.boundaries import LIES_IN, STATED, SUCCEEDED_BY
from orgraph.stores.snapshot.columns import Array, Columns
from orgraph.stores.snapshot.index import key_hashes, look_up, text_hash
from orgraph.stores.snapshot.nodes import keys_of
from orgraph.stores.snapshot.patch_links import patch_links
from orgraph.stores.snapshot.pool import Pool, pack, spliced
from orgraph.stores.snapshot.snapshot import Snapshot
from orgraph.stores.snapshot.source import Changes, EntityRow
from orgraph.stores.snapshot.texts import Texts
from orgraph.vocabulary import vocabulary

NEW_NODES = 20  # each moves the positions behind it, which costs a pass over the columns
TEXT_COLUMNS = ("id", "name", "code", "number", "aliases")


def patch(base: Snapshot, changes: Changes, files: dict[int, str], generation: int) -> Columns | None:
    """The columns of `generation`, or None if it is simpler to build them."""
    changes = Changes({i: sorted(rows, key=lambda r: files[r.file]) for i, rows in changes.entities.items()},
                      {i: sorted(rows, key=lambda r: files[r.file]) for i, rows in changes.links.items()})
    if _moves_areas(base, changes):
        return None
    draft = Draft(base)
    fresh = 0
    for entity, rows in sorted(changes.entities.items(), key=lambda item: _level(item[1])):
        position = draft.find(entity)
        if position < 0 and rows:
            fresh += 1
            if fresh > NEW_NODES or draft.is_missed(entity) or not draft.insert(rows):
                return None
        elif position >= 0 and not (draft.update(position, rows) if rows else draft.remove(position)):
            return None
    if not patch_links(draft, changes):
        return None
    draft.columns |= pack("file", [files.get(number, "") for number in range(max(files, default=0) + 1)])
    draft.columns["generation"] = np.array([generation], np.int64)
    return base.columns.replaced(draft.columns)


def _moves_areas(base: Snapshot, changes: Changes) -> bool:
    """Whether the changes may say that something lies elsewhere on some day, which is for a build to work out."""
    dated = (LIES_IN, SUCCEEDED_BY)
    there = [type_ for type_ in dated if base.has(type_)]
    gone = np.array([text_hash(link) for link in changes.links], np.uint64)
    return (any(row.type in dated for rows in changes.links.values() for row in rows[:1])
            or any(bool(np.isin(base.columns[f"{type_}.id"], gone).any()) for type_ in there)
            or (bool(there) and any(entity.startswith(f"{PREFIXES['Area']}-") for entity in changes.entities))
            or (bool(changes.entities) and (STATED in base.columns or bool(base.boundaries.heirs))))


def _level(rows: list[EntityRow]) -> int:
    """Areas first, the larger before the smaller: what is inserted must find its home."""
    return vocabulary().kinds[rows[0].kind].level or 99 if rows else 0


class Draft:
    """The columns that a patch has replaced so far, over those of the base."""

    def __init__(self, base: Snapshot) -> None:
        self.base = base
        self.columns: dict[str, Array] = {}
        self.touched: set[int] = set()  # positions whose derived links must be made again
        self.removed: set[int] = set()

    def get(self, name: str) -> Array:
        """A column as it is now."""
        found = self.columns.get(name)
        return self.base.columns[name] if found is None else found

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.columns or name in self.base.columns

    def writable(self, name: str) -> Array:
        """A column that may be written: a copy of the base's."""
        if name not in self.columns:
            self.columns[name] = np.array(self.base.columns[name])
        return self.columns[name]

    @property
    def size(self) -> int:
        """Nodes as they are now."""
        return len(self.get("node.kind"))

    def text(self, name: str, number: int) -> str:
        """One text of a pool as it is now."""
        return Pool(Columns({f"{name}.at": self.get(f"{name}.at"), f"{name}.bytes": self.get(f"{name}.bytes")}), name)[
            number]

    def splice(self, name: str, at: int, *, drop: int, texts: list[str]) -> None:
        """Replace `drop` texts of a pool from number `at` by `texts`."""
        self.columns |= spliced(name, self.get(f"{name}.at"), self.get(f"{name}.bytes"), at, drop, texts)

    def add_text(self, name: str, text: str) -> int:
        """Number of a text added at a pool's end; a pool that is not there is made."""
        if not self.has(f"{name}.at"):
            self.columns |= pack(name, [])
        number = len(self.get(f"{name}.at")) - 1
        self.splice(name, number, drop=0, texts=[text])
        return number

    def encode(self, prop: str, value: Any) -> int | float:
        """A property's value as its column holds it."""
        kind = vocabulary().properties[prop].type
        if kind in ("text", "choice"):
            return self.add_text(f"text.{prop}", str(value))
        return Texts().encode(prop, value)

    def kind(self, position: int) -> str:
        """Kind of a node."""
        return vocabulary().kind_order[int(self.get("node.kind")[position])]

    def position(self, entity: str) -> int:
        """Position of an id that something names, or -1; then it is missed, should it ever come."""
        found = self.find(entity)
        if found < 0:
            self.miss(entity)
        return found

    def miss(self, entity: str) -> None:
        """Something names this id and nothing states it."""
        self.columns["missing"] = np.union1d(self.get("missing"), np.array([text_hash(entity)], np.uint64))

    def is_missed(self, entity: str) -> bool:
        """Whether something already names an id that is not there: what hangs on it is for a build to find."""
        return bool(np.isin(np.uint64(text_hash(entity)), self.get("missing")))

    def find(self, entity: str) -> int:
        """Position of an id now, or -1."""
        found = look_up(self.get("by_id.hash"), self.get("by_id.at"), [text_hash(entity)])[0]
        return next((p for p in found if self.text("id", p) == entity), -1)

    # ---- nodes ----
    def insert(self, rows: list[EntityRow]) -> bool:
        """Insert a node; False if its home is not there."""
        row = rows[0]
        home = self.position(row.home) if row.home else -1
        if row.home and (home < 0 or not is_area_kind(self.kind(home))):
            return False
        kind = vocabulary().kind_order.index(row.kind)
        at = self._place(row, kind, home)
        self._shift(at, home)
        for name in ("kind", "home", "until", "start", "end", "file", "sheet", "row"):
            column = self.get(f"node.{name}")
            value = {"kind": kind, "home": home if home < at else home + 1, "until": at + 1}.get(name, 0)
            self.columns[f"node.{name}"] = np.insert(column, at, value)
        for name in TEXT_COLUMNS:
            self.splice(name, at, drop=0, texts=[""])
        self.splice("id", at, drop=1, texts=[row.id])
        self._index("by_id", [text_hash(row.id)], at)
        self._write(at, rows)
        return True

    def update(self, position: int, rows: list[EntityRow]) -> bool:
        """Rewrite a node in place; False if it moves in the order of nodes."""
        row = rows[0]
        home = self.position(row.home) if row.home else -1
        kind = self.kind(position)
        is_area = vocabulary().root(kind) == "Area"
        same_key = not is_area or (self.text("code", position), self.text("name", position)) == (row.code, row.name)
        if kind != row.kind or home != int(self.get("node.home")[position]) or not same_key:
            return False
        self._forget_names(position)
        self._write(position, rows)
        return True

    def remove(self, position: int) -> bool:
        """A node that no statement has any more: it exists on no day and nothing finds it. False for an area."""
        if is_area_kind(self.kind(position)):
            return False
        self.miss(self.text("id", position))
        self._forget_names(position)
        at = self.get("by_id.at") == position
        for name in ("by_id.hash", "by_id.at"):
            self.columns[name] = self.get(name)[~at]
        for name in ("start", "end"):
            self.writable(f"node.{name}")[position] = 0
        self.removed.add(position)
        return True

    def _place(self, row: EntityRow, kind: int, home: int) -> int:
        """Where the order of nodes puts a new one (see `order.pre_order`)."""
        is_area = np.array([vocabulary().root(k) == "Area" for k in vocabulary().kind_order])[self.get("node.kind")]
        lo, end = (0, self.size) if home < 0 else (home + 1, int(self.get("node.until")[home]))
        inner = np.flatnonzero(is_area[lo:end])
        first = lo + int(inner[0]) if len(inner) else end
        if not is_area_kind(row.kind):
            kinds = self.get("node.kind")
            return next((p for p in range(lo, first) if (int(kinds[p]), self.text("id", p)) > (kind, row.id)), first)
        at = first
        key = (row.code or "~", row.name, row.id)
        while at < end and (self.text("code", at) or "~", self.text("name", at), self.text("id", at)) < key:
            at = int(self.get("node.until")[at])
        return at

    def _shift(self, at: int, home: int) -> None:
        """Make room at a position: everything that points behind it moves on by one."""
        above = set()
        while home >= 0:
            above.add(home)
            home = int(self.get("node.home")[home])
        until = self.get("node.until")
        grown = until > at
        grown[[p for p in above if until[p] == at]] = True
        self.columns["node.until"] = until + grown.astype(until.dtype)
        names = ["node.home", "by_id.at", "by_name.at"]
        names += [n for n in (*self.base.columns, *self.columns) if n.startswith("prop.") and n.endswith(".at")]
        types = [t for t in vocabulary().relations if self.has(f"{t}.subject")]
        names += [f"{t}.{end}" for t in types for end in ("subject", "object")]
        for name in dict.fromkeys(names):
            column = self.get(name)
            self.columns[name] = column + (column >= at).astype(column.dtype)
        for type_ in types:
            for name in (f"{type_}.out", f"{type_}.in"):
                column = self.get(name)
                self.columns[name] = np.insert(column, at, column[at])
        self.touched = {p + (p >= at) for p in self.touched}
        self.removed = {p + (p >= at) for p in self.removed}

    def _write(self, position: int, rows: list[EntityRow]) -> None:
        """Fill in everything of a node but its kind, home and id."""
        row = rows[0]
        numbers = {"start": DAY_MIN if row.start is None else row.start, "end": DAY_MAX if row.end is None else row.end,
                   "file": row.file, "sheet": self.add_text("sheet", row.sheet), "row": row.row}
        for name, value in numbers.items():
            self.writable(f"node.{name}")[position] = value
        for name, text in (("name", row.name), ("code", row.code), ("number", row.number), ("aliases", row.aliases)):
            self.splice(name, position, drop=1, texts=[text])
        keys = keys_of(row.kind, row.name, row.code, row.number, row.aliases)
        self._index("by_name", sorted(key_hashes(keys).tolist()), position)
        props: dict[str, Any] = {}
        for statement in rows:
            props = {**orjson.loads(statement.props), **props}
        self._write_props(position, props)
        self.touched.add(position)

    def _write_props(self, position: int, props: dict[str, Any]) -> None:
        for prop in vocabulary().properties:
            name = f"prop.{prop}"
            if self.has(f"{name}.at"):
                kept = self.get(f"{name}.at") != position
                if not kept.all():
                    for part in ("at", "value"):
                        self.columns[f"{name}.{part}"] = self.get(f"{name}.{part}")[kept]
            if prop in props:
                value = self.encode(prop, props[prop])
                if not self.has(f"{name}.at"):
                    number = vocabulary().properties[prop].type == "number"
                    self.columns |= {f"{name}.at": np.empty(0, np.int32),
                                     f"{name}.value": np.empty(0, np.float64 if number else np.int32)}
                at = int(np.searchsorted(self.get(f"{name}.at"), position))
                self.columns[f"{name}.at"] = np.insert(self.get(f"{name}.at"), at, position)
                self.columns[f"{name}.value"] = np.insert(self.get(f"{name}.value"), at, value)

    def _index(self, name: str, hashes: list[int], position: int) -> None:
        for wanted in hashes:
            at = int(np.searchsorted(self.get(f"{name}.hash"), np.uint64(wanted)))
            self.columns[f"{name}.hash"] = np.insert(self.get(f"{name}.hash"), at, np.uint64(wanted))
            self.columns[f"{name}.at"] = np.insert(self.get(f"{name}.at"), at, position)

    def _forget_names(self, position: int) -> None:
        kept = self.get("by_name.at") != position
        for part in ("hash", "at"):
            self.columns[f"by_name.{part}"] = self.get(f"by_name.{part}")[kept]


def is_area_kind(kind: str) -> bool:
    """Whether nodes of the kind are areas."""
    return vocabulary().root(kind) == "Area"
