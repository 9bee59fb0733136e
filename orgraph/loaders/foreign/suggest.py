"""A first mapping file of a graph: its labels, types and properties, with what ours they may be, for people to finish.

Labels and types are known by the Chinese and English names of our kinds and relations, properties by the headers that
sheets have and by what they hold. What is not known stands there as a comment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from orgraph.loaders.foreign.mapping import ABSTRACT, OFFICES
from orgraph.loaders.mapping.suggest import SURE, assign, suggest
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.headers import header_key
from orgraph.loaders.reading.privacy import sensitive
from orgraph.loaders.write import stated
from orgraph.names import normalise
from orgraph.stores.neo4j.foreign import ForeignGraph
from orgraph.vocabulary import Column, Sheet, vocabulary

_OWN = ("name", "code", "number", "aliases", "start", "end")  # keys of a [[node]] that are a property's name
_SHEETS = {"Area": "area", "Organization": "organization", "Person": "person", "Post": "post", "Case": "case",
           "Entry": "entry"}
_HEAD = """# 由 orgraph map 写成，请补全带 ? 的行，见 docs/neo4j-mapping.md (by orgraph map; finish what has a ?)
"""


def first_mapping(graph: ForeignGraph) -> str:
    """The text of a mapping file, as much of it as can be told."""
    found = _known(graph)
    parts = [_HEAD]
    offices = [type_ for type_ in graph.types() if found.get(type_, "") in OFFICES]
    for label, count in graph.labels().items():
        parts.append(_node(label, count, graph.samples(label), offices))
    for type_, count in graph.types().items():
        parts.append(_link(type_, count, found.get(type_, ""), graph.samples(type_, relationships=True)))
    return "\n".join(parts)


def _known(graph: ForeignGraph) -> dict[str, str]:
    """Relationship type → our relation, where the name says it."""
    names = {normalise(label): name for label, name in vocabulary().relation_of_label.items() if name in stated()}
    return {type_: names[normalise(type_)] for type_ in graph.types() if normalise(type_) in names}


def _node(label: str, count: int, samples: Mapping[str, Sequence[Cell]], offices: Sequence[str]) -> str:
    words = vocabulary()
    kinds = {normalise(name): kind for name, kind in words.kind_of_label.items() if kind not in ABSTRACT}
    kind = kinds.get(normalise(label), "")
    sheet = words.sheets.get(_SHEETS.get(words.root(kind), "")) if kind else None
    lines = [f"# {count:,} 个 nodes", "[[node]]", f"label = {_text(label)}",
             f"kind = {_text(kind)}" if kind else 'kind = ""  # ?']
    fields, unknown = _fields(sheet, samples)
    lines += [f"{name} = {_text(fields.pop(name))}" for name in _OWN if name in fields]
    if "name = " not in "\n".join(lines):
        lines.append('name = ""  # ?')
    if home := fields.pop("home", fields.pop("parent", "")):
        lines.append(f"home = [{{ property = {_text(home)}, by = \"name\" }}]  # ? name, code, number")
    if kind == "Person":
        lines.append(f"held_by = [{', '.join(map(_text, offices))}]" + ("" if offices else "  # ?"))
    return "\n".join([*lines, *_rest(fields, unknown)]) + "\n"


def _link(type_: str, count: int, relation: str, samples: Mapping[str, Sequence[Cell]]) -> str:
    sheet = vocabulary().sheets["membership" if relation in ("", "MEMBER") else "relation"]
    lines = [f"# {count:,} 条 relationships", "[[link]]", f"relationship = {_text(type_)}",
             f"relation = {_text(relation)}" if relation else 'relation = ""  # ?']
    fields, unknown = _fields(sheet, samples)
    lines += [f"{name} = {_text(fields.pop(name))}" for name in ("start", "end") if name in fields]
    return "\n".join([*lines, *_rest(fields, unknown)]) + "\n"


def _rest(fields: Mapping[str, str], unknown: Sequence[str]) -> list[str]:
    known = [f"{ours} = {_text(theirs)}" for ours, theirs in fields.items()]
    lines = [f"properties = {{ {', '.join(known)} }}"] if known else []
    return [*lines, *(f"# ? {name}" for name in unknown)]


def _fields(sheet: Sheet | None, samples: Mapping[str, Sequence[Cell]]) -> tuple[dict[str, str], list[str]]:
    """Our key or property → theirs, and those of theirs that are not known; personal data is not even named."""
    theirs = [name for name in samples if not sensitive(name)]
    if sheet is None:
        return {}, theirs
    columns = [column for column in sheet.column if _usable(column)]
    usable = Sheet(name=sheet.name, makes=sheet.makes, title=sheet.title, names=sheet.names, column=tuple(columns))
    exact = {header_key(text): column.field for column in columns for text in (*column.headers, column.field)}
    exact.setdefault("名称", "name")  # of whatever kind
    found: dict[str, str] = {}
    for name in theirs:
        if (field := exact.get(header_key(name))) and field not in found:
            found[field] = name
    likely = assign({name: suggest(usable, name, samples[name], taken=found) for name in theirs
                     if name not in found.values()})
    found |= {best.field: name for name, best in likely.items() if best.score >= SURE}
    by_field = {column.field: column for column in columns}
    return ({by_field[field].prop or field: name for field, name in found.items()},
            [name for name in theirs if name not in found.values()])


def _usable(column: Column) -> bool:
    """Whether a property of a node or relationship may be what a column of sheets is."""
    return column.field in (*_OWN, "home", "parent") or (column.prop is not None and column.ref is None)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
