"""Facts of a made-up town in the pattern language: what a rule's examples stand on.

    (a:Compound)-[:WITHIN]->(k:Community), (a)<-[:SERVES {start: "2024-01-01"}]-(:OwnersCommittee {end: "2025-01-01"})

Every variable is a thing of its own, and its id and name; every path says links; `{…}` gives properties and the dates
start and end. WITHIN says what a thing lies right in. A membership's role that is the name of a post of the body fills
that post, and `on_behalf_of` names a variable, as in files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from orgraph.errors import DataError
from orgraph.model import Entity, Link, Membership, Record, Source, Value
from orgraph.patterns import Pattern, Test, parse
from orgraph.vocabulary import vocabulary

DAY = dt.date(2025, 6, 30)  # the day that an example is asked for, unless it says another
WITHIN = "WITHIN"


def check_facts(text: str, named: Collection[str]) -> None:
    """Raise DataError unless `text` is facts that have the variables `named`."""
    pattern = parse(text)
    if missing := set(named) - set(pattern.nodes):
        raise DataError(f"the facts have no {', '.join(sorted(missing))}: {pattern.text}")
    for _ in records(text):
        pass


def records(text: str, file: str = "facts") -> Iterator[Record]:
    """The facts as records, nodes first. Raises DataError where they say no fact (OR, WHERE with more than =, …)."""
    pattern = parse(text)
    homes = dict(_homes(pattern))
    for row, (name, node) in enumerate(pattern.nodes.items(), 1):
        kind = _one(node.labels, f"({name})", pattern)
        props = _props(node.tests, pattern)
        yield Entity(id=name, kind=kind, name=name, home=homes.get(name), source=Source(file, "", row),
                     start=props.pop("start", None), end=props.pop("end", None), props=props)
    for row, relation in enumerate(pattern.relations, len(pattern.nodes) + 1):
        type_ = _one(relation.types, "[]", pattern)
        if type_ == WITHIN:
            continue
        if vocabulary().relations[type_].derived:
            raise DataError(f"{type_} follows from other facts, say those: {pattern.text}")
        props = _props(relation.tests, pattern)
        made: dict[str, Any] = {
            "id": f"l-{row}", "subject": relation.subject, "object": relation.object, "source": Source(file, "", row),
            "start": props.pop("start", None), "end": props.pop("end", None), "props": props}
        yield Membership(**made) if type_ == "MEMBER" else Link(type=type_, **made)


def _homes(pattern: Pattern) -> Iterable[tuple[str, str]]:
    found: dict[str, str] = {}
    for relation in pattern.relations:
        if WITHIN in relation.types and found.setdefault(relation.subject, relation.object) != relation.object:
            raise DataError(f"{relation.subject} lies in two areas: {pattern.text}")
    return found.items()


def _one(names: tuple[str, ...], what: str, pattern: Pattern) -> str:
    if len(names) != 1:
        raise DataError(f"a fact has one kind or type, {what} has {'|'.join(names) or 'none'}: {pattern.text}")
    return names[0]


def _props(tests: tuple[Test, ...], pattern: Pattern) -> dict[str, Any]:
    found: dict[str, Value] = {}
    for test in tests:
        if test.operator != "=" or not isinstance(test.operand, str | int | float | bool):
            raise DataError(f"a fact says {test.property} = one value: {pattern.text}")
        found[test.property] = _value(test.property, test.operand, vocabulary().properties)
    return found


def _value(name: str, value: str | int | float | bool, known: Mapping[str, Any]) -> Value:
    if name in ("start", "end") or known[name].type == "date":
        return dt.date.fromisoformat(str(value))
    return value
