"""Whom to call as rows and as a sentence: candidates, the way to the first, the ladder, who sits down together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.results import Cell, Contact, NodeRef, Table, Tables

if TYPE_CHECKING:
    from orgraph.queries.who_to_call.results import CallResult, PersonRef

_PARTS = ("topic", "authority", "proximity", "reliability", "load", "freshness")


def called(result: CallResult) -> str:
    """Who comes first."""
    where = f"{result.place.name}：" if result.place else ""
    if not result.candidates:
        return f"{where}没有找到可以联系的单位 (nobody found)"
    first = result.candidates[0]
    who = f"，{first.person.name}（{first.person.post}）" if first.person else ""
    unsure = "，拿不准 (not sure)" if result.unsure or result.abstained else ""
    return (f"{where}{'、'.join(topic.name for topic in result.topics[:1])}找 {first.organization.name}{who}{unsure} "
            f"(call the first of {len(result.candidates)})")


def call_tables(result: CallResult) -> Tables:
    """candidates · escalation · convene · topics · path: the links that lead to each candidate"""
    return {
        "candidates": Table.of(
            f"rank organization_id organization classification person_id person post contact score {' '.join(_PARTS)} "
            "route why", (
                [one.rank, one.organization.id, one.organization.name, one.organization.classification,
                 *person(one.person), phone(one.contact), one.score, *(getattr(one.parts, name) for name in _PARTS),
                 one.route, one.why] for one in result.candidates),
            brief="rank organization person post contact score why"),
        "escalation": Table.of("level organization_id organization person_id person post contact after_hours due "
                               "reachable holes", (
            [one.level, one.organization.id, one.organization.name, *person(one.person), phone(one.contact),
             one.after_hours, one.due, one.reachable, "；".join(hole.message for hole in one.holes)]
            for one in result.escalation)),
        "convene": Table.of("part organization_id organization person_id person post contact duties", (
            [one.part, one.organization.id, one.organization.name, *person(one.person), phone(one.contact),
             "；".join(one.duties)] for one in (result.convene.seats if result.convene else ()))),
        "topics": Table.of("id name score matched", (
            [one.id, one.name, one.score, "、".join(one.matched)] for one in result.topics)),
        "path": Table.of("rank step id name kind relation leaves_id leaves source", (
            [one.rank, number, step.node.id, step.node.name, step.node.kind, step.relation,
             *([step.from_.id, step.from_.name] if step.from_ else [None, None]),
             str(step.source) if step.source else None]
            for one in result.candidates for number, step in enumerate(one.path)))}


def person(who: PersonRef | NodeRef | None) -> list[Cell]:
    """The cells of a person: id, name, post."""
    return [None, None, None] if who is None else [who.id, who.name, getattr(who, "post", None)]


def phone(contact: Contact | None) -> Cell:
    """The number, masked as the result has it."""
    return contact.value if contact else None
