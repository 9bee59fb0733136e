"""The formats of other programs as data: what of ours stands where in each, one TOML file a format.

A format is a set of collections of objects. A file says for our kinds and relation types in which collection they
stand and at which path (`exchange.paths`) each field or property does; what it does not say is lost. So the writer,
the reader and the table of losses in docs/exchange.md are one description.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import Literal

from orgraph.checked import Checked, whole
from orgraph.errors import DataError
from orgraph.loaders.exchange.paths import steps
from orgraph.loaders.exchange.statements import layouts
from orgraph.vocabulary import vocabulary

NAMES = ("popolo", "ftm", "org", "hsds")
WRITTEN_ONLY = "source"  # the row that a fact stands on: written for readers; what is loaded stands on its own file


class Words(Checked):
    """A text in both languages."""

    zh: str
    en: str


class NodeClass(Checked):
    """A collection of nodes: of `kinds` and their sub-kinds; an object that tells no kind of ours is a `default`.

    always: path → what the format asks for and we have nothing of; put in only where what it belongs to is there.
    named: there is no such collection, other objects name these nodes for readers. referred: only those are written
    that a reference of another object leads to.
    """

    name: str
    kinds: tuple[str, ...]
    default: str
    named: bool = False
    referred: bool = False
    fields: dict[str, str] = {}
    always: dict[str, str] = {}


class LinkClass(Checked):
    """A collection of links of `types`; `ends`: the collections that its ends may be in, by subject and object."""

    name: str
    types: tuple[str, ...]
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    fields: dict[str, str]
    always: dict[str, str] = {}


class Reference(Checked):
    """A link that is no object: the node of a collection names the other end at `path`, and nothing else is kept.

    subject: the other end is the subject. by: "name" names it for readers, and is not read again.
    """

    type: str
    of: str
    to: tuple[str, ...]
    path: str
    subject: bool = False
    by: Literal["id", "name"] = "id"


class Format(Checked):
    """A format: its name and ending, who wants it, its specification; `prefix` stands before ids in it.

    today: it is about what there is, so that without a day today's is written. last_days: an end is the last day on
    which something holds, where ours is the day after.
    """

    id: str
    title: str
    suffix: str
    specification: str
    who: Words
    command: str
    remarks: Words
    prefix: str = ""
    today: bool = False
    last_days: bool = False
    node: tuple[NodeClass, ...]
    link: tuple[LinkClass, ...] = ()
    reference: tuple[Reference, ...] = ()

    @cached_property
    def class_of_kind(self) -> dict[str, NodeClass]:
        """Kind → the first collection that takes it."""
        words = vocabulary()
        found: dict[str, NodeClass] = {}
        for one in self.node:
            for kind in one.kinds:
                for sub in words.subkinds[kind]:
                    found.setdefault(sub, one)
        return found

    def link_class(self, type_: str, subject: str, object_: str) -> LinkClass | None:
        """The collection of links of a type from one collection of nodes to another."""
        return next((one for one in self.link if type_ in one.types and subject in one.subjects
                     and object_ in one.objects), None)

    def reference_for(self, type_: str, subject: str, object_: str) -> Reference | None:
        """The way in which a node of one collection names one of another for a link of a type."""
        return next((one for one in self.reference if one.type == type_ and (
            (one.of == object_ and subject in one.to) if one.subject else (one.of == subject and object_ in one.to))),
            None)

    def check(self) -> None:
        """Raise DataError for a kind, relation, property, collection or path that there is none of."""
        words, name = vocabulary(), f"{self.id}.toml"
        nodes = {one.name for one in self.node}
        of_nodes, of_links = ({*layout.fields(part=False), WRITTEN_ONLY} for layout in layouts())
        for kind in (kind for one in self.node for kind in (*one.kinds, one.default)):
            if kind not in words.kinds:
                raise DataError(f"{name}: no such kind: {kind}")
        for type_ in (*(t for one in self.link for t in one.types), *(one.type for one in self.reference)):
            if type_ not in words.relations or words.relations[type_].derived:
                raise DataError(f"{name}: no relation that is stated: {type_}")
        for end in (*(e for one in self.link for e in (*one.subjects, *one.objects)),
                    *(e for one in self.reference for e in (one.of, *one.to))):
            if end not in nodes:
                raise DataError(f"{name}: no such collection of nodes: {end}")
        fields = [(one.name, field, of_nodes) for one in self.node for field in one.fields] + [
            (one.name, field, of_links) for one in self.link for field in one.fields]
        for collection, field, known in fields:
            if field not in known:
                raise DataError(f"{name}: {collection}: no such field or property: {field}")
        paths = [path for one in self.node for path in (*one.fields.values(), *one.always)]
        paths += [path for one in self.link for path in (*one.fields.values(), *one.always)]
        for path in (*paths, *(one.path for one in self.reference)):
            steps(path)


@cache
def formats() -> dict[str, Format]:
    """The formats by id, read and checked once a process. Raises DataError for a wrong file."""
    found = {name: whole("orgraph.loaders.exchange.formats", f"{name}.toml", Format) for name in NAMES}
    for one in found.values():
        one.check()
    return found
