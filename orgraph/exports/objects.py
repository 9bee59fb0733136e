"""The statements of a graph as the objects of another program's format, as its mapping file says.

Several files may say one thing: an object is what the first of them says, with what the others add (as in a snapshot).
What leads to nothing that is written is left out, so that no object names one that is not there.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from orgraph.exports.cells import Cell
from orgraph.exports.statements import Statements
from orgraph.loaders.exchange.formats import WRITTEN_ONLY, Format, LinkClass, NodeClass
from orgraph.loaders.exchange.paths import get, holds, put, several
from orgraph.loaders.exchange.statements import ALIASES, ID_FIELDS, labelled

Objects = dict[str, list[dict[str, Any]]]
Values = dict[str, Cell]
LAID_OUT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_JOINED = "、"
# What the first of several statements decides even where it says nothing; a property it lacks it gets from the others.
_OWN = frozenset(("home", "home_name", "code", "number", "aliases", "start", "end", "file", "part_file", "sheet",
                  "row"))


def objects(found: Statements, known: Format) -> Objects:
    """Collection → its objects, nodes before the links between them; `found.counts` counts what was written."""
    sheets = found.sheets()
    made: Objects = defaultdict(list)
    nodes: dict[str, tuple[NodeClass, dict[str, Any]]] = {}
    rows = [row for row in _merged(next(sheets)[1]) if row["kind"] in known.class_of_kind]
    there = {str(row["id"]) for row in rows}
    for row in rows:
        of = known.class_of_kind[str(row["kind"])]
        target = _object(of, row, there, known)
        nodes[str(row["id"])] = of, target
        if of.named:
            put(target, "name", [str(row["name"])])
        else:
            made[of.name].append(target)
    links, referred, named = 0, set[int](), set[tuple[int, str, str]]()
    for row in _merged(next(sheets)[1]):
        ends = [nodes.get(str(row[end])) for end in ("subject", "object")]
        if ends[0] is None or ends[1] is None:
            continue
        type_, names = str(row["type"]), (ends[0][0].name, ends[1][0].name)
        collection = known.link_class(type_, *names)
        if collection is not None:
            made[collection.name].append(_object(collection, row, there, known))
            links += 1
        elif (reference := known.reference_for(type_, *names)) is not None:
            holder, other = (ends[1], row["subject"]) if reference.subject else (ends[0], row["object"])
            told = nodes[str(other)][1]["name"] if reference.by == "name" else f"{known.prefix}{other}"
            said = id(holder[1]), reference.path, told
            if said not in named if several(reference.path) else not get(holder[1], reference.path):
                named.add(said)
                put(holder[1], reference.path, [told])
                referred.add(id(nodes[str(other)][1]))
                links += 1
    for of in known.node:
        if of.referred:
            made[of.name] = [one for one in made[of.name] if id(one) in referred]
    found.counts.update(nodes=sum(len(made.get(of.name, ())) for of in known.node), links=links)
    return dict(made)


def _merged(rows: Iterable[Values]) -> Iterator[Values]:
    """The statements of each id, which stand beside one another, as one."""
    last: Values | None = None
    for row in rows:
        if last is not None and last["id"] == row["id"]:
            last = row | {name: value for name, value in last.items() if name in _OWN or value not in (None, "")}
            continue
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield last


def _object(of: NodeClass | LinkClass, row: Values, there: set[str], known: Format) -> dict[str, Any]:
    shown = labelled(row) | {WRITTEN_ONLY: f"{row['file']}:{row['sheet']}:{row['row']}"}
    if known.last_days and row["end"]:
        shown["end"] = (dt.date.fromisoformat(str(row["end"])) - dt.timedelta(1)).isoformat()
    made: dict[str, Any] = {}
    for field, path in of.fields.items():
        put(made, path, list(_values(field, shown.get(field), path, there, known.prefix)))
    for path, word in of.always.items():
        if holds(made, path):
            put(made, path, [word])
    return made


def _values(field: str, value: Cell, path: str, there: set[str], prefix: str) -> Iterator[str | int | float | bool]:
    if value is None or value == "":
        return
    if field in ID_FIELDS:
        if field == "id" or value in there:
            yield f"{prefix}{value}"
    elif field == "aliases":
        parts = str(value).split(ALIASES)
        yield from parts if several(path) else [_JOINED.join(parts)]
    else:
        yield value

