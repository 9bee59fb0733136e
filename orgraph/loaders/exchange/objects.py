"""Objects of another program's format as sheets of statements, which are then checked and loaded as our own are.

An id that is one of ours stays. Any other becomes one, made of the folder, the format and the id that stands there, so
that the same file gives the same ids whenever it is loaded. A link that has none of ours gets the id that its content
has in any other file. What a fact stands on is the file that is loaded, and the object's place in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, partial

from orgraph.loaders.exchange.documents import Document, Placed
from orgraph.loaders.exchange.formats import WRITTEN_ONLY, Format, LinkClass, NodeClass
from orgraph.loaders.exchange.paths import get, several
from orgraph.loaders.exchange.rows import Values, identified, statement_rows
from orgraph.loaders.exchange.statements import ALIASES, ID_FIELDS, is_id, layouts
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import CellError
from orgraph.loaders.reading.table import Table
from orgraph.model import PREFIXES, make_id
from orgraph.vocabulary import vocabulary

_JOINED = "、"


def statement_tables(found: Document, file: str, folder: str) -> list[Table]:
    """The statements of a document: for each of its parts the table of nodes, then that of links."""
    reader = _Reader(found, folder)
    made: dict[tuple[str, int], list[tuple[int, Values]]] = {}
    for at, rows in enumerate((reader.nodes(), reader.links())):
        for placed, values in rows:
            made.setdefault((placed.sheet, at), []).append((placed.number, values))
    sheets = dict.fromkeys(sheet for sheet, _ in made)
    return [Table(file, folder, sheet, partial(statement_rows, layout, file, sheet, made.get((sheet, at), [])))
            for sheet in sheets for at, layout in enumerate(layouts())]


class _Reader:
    """The rows of a document; ids are known before anything refers to them."""

    def __init__(self, found: Document, folder: str) -> None:
        self._of: Format = found.format
        self._collections = found.collections
        self._folder = folder

    @cached_property
    def _ids(self) -> dict[str, str]:
        """Id as it stands there → ours, of all nodes."""
        known: dict[str, str] = {}
        for collection in self._of.node:
            root = vocabulary().root(collection.default)
            for placed in self._collections.get(collection.name, ()):
                own, other = self._own(collection, placed), placed.value.get("id")
                ours = own if is_id(own, root) else make_id(PREFIXES[root], self._folder, self._of.id, own)
                known.setdefault(own, ours)
                if isinstance(other, str):
                    known.setdefault(other, ours)
        return known

    def _own(self, collection: NodeClass, placed: Placed) -> str:
        found = get(placed.value, collection.fields.get("id", "id")) or get(placed.value, "id")
        return str(found[0]).removeprefix(self._of.prefix) if found else ""

    def nodes(self) -> Iterator[tuple[Placed, Values]]:
        """The nodes of all collections."""
        for collection in self._of.node:
            for placed in self._collections.get(collection.name, ()):
                values = self._values(collection, placed)
                values["id"] = self._ids.get(self._own(collection, placed), "")
                values["kind"] = self._kind(collection, str(values.get("kind", "")))
                yield placed, values

    def _kind(self, collection: NodeClass, said: str) -> str:
        words = vocabulary()
        kind = words.kind_of_label.get(said, "")
        fits = kind and self._of.class_of_kind.get(kind) is collection
        return kind if fits else collection.default

    def links(self) -> Iterator[tuple[Placed, Values]]:
        """The links that are objects, and those that nodes tell of themselves."""
        for name in dict.fromkeys(one.name for one in self._of.link):
            classes = [one for one in self._of.link if one.name == name]
            for placed in self._collections.get(name, ()):
                of = next((one for one in classes if get(placed.value, one.fields["subject"])), classes[0])
                values = self._values(of, placed)
                yield placed, identified({**values, "type": self._type(of, values.get("type"))})
        for reference in self._of.reference:
            if reference.by == "id":
                for placed in self._collections.get(reference.of, ()):
                    holder = self._ids.get(self._own(self._node(reference.of), placed), "")
                    for other in get(placed.value, reference.path):
                        ends = self._reference(str(other)), holder
                        subject, object_ = ends if reference.subject else ends[::-1]
                        yield placed, identified({"type": reference.type, "subject": subject, "object": object_})

    def _node(self, name: str) -> NodeClass:
        return next(one for one in self._of.node if one.name == name)

    @staticmethod
    def _type(collection: LinkClass, said: str | None) -> str | None:
        if "type" not in collection.fields:
            return collection.types[0]
        return vocabulary().relation_of_label.get(said or "", said)

    def _reference(self, said: str) -> str:
        said = said.removeprefix(self._of.prefix)
        return self._ids.get(said, said)

    def _values(self, collection: NodeClass | LinkClass, placed: Placed) -> Values:
        """The fields that the mapping finds in an object."""
        values: Values = {}
        for field, path in collection.fields.items():
            found = get(placed.value, path) if field != WRITTEN_ONLY else []
            if not found:
                continue
            if field == "aliases":
                parts = found if several(path) else str(found[0]).split(_JOINED)
                values[field] = ALIASES.join(str(part) for part in parts)
            elif field in ID_FIELDS and field != "id":
                values[field] = self._reference(str(found[0]))
            else:
                values[field] = str(found[0]).removeprefix(self._of.prefix) if field == "id" else found[0]
        if self._of.last_days and "end" in values:
            with suppress(CellError):
                last = cells.date(values["end"])
                values["end"] = last + dt.timedelta(1) if last else None
        return values
