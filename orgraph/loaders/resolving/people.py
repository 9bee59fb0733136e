"""Persons: office-holders and named contacts. Two rows are never one person on the name alone.

A person is found by the department's number; or by a name that only one person of the person sheets has in the
area of the organisation, in it or above it. Otherwise the row makes a person of its own, known in that
organisation only; a numbered one that no person sheet has is made once in each file that names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from orgraph.loaders.resolving.places import Place
from orgraph.loaders.resolving.references import Hanging
from orgraph.model import PREFIXES, Entity, Source, make_id
from orgraph.names import normalise


class Human:
    """A person as far as references need it."""

    __slots__ = ("bad", "home", "id", "kind", "name", "number")

    def __init__(self, known: str, name: str, number: str, home: Place | None) -> None:
        self.id = known
        self.kind = "Person"
        self.name = name
        self.number = number
        self.home = home
        self.bad = False


class WrongNameError(Exception):
    """A number that belongs to a person of another name."""

    def __init__(self, human: Human) -> None:
        super().__init__(human.number)
        self.human = human


def person_id(name: str, number: str, folder: str, local: str) -> str:
    """Id of a person: of the number in its folder, else of the name in the area or organisation `local`."""
    prefix = PREFIXES["Person"]
    return make_id(prefix, "number", folder, number) if number else make_id(prefix, "name", normalise(name), local)


class People:
    """All persons of the active generation and of the load."""

    def __init__(self) -> None:
        self._listed: dict[tuple[str, str], Human] = {}
        self._known: dict[tuple[str, str], Human] = {}
        self._names: dict[tuple[str, str], list[Human]] = defaultdict(list)
        self._said: set[tuple[str, str]] = set()
        self._made: dict[tuple[str, str], tuple[Human, Source]] = {}

    def add(self, human: Human, folder: str) -> None:
        """Add a person of a person sheet."""
        if human.number:
            self._listed[folder, human.number] = human
        self._names[folder, normalise(human.name)].append(human)

    def add_known(self, human: Human, folder: str, file: str, *, stays: bool) -> None:
        """Add a person of the active generation, as `file` says it."""
        self._said.add((human.id, file))
        listed = human.home is not None and human.id == person_id(human.name, "", "", human.home.id)
        if stays and human.number:
            self._known.setdefault((folder, human.number), human)
        if stays and (human.number or listed):
            same = self._names[folder, normalise(human.name)]
            if all(other.id != human.id for other in same):
                same.append(human)

    def one(self, name: str, number: str, folder: str, local: str, home: Place | None, source: Source) -> Human:
        """The person that a row means, made if need be; `local` is the organisation's id, `home` its area.

        Raises WrongNameError if the number is another's, Hanging if the person's own row is left out.
        """
        if number:
            human = self._listed.get((folder, number))
            if human is None:
                human = self._known.get((folder, number))
                # What this file said before it says again, so that loading it twice changes nothing.
                if human is not None and (human.id, source.file) in self._said:
                    human = None
            if human is None:
                human = self._make(person_id(name, number, folder, ""), name, number, home, source)
            if human.name != name and normalise(human.name) != normalise(name):
                raise WrongNameError(human)
        else:
            human = self._of_name(name, folder, home) or self._make(
                person_id(name, "", folder, local), name, "", home, source)
        if human.bad:
            raise Hanging
        return human

    def _of_name(self, name: str, folder: str, home: Place | None) -> Human | None:
        found = self._names.get((folder, normalise(name)), ())
        if not found or home is None:
            return None
        line = home.line()
        near = [human for human in found if human.home and (human.home in line or home in human.home.line())]
        return near[0] if len({human.id for human in near}) == 1 else None

    def _make(self, known: str, name: str, number: str, home: Place | None, source: Source) -> Human:
        human, _ = self._made.setdefault((known, source.file), (Human(known, name, number, home), source))
        # Rows come in any order, so the home is the widest of the person's areas, not the first seen.
        if home is not None and (human.home is None or _width(home) < _width(human.home)):
            human.home = home
        return human

    def made(self) -> Iterator[Entity]:
        """The persons that rows of other sheets made, once in each file."""
        for human, source in self._made.values():
            yield Entity(id=human.id, kind="Person", name=human.name, number=human.number, source=source,
                         home=human.home.id if human.home else None)


def _width(place: Place) -> tuple[int, str]:
    return (place.level or 0, place.id)
