"""Links as the loaders make them: ends checked against relations.toml, ids from what the link says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache

from orgraph.loaders.mapping.rows import RowValues
from orgraph.loaders.problems import Problems
from orgraph.loaders.resolving.resolve import Node
from orgraph.model import NO_PROPS, Link, Membership, Record, Source, Value, make_id
from orgraph.names import normalise
from orgraph.vocabulary import vocabulary

Interval = tuple[dt.date | None, dt.date | None]
"""Valid time of a link, [start, end)."""

ALWAYS: Interval = (None, None)


@cache
def permitted(relation: str, subject: str, object_: str) -> bool:
    """Whether relations.toml lets a link of this type lead from one kind to the other."""
    known = vocabulary()
    type_ = known.relations[relation]
    return (any(known.is_a(subject, kind) for kind in type_.from_)
            and any(known.is_a(object_, kind) for kind in type_.to))


@cache
def roots(relation: str, *, to: bool) -> tuple[str, ...]:
    """The roots (Area, Organization, Person …) of a relation's end, in the order of relations.toml."""
    type_ = vocabulary().relations[relation]
    return tuple(dict.fromkeys(vocabulary().root(kind) for kind in (type_.to if to else type_.from_)))


@cache
def relation_labels() -> dict[str, str]:
    """Normalised label → relation type, for the types that a file may state."""
    known = stated()
    return {normalise(label): name for label, name in vocabulary().relation_of_label.items() if name in known}


def stated() -> tuple[str, ...]:
    """The relation types that a file may state."""
    return tuple(name for name, relation in vocabulary().relations.items() if not relation.derived)


class Writer:
    """Passes records on, links only if they are permitted."""

    def __init__(self, out: Callable[[Record], None], problems: Problems) -> None:
        self.record = out
        self._problems = problems

    def link(self, row: RowValues, relation: str, ends: tuple[Node, Node], column: str, during: Interval = ALWAYS,
             props: Mapping[str, Value] = NO_PROPS) -> None:
        """Write the link `ends` (subject, object) that `row` states in `column`, or report that it may not be."""
        subject, object_ = ends
        if not permitted(relation, subject.kind, object_.kind):
            refuse(self._problems, row.source, column, relation, (subject.kind, object_.kind))
            return
        self.record(link_of(relation, (subject.id, object_.id), row.source, during, props))


def link_of(relation: str, ends: tuple[str, str], source: Source, during: Interval, props: Mapping[str, Value]) -> Link:
    """The link of a relation between two ids; its own id is made of what tells it from others of the same ends."""
    (subject, object_), (start, end) = ends, during
    part = str(props.get("role") or props.get("part") or "") if props else ""
    sender = str(props.get("on_behalf_of", "")) if props else ""
    known = make_id("l", relation, subject, object_, part, start.isoformat() if start else "", sender)
    if relation == "MEMBER":
        return Membership(id=known, subject=subject, object=object_, source=source, start=start, end=end, props=props)
    return Link(id=known, type=relation, subject=subject, object=object_, source=source, start=start, end=end,
                props=props)


def refuse(problems: Problems, source: Source, column: str, relation: str, ends: tuple[str, str]) -> None:
    """Report a link that relations.toml does not let lead from one kind to the other."""
    kinds = vocabulary().kinds
    type_ = vocabulary().relations[relation]
    starts, stops = ("、".join(kinds[kind].zh[0] for kind in side) for side in (type_.from_, type_.to))
    subject, object_ = (kinds[kind].zh[0] for kind in ends)
    problems.row("relation.ends", source, column, relation=type_.zh[0], subject=subject, object=object_,
                 allowed=f"可从{starts}到{stops}")
