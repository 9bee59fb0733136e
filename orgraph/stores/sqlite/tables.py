"""How records lie in SQLite rows: one description of the two statement tables, used by every statement in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from orgraph.model import NO_PROPS, Entity, Link, Membership, Record, Source, Value
from orgraph.vocabulary import vocabulary

OPEN = 9223372036854775807  # gen_to of a statement that nothing has superseded
EXAMPLES = 3  # ids that a diff names of each kind
SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Table:
    """A statement table: `content` columns decide whether a statement changed, `place` columns say where it stands."""

    name: str
    group: str  # the column that a diff counts by
    content: tuple[str, ...]
    place: tuple[str, ...] = ("sheet", "row")

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of a staged statement, in the order of `values`."""
        return ("id", "file", *self.content, *self.place)

    def listed(self, alias: str = "") -> str:
        """The columns as SQL."""
        return ", ".join(alias + column for column in self.columns)

    def same(self, left: str, right: str, columns: tuple[str, ...] | None = None) -> str:
        """SQL that is true where the content of two rows is equal, NULL being equal to NULL."""
        names = columns or self.content
        return f"({', '.join(left + c for c in names)}) IS ({', '.join(right + c for c in names)})"


ENTITY = Table("entity", "kind",
               ("kind", "name", "home", "code", "number", "aliases", "start", "end", "props"))
LINK = Table("link", "type", ("type", "subject", "object", "start", "end", "props"))
TABLES = (ENTITY, LINK)


def _json(props: Mapping[str, Value]) -> str:
    return orjson.dumps(dict(props), option=orjson.OPT_SORT_KEYS).decode() if props else "{}"


def _day(day: dt.date | None) -> int | None:
    return None if day is None else day.toordinal()


def values(record: Record, file: int) -> tuple[Any, ...]:
    """The row of a record, in the order of its table's columns."""
    source = record.source
    if isinstance(record, Entity):
        return (record.id, file, record.kind, record.name, record.home, record.code, record.number,
                SEPARATOR.join(record.aliases), _day(record.start), _day(record.end), _json(record.props),
                source.sheet, source.row)
    return (record.id, file, record.type, record.subject, record.object, _day(record.start), _day(record.end),
            _json(record.props), source.sheet, source.row)


@cache
def _dates() -> frozenset[str]:
    """Properties whose JSON text is a day."""
    return frozenset(name for name, prop in vocabulary().properties.items() if prop.type == "date")


def _props(text: str) -> Mapping[str, Value]:
    if text == "{}":
        return NO_PROPS
    props: dict[str, Value] = orjson.loads(text)
    for name in _dates() & props.keys():
        props[name] = dt.date.fromisoformat(str(props[name]))
    return props


def _date(ordinal: int | None) -> dt.date | None:
    return None if ordinal is None else dt.date.fromordinal(ordinal)


def record_of(table: Table, row: Sequence[Any], file: str) -> Record:
    """The record of a row of `values`, as `file` says it."""
    if table is ENTITY:
        known, _, kind, name, home, code, number, aliases, start, end, props, sheet, at = row
        return Entity(id=known, kind=kind, name=name, home=home, code=code, number=number,
                      aliases=tuple(aliases.split(SEPARATOR)) if aliases else (), start=_date(start), end=_date(end),
                      props=_props(props), source=Source(file, sheet, at))
    known, _, type_, subject, object_, start, end, props, sheet, at = row
    kind = Membership if type_ == "MEMBER" else Link
    return kind(id=known, type=type_, subject=subject, object=object_, start=_date(start), end=_date(end),
                props=_props(props), source=Source(file, sheet, at))


def table_of(record: Record) -> Table:
    """The table that a record belongs to."""
    return LINK if isinstance(record, Link) else ENTITY
