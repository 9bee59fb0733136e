"""Statements of one generation → columns.

Columns of nodes (n of them, by position): node.kind (code in the vocabulary's order), node.home, node.until,
node.start, node.end, node.file, node.sheet, node.row; pools id, name, code, number, aliases; property P: prop.P.at
(positions, ascending) and prop.P.value. Columns of relation type T (by link number, sorted by subject, object,
start, id): T.subject, T.object, T.start, T.end, T.id (hash), T.file, T.sheet, T.row, T.prop.P (dense), T.out (where
each subject's links begin), T.in and T.in.link (the same by object). Texts are numbers into pool text.P. missing: hashes
of ids that something names and nothing states.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import orjson

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.model import make_id
from orgraph.names import name_keys, normalise
from orgraph.stores.snapshot import derive
from orgraph.stores.snapshot.columns import Array
from orgraph.stores.snapshot.index import sorted_index, text_hash
from orgraph.stores.snapshot.links import LinkList, link_columns
from orgraph.stores.snapshot.order import pre_order
from orgraph.stores.snapshot.pool import Interned, pack
from orgraph.stores.snapshot.source import EntityRow, LinkRow, Reader, by_file_name
from orgraph.stores.snapshot.texts import Texts
from orgraph.vocabulary import vocabulary


class NodeList:
    """Entities as they stream in, merged by id."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str | None, str, str, str]] = []  # id, kind, home, code, number, aliases
        self.names: list[str] = []
        self.numbers: dict[str, array[int]] = {k: array("i") for k in ("kind", "start", "end", "file", "sheet", "row")}
        self.props: dict[str, tuple[array[int], list[Any]]] = {}
        self.index: dict[str, int] = {}

    def add(self, row: EntityRow, kind: int, sheet: int) -> None:
        """Add a statement; a later one of the same id only fills in properties that the first lacks."""
        at = self.index.get(row.id)
        if at is None:
            at = self.index[row.id] = len(self.rows)
            self.rows.append((row.id, row.kind, row.home, row.code, row.number, row.aliases))
            self.names.append(row.name)
            numbers = self.numbers
            numbers["kind"].append(kind)
            numbers["start"].append(DAY_MIN if row.start is None else row.start)
            numbers["end"].append(DAY_MAX if row.end is None else row.end)
            numbers["file"].append(row.file)
            numbers["sheet"].append(sheet)
            numbers["row"].append(row.row)
        if row.props != "{}":
            for prop, value in orjson.loads(row.props).items():
                where, what = self.props.setdefault(prop, (array("i"), []))
                if not where or where[-1] != at:
                    where.append(at)
                    what.append(value)


LAYOUT = 2  # raised with every change of what the columns hold


@cache
def fingerprint() -> int:
    """What of the program decides the columns' codes: a snapshot made by another program is built again."""
    words = vocabulary()
    sample = text_hash(make_id("a", "sample")), text_hash("sample")
    return text_hash(f"{LAYOUT} {sample} {words.kind_order} {sorted(words.properties)} {sorted(words.relations)}")


def build(reader: Reader, generation: int) -> dict[str, Array]:
    """The columns of a generation."""
    kinds = {kind: code for code, kind in enumerate(vocabulary().kind_order)}
    sheets, texts, nodes, files = Interned(), Texts(), NodeList(), reader.files()
    for row in by_file_name(reader.entities(generation), files):
        nodes.add(row, kinds[row.kind], sheets.number(row.sheet))
    n = len(nodes.rows)
    position, columns = _node_columns(nodes, texts, n)
    at: list[int] = position.tolist()
    positions = {node: at[i] for node, i in nodes.index.items()}
    missing = {row[2] for row in nodes.rows if row[2] and row[2] not in positions}
    links = _links(by_file_name(reader.links(generation), files), positions, sheets, missing)
    functions = texts.pools["function"].texts() if "function" in texts.pools else []
    missing |= derive.add_derived(links, columns, positions, functions)
    columns["missing"] = np.array(sorted(map(text_hash, missing)), np.uint64)
    for type_ in vocabulary().relations:
        if type_ in links:
            columns |= link_columns(type_, links[type_], texts, n)
    for prop, pool in texts.pools.items():
        columns |= pack(f"text.{prop}", pool.texts())
    columns |= pack("sheet", sheets.texts())
    columns |= pack("file", [files.get(number, "") for number in range(max(files, default=0) + 1)])
    columns["generation"] = np.array([generation], np.int64)
    columns["fingerprint"] = np.array([fingerprint()], np.uint64)
    return columns


