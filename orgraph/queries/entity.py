"""One organisation, person, area or anything else on a day: what it is, who is in it, what it is tied to."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

from orgraph.dates import iso
from orgraph.queries.areas import area_path, by_id, nearest, offered
from orgraph.queries.areas import candidates as areas_named
from orgraph.queries.contacts import contact_of
from orgraph.queries.people import officers
from orgraph.queries.refs import node_ref, source_ref
from orgraph.queries.schedule import next_meeting, step_on, steps
from orgraph.queries.scope import may_ask
from orgraph.results import Cell, Contact, NodeRef, Part, Result, SourceRef, Table, Tables
from orgraph.results.table import kind_label
from orgraph.stores.base import Edge, View
from orgraph.vocabulary import vocabulary

MANY = 500  # relations listed at most
HISTORY = ("LIES_IN", "SUCCEEDED_BY")  # where an area lay before, and what took its place: told on any day
ANY = ("Area", "Organization", "Person", "Post", "Entry", "Case", "Topic", "Function")


class EntityRef(NodeRef):
    """A node with everything recorded of it; restricted properties are masked."""

    code: str = ""
    number: str = ""
    aliases: list[str] = []
    area_path: list[str] = []
    start: str | None = None
    end: str | None = None
    alive: bool = True
    props: dict[str, Any] = {}
    contact: Contact | None = None
    source: SourceRef


class PostRef(Part):
    """One office: who, what, where, from when to when, by which row."""

    person: NodeRef
    role: str
    organization: NodeRef
    start: str | None
    end: str | None
    source: SourceRef


class RelationRef(Part):
    """One link."""

    type: str
    label: str
    other: NodeRef
    direction: str
    role: str = ""
    start: str | None
    end: str | None
    source: SourceRef


class EntityResult(Result):
    """An entity on a day."""

    query: str = "show"
    entity: EntityRef
    posts: list[PostRef] = []
    relations: list[RelationRef] = []
    organizations: list[NodeRef] = []
    steps: list[str] = []
    next_meeting: str | None = None
    step_on: str | None = None

    def answer(self) -> str:
        return (f"{self.entity.name}（{kind_label(self.entity.kind)}），任职 {len(self.posts)}，联系 "
                f"{len(self.relations)} ({len(self.posts)} posts, {len(self.relations)} links)")

    def tables(self) -> Tables:
        """entity · posts · relations"""
        return {
            "entity": _listed([self.entity]),
            "posts": Table.of("person_id person role organization_id organization start end source", (
                [one.person.id, one.person.name, one.role, one.organization.id, one.organization.name, one.start,
                 one.end, str(one.source)] for one in self.posts)),
            "relations": Table.of("relation words direction id name kind role start end source", (
                [one.type, one.label, one.direction, one.other.id, one.other.name, one.other.kind, one.role, one.start,
                 one.end, str(one.source)] for one in self.relations))}


class FindResult(Result):
    """Entities found by name."""

    query: str = "find"
    results: list[EntityRef] = []

    def answer(self) -> str:
        return f"找到 {len(self.results):,} 个 ({len(self.results):,} found)"

    def tables(self) -> Tables:
        return {"results": _listed(self.results)}


def _listed(found: Sequence[EntityRef]) -> Table:
    def row(one: EntityRef) -> list[Cell]:
        return [one.id, one.name, one.kind, one.code, one.number, "/".join(one.area_path), one.start, one.end,
                one.alive, one.contact.value if one.contact else None, str(one.source)]

    return Table.of("id name kind code number area_path start end alive contact source", map(row, found),
                    brief="name kind area_path start end contact")


def find(view: View, name: str = "", *, kind: str | None = None, area: int | None = None, day: int) -> FindResult:
    """All nodes that `name` may mean, by name, alias, code, number or path; of a kind, inside an area.

    Without a name: everything of the kind that exists on the day. Of a name that nothing has, a warning tells the
    nearest ones.
    """
    began = time.perf_counter()
    lo, hi = (0, view.size) if area is None else view.inside(area)
    position = by_id(view, name) if name else -1
    if position >= 0:
        found = [position]
    elif name:
        found = areas_named(view, name, (kind,) if kind else ANY)
    else:
        found = [int(p) for p in view.of_kind(kind or "Area", lo, hi) if view.alive(int(p), day)]
    result = FindResult(
        as_of=iso(day) or "",
        generation=view.generation,
        area=None if area is None else node_ref(view, area),
        results=[entity_ref(view, p, day) for p in found if lo <= p < hi and may_ask(view, p)],
    )
    if name and not result.results:
        near = offered(view, nearest(view, name, (kind,) if kind else (), day, None if area is None else (lo, hi)))
        result.warnings += [near] if near else []
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result


def entity_ref(view: View, position: int, day: int) -> EntityRef:
    """Everything recorded of a node."""
    record = view.record(position)
    restricted = {name for name, prop in vocabulary().properties.items() if prop.restricted}
    source = record.pop("source")
    record["props"] = {k: v for k, v in record["props"].items() if k not in restricted}
    return EntityRef(
        **record,
        area_path=area_path(view, position),
        alive=view.alive(position, day),
        contact=contact_of(view, (position,), day),
        source=source_ref(source),
    )


def show(view: View, position: int, day: int) -> EntityResult:
    """The entity with its posts and links in force on the day, of an area also where it lay and what followed it."""
    began = time.perf_counter()
    entity = entity_ref(view, position, day)
    root = vocabulary().root(entity.kind)
    result = EntityResult(
        as_of=iso(day) or "", generation=view.generation, entity=entity, relations=_relations(view, position, day)
    )
    if root == "Organization":
        result.posts = [_post(view, edge) for edge in officers(view, position, day)]
        units = [e for e in view.edges(position, "MEMBER", inbound=True, day=day) if view.kind(e.subject) != "Person"]
        result.posts += [_post(view, edge) for edge in units]
    elif root == "Person":
        result.posts = [_post(view, edge) for edge in view.edges(position, "MEMBER", inbound=False, day=day)]
    elif root == "Area":
        units = [e for e in view.edges(position, "SERVES", inbound=True, day=day) if view.alive(e.subject, day)]
        result.organizations = [node_ref(view, edge.subject) for edge in units]
        result.posts = [_post(view, edge) for unit in units for edge in officers(view, unit.subject, day)]
        result.posts += [_post(view, edge) for edge in view.edges(position, "TAKES_CHARGE_OF", inbound=True, day=day)]
    _timing(result, entity.props, dt.date.fromordinal(day))
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result


def _timing(result: EntityResult, props: dict[str, Any], day: dt.date) -> None:
    meeting = next_meeting(str(props.get("schedule", "")), day)
    result.next_meeting = meeting.isoformat() if meeting else None
    result.steps = steps(str(props.get("steps") or props.get("workflow") or ""))
    result.step_on = step_on(str(props.get("workflow", "")), day)


def _post(view: View, edge: Edge) -> PostRef:
    return PostRef(
        person=node_ref(view, edge.subject),
        role=str(edge.props.get("role", "")),
        organization=node_ref(view, edge.object),
        start=iso(edge.start),
        end=iso(edge.end),
        source=source_ref(edge.source),
    )


def _relations(view: View, position: int, day: int) -> list[RelationRef]:
    found = []
    for type_, relation in vocabulary().relations.items():
        for inbound in (False, True):
            for edge in view.edges(position, type_, inbound=inbound, day=None if type_ in HISTORY else day)[:MANY]:
                other = edge.subject if inbound else edge.object
                if not view.alive(other, day) and type_ not in HISTORY:
                    continue
                found.append(
                    RelationRef(
                        type=type_,
                        label=relation.zh[0],
                        other=node_ref(view, other),
                        direction="in" if inbound else "out",
                        role=str(edge.props.get("role", "")),
                        start=iso(edge.start),
                        end=iso(edge.end),
                        source=source_ref(edge.source),
                    )
                )
    return found
