"""The mapping file of another team's graph: which of their labels, types and properties are what in our words.

The format is in docs/neo4j-mapping.md. What is wrong in it is said with the place, the nearest name and what to do,
before anything is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from orgraph.checked import Checked, toml
from orgraph.errors import DataError, MappingError, Where
from orgraph.loaders.mapping.files import Texts
from orgraph.loaders.reading.cells import CellError, parser
from orgraph.loaders.reading.privacy import sensitive
from orgraph.loaders.write import stated
from orgraph.vocabulary import vocabulary

# By which a person holds an office; by any other relation (an ordinary resident may claim a wish) nobody is known.
OFFICES = ("MEMBER", "TAKES_CHARGE_OF", "INSTRUCTS", "STANDS_IN_FOR", "IN_CHARGE_OF")
ABSTRACT = ("Area", "Entry", "Topic", "Function")  # no node is just that, or it comes with orgraph
By = Literal["code", "number", "name", "key"]
Plain = str | int | float | bool


def nearest(name: str, known: Collection[str]) -> str:
    """What was written, and what may have been meant."""
    near = get_close_matches(name, known, n=1, cutoff=0.3)
    return f"{name}{f'，相近的是 nearest {near[0]}' if near else ''}"


def _kind(label: str) -> str:
    known = vocabulary().kind_of_label
    if label not in known or known[label] in ABSTRACT:
        raise ValueError(f"没有这个类别 no such kind: {nearest(label, [k for k in known if known[k] not in ABSTRACT])}")
    return known[label]


def _end(label: str) -> str:
    known = vocabulary().kind_of_label
    if label not in known:
        raise ValueError(f"没有这个类别 no such kind: {nearest(label, known)}")
    return known[label]


def _relation(label: str) -> str:
    known = {word: name for word, name in vocabulary().relation_of_label.items() if name in stated()}
    if label not in known:
        raise ValueError(f"没有这种关系 no such relation: {nearest(label, known)}")
    return known[label]


def _theirs(name: str) -> str:
    if sensitive(name):
        raise ValueError(f"不得读取的个人信息，删去这一项 personal data that is not read: {name}")
    return name


Kind = Annotated[str, AfterValidator(_kind)]
Ends = Annotated[Texts, AfterValidator(lambda labels: tuple(map(_end, labels)))]
Relation = Annotated[str, AfterValidator(_relation)]
Theirs = Annotated[str, AfterValidator(_theirs)]
AnyTheirs = Annotated[Texts, AfterValidator(lambda names: tuple(map(_theirs, names)))]
Values = dict[str, dict[str, Plain]]


class KindOf(Checked):
    """A kind that a property says: `values`, what the property holds → our kind; what is not there is read as ours."""

    property: Theirs
    values: dict[str, Kind] = {}


class Whereabouts(Checked):
    """Where a node lies: in the area that a property names (`by` its code, number, name or key), or that a
    relationship leads to; one that leads to no area means the area in which what it leads to lies."""

    property: Theirs = ""
    by: By = "code"
    relationship: str = ""
    direction: Literal["out", "in"] = "out"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.property) == bool(self.relationship):
            raise ValueError("property 和 relationship 要有一个，且只有一个 (one of the two)")
        return self


class Named(Checked):
    """What a property names; several with a list, or with 、 between them."""

    property: Theirs
    by: By = "code"


class Reference(Named):
    """Links of a relation between a node and what one of its properties names; `reverse`: to the node."""

    relation: Relation
    reverse: bool = False


class _Fields(Checked):
    """What nodes and links have in common.

    when: only those whose properties hold one of these. properties: ours → theirs, of several the first that is
    filled. values: ours → what they write → what it is for us. fixed: ours → the same for all.
    """

    when: dict[Theirs, Annotated[tuple[Plain, ...], Field(min_length=1)] | Plain] = {}
    start: Theirs = ""
    end: Theirs = ""
    properties: dict[str, AnyTheirs] = {}
    values: Values = {}
    fixed: dict[str, Plain] = {}

    def _check_properties(self, owners: Collection[str]) -> None:
        known = vocabulary().properties
        fitting = [name for name, prop in known.items() if name not in ("on_behalf_of", "title") and any(
            owner in prop.on or any(general in prop.on for general in vocabulary().ancestry(owner))
            if owner in vocabulary().kinds else owner in prop.on for owner in owners)]
        for name in (*self.properties, *self.fixed):
            if name not in fitting:
                raise ValueError(f"没有这个属性 no such property here: {nearest(name, fitting)}")
        for name in self.values:
            if name not in self.properties:
                raise ValueError(f"values 里的属性没有映射 no such mapped property: {nearest(name, self.properties)}")
        for name, value in (*self.fixed.items(), *((name, ours) for name, table in self.values.items()
                                                   for ours in table.values())):
            try:
                parser(known[name])(value)
            except CellError as wrong:
                raise ValueError(f"{name} 不能是 cannot be: {value}（{'、'.join(wrong.parts.values())}）") from wrong

    def fits(self, values: Mapping[str, Any]) -> bool:
        """Whether what the properties of a node or relationship hold is what `when` asks for."""
        return all(plain(values[name]) in [plain(v) for v in (wanted if isinstance(wanted, tuple) else (wanted,))]
                   for name, wanted in self.when.items())

    def _names(self) -> Iterator[str]:
        yield from (*self.when, self.start, self.end)
        for names in self.properties.values():
            yield from names


def plain(value: Any) -> str:
    """A value as `when` compares it."""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value).strip()


class NodeMapping(_Fields):
    """What the nodes with these labels are. key: the property that tells one from another; "": the elementId."""

    label: Annotated[Texts, Field(min_length=1)]
    kind: Kind | KindOf
    key: Theirs = ""
    name: Annotated[AnyTheirs, Field(min_length=1)]
    code: Theirs = ""
    number: Theirs = ""
    aliases: AnyTheirs = ()
    home: tuple[Whereabouts, ...] = ()
    reference: tuple[Reference, ...] = ()
    held_by: Texts = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that its nodes may be of; none if any that a property may name."""
        if isinstance(self.kind, str):
            return (self.kind,)
        return tuple(dict.fromkeys(self.kind.values.values()))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        words = vocabulary()
        self._check_properties(self.kinds or tuple(words.kinds))
        if "Person" in self.kinds and isinstance(self.kind, KindOf):
            raise ValueError("人员要单独写一个 [[node]] (persons need a [[node]] of their own)")
        if "Person" in self.kinds and not self.held_by:
            raise ValueError("held_by 要写明人员由哪种关系担任职务：只读任职的人 (by which relationships persons hold "
                             "offices: nobody else is read)")
        if self.held_by and self.kind != "Person":
            raise ValueError("held_by 只用于 kind = \"Person\" (for persons only)")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Their properties that are read."""
        kind = self.kind.property if isinstance(self.kind, KindOf) else ""
        named = (*self._names(), kind, self.key, *self.name, self.code, self.number, *self.aliases,
                 *(place.property for place in self.home), *(reference.property for reference in self.reference))
        return tuple(dict.fromkeys(filter(None, named)))


class LinkMapping(_Fields):
    """What the relationships of a type are. reverse: theirs leads from our object to our subject.

    from, to: only those whose subject and object are of these kinds. on_behalf_of: who sent a member.
    """

    relationship: Annotated[str, Field(min_length=1)]
    relation: Relation
    reverse: bool = False
    from_: Ends = Field(default=(), alias="from")
    to: Ends = ()
    on_behalf_of: Named | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self._check_properties((self.relation,))
        words = vocabulary()
        people = not self.from_ or any(words.is_a("Person", kind) for kind in self.from_)
        if self.relation == "MEMBER" and people and not {"role"} & {*self.properties, *self.fixed}:
            raise ValueError("任职要有职务：properties.role 或 fixed.role；没有职务的普通成员不读 (a membership of "
                             "persons needs a role: ordinary members are not read)")
        if self.on_behalf_of and self.relation != "MEMBER":
            raise ValueError("on_behalf_of 只用于任职 (of MEMBER only)")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Their properties that are read."""
        sender = self.on_behalf_of.property if self.on_behalf_of else ""
        return tuple(dict.fromkeys(filter(None, (*self._names(), sender))))


