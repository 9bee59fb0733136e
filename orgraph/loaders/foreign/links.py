"""Their relationships, and their properties that name other nodes, as our links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orgraph.loaders.foreign.findings import Findings
from orgraph.loaders.foreign.known import Known
from orgraph.loaders.foreign.mapping import OFFICES, LinkMapping
from orgraph.loaders.foreign.nodes import Node, Nodes
from orgraph.loaders.foreign.ties import Ties, sheet_of
from orgraph.loaders.foreign.values import Values, parts
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.privacy import ordinary
from orgraph.loaders.write import Interval, link_of, permitted, roots
from orgraph.model import NO_PROPS, Link, Source, Value
from orgraph.stores.neo4j.foreign import ForeignTie
from orgraph.stores.neo4j.foreign.graph import row_of
from orgraph.vocabulary import vocabulary

Ends = tuple[str, ...]
_UNIT: Mapping[str, Value] = {"role": "成员单位"}  # as a sheet of organisations says of the alliances they have joined


@dataclass(frozen=True, slots=True)
class Tied:
    """A link and the nodes at its ends (the object of one about a topic is none); `by`: their type, "" for none."""

    link: Link
    subject: Node
    object: Node | None
    by: str

    def records(self) -> bool:
        """Whether both ends are records."""
        return not (self.subject.unheld or (self.object is not None and self.object.unheld))


@dataclass(slots=True)
class Links:
    """All links in the order of their numbers; `seen`: how many relationships of a type a mapping fits."""

    found: list[Tied] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)


class LinkReader:
    """Makes links of what stands between their nodes."""

    def __init__(self, ties: Ties, nodes: Nodes, known: Known, findings: Findings, graph: str) -> None:
        self._ties, self._nodes, self._known, self._findings, self._graph = ties, nodes, known, findings, graph
        self.unmapped: list[tuple[Source, str]] = []  # ends that no mapping fits, with a relationship to each

    def read(self, mappings: tuple[LinkMapping, ...]) -> Links:
        """Every link that relationships and properties state."""
        links = Links()
        for type_ in dict.fromkeys(mapping.relationship for mapping in mappings):
            of_type = [mapping for mapping in mappings if mapping.relationship == type_]
            names = self._ties.names(type_)
            for tie in self._ties.of[type_]:
                held: dict[str, Cell] = dict(zip(names, tie.values, strict=True))
                fitting = [mapping for mapping in of_type if mapping.fits(held)]
                if fitting:
                    links.seen[type_] = links.seen.get(type_, 0) + 1
                    self._tie(tie, fitting, held, links)
        for node in self._nodes.good.values():
            self._references(node, links)
        return links

    def _tie(self, tie: ForeignTie, fitting: list[LinkMapping], held: dict[str, Cell], links: Links) -> None:
        type_ = fitting[0].relationship
        source = Source(self._graph, sheet_of(type_), row_of(tie.id))
        ends = [self._nodes.good.get(end) for end in (tie.start, tie.end)]
        if None in ends:
            self.unmapped += [(source, end) for end in (tie.start, tie.end) if end not in self._nodes.seen]
            return
        mapping = next((one for one in fitting if _joins(one, *_turned(one, ends))), None)
        if mapping is None:
            first = fitting[0]
            self._refuse(first.relation, source, *_turned(first, ends), (first.from_, first.to))
            return
        subject, object_ = _turned(mapping, ends)
        values = Values(mapping, held, source, self._findings)
        during, props = values.span(), values.properties()
        if mapping.on_behalf_of and (named := values.one(mapping.on_behalf_of.property, cells.reference)):
            sender = self._known.one(named, mapping.on_behalf_of.by, ("Organization",), values,
                                     mapping.on_behalf_of.property)
            if not isinstance(sender, Node):
                return
            props["on_behalf_of"] = sender.id
        if mapping.relation == "MEMBER" and subject.kind == "Person" and values.good:
            role = str(props.get("role", ""))
            if not role:
                values.wrong("graph.required", mapping.properties["role"][0])
            elif ordinary(role):
                self._findings.count("graph.ordinary", Source(self._graph, source.sheet, 0))
                return
        if values.good:
            self._add(links, mapping.relation, (subject, object_), source, during, props, type_)

    def _add(self, links: Links, relation: str, ends: tuple[Node, Node | str], source: Source, during: Interval,
             props: Mapping[str, Value], by: str) -> None:
        subject, object_ = ends
        ids = subject.id, object_ if isinstance(object_, str) else object_.id
        links.found.append(Tied(link_of(relation, ids, source, during, props or NO_PROPS), subject,
                                None if isinstance(object_, str) else object_, by))

    def _refuse(self, relation: str, source: Source, subject: Node, object_: Node, between: tuple[Ends, Ends] = ((), ())
                ) -> None:
        kinds, type_ = vocabulary().kinds, vocabulary().relations[relation]
        starts, stops = ("、".join(kinds[kind].zh[0] for kind in asked or allowed)
                         for asked, allowed in zip(between, (type_.from_, type_.to), strict=True))
        self._findings.count("graph.ends", source, relation=type_.zh[0], subject=kinds[subject.kind].zh[0],
                             object=kinds[object_.kind].zh[0], allowed=f"可从{starts}到{stops}")

    def _references(self, node: Node, links: Links) -> None:
        """The links that properties of a node state."""
        for reference in node.mapping.reference:
            relation = reference.relation
            during: Interval = (node.start, node.end) if relation == "SERVES" else (None, None)
            text = node.values.one(reference.property, cells.reference, needed=False)
            for part in parts(text):
                other = self._known.one(part, reference.by, roots(relation, to=not reference.reverse), node.values,
                                        reference.property)
                if other is None:
                    continue
                if isinstance(other, str):
                    self._add(links, relation, (node, other), node.source, during, {}, "")
                    continue
                subject, object_ = (other, node) if reference.reverse else (node, other)
                if permitted(relation, subject.kind, object_.kind):
                    props = _UNIT if relation == "MEMBER" else NO_PROPS
                    self._add(links, relation, (subject, object_), node.source, during, props, "")
                else:
                    self._refuse(relation, node.source, subject, object_)


def _turned(mapping: LinkMapping, ends: list[Node | None]) -> tuple[Node, Node]:
    """Our subject and object of what begins and ends a relationship."""
    start, end = ends[::-1] if mapping.reverse else ends
    assert start is not None
    assert end is not None
    return start, end


def _joins(mapping: LinkMapping, subject: Node, object_: Node) -> bool:
    """Whether a mapping is for a relationship between these."""
    words = vocabulary()
    return (permitted(mapping.relation, subject.kind, object_.kind)
            and (not mapping.from_ or any(words.is_a(subject.kind, kind) for kind in mapping.from_))
            and (not mapping.to or any(words.is_a(object_.kind, kind) for kind in mapping.to)))


def hold_office(links: Links) -> set[str]:
    """Ids of the persons who hold an office by a relationship that their mapping names."""
    return {tied.subject.id for tied in links.found if tied.link.type in OFFICES and tied.subject.kind == "Person"
            and tied.by in tied.subject.mapping.held_by}
