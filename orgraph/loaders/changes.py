"""Examples of what a load or a newer generation changes, for people: names and places, and each field old and new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain

from orgraph.loaders.exchange.statements import labelled, layout_of, values_of
from orgraph.masks import mask
from orgraph.model import Entity, Record
from orgraph.stores.base import Diff, Example, FieldChange
from orgraph.vocabulary import vocabulary

Look = Callable[[Collection[str]], Iterable[Record]]
"""Gives the statements of ids."""

_NOT_SAID = frozenset(("id", "home", "subject", "object", "file", "part_file", "sheet", "row"))
_DEEPEST = 64


def describe(diff: Diff, before: Look, after: Look) -> Diff:
    """`diff` with its examples described, from the statements before and after; contacts are masked."""
    ids = {known for change in diff.values() for found in change.examples.values() for known in found}
    old, new = ({(record.id, record.source.file): record for record in look(ids)} for look in (before, after))
    paths = _Paths(before, after, [*old.values(), *new.values()])
    for change in diff.values():
        for what, found in change.examples.items():
            change.described[what] = [example for known in found for example in _examples(known, what, old, new, paths)]
    return diff


_Said = dict[tuple[str, str], Record]


def _examples(known: str, what: str, old: _Said, new: _Said, paths: _Paths) -> Iterator[Example]:
    """The statements of one id that came, went or became another."""
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        record = now or was
        if key[0] != known or record is None:
            continue
        fields = _fields(was, now, paths) if was and now else ()
        if (what == "changed") == bool(fields) and (what == "ended") == (now is None) and \
                (what == "added") == (was is None):
            yield Example(known, paths.name(record), paths.place(record), key[1], fields)


def _fields(was: Record, now: Record, paths: _Paths) -> tuple[FieldChange, ...]:
    """The fields in which two statements differ, by their Chinese names."""
    layout = layout_of(now)
    plain = [values_of(record, paths.of, str) for record in (was, now)]
    shown = [labelled(values_of(record, paths.of, mask)) for record in (was, now)]
    return tuple(
        FieldChange(layout.header(field), *(paths.known(str(side.get(field, ""))) for side in shown))
        for field in (*layout.sheet.columns, *layout.props)
        if field not in _NOT_SAID and plain[0].get(field) != plain[1].get(field))


class _Paths:
    """Names of nodes and the areas above them, as they are after the change, or were before."""

    def __init__(self, before: Look, after: Look, records: Iterable[Record]) -> None:
        self._nodes: dict[str, Entity] = {}
        wanted: set[str] = set()
        for record in records:
            wanted |= {record.home or ""} if isinstance(record, Entity) else {record.subject, record.object}
            wanted.add(str(record.props.get("on_behalf_of", "")))
        for _ in range(_DEEPEST):
            if not wanted:
                break
            for found in chain(after(wanted), before(wanted)):
                if isinstance(found, Entity):
                    self._nodes.setdefault(found.id, found)
            above = {node.home for known in wanted if (node := self._nodes.get(known)) is not None and node.home}
            wanted = above - self._nodes.keys()

    def of(self, known: str) -> str:
        """Names from the top down, as one path."""
        line: list[str] = []
        node = self._nodes.get(known)
        while node is not None and len(line) < _DEEPEST:
            line.append(node.name)
            node = self._nodes.get(node.home or "")
        return "/".join(reversed(line)) or known

    def known(self, text: str) -> str:
        """The path of what the text is an id of, else the text."""
        return self.of(text) if text in self._nodes else text

    def name(self, record: Record) -> str:
        """What a record is called: of a link its ends."""
        if isinstance(record, Entity):
            return record.name
        ends = (self._nodes[end].name if end in self._nodes else end for end in (record.subject, record.object))
        return f" {vocabulary().relations[record.type].zh[0]} ".join(ends) + (
            f"（{role}）" if (role := record.props.get("role")) else "")

    def place(self, record: Record) -> str:
        """The path of the area that a node, or a link's object, lies in."""
        node = record if isinstance(record, Entity) else self._nodes.get(record.object)
        return self.of(node.home) if node is not None and node.home else ""
