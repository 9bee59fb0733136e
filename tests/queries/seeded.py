"""Random cities in which every name, id, number and row is like no other; what a scope may see of them, the slow way.

What may be named is worked out from the reference's graph (networkx), so that the program is not asked about itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from reference.graph import Graph, build, holds_on

from orgraph.model import Entity, Link, Record, Source
from orgraph.vocabulary import vocabulary

COUNTS = ("population", "households", "members_count", "party_members", "volunteers")


def seeded(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records with ids, names, telephones, counts and files of which each tells what it is of."""
    records = tuple(records)
    every = list(dict.fromkeys(record.id for record in records))
    new = {old: old if old[:2] in ("t-", "f-") else f"{old[0]}-x{number:04d}x" for number, old in enumerate(every)}
    return tuple(_seeded(record, number, new) for number, record in enumerate(records))


def _seeded(record: Record, number: int, new: Mapping[str, str]) -> Record:
    source = Source(f"表{number:04d}册.csv", f"页{number:04d}面", 100_000 + number)
    props = dict(record.props)
    if "on_behalf_of" in props:
        props["on_behalf_of"] = new.get(str(props["on_behalf_of"]), "o-gone")
    if isinstance(record, Link):
        return replace(record, id=new[record.id], subject=new.get(record.subject, record.subject),
                       object=new.get(record.object, record.object), source=source, props=props)
    assert isinstance(record, Entity)
    mark = new[record.id][-5:-1]
    if vocabulary().root(record.kind) == "Area":
        props["population"] = 7_000_000 + number
    if vocabulary().root(record.kind) in ("Organization", "Person"):
        props["phone"] = f"139{number:04d}{mark}"
    catalogue = record.id == new[record.id]
    home = new[record.home] if record.home else None
    return replace(record, id=new[record.id], home=home, source=source, props=props,
                   name=record.name if catalogue else f"{record.name}甲{mark}乙",
                   code="" if catalogue else f"K{mark}K", aliases=() if catalogue else (f"又{mark}称",))


@dataclass(frozen=True)
class Seen:
    """Ids that lie in the areas of a scope on a day, that may be named, and all there are."""

    inside: frozenset[str]
    named: frozenset[str]
    graph: Graph

    def marks(self) -> set[str]:
        """Texts that must not be in any answer: ids, names, aliases, codes, telephones, counts, files of the rest."""
        found: set[str] = set()
        for id_, entity in self.graph.nodes(data="entity"):
            if id_ not in self.named:
                found |= {id_, entity.name, entity.source.file, entity.source.sheet, str(entity.source.row)}
                found |= {entity.code, *entity.aliases, str(entity.props.get("population", "")),
                          "****" + str(entity.props.get("phone", ""))[-4:]} - {"", "****"}
        for a, b, tie in self.graph.edges(data="tie"):
            if tie.source is not None and not {a, b} <= self.named:
                found |= {tie.source.file, tie.source.sheet, str(tie.source.row)}
        shown = {t for a, b, tie in self.graph.edges(data="tie") if tie.source and {a, b} <= self.named
                 for t in (tie.source.file, tie.source.sheet, str(tie.source.row))}
        return found - shown


def seen(records: Iterable[Record], areas: Iterable[str], day: dt.date) -> Seen:
    """What a caller with these areas may know of on a day."""
    graph = build(records)
    home = {id_: entity.home for id_, entity in graph.nodes(data="entity")}
    root = {id_: vocabulary().root(entity.kind) for id_, entity in graph.nodes(data="entity")}

    def up(id_: str) -> list[str]:
        line = [id_]
        while (above := home.get(line[-1])) is not None and above in home:
            line.append(above)
        return line

    wanted = set(areas)
    inside = {id_ for id_ in graph if wanted & set(up(id_))}
    above = {one for area in wanted & set(graph) for one in up(area)} - inside
    linked = {end for a, b, tie in graph.edges(data="tie") if {a, b} & inside
              and (holds_on(tie.start, tie.end, day) or tie.type == "WAIVES") for end in (a, b)}
    superior = {id_ for id_ in graph if home[id_] in above and root[id_] in ("Organization", "Person", "Post")}
    catalogue = {id_ for id_ in graph if root[id_] in ("Topic", "Function")}
    return Seen(frozenset(inside | catalogue), frozenset(inside | above | linked | superior | catalogue), graph)


def leaves(value: Any) -> Iterable[Any]:
    """Every value of plain JSON."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield value
