"""What a format carries of a node of a kind, or of a link between two kinds; the rest is its loss."""

from __future__ import annotations

from orgraph.loaders.exchange.formats import WRITTEN_ONLY, Format
from orgraph.loaders.exchange.statements import layouts
from orgraph.vocabulary import vocabulary

OF_NODES = ("id", "kind", "name", "aliases", "code", "number", "home", "start", "end")
OF_LINKS = ("id", "type", "subject", "object", "start", "end")
ENDS = frozenset(("type", "subject", "object"))
NOTHING: frozenset[str] = frozenset()


def said_of(name: str) -> tuple[str, ...]:
    """The fields and properties that a node of a kind, or a link of a type, may have."""
    words = vocabulary()
    owners = words.ancestry(name) if name in words.kinds else (name,)
    props = [prop for prop in layouts()[name not in words.kinds].props
             if not set(owners).isdisjoint(words.properties[prop].on)]
    return (*(OF_NODES if name in words.kinds else OF_LINKS), *props)


def of_node(known: Format, kind: str) -> frozenset[str]:
    """The fields and properties of a node of the kind that come back when the file is loaded; none: it is not there."""
    of = known.class_of_kind.get(kind)
    if of is None or of.named:
        return NOTHING
    carried = frozenset(of.fields) & frozenset(said_of(kind))
    lone = {each for each, one in known.class_of_kind.items() if one is of} == {of.default}
    return carried | {"kind"} if lone else carried


def of_link(known: Format, type_: str, subject: str, object_: str) -> frozenset[str]:
    """The fields and properties of a link of a type between nodes of two kinds that come back."""
    ends = known.class_of_kind.get(subject), known.class_of_kind.get(object_)
    if ends[0] is None or ends[1] is None:
        return NOTHING
    of = known.link_class(type_, ends[0].name, ends[1].name)
    if of is not None:
        return (frozenset(of.fields) - {WRITTEN_ONLY}) & frozenset(said_of(type_)) | ENDS
    reference = known.reference_for(type_, ends[0].name, ends[1].name)
    return ENDS if reference is not None and reference.by == "id" else NOTHING
