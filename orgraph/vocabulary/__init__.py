"""The vocabulary: kinds, relation types, properties, sheets and functions, read from the TOML files beside this.

Adding a kind, a relation type, a property or a header alias touches one data file and no code. The files are
checked on first use: a wrong one raises DataError with its name and the place in it.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import Literal

from pydantic import Field

from orgraph.checked import Checked, Model, each, read_text
from orgraph.errors import DataError


class Kind(Checked):
    """A kind of node."""

    name: str
    en: str
    zh: tuple[str, ...]
    is_a: str | None = None
    level: int | None = None
    serves_home: bool = False
    function: str | None = None


class RelationType(Checked):
    """A kind of edge with its permitted ends."""

    name: str
    en: str
    zh: tuple[str, ...]
    from_: tuple[str, ...] = Field(alias="from")
    to: tuple[str, ...]
    derived: bool = False


class Property(Checked):
    """A property that nodes or links of the kinds `on` may carry.

    people: it counts ordinary people (or their households), so a small one is withheld (`queries.scope.small`); of: the
    properties that count a whole of which it is a part.
    """

    name: str
    type: Literal["text", "int", "number", "bool", "date", "hours", "choice"]
    on: tuple[str, ...]
    en: str
    zh: str
    restricted: bool = False
    people: bool = False
    of: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = {}


class Column(Checked):
    """One column of a kind of sheet."""

    field: str
    headers: tuple[str, ...]
    required: bool = False
    into: str | None = None
    prop: str | None = None
    link: str | None = None
    inbound: bool = False
    ref: Literal["area", "organization", "person", "member", "topic", "entry", "case", "any"] | None = None
    many: bool = False


class Sheet(Checked):
    """A kind of sheet and what it makes."""

    name: str
    makes: str
    title: str
    names: tuple[str, ...]
    column: tuple[Column, ...]


class ExchangeSheet(Checked):
    """A sheet of statements that orgraph writes and reads again: its columns, field → header, and keys in JSON."""

    name: str
    title: str
    columns: dict[str, str]
    keys: dict[str, str]


class Function(Checked):
    """A kind of responsible unit, e.g. police; `aliases` include former names of the department.

    `skills`: what the member of such a unit who is called should be able to do, the first that any has.
    """

    name: str
    zh: str
    aliases: tuple[str, ...]
    level: str
    typical: str = ""
    skills: tuple[str, ...] = ()


def _read(name: str, model: type[Model]) -> dict[str, Model]:
    return each(f"vocabulary/{name}", read_text("orgraph.vocabulary", name), model, key="name")


class Vocabulary:
    """All of the vocabulary, with the look-ups that the rest needs."""

    def __init__(self) -> None:
        self.kinds: dict[str, Kind] = _read("kinds.toml", Kind)
        self.relations: dict[str, RelationType] = _read("relations.toml", RelationType)
        self.properties: dict[str, Property] = _read("properties.toml", Property)
        self.sheets: dict[str, Sheet] = _read("sheets.toml", Sheet)
        self.exchange: dict[str, ExchangeSheet] = _read("exchange.toml", ExchangeSheet)
        self.functions: dict[str, Function] = _read("functions.toml", Function)
        self._check()

    def _check(self) -> None:
        for kind in self.kinds.values():
            if kind.is_a is not None and kind.is_a not in self.kinds:
                raise DataError(f"kinds.toml: {kind.name}.is_a names no kind: {kind.is_a}")
        for relation in self.relations.values():
            for end in (*relation.from_, *relation.to):
                if end not in self.kinds:
                    raise DataError(f"relations.toml: {relation.name} names no kind: {end}")
        for prop in self.properties.values():
            for owner in prop.on:
                if owner not in self.kinds and owner not in self.relations:
                    raise DataError(f"properties.toml: {prop.name}.on names nothing: {owner}")
            if prop.people and prop.type != "int":
                raise DataError(f"properties.toml: {prop.name} counts people and is no int")
            for part in prop.of:
                if part not in self.properties or not (prop.people and self.properties[part].people):
                    raise DataError(f"properties.toml: {prop.name}.of counts no people: {part}")
        for sheet in self.sheets.values():
            for column in sheet.column:
                if column.prop is not None and column.prop not in self.properties:
                    raise DataError(f"sheets.toml: {sheet.name}.{column.field} names no property: {column.prop}")
                if column.link not in (None, "owner") and column.link not in self.relations:
                    raise DataError(f"sheets.toml: {sheet.name}.{column.field} names no relation: {column.link}")

    @cached_property
    def kind_order(self) -> tuple[str, ...]:
        """All kinds in file order: the index is the code in a snapshot's kind column."""
        return tuple(self.kinds)

    @cached_property
    def _ancestry(self) -> dict[str, tuple[str, ...]]:
        result: dict[str, tuple[str, ...]] = {}
        for name in self.kinds:
            line, at = [name], self.kinds[name].is_a
            while at is not None:
                line.append(at)
                at = self.kinds[at].is_a
            result[name] = tuple(line)
        return result

    def ancestry(self, kind: str) -> tuple[str, ...]:
        """`kind` and the more general kinds above it, nearest first."""
        return self._ancestry[kind]

    def is_a(self, kind: str, general: str) -> bool:
        """Whether `kind` is `general` or a sub-kind of it."""
        return general in self._ancestry[kind]

    @cached_property
    def subkinds(self) -> dict[str, tuple[str, ...]]:
        """For each kind, itself and every kind below it."""
        return {general: tuple(k for k in self.kinds if self.is_a(k, general)) for general in self.kinds}

    def root(self, kind: str) -> str:
        """The most general kind above `kind` (Area, Organization, Person …): it decides the id's prefix."""
        return self._ancestry[kind][-1]

    def in_catalogue(self, name: str) -> bool:
        """Whether a kind or relation type comes with every load (topics, functions) or is computed."""
        relation = self.relations.get(name)
        return relation.derived if relation else self.root(name) in ("Topic", "Function")

    def title_of(self, sheet: str) -> str:
        """What people call a kind of sheet, a department's or one of orgraph's own."""
        return (self.sheets.get(sheet) or self.exchange[sheet]).title

    @cached_property
    def kind_of_label(self) -> dict[str, str]:
        """Chinese or English label, or kind name → kind."""
        result: dict[str, str] = {}
        for kind in self.kinds.values():
            for label in (kind.name, kind.en, *kind.zh):
                result.setdefault(label, kind.name)
        return result

    @cached_property
    def relation_of_label(self) -> dict[str, str]:
        """Chinese or English label, or type name → relation type."""
        result: dict[str, str] = {}
        for relation in self.relations.values():
            for label in (relation.name, relation.en, *relation.zh):
                result.setdefault(label, relation.name)
        return result


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read and checked once a process."""
    return Vocabulary()
