"""What a snapshot needs of a record store, whatever that store is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol


class EntityRow(NamedTuple):
    """One entity statement; days as ordinals, aliases joined by U+001F, props as JSON, `file` a file number."""

    id: str
    kind: str
    name: str
    home: str | None
    code: str
    number: str
    aliases: str
    start: int | None
    end: int | None
    props: str
    file: int
    sheet: str
    row: int


class LinkRow(NamedTuple):
    """One link statement."""

    id: str
    type: str
    subject: str
    object: str
    start: int | None
    end: int | None
    props: str
    file: int
    sheet: str
    row: int


class Changes(NamedTuple):
    """For each id touched between two generations, its statements in the newer one (none: it is gone)."""

    entities: dict[str, list[EntityRow]]
    links: dict[str, list[LinkRow]]


class Reader(Protocol):
    """Reads one connection's view of the record."""

    def files(self) -> dict[int, str]:
        """File number → name."""

    def entities(self, generation: int) -> Iterator[EntityRow]:
        """Entity statements ordered by id, then file."""

    def links(self, generation: int) -> Iterator[LinkRow]:
        """Link statements ordered by id, then file."""

    def changes(self, after: int, upto: int, limit: int) -> Changes | None:
        """What changed in (after, upto], or None if it is more than `limit` ids."""
