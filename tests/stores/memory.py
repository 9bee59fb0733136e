"""A view straight from records: the snapshot engine without a database, so that thousands of cities take seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from orgraph.model import Entity, Link, Record
from orgraph.stores.base import View
from orgraph.stores.snapshot.build import build
from orgraph.stores.snapshot.columns import Columns
from orgraph.stores.snapshot.snapshot import Snapshot
from orgraph.stores.snapshot.source import Changes, EntityRow, LinkRow
from orgraph.stores.snapshot.view import SnapshotView


class Records:
    """See `stores.snapshot.source.Reader`; one generation, 1."""

    def __init__(self, records: Iterable[Record], files: Iterable[str] = ()) -> None:
        self._records = sorted(records, key=lambda r: (r.id, r.source.file, r.source.row))
        names = {*files, *(r.source.file for r in self._records)}
        self._numbers = {name: n for n, name in enumerate(sorted(names), 1)}

    def files(self) -> dict[int, str]:
        return {number: name for name, number in self._numbers.items()}

    def entities(self, generation: int) -> Iterator[EntityRow]:
        for r in self._records:
            if isinstance(r, Entity):
                yield EntityRow(r.id, r.kind, r.name, r.home, r.code, r.number, "\x1f".join(r.aliases),
                                *self._rest(r))

    def links(self, generation: int) -> Iterator[LinkRow]:
        for r in self._records:
            if isinstance(r, Link):
                yield LinkRow(r.id, r.type, r.subject, r.object, *self._rest(r))

    def _rest(self, record: Record) -> tuple[Any, ...]:
        start, end = (None if d is None else d.toordinal() for d in (record.start, record.end))
        props = orjson.dumps(dict(record.props)).decode()
        return start, end, props, self._numbers[record.source.file], record.source.sheet, record.source.row

    def changes(self, after: int, upto: int, limit: int) -> Changes | None:
        return None


def view_of(records: Iterable[Record]) -> View:
    """The records as a view of generation 1."""
    return SnapshotView(Snapshot(Columns(build(Records(records), 1))), 1)
