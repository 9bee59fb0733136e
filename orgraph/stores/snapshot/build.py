"""Statements of one generation → columns.

Columns of nodes (n of them, by position): node.kind (code in the vocabulary's order), node.home, node.until,
node.start, node.end, node.file, node.sheet, node.row; pools id, name, code, number, aliases; property P: prop.P.at
(positions, ascending) and prop.P.value. Columns of relation type T (by link number, sorted by subject, object,
start, id): T.subject, T.object, T.start, T.end, T.id (hash), T.file, T.sheet, T.row, T.prop.P (dense), T.out (where
each subject's links begin), T.in and T.in.link (the same by object). Texts are numbers into pool text.P. missing:
hashes of ids that something names and nothing states. node.stated: homes as stated, where those of the last age differ.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice, repeat
from operator import ne

import numpy as np

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.model import make_id
from orgraph.stores.snapshot import derive
from orgraph.stores.snapshot.boundaries import Boundaries, lifetimes
from orgraph.stores.snapshot.columns import Array, Columns
from orgraph.stores.snapshot.index import id_hashes, key_hashes, text_hash
from orgraph.stores.snapshot.links import LinkList, link_columns
from orgraph.stores.snapshot.nodes import FILE, HOME, NodeList, node_columns
from orgraph.stores.snapshot.pool import Interned, pack
from orgraph.stores.snapshot.rearranged import Rearranged
from orgraph.stores.snapshot.source import LinkRow, Reader, Row, by_file_name
from orgraph.stores.snapshot.texts import Texts
from orgraph.vocabulary import vocabulary
from orgraph.vocabulary.spellings import spellings

CHUNK = 25_000  # rows that are handled as columns at a time
LAYOUT = 4  # raised with every change of what the columns hold


@cache
def fingerprint() -> int:
    """What of the program decides the columns' codes: a snapshot made by another program is built again."""
    words = vocabulary()
    sample = text_hash(make_id("a", "sample")), text_hash("sample"), key_hashes(["sample"]).tolist()
    return text_hash(f"{LAYOUT} {sample} {words.kind_order} {sorted(words.properties)} {sorted(words.relations)} "
                     f"{spellings()}")  # the keys under which names are found


@contextmanager
def _no_collections() -> Iterator[None]:
    """Millions of small objects that all stay: looking for garbage among them again and again finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_no_collections()
def build(reader: Reader, generation: int) -> dict[str, Array]:
    """The columns of a generation."""
    sheets, texts, files = Interned(), Texts(), reader.files()
    columns, positions, missing = _nodes(by_file_name(reader.entities(generation), FILE, files), texts, sheets)
    n = len(columns["node.kind"])
    rows = by_file_name(reader.links(generation), LinkRow._fields.index("file"), files)
    links = _links(rows, positions, sheets, missing)
    functions = texts.pools["function"].texts() if "function" in texts.pools else []
    missing |= derive.add_derived(links, columns, positions, functions)
    columns["missing"] = np.array(sorted(map(text_hash, missing)), np.uint64)
    for type_ in vocabulary().relations:
        if type_ in links:
            columns |= link_columns(type_, links[type_], texts, n)
    columns |= lifetimes(columns)
    for prop, pool in texts.pools.items():
        columns |= pack(f"text.{prop}", pool.texts())
    columns |= pack("sheet", sheets.texts())
    columns |= pack("file", [files.get(number, "") for number in range(max(files, default=0) + 1)])
    columns["generation"] = np.array([generation], np.int64)
    columns["fingerprint"] = np.array([fingerprint()], np.uint64)
    return _as_of_the_last_age(columns)


def _as_of_the_last_age(columns: dict[str, Array]) -> dict[str, Array]:
    """The columns in the order of the last age: that is the one that is asked about, and opening it costs nothing."""
    boundaries = Boundaries(columns)
    home = boundaries.homes(len(boundaries.days))
    if (home == columns["node.home"]).all():
        return columns
    return dict(Rearranged(Columns(columns), home))


def _nodes(rows: Iterable[Row], texts: Texts, sheets: Interned) -> tuple[dict[str, Array], dict[str, int], set[str]]:
    """The columns of the nodes, where each id stands, and the ids of homes that there are none of.

    The rows take more memory than anything else of a load, and are gone when the links come.
    """
    nodes = NodeList()
    nodes.add_all(rows)
    position, columns = node_columns(nodes, texts, sheets)
    missing = {home for home in nodes.column(HOME) if home and home not in nodes.index}
    at: list[int] = position.tolist()
    positions = nodes.index
    for node, i in positions.items():
        positions[node] = at[i]
    return columns, positions, missing


def _links(rows: Iterable[Row], at: dict[str, int], sheets: Interned, missing: set[str]) -> dict[str, LinkList]:
    """The recorded links by type; of several statements of one the first; one that has lost an end is no answer.

    Ids that are named and not there are added to `missing`. Works on whole columns of many rows at a time.
    """
    links: dict[str, LinkList] = {}
    pool, names = Interned(("{}",)), tuple(vocabulary().relations)
    codes = {name: code for code, name in enumerate(names)}
    previous, stream = "", iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        ids, types, subjects, objects, starts, ends, props, files, sheet, row = zip(*chunk, strict=True)
        n = len(chunk)
        columns: dict[str, Array] = {
            "subject": np.fromiter(map(at.get, subjects, repeat(-1)), np.int32, n),
            "object": np.fromiter(map(at.get, objects, repeat(-1)), np.int32, n),
            "start": np.fromiter((DAY_MIN if day is None else day for day in starts), np.int32, n),
            "end": np.fromiter((DAY_MAX if day is None else day for day in ends), np.int32, n),
            "file": np.fromiter(files, np.int32, n), "sheet": np.fromiter(map(sheets.number, sheet), np.int32, n),
            "row": np.fromiter(row, np.int32, n), "id": id_hashes(ids),
            "props": np.fromiter(map(pool.number, props), np.int32, n),
        }
        first = np.fromiter(map(ne, ids, (previous, *ids)), bool, n)
        previous = ids[-1]
        there = (columns["subject"] >= 0) & (columns["object"] >= 0)
        for i in np.flatnonzero(first & ~there).tolist():
            missing.update(end for end in (subjects[i], objects[i]) if end not in at)
        type_ = np.fromiter(map(codes.__getitem__, types), np.int16, n)
        for code in np.unique(type_[first & there]).tolist():
            of_type = first & there & (type_ == code)
            known = links.setdefault(names[code], LinkList(pool))
            known.extend({field: column[of_type] for field, column in columns.items()})
    return links