def _links(rows: Iterable[LinkRow], at: dict[str, int], sheets: Interned, missing: set[str]) -> dict[str, LinkList]:
    """The recorded links by type; of several statements of one the first; one that has lost an end is no answer.

    Ids that are named and not there are added to `missing`.
    """
    links: dict[str, LinkList] = {}
    previous, find = "", at.get
    for link, type_, subject, object_, start, end, props, file, sheet, row in rows:
        if link == previous:
            continue
        previous = link
        a, b = find(subject), find(object_)
        if a is None or b is None:
            missing.update(end for end in (subject, object_) if end not in at)
            continue
        known = links.get(type_)
        if known is None:
            known = links[type_] = LinkList()
        known.append((a, b, DAY_MIN if start is None else start, DAY_MAX if end is None else end, file,
                      sheets.number(sheet), row, text_hash(link), known.props.number(props)))
    return links


def _node_columns(nodes: NodeList, texts: Texts, n: int) -> tuple[Array, dict[str, Array]]:
    vocabulary_ = vocabulary()
    area_kinds = set(vocabulary_.subkinds["Area"])
    is_area = np.fromiter((row[1] in area_kinds for row in nodes.rows), bool, n)
    home = np.fromiter((nodes.index.get(row[2], -1) if row[2] else -1 for row in nodes.rows), np.int32, n)
    keys = [(row[3] or "~", name, row[0]) if row[1] in area_kinds else None
            for row, name in zip(nodes.rows, nodes.names, strict=True)]
    kind = np.array(nodes.numbers["kind"], np.int16)
    # Rows come ordered by id, so the index is the last key of the order inside an area.
    minor = kind.astype(np.int64) * max(n, 1) + np.arange(n)
    position, until = pre_order(is_area, home, keys, minor)
    order = np.empty(n, np.int64)
    order[position] = np.arange(n)
    columns: dict[str, Array] = {
        "node.kind": kind[order],
        "node.home": np.where(home >= 0, position[home], -1).astype(np.int32)[order] if n else home,
        "node.until": until[order],
    }
    for name in ("start", "end", "file", "sheet", "row"):
        columns[f"node.{name}"] = np.array(nodes.numbers[name], np.int32)[order]
    by_position = order.tolist()
    for field, texts_of in (("id", 0), ("code", 3), ("number", 4), ("aliases", 5)):
        columns |= pack(field, [nodes.rows[i][texts_of] or "" for i in by_position])
    columns |= pack("name", [nodes.names[i] for i in by_position])
    for prop, (where, what) in nodes.props.items():
        columns |= prop_columns(prop, position[np.array(where, np.int64)], [texts.encode(prop, v) for v in what])
    columns |= sorted_index("by_id", np.fromiter((text_hash(row[0]) for row in nodes.rows), np.uint64, n), position)
    hashes, owners = array("Q"), array("i")
    for i, row in enumerate(nodes.rows):
        for key in keys_of(row[1], nodes.names[i], row[3], row[4], row[5]):
            hashes.append(text_hash(key))
            owners.append(int(position[i]))
    columns |= sorted_index("by_name", np.array(hashes, np.uint64), np.array(owners, np.int32))
    return position, columns


def keys_of(kind: str, name: str, code: str, number: str, aliases: str) -> set[str]:
    """The normalised texts under which a node is found: names, aliases, code, number."""
    keys = set(name_keys(kind, name, tuple(aliases.split("\x1f")) if aliases else ()))
    return keys | {normalise(text) for text in (code, number) if text}


def prop_columns(prop: str, at: Array, values: list[Any]) -> dict[str, Array]:
    """A sparse node property: positions ascending and their values."""
    number = vocabulary().properties.get(prop)
    column = np.array(values, np.float64 if number is not None and number.type == "number" else np.int32)
    order = np.argsort(at, kind="stable")
    return {f"prop.{prop}.at": at[order].astype(np.int32), f"prop.{prop}.value": column[order]}
