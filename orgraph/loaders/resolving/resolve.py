"""References of every kind → nodes: what a cell's text means, given the folder of its file and the row's area."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from orgraph.loaders.resolving.candidates import Candidates
from orgraph.loaders.resolving.gazetteer import Gazetteer
from orgraph.loaders.resolving.people import Human, People
from orgraph.loaders.resolving.places import Place
from orgraph.loaders.resolving.references import Candidate, Hanging, Several, Unknown
from orgraph.loaders.resolving.register import Body, Register
from orgraph.loaders.resolving.review import NONE, Decisions
from orgraph.loaders.resolving.shortforms import Shortforms
from orgraph.model import PREFIXES, Source
from orgraph.names import normalise
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.stores.base import DirectoryEntry

_LISTED = re.compile(r"[、，,；;\n\r]+")
_SLASH = re.compile(r"[/／]")


class Node(Protocol):
    """What a link needs of its end."""

    @property
    def id(self) -> str:
        """The entity's id."""

    @property
    def kind(self) -> str:
        """The entity's kind."""


class Item:
    """A list entry, case or topic as far as references need it."""

    __slots__ = ("bad", "home", "id", "kind")

    def __init__(self, known: str, kind: str, home: Place | None = None, *, bad: bool = False) -> None:
        self.id = known
        self.kind = kind
        self.home = home
        self.bad = bad


Found = TypeVar("Found", bound=Node)


class Resolver:
    """All that references can lead to: the active generation and what the load adds."""

    def __init__(self, topics: Mapping[str, str], decisions: Decisions = NONE) -> None:
        self.areas = Gazetteer(decisions)
        self.organizations = Register(self.areas, decisions)
        areas = Candidates(self.areas, self.areas.everything)
        bodies = Candidates(self.areas, self.organizations.everything)
        self.areas.suggest = lambda text, folder, near: areas.of(text, folder, near, decisions.different)
        self.organizations.suggest = lambda text, folder, near: bodies.of(text, folder, near, decisions.different)
        self.organizations.short = Shortforms(self.areas, self.organizations.everything).one
        self.people = People()
        self._items: dict[tuple[str, str], dict[str, Item]] = defaultdict(dict)
        self._topics = {normalise(name): topic for name, topic in (*topics.items(), *((t, t) for t in topics.values()))}

    def know_areas(self, directory: Iterable[DirectoryEntry], files: frozenset[str]) -> None:
        """Take in the areas of the active generation, a statement at a time; `files` are being loaded anew."""
        for entry in directory:
            place = Place(entry.name, entry.kind, code=entry.code, number=entry.number, folder=_folder(entry.file),
                          known=entry.id)
            self.areas.add_known(place, entry.home, entry.aliases, stays=entry.file not in files)

    def know_others(self, directory: Iterable[DirectoryEntry], files: frozenset[str]) -> None:
        """Take in the other entities of the active generation, once the areas are settled."""
        for entry in directory:
            root = vocabulary().root(entry.kind)
            home = self.areas.by_id.get(entry.home or "")
            folder, stays = _folder(entry.file), entry.file not in files
            if root == "Organization":
                body = Body(entry.name, entry.kind, home, code=entry.code, number=entry.number, folder=folder,
                            known=entry.id)
                self.organizations.add_known(body, entry.aliases, stays=stays)
            elif root == "Person":
                self.people.add_known(Human(entry.id, entry.name, entry.number, home), folder, entry.file, stays=stays)
            elif root in ("Entry", "Case") and stays:
                self.add_item(Item(entry.id, entry.kind, home), folder, entry.name, entry.number)

    def add_item(self, item: Item, folder: str, name: str, number: str) -> None:
        """Add a list entry or case under its number and its name."""
        for key in (number, normalise(name)):
            if key:
                self._items[folder, key][item.id] = item

    def item(self, text: str, folder: str, root: str) -> Item:
        """The entry or case of a number or name in the folder."""
        known = self._items.get((folder, text.upper())) or self._items.get((folder, normalise(text))) or {}
        found = [item for item in known.values() if vocabulary().root(item.kind) == root]
        if not found:
            raise Unknown(text)
        if len(found) > 1:
            raise Several(text, (item.id for item in found))
        if found[0].bad:
            raise Hanging
        return found[0]

    def topic(self, text: str) -> Item:
        """The topic of a Chinese name, id or alias."""
        topic = self._topics.get(normalise(text))
        if topic is None:
            raise Unknown(text, self._topics)
        return Item(f"{PREFIXES['Topic']}-{topic}", "Topic")

    def any(self, text: str, number: str, folder: str, roots: Sequence[str], source: Source,
            near: tuple[str, Place | None]) -> Node:
        """What `text` means where a relation permits several kinds of end: the first of `roots` that has the name.

        A number makes it a person, and so does a name that nothing else permitted has, if a person is permitted.
        `near` is the id and area of the other end.
        """
        if "Person" in roots and (number or tuple(roots) == ("Person",)):
            return self.people.one(text, number, folder, *near, source)
        failures: list[Unknown] = []
        for exactly in (True, False):
            for root in roots:
                # A short form may not take the place of a person.
                if exactly or root == "Organization" or (root == "Area" and "Person" not in roots):
                    try:
                        return self._of_root(root, text, folder, near[1], exactly)
                    except Unknown as problem:
                        failures.append(problem)
        if "Person" in roots:
            return self.people.one(text, "", folder, *near, source)
        subject = next((failure.subject for failure in failures if failure.subject), "")
        raise Unknown(text, subject=subject, suggest=lambda: _likest(failures))

    def _of_root(self, root: str, text: str, folder: str, near: Place | None, exactly: bool) -> Node:
        if root == "Area":
            return self.areas.one(text, folder, near, exactly=exactly)
        if root == "Organization":
            return self.organizations.one(text, folder, near, exactly=exactly)
        if root in ("Entry", "Case"):
            return self.item(text, folder, root)
        if root == "Topic":
            return self.topic(text)
        raise Unknown(text)


def _likest(failures: Iterable[Unknown]) -> list[Candidate]:
    found = {candidate.key: candidate for failure in failures for candidate in failure.suggest()}
    return sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.path))


def several(text: str, find: Callable[[str], Found]) -> list[Found]:
    """The things that a cell lists, separated by 、，； or a line break, or by / where that is not part of a path."""
    try:
        return [find(text)]
    except Unknown:
        parts = [part.strip() for part in _LISTED.split(text) if part.strip()]
        if len(parts) > 1:
            return [found for part in parts for found in several(part, find)]
        parts = [part.strip() for part in _SLASH.split(text) if part.strip()]
        if len(parts) < 2:
            raise
        return [find(part) for part in parts]


def _folder(file: str) -> str:
    return file.rsplit("/", 1)[0]
