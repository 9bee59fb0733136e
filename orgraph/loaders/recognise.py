"""Which kind of sheet a table is and what each of its columns means (from sheets.toml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import error, safe
from orgraph.loaders.formats import Table
from orgraph.loaders.headers import find_header, header_key
from orgraph.loaders.privacy import refusal
from orgraph.names import normalise
from orgraph.vocabulary import Column, Sheet, vocabulary

_IGNORED = frozenset(("序号", "行号", "no.", "no"))


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table that is understood: where it stands, what it means and what the department calls it."""

    index: int
    column: Column
    text: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table whose kind is known."""

    table: Table
    kind: Sheet
    header_row: int
    width: int
    headings: tuple[Heading, ...]
    unknown: tuple[str, ...]


@cache
def _aliases() -> dict[str, dict[str, Column]]:
    return {sheet.name: {header_key(alias): column for column in sheet.column for alias in column.headers}
            for sheet in vocabulary().sheets.values()}


@cache
def _known() -> frozenset[str]:
    return frozenset(alias for aliases in _aliases().values() for alias in aliases)


def _score(sheet: Sheet, keys: Sequence[str], title: str) -> tuple[bool, int, bool]:
    """How well a sheet kind fits: all required columns there, columns known, a word of its name in the title."""
    found = {column.field for key in keys if (column := _aliases()[sheet.name].get(key))}
    complete = all(column.field in found for column in sheet.column if column.required)
    return complete, sum(key in _aliases()[sheet.name] for key in keys), any(name in title for name in sheet.names)


def recognise(table: Table) -> tuple[Recognised | None, list[RowError]]:
    """The table with its columns understood, and what is wrong with its header. (None, []) if it has no cell at all."""
    header = find_header(table, _known())
    if header is None:
        return None, []
    texts = header.texts
    keys = [header_key(text) for text in texts]
    kind = max(vocabulary().sheets.values(), key=lambda sheet: _score(sheet, keys, normalise(table.title)))
    complete, matched, _ = _score(kind, keys, "")
    refused = refusal(" ".join((table.title, *header.titles)), texts)
    if refused is not None:
        at = Where(table.file, table.sheet, header.row, refused[0])
        return None, [error("privacy.roster", at, what=refused[1])]
    if not complete:
        return None, _incomplete(kind, keys, texts, matched, Where(table.file, table.sheet, header.row))
    return _columns(table, kind, header.row, texts, keys)


def _incomplete(kind: Sheet, keys: Sequence[str], texts: Sequence[str], matched: int, at: Where) -> list[RowError]:
    have = {column.field for key in keys if (column := _aliases()[kind.name].get(key))}
    missing = [column for column in kind.column if column.required and column.field not in have]
    if matched >= 2 and matched * 2 >= sum(map(bool, keys)):
        return [error("header.missing", Where(at.file, at.sheet, at.row, column.headers[0]), title=kind.title,
                      aliases="、".join(column.headers)) for column in missing]
    nearest = (f"最像{kind.title}，缺少：" + "、".join(column.headers[0] for column in missing)) if matched else \
        "表头要在前 20 行内；可用模板重新填写"
    seen = "、".join(map(safe, filter(None, texts)))
    return [error("sheet.unknown", Where(at.file, at.sheet), seen=seen, nearest=nearest)]


def _columns(table: Table, kind: Sheet, number: int, texts: Sequence[str], keys: Sequence[str]
             ) -> tuple[Recognised | None, list[RowError]]:
    headings: list[Heading] = []
    unknown: list[str] = []
    problems: list[RowError] = []
    first: dict[str, Heading] = {}
    for index, (text, key) in enumerate(zip(texts, keys, strict=True)):
        column = _aliases()[kind.name].get(key)
        if column is None:
            if key and key not in _IGNORED:
                unknown.append(text)
                problems.append(error("header.unknown", Where(table.file, table.sheet, number, text)))
            continue
        heading = Heading(index, column, text)
        twin = first.setdefault(column.field, heading)
        # 姓名 and 成员单位 may stand side by side: a member is a person or a unit, one of them in each row.
        if twin is not heading and (column.ref != "member" or header_key(twin.text) == key):
            problems.append(error("header.duplicate", Where(table.file, table.sheet, number, text),
                                  first=twin.text, second=text))
        headings.append(heading)
    return Recognised(table, kind, number, len(texts), tuple(headings), tuple(unknown)), problems
