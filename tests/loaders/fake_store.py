"""A store that holds statements in memory: as little as a load needs, so that these tests test the loaders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from fake_queue import FakeQueue
from msgspec.structs import replace

from orgraph.model import Entity, Record, Source
from orgraph.stores.base import Conflict, Diff, DirectoryEntry, KindDiff
from orgraph.stores.generations import Generation

NOWHERE = Source("", "", 0)


def group(record: Record) -> str:
    """Kind or relation type."""
    return record.kind if isinstance(record, Entity) else record.type


def content(record: Record) -> Record:
    return replace(record, source=NOWHERE)


def in_order(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda r: (not isinstance(r, Entity), r.id, r.source.file))


class FakeLoad:
    def __init__(self, store: FakeStore, files: Sequence[str]) -> None:
        self._store = store
        self._files = frozenset(files)
        self.staged: dict[tuple[str, str], Record] = {}
        self._conflicts: list[Conflict] = []

    def put(self, records: Iterable[Record]) -> None:
        for record in records:
            assert record.source.file in self._files
            first = self.staged.setdefault((record.id, record.source.file), record)
            if content(first) != content(record):
                self._conflicts.append(Conflict(record.id, first.source, record.source))

    def conflicts(self) -> list[Conflict]:
        return self._conflicts

    def statements(self, ids: Collection[str]) -> Iterator[Record]:
        return (record for record in in_order(self.staged.values()) if record.id in ids)

    def diff(self) -> Diff:
        result: Diff = {}
        for key, record in self.staged.items():
            entry = result.setdefault(group(record), KindDiff())
            old = self._store.said.get(key)
            if old is None:
                entry.added += 1
            elif content(old) == content(record):
                entry.unchanged += 1
            else:
                entry.changed += 1
        for key, record in self._store.said.items():
            if key[1] in self._files and key not in self.staged:
                result.setdefault(group(record), KindDiff()).ended += 1
        return result

    def activate(self) -> Generation:
        kept = {key: record for key, record in self._store.said.items() if key[1] not in self._files}
        self._store.said = kept | self.staged
        self._store.number += 1
        at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
        return Generation(self._store.number, at, "", True, 0, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        return None


class FakeStore:
    """Stands in for a Store where only `begin` and `directory` are asked."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str], Record] = {}
        self.number = 0
        self.queue = FakeQueue()

    def begin(self, note: str, files: Sequence[str]) -> FakeLoad:
        return FakeLoad(self, files)

    def directory(self) -> Iterator[DirectoryEntry]:
        for (_, file), record in self.said.items():
            if isinstance(record, Entity):
                yield DirectoryEntry(record.id, record.kind, record.name, record.home, record.code, record.number,
                                     record.aliases, file)

    def files(self, generation: int | None = None) -> list[str]:
        return sorted({file for _, file in self.said})

    def statements(self, files: Sequence[str] | None = None, *, ids: Collection[str] | None = None,
                   generation: int | None = None) -> Iterator[Record]:
        return (record for record in in_order(self.said.values())
                if (files is None or record.source.file in files) and (ids is None or record.id in ids))

    def entities(self, kind: str) -> list[Entity]:
        return [r for r in self.said.values() if isinstance(r, Entity) and r.kind == kind]

    def entity(self, name: str) -> Entity:
        found = {r.id: r for r in self.said.values() if isinstance(r, Entity) and r.name == name}
        assert len(found) == 1, (name, found)
        return next(iter(found.values()))

    def links(self, relation: str) -> list[Any]:
        return [r for r in self.said.values() if not isinstance(r, Entity) and r.type == relation]

    def named_links(self, relation: str) -> list[tuple[str, str]]:
        names = {r.id: r.name for r in self.said.values() if isinstance(r, Entity)}
        return sorted((names.get(r.subject, r.subject), names.get(r.object, r.object)) for r in self.links(relation))
