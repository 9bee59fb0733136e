"""The graph as plain numbered tables, read from the record store: what the peers are given."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.vocabulary import vocabulary

OPEN = (1 << 63) - 1


class Node(NamedTuple):
    """One node; `community` and `street` are the numbers of the areas that it lies in, or -1."""

    number: int
    kind: int
    community: int
    street: int
    start: int
    end: int


class Tie(NamedTuple):
    """One link between node numbers; `role` is its text."""

    subject: int
    object: int
    start: int
    end: int
    role: str


@dataclass(frozen=True)
class Tables:
    """All nodes, and the links of each relation type; functions of organisations are links of type PERFORMS."""

    ids: list[str]
    number: dict[str, int]
    nodes: list[Node]
    ties: dict[str, list[Tie]]


def codes(*kinds: str) -> tuple[int, ...]:
    """The numbers of kinds and their sub-kinds."""
    words = vocabulary()
    order = words.kind_order
    return tuple(sorted({order.index(sub) for kind in kinds for sub in words.subkinds[kind]}))


def read(database: Path) -> Tables:
    """Read the current statements of a database; where several say one thing, the first."""
    db = sqlite3.connect(database)
    entities = {row[0]: row for row in db.execute(
        "SELECT id, kind, home, start, end, json_extract(props, '$.function') FROM entity WHERE gen_to = ? "
        "ORDER BY id, file DESC, row DESC", (OPEN,))}
    number = {entity: n for n, entity in enumerate(entities)}
    community, street = _place(entities, codes("Community", "Village")), _place(entities, codes("Street"))
    order = {kind: n for n, kind in enumerate(vocabulary().kind_order)}
    nodes = [Node(n, order[kind], number.get(community[entity] or "", -1), number.get(street[entity] or "", -1),
                  _day(start, DAY_MIN), _day(end, DAY_MAX))
             for n, (entity, kind, _, start, end, _) in enumerate(entities.values())]
    links = {row[0]: row[1:] for row in db.execute(
        "SELECT id, type, subject, object, start, end, props FROM link WHERE gen_to = ?", (OPEN,))}
    ties: dict[str, list[Tie]] = {}
    for type_, subject, object_, start, end, props in links.values():
        role = str(json.loads(props).get("role", "")) if props != "{}" else ""
        ties.setdefault(type_, []).append(
            Tie(number[subject], number[object_], _day(start, DAY_MIN), _day(end, DAY_MAX), role))
    ties["PERFORMS"] = [Tie(number[entity], number[f"f-{function}"], DAY_MIN, DAY_MAX, "")
                        for entity, _, _, _, _, function in entities.values() if function]
    return Tables(list(entities), number, nodes, ties)


def _day(day: int | None, default: int) -> int:
    return default if day is None else day


def _place(entities: dict[str, tuple[str, str, str | None]], kinds: tuple[int, ...]) -> dict[str, str | None]:
    """For each node the area of one of the kinds that it is or lies in."""
    names = {vocabulary().kind_order[code] for code in kinds}
    found: dict[str, str | None] = {}

    def of(entity: str) -> str | None:
        if entity not in found:
            found[entity] = None
            if entity in entities:
                _, kind, home, *_ = entities[entity]
                found[entity] = entity if kind in names else of(home) if home else None
        return found[entity]

    for entity in entities:
        of(entity)
    return found
