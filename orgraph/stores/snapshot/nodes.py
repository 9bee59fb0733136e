"""Entities of one generation → the columns of nodes.

Millions of rows pass here, so the loop does little: a tuple a row, and what can be done for a whole column is.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.names import name_keys, normalise
from orgraph.stores.snapshot.columns import Array
from orgraph.stores.snapshot.index import id_hashes, key_hashes, sorted_index
from orgraph.stores.snapshot.order import pre_order
from orgraph.stores.snapshot.pool import Interned, pack
from orgraph.stores.snapshot.source import EntityRow, Row
from orgraph.stores.snapshot.texts import Texts
from orgraph.vocabulary import vocabulary

_HASHED = 1 << 16  # names that are hashed at a time
ID, KIND, NAME, HOME, CODE, NUMBER, ALIASES, START, END, PROPS, FILE, SHEET, ROW = range(len(EntityRow._fields))


class NodeList:
    """Entities as they stream in, merged by id: the first statement decides, the others add properties it lacks."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.index: dict[str, int] = {}
        self.props: dict[str, tuple[array[int], list[Any]]] = {}

    def add_all(self, rows: Iterable[Row]) -> None:
        """Add statements ordered by id."""
        index, known, props, decode = self.index, self.rows, self.props, orjson.loads
        share = dict[str, str]().setdefault  # each row brings a copy of its own of a text that thousands have
        for row in rows:
            at = index.setdefault(row[ID], len(known))
            if at == len(known):
                id_, kind, name, home, code, number, aliases, start, end, said, file, sheet, number_of_row = row
                known.append((id_, share(kind, kind), name, home and share(home, home), code, number, aliases, start,
                              end, share(said, said), file, share(sheet, sheet), number_of_row))
            if row[PROPS] != "{}":
                for prop, value in decode(row[PROPS]).items():
                    slot = props.get(prop)
                    if slot is None:
                        slot = props[prop] = array("i"), []
                    where = slot[0]
                    if not where or where[-1] != at:
                        where.append(at)
                        slot[1].append(value)

    def column(self, field: int) -> tuple[Any, ...]:
        """One field of every row."""
        return tuple(row[field] for row in self.rows)


def node_columns(nodes: NodeList, texts: Texts, sheets: Interned) -> tuple[npt.NDArray[np.int32], dict[str, Array]]:
    """The position of each entity, and the columns."""
    n, words = len(nodes.rows), vocabulary()
    codes = {kind: code for code, kind in enumerate(words.kind_order)}
    kind = np.fromiter((codes[k] for k in nodes.column(KIND)), np.int16, n)
    is_area = np.array([words.is_a(k, "Area") for k in words.kind_order])[kind] if n else np.empty(0, bool)
    home = np.fromiter((nodes.index.get(h, -1) if h else -1 for h in nodes.column(HOME)), np.int32, n)
    keys: list[tuple[str, ...] | None] = [None] * n
    for i in np.flatnonzero(is_area).tolist():
        row = nodes.rows[i]
        keys[i] = row[CODE] or "~", row[NAME], row[ID]
    # Rows come ordered by id, so the index is the last key of the order inside an area.
    position, until = pre_order(is_area, home, keys, kind.astype(np.int64) * max(n, 1) + np.arange(n))
    order = np.empty(n, np.int64)
    order[position] = np.arange(n)
    # A home that is no area, or that closes a circle, holds nothing: the node lies nowhere.
    above = np.where(home >= 0, position[home], -1) if n else home
    above = np.where((above < position) & (position < until[home]), above, -1) if n else above
    numbers: dict[str, Array] = {
        "kind": kind, "until": until,
        "home": above.astype(np.int32),
        "start": _ints(DAY_MIN if day is None else day for day in nodes.column(START)),
        "end": _ints(DAY_MAX if day is None else day for day in nodes.column(END)),
        "file": _ints(nodes.column(FILE)), "sheet": _ints(map(sheets.number, nodes.column(SHEET))),
        "row": _ints(nodes.column(ROW)),
    }
    columns: dict[str, Array] = {f"node.{name}": values[order] for name, values in numbers.items()}
    by_position = order.tolist()
    for name, field in (("id", ID), ("name", NAME), ("code", CODE), ("number", NUMBER), ("aliases", ALIASES)):
        texts_of = nodes.column(field)
        columns |= pack(name, [texts_of[i] for i in by_position])
    for prop, (where, what) in nodes.props.items():
        columns |= prop_columns(prop, position[np.array(where, np.int64)], texts.encode_all(prop, what))
    columns |= sorted_index("by_id", id_hashes(nodes.column(ID)), position)
    columns |= _by_name(nodes, position)
    return position, columns


def _ints(values: Iterable[int]) -> npt.NDArray[np.int32]:
    return np.fromiter(values, np.int32)


def _by_name(nodes: NodeList, position: npt.NDArray[np.int32]) -> dict[str, Array]:
    owners = array("i")

    def hashes() -> Iterator[Array]:
        keys: list[str] = []
        for at, row in zip(position.tolist(), nodes.rows, strict=True):
            for key in keys_of(row[KIND], row[NAME], row[CODE], row[NUMBER], row[ALIASES]):
                keys.append(key)
                owners.append(at)
            if len(keys) >= _HASHED:
                yield key_hashes(keys)
                keys.clear()
        yield key_hashes(keys)

    hashed = np.concatenate(list(hashes()))
    return sorted_index("by_name", hashed, np.array(owners, np.int32))


def keys_of(kind: str, name: str, code: str, number: str, aliases: str) -> list[str]:
    """The normalised texts under which a node is found: names, aliases, code, number; none twice."""
    keys = [*name_keys(kind, name, aliases.split("\x1f") if aliases else ())]
    # A code or number of plain letters and digits only loses its case.
    keys += [t.lower() if t.isascii() and t.isalnum() else normalise(t) for t in (code, number) if t]
    return keys if len(keys) == 1 else list(dict.fromkeys(keys))


def prop_columns(prop: str, at: Array, values: Array) -> dict[str, Array]:
    """A sparse node property: positions ascending and their values."""
    order = np.argsort(at, kind="stable")
    return {f"prop.{prop}.at": at[order].astype(np.int32), f"prop.{prop}.value": values[order]}
