"""Their nodes as ours, each with the natural key that its id is made of; where it lies is found out later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from orgraph.loaders.foreign.findings import Findings
from orgraph.loaders.foreign.mapping import ABSTRACT, KindOf, NodeMapping, nearest, plain
from orgraph.loaders.foreign.values import Values, parts
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.resolving.functions import usual_function
from orgraph.model import NO_PROPS, PREFIXES, Entity, Source, Value, make_id
from orgraph.names import normalise
from orgraph.stores.neo4j.foreign import ForeignGraph, ForeignNode
from orgraph.stores.neo4j.foreign.graph import row_of
from orgraph.vocabulary import vocabulary


@dataclass(slots=True, eq=False)
class Node:
    """A node that is one of ours; `element` is its elementId, `home` the area that it lies in, `unheld`: a person
    who holds no office, and is no record."""

    element: str
    mapping: NodeMapping
    values: Values
    id: str
    key: str
    kind: str
    name: str
    code: str
    number: str
    aliases: tuple[str, ...]
    start: dt.date | None
    end: dt.date | None
    props: Mapping[str, Value]
    home: Node | None = None
    unheld: bool = False

    @property
    def source(self) -> Source:
        """Where it is in their graph."""
        return self.values.source

    @property
    def root(self) -> str:
        """Area, Organization, Person …"""
        return vocabulary().root(self.kind)

    def entity(self) -> Entity:
        """The record of it."""
        return Entity(id=self.id, kind=self.kind, name=self.name, source=self.source, code=self.code,
                      home=self.home.id if self.home else None, number=self.number, aliases=self.aliases,
                      start=self.start, end=self.end, props=self.props or NO_PROPS)


@dataclass(slots=True)
class Nodes:
    """All of them by elementId; `seen` are those that a mapping fits, good or not, with their labels."""

    good: dict[str, Node] = field(default_factory=dict)
    seen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)  # by what stands as the source's sheet


def sheet_of(mapping: NodeMapping) -> str:
    """The labels as a source names them."""
    return f"(:{':'.join(mapping.label)})"


def read_nodes(graph: ForeignGraph, mappings: tuple[NodeMapping, ...], findings: Findings) -> Nodes:
    """Every node that a mapping fits, by the first that does."""
    found = Nodes()
    keys: dict[tuple[str, str, str], Node] = {}
    properties = graph.properties()
    for mapping in mappings:
        sheet, names = sheet_of(mapping), mapping.names
        nodes = graph.nodes(mapping.label, names)
        for name in names:
            if nodes and name not in mapping.when and all(node.values[names.index(name)] is None for node in nodes):
                near = nearest(name, [one for one in properties if one != name]).removeprefix(name)
                findings.of("graph.property", findings.table(sheet), name, near=near)
        for node in nodes:
            held: dict[str, Cell] = dict(zip(names, node.values, strict=True))
            if node.id in found.seen or not mapping.fits(held):
                continue
            found.seen[node.id] = node.labels
            found.read[sheet] = found.read.get(sheet, 0) + 1
            made = _made(node, mapping, Values(mapping, held, Source(graph.name, sheet, row_of(node.id)), findings))
            if made is None:
                continue
            first = keys.setdefault((made.root, sheet, made.key), made)
            if first is made:
                found.good[node.id] = made
            else:
                made.values.wrong("graph.key", mapping.key, made.key, other=first.source.row)
    return found


def _made(node: ForeignNode, mapping: NodeMapping, values: Values) -> Node | None:
    """Ours, or None where what is needed is missing or wrong."""
    kind = _kind(mapping, values)
    name = values.first(mapping.name, cells.name)
    if name is None and values.good:
        values.wrong("graph.required", mapping.name[0])
    key = values.one(mapping.key, cells.reference) if mapping.key else node.id
    if key is None and values.good:
        values.wrong("graph.required", mapping.key)
    organization = kind is not None and vocabulary().is_a(kind, "Organization")
    code = values.one(mapping.code, cells.credit_code if organization else cells.code, needed=False)
    number = values.one(mapping.number, cells.code, needed=False)
    aliases = [part for one in mapping.aliases for part in parts(values.one(one, cells.reference, needed=False))]
    start, end = values.span()
    props = values.properties()
    if kind is None or not values.good:
        return None
    if kind == "Post":
        props["title"] = name
    if organization and "function" not in props and (function := usual_function(kind, name)):
        props["function"] = function
    key, root = str(key), vocabulary().root(kind)
    return Node(node.id, mapping, values, make_id(PREFIXES[root], "graph", sheet_of(mapping), key), key, kind, name,
                code or "", number or "", tuple(dict.fromkeys(aliases)), start, end, props)


def _kind(mapping: NodeMapping, values: Values) -> str | None:
    """The kind that a node is of."""
    if not isinstance(mapping.kind, KindOf):
        return mapping.kind
    name = mapping.kind.property
    said = plain(values.held.get(name))
    table = {normalise(theirs): ours for theirs, ours in mapping.kind.values.items()}
    words = vocabulary()
    kind = table.get(normalise(said)) or {normalise(label): k for label, k in words.kind_of_label.items()}.get(
        normalise(said))
    if not said:
        values.wrong("graph.required", name)
    elif kind is None or kind in ABSTRACT:
        near = nearest(said, [*mapping.kind.values, *words.kind_of_label]).removeprefix(said)
        shown = "、".join(mapping.kind.values) or "orgraph 的类别 (docs/reference.md)"
        values.wrong("cell.kind", name, said, title="", choices=shown + near)
    elif kind == "Person":
        values.wrong("graph.person", name, said)
    else:
        return kind
    return None
