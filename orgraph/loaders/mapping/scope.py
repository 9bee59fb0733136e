"""Partial deliveries: a file that speaks for one area ends only what was said of that area.

A mapping may give a file a `scope` (its area) and say which earlier files it `replaces`. What those said of things
outside stays: it is put again. A thing lies in the area by its home, an area by itself; a link if either end does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from orgraph.errors import Where
from orgraph.loaders.codes import error
from orgraph.loaders.mapping.headings import Delivery, Recognised
from orgraph.loaders.problems import Problems
from orgraph.loaders.resolving.gazetteer import Gazetteer
from orgraph.loaders.resolving.references import ReferenceFailure, Several
from orgraph.loaders.resolving.resolve import Resolver
from orgraph.model import Entity, Record
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.stores.base import DirectoryEntry, Store


class _Scope:
    """One area that files speak for. `old`: the ids inside in the active generation; `now`: those the load puts."""

    def __init__(self, delivery: Delivery, folder: str) -> None:
        self.delivery = delivery
        self.folder = folder
        self.area = ""
        self.old: set[str] = set()
        self.now: set[str] = set()


class Scopes:
    """The scopes of a load's files and what each file, loaded or replaced, may therefore end.

    `replaced`: the files that are ended though they are not loaded.
    """

    def __init__(self, store: Store, tables: Sequence[Recognised], loaded: Sequence[str], problems: Problems) -> None:
        self._store = store
        self._problems = problems
        deliveries = {(table.table.file, table.delivery): table.table.folder for table in tables if table.delivery}
        known = store.files() if any(delivery.replaces for _, delivery in deliveries) else []
        self._own: dict[str, list[_Scope]] = {}
        self._ending: dict[str, list[_Scope | None]] = {}
        for (file, delivery), folder in deliveries.items():
            scope = _Scope(delivery, folder) if delivery.area else None
            if scope is not None:
                self._own.setdefault(file, []).append(scope)
            for other in known:
                if other not in loaded and any(_named(other, pattern) for pattern in delivery.replaces):
                    self._ending.setdefault(other, []).append(scope)
        self.replaced = sorted(self._ending)
        self._ending |= {file: list(self._own.get(file, [None])) for file in loaded}
        self._scopes = [scope for scopes in self._own.values() for scope in scopes]
        self._said: set[tuple[str, str]] = set()
        if self._scopes:
            self._survey()

    def _survey(self) -> None:
        """Which ids of the active generation lie in each scope's area."""
        resolver = Resolver({})
        areas = [entry for entry in self._store.directory() if vocabulary().root(entry.kind) == "Area"]
        resolver.know_areas(areas, frozenset())
        resolver.areas.settle()
        for scope in self._scopes:
            try:
                scope.area = resolver.areas.one(scope.delivery.area, scope.folder).id
            except ReferenceFailure:
                continue  # not known so far: nothing of it has been said
            inside = _Inside(resolver.areas, scope.area)
            scope.old = {entry.id for entry in self._store.directory()
                         if inside.has(entry.id if vocabulary().root(entry.kind) == "Area" else entry.home)}

    def stays(self, entry: DirectoryEntry) -> bool:
        """Whether what the entry's file says of it will still hold after the load, whatever the load says."""
        return self._outside(entry.file, entry.id)

    def _outside(self, file: str, *ids: str) -> bool:
        return all(scope is not None and scope.old.isdisjoint(ids) for scope in self._ending.get(file, ()))

    def settle(self, areas: Gazetteer) -> None:
        """Find the scopes' areas among those that the load knows; one that is none is an error in the mapping file."""
        self._said.clear()
        self._areas = areas
        for scope in self._scopes:
            scope.now.clear()
            try:
                scope.area = areas.one(scope.delivery.area, scope.folder).id
            except ReferenceFailure as problem:
                scope.area = ""
                reason = "有好几个" if isinstance(problem, Several) else "找不到"
                at = Where(scope.delivery.origin, column="scope", value=scope.delivery.area)
                self._problems.file([error("scope.unknown", at, reason=reason)])
        self._inside = {scope.area: _Inside(areas, scope.area) for scope in self._scopes}

    def admit(self, records: Iterable[Record], *, implied: bool = False) -> Iterator[Record]:
        """The records that lie in the scopes of their files; the rows of the others are errors.

        implied: persons that rows of other things name; where they live is not what the row says.
        """
        for record in records:
            own: Sequence[_Scope] = self._own.get(record.source.file, ())
            if isinstance(record, Entity):
                place = record.id if vocabulary().root(record.kind) == "Area" else record.home
                for scope in self._scopes:
                    if self._inside[scope.area].has(place):
                        scope.now.add(record.id)
                fits = implied or not own or any(record.id in scope.now for scope in own)
            else:
                ends = (record.subject, record.object)
                fits = not own or any(end in scope.now or end in scope.old or self._inside[scope.area].has(end)
                                      for scope in own for end in ends)
            if fits:
                self._said.add((record.id, record.source.file))
                yield record
            elif all(scope.area for scope in own):
                name = record.name if isinstance(record, Entity) else ""
                self._problems.row("scope.outside", record.source, "", name, scope=own[0].delivery.area)
            else:
                self._problems.left_out.add(record.source)

    def kept(self) -> Iterator[Record]:
        """What the files that the load ends said outside the scopes, and still say."""
        files = [file for file, scopes in self._ending.items() if None not in scopes]
        for record in self._store.statements(files) if files else ():
            ids = (record.id,) if isinstance(record, Entity) else (record.subject, record.object)
            if self._outside(record.source.file, *ids) and (record.id, record.source.file) not in self._said:
                yield record

    def __bool__(self) -> bool:
        """Whether any file of the load is a partial delivery or replaces others."""
        return bool(self._scopes or self.replaced)


class _Inside:
    """Whether an area lies in another, remembered."""

    def __init__(self, areas: Gazetteer, area: str) -> None:
        self._areas = areas
        self._area = area
        self._known: dict[str, bool] = {}

    def has(self, place: str | None) -> bool:
        if not place or not self._area:
            return False
        found = self._known.get(place)
        if found is None:
            known = self._areas.by_id.get(place)
            found = known is not None and any(above.id == self._area for above in known.line())
            self._known[place] = found
        return found


def _named(file: str, pattern: str) -> bool:
    return fnmatchcase(file, pattern) or fnmatchcase(file.rsplit("/", 1)[-1], pattern)
