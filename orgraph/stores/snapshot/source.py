"""What a snapshot needs of a record store, whatever that store is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

Row = tuple[Any, ...]


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

    def entities(self, generation: int) -> Iterator[Row]:
        """Entity statements by id, then file: the fields of EntityRow, as bare tuples, for there are millions."""

    def links(self, generation: int) -> Iterator[Row]:
        """Link statements by id, then file: the fields of LinkRow."""

    def changes(self, after: int, upto: int, limit: int) -> Changes | None:
        """What changed in (after, upto], or None if it is more than `limit` ids."""


def by_file_name(rows: Iterable[Row], file: int, files: Mapping[int, str]) -> Iterable[Row]:
    """Statements ordered by id and file number → those of one id by file name. file: the field of the file number.

    Numbers tell which file was loaded first, and no answer may hang on that. Mostly they are in the order of names.
    """
    names = [files[number] for number in sorted(files)]
    return rows if names == sorted(names) else _sorted(rows, file, files)


def _sorted(rows: Iterable[Row], file: int, files: Mapping[int, str]) -> Iterator[Row]:
    same: list[Row] = []
    for row in rows:
        if same and row[0] != same[0][0]:
            yield from same if len(same) == 1 else sorted(same, key=lambda r: files[r[file]])
            same = []
        same.append(row)
    yield from sorted(same, key=lambda r: files[r[file]])
