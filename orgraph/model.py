"""The records of the graph: frozen, typed values (after Popolo and W3C ORG).

A node is an `Entity` of a kind (vocabulary/kinds.toml); an edge is a `Link` of a relation type
(vocabulary/relations.toml). An appointment, an alliance's member unit and a concurrent post are one type,
`Membership`. A cross-appointment is never stored: it is two current memberships of one person.

Every record has its valid time [start, end) and the row that it stands on.

They are msgspec structs: frozen and typed like dataclasses, and made ten times as fast; a load makes millions. They
hold no cycles, so the garbage collector need not look at them (gc=False).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from hashlib import blake2b
from types import MappingProxyType

from msgspec import Struct

Value = str | int | float | bool | dt.date
NO_PROPS: Mapping[str, Value] = MappingProxyType({})


class Source(Struct, frozen=True, gc=False):
    """The row of a user's file that a fact stands on; `row` counts from 1 as a spreadsheet does."""

    file: str
    sheet: str
    row: int


class Entity(Struct, frozen=True, kw_only=True, gc=False):
    """A node: an area, organisation, person, post, list entry, case, waiver, topic or function.

    `home` is the id of the area that it lies in (of an area: its parent). `code` is an official code
    (area code, unified social credit code), `number` the department's own.
    """

    id: str
    kind: str
    name: str
    source: Source
    home: str | None = None
    code: str = ""
    number: str = ""
    aliases: tuple[str, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    props: Mapping[str, Value] = NO_PROPS


class Link(Struct, frozen=True, kw_only=True, gc=False):
    """A typed, dated edge from `subject` to `object` (ids of entities)."""

    id: str
    type: str
    subject: str
    object: str
    source: Source
    start: dt.date | None = None
    end: dt.date | None = None
    props: Mapping[str, Value] = NO_PROPS


class Membership(Link, frozen=True, kw_only=True, gc=False):
    """`subject` (person or organisation) holds `role` in the organisation `object`."""

    type: str = "MEMBER"

    @property
    def role(self) -> str:
        """The post's title, as the department writes it."""
        return str(self.props.get("role", ""))

    @property
    def on_behalf_of(self) -> str | None:
        """Id of the organisation that sent the member, if any."""
        value = self.props.get("on_behalf_of")
        return None if value is None else str(value)


Record = Entity | Link

# One letter before the dash says what an id is of; people read ids in worklists and on the telephone.
PREFIXES = {
    "Area": "a", "Organization": "o", "Person": "p", "Post": "s", "Entry": "e",
    "Case": "c", "Waiver": "w", "Topic": "t", "Function": "f",
}


def make_id(prefix: str, *key: str | None) -> str:
    """A deterministic id from a natural key: the same row makes the same id in every load and on every engine.

    96 bits of BLAKE2b: at 10^9 records the chance of any collision is below 10^-11.
    """
    digest = blake2b("\x1f".join(part or "" for part in key).encode(), digest_size=12).hexdigest()
    return f"{prefix}-{digest}"
