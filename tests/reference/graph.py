"""Records → a networkx MultiDiGraph with every derived link written out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import networkx as nx
from msgspec.structs import replace

from orgraph.model import Entity, Link, Record, Source
from orgraph.vocabulary import vocabulary

Graph = Any  # nx.MultiDiGraph: node attribute `entity`, edge attribute `tie`


@dataclass(frozen=True)
class Tie:
    """A link as the reference walks it, stated or derived."""

    type: str
    start: dt.date | None
    end: dt.date | None
    props: Mapping[str, Any]
    source: Source | None


def holds_on(start: dt.date | None, end: dt.date | None, day: dt.date) -> bool:
    """Whether [start, end) holds on the day."""
    return (start is None or start <= day) and (end is None or day < end)


def merged(records: Iterable[Record]) -> tuple[dict[str, Entity], dict[str, Link]]:
    """One record an id: the statement of the first file by name; others add the properties that an entity lacks."""
    entities: dict[str, Entity] = {}
    links: dict[str, Link] = {}
    for record in sorted(records, key=lambda r: (r.source.file, r.source.row)):
        if isinstance(record, Link):
            links.setdefault(record.id, record)
        elif record.id in entities:
            known = entities[record.id]
            entities[record.id] = replace(known, props={**record.props, **known.props})
        else:
            entities[record.id] = record
    return entities, links


def build(records: Iterable[Record]) -> Graph:
    """The graph. A link to an entity that nothing states is left out."""
    entities, links = merged(records)
    graph = nx.MultiDiGraph()
    for entity in entities.values():
        graph.add_node(entity.id, entity=entity)
    for link in links.values():
        if link.subject in graph and link.object in graph:
            graph.add_edge(link.subject, link.object, link.id,
                           tie=Tie(link.type, link.start, link.end, link.props, link.source))
    _within(graph, entities)
    _performs(graph, entities)
    _available(graph)
    members = [link for link in links.values() if link.type == "MEMBER" and graph.has_edge(
        link.subject, link.object, link.id)]
    _on_behalf_of(graph, members)
    _holds(graph, members)
    return graph


def above(graph: Graph, node: str) -> list[str]:
    """Areas that a node lies in, nearest first."""
    found: list[str] = []
    at = graph.nodes[node]["entity"].home
    while at is not None and at in graph:
        found.append(at)
        at = graph.nodes[at]["entity"].home
    return found


def inside(graph: Graph, area: str | None) -> set[str]:
    """The nodes of an area, itself included; of None all."""
    return {node for node in graph if area is None or node == area or area in above(graph, node)}


def of_kind(graph: Graph, kind: str) -> set[str]:
    """The nodes of a kind, sub-kinds included."""
    return {node for node, entity in graph.nodes("entity") if vocabulary().is_a(entity.kind, kind)}


def _within(graph: Graph, entities: Mapping[str, Entity]) -> None:
    for node in entities:
        for area in above(graph, node):
            graph.add_edge(node, area, f"{node} in {area}", tie=Tie("WITHIN", None, None, {}, None))


def _performs(graph: Graph, entities: Mapping[str, Entity]) -> None:
    for node, entity in entities.items():
        function = f"f-{entity.props.get('function')}"
        if function in graph:
            graph.add_edge(node, function, f"{node} performs",
                           tie=Tie("PERFORMS", entity.start, entity.end, {}, entity.source))


def _available(graph: Graph) -> None:
    """A service that says nowhere is to be had where it is."""
    for node in of_kind(graph, "Service"):
        entity = graph.nodes[node]["entity"]
        said = any(tie.type == "AVAILABLE_IN" for _, _, tie in graph.out_edges(node, data="tie"))
        if entity.home in graph and not said:
            graph.add_edge(node, entity.home, f"{node} there",
                           tie=Tie("AVAILABLE_IN", entity.start, entity.end, {}, entity.source))


def _on_behalf_of(graph: Graph, members: Iterable[Link]) -> None:
    for link in members:
        sender = link.props.get("on_behalf_of")
        if sender in graph:
            graph.add_edge(link.subject, sender, f"{link.id} for",
                           tie=Tie("ON_BEHALF_OF", link.start, link.end, {}, link.source))


def _holds(graph: Graph, members: Iterable[Link]) -> None:
    """Memberships, the earlier first, take posts of their title: the first post that exists then and is free."""
    free_from: dict[str, dt.date] = {}

    def in_turn(link: Link) -> tuple[dt.date, int]:
        # Of two that begin on one day chance decides, the same in every engine.
        chance = int.from_bytes(blake2b(link.id.encode(), digest_size=8).digest(), "little")
        return link.start or dt.date.min, chance

    for link in sorted(members, key=in_turn):
        titled = sorted({s for s, _, tie in graph.in_edges(link.object, data="tie") if tie.type == "POST_IN"
                         and graph.nodes[s]["entity"].name == link.props.get("role")})
        there = [post for post in titled if _overlap(graph.nodes[post]["entity"], link)]
        free = [p for p in there if free_from.get(p, dt.date.min) <= (link.start or dt.date.min)]
        for post in (free or there)[:1]:
            free_from[post] = max(free_from.get(post, dt.date.min), link.end or dt.date.max)
            graph.add_edge(link.subject, post, f"{link.id} holds",
                           tie=Tie("HOLDS", link.start, link.end, {}, link.source))


def _overlap(post: Entity, link: Link) -> bool:
    starts = [s for s in (post.start, link.start) if s is not None]
    ends = [e for e in (post.end, link.end) if e is not None]
    return not starts or not ends or max(starts) < min(ends)