class ForeignMapping(Checked):
    """A mapping file. Of several [[node]]s (or [[link]]s of one relationship) that fit, the first is meant.

    ignore: labels and relationship types that are left out on purpose.
    """

    node: Annotated[tuple[NodeMapping, ...], Field(min_length=1)]
    link: tuple[LinkMapping, ...] = ()
    ignore: Texts = ()

    @model_validator(mode="after")
    def _offices(self) -> Self:
        offices = {link.relationship for link in self.link if link.relation in OFFICES}
        for at, node in enumerate(self.node):
            for name in node.held_by:
                if name not in offices:
                    raise ValueError(f"node.{at}.held_by: 没有一个 [[link]] 说这种关系是任职 no [[link]] makes this an "
                                     f"office: {nearest(name, offices)}")
        return self


_KEYS = tuple(dict.fromkeys(key for model in (NodeMapping, LinkMapping, ForeignMapping, Whereabouts, Reference, KindOf)
                            for key in (field.alias or name for name, field in model.model_fields.items())))


def read_mapping(path: Path) -> ForeignMapping:
    """A mapping file. Raises MappingError with the place in it."""
    try:
        return ForeignMapping.model_validate(toml(path.name, path.read_text(encoding="utf-8")))
    except ValidationError as wrong:
        raise _wrong(path, "；".join(dict.fromkeys(_fault(one) for one in wrong.errors(include_url=False)))) from wrong
    except DataError as wrong:
        quotes = "；中文的键要加引号 (quote keys that are not plain letters)" if "for a key" in wrong.detail else ""
        raise _wrong(path, wrong.detail.removeprefix(f"{path.name}: ") + quotes) from wrong
    except (OSError, UnicodeDecodeError) as wrong:
        raise _wrong(path, str(getattr(wrong, "strerror", "") or "不是 UTF-8 not UTF-8")) from wrong


def _fault(one: Any) -> str:
    """One thing wrong: its place, as keys, and what it is."""
    place = ".".join(str(part) for part in one["loc"] if part not in ("str", "KindOf", "constrained-str"))
    if one["type"] == "extra_forbidden":
        return f"{place}: 没有这个键 no such key: {nearest(str(one['loc'][-1]), _KEYS)}"
    said = one["msg"].removeprefix("Value error, ")
    return f"{place}: {said}" if place else said


def _wrong(path: Path, reason: str) -> MappingError:
    return MappingError(f"映射文件 {path.name} 有错：{reason} (wrong mapping file)", where=Where(path.name),
                        hint="格式见 docs/neo4j-mapping.md (the format)")
