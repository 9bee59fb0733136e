"""Which kind of sheet a table is and what its columns mean: from a mapping that fits, else from sheets.toml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import error, safe
from orgraph.loaders.mapping.files import UNIT, TableMapping, column_of
from orgraph.loaders.mapping.headings import Delivery, Heading, Recognised
from orgraph.loaders.mapping.look import Look, look
from orgraph.loaders.mapping.narrowing import narrowing, path
from orgraph.loaders.mapping.suggest import Suggestion, assign, shown
from orgraph.loaders.mapping.wide import split_records
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.headers import header_key
from orgraph.loaders.reading.privacy import refusal
from orgraph.loaders.reading.table import Table
from orgraph.vocabulary import Column, Sheet


def recognise(table: Table, mappings: Sequence[TableMapping] = ()) -> tuple[list[Recognised], list[RowError]]:
    """The table with its columns understood, and what is wrong with its header. ([], []) if it has no cell at all.

    It is several where a mapping (of `mappings`, the nearest first) says that a row holds several records.
    """
    found = look(table, mappings)
    if found is None:
        return [], []
    refused = refusal(" ".join((table.title, *found.header.titles)), found.header.texts)
    if refused is not None:
        at = Where(table.file, table.sheet, found.header.row, refused[0])
        return [], [error("privacy.roster", at, what=refused[1])]
    if found.mapping is not None and found.mapping.record:
        return _records(found, found.mapping)
    if found.missing:
        at = Where(table.file, table.sheet)
        return [], [error("sheet.skipped", at)] if found.prose else _incomplete(found)
    return _columns(found)


def _delivery(mapping: TableMapping | None) -> Delivery | None:
    if mapping is None or not (mapping.scope or mapping.replaces):
        return None
    return Delivery(mapping.scope, mapping.replaces, mapping.origin)


def _records(found: Look, mapping: TableMapping) -> tuple[list[Recognised], list[RowError]]:
    records, used = split_records(found.table, mapping, found.header.row, found.header.texts, found.keys)
    if not records:
        return [], [_missing(found, record.sheet, column, "") for record in mapping.record[:1]
                    for column in record.sheet.column if column.required and column.field not in record.fixed]
    found.columns.clear()
    found.ignored |= used
    texts = [found.header.texts[at] for at in found.unknown]
    problems = [error("header.unknown", _at(found, text), suggestion="") for text in texts]
    delivery = _delivery(mapping)
    return [replace(record, unknown=tuple(texts), delivery=delivery, first=not at)
            for at, record in enumerate(records)], problems


def _at(found: Look, header: str) -> Where:
    return Where(found.table.file, found.table.sheet, found.header.row, header)


def _missing(found: Look, sheet: Sheet, column: Column, near: str) -> RowError:
    return error("header.missing", _at(found, column.headers[0]), title=sheet.title, near=near,
                 aliases="、".join(column.headers))


def _incomplete(found: Look) -> list[RowError]:
    likely = {s.field: (header, s) for header, s in assign(found.suggestions()).items()}
    matched = len(found.columns)
    if found.mapping is not None or (matched >= 2 and matched * 2 >= sum(map(bool, found.keys))):
        return [_missing(found, found.kind, column, _likely(likely.get(column.field))) for column in found.missing]
    near = "".join(_likely(likely.get(column.field)) for column in found.missing)
    nearest = (f"最像{found.kind.title}，缺少：" + "、".join(column.headers[0] for column in found.missing) + near
               ) if matched or near else "表头要在前 20 行内；可用模板重新填写，或用 orgraph map 说明各列的意思"
    seen = "、".join(map(safe, filter(None, found.header.texts)))
    return [error("sheet.unknown", Where(found.table.file, found.table.sheet), seen=seen, nearest=nearest)]


def _likely(best: tuple[str, Suggestion] | None) -> str:
    """Which unknown column a missing one may be, for a hint."""
    return f"；“{safe(best[0])}”可能就是“{best[1].title}”（{best[1].reason}），用 orgraph map 确认" if best else ""


def _columns(found: Look) -> tuple[list[Recognised], list[RowError]]:
    headings: list[Heading] = []
    first: dict[str, Heading] = {}
    texts = found.header.texts
    suggested = found.suggestions()
    problems = [error("header.unknown", _at(found, texts[at]), suggestion=shown(suggested[texts[at]]))
                for at in found.unknown]
    said = found.mapping.columns.items() if found.mapping else ()
    units = {header_key(text) for text, name in said if name == UNIT}
    paths = narrowing(found.columns, texts)
    for at, column in found.columns.items():
        unit = column.ref == "member" and (found.keys[at] in units or "单位" in texts[at])
        heading = Heading(at, column, texts[at], unit=unit)
        twin = first.setdefault(column.field, heading)
        # 姓名 and 成员单位 may stand side by side: a member is a person or a unit, one of them in each row.
        if column.field in paths:
            continue
        if twin is not heading and (column.ref != "member" or header_key(twin.text) == header_key(texts[at])):
            problems.append(error("header.duplicate", _at(found, texts[at]), first=twin.text, second=texts[at]))
        headings.append(heading)
    width, fixed = len(texts), found.fixed
    values, places = list(fixed.values()), list(paths.values())
    for at, name in enumerate(fixed):
        column = column_of(found.kind, name)
        headings.append(Heading(width + at, column, column.headers[0], unit=name == UNIT))
    for at, whole in enumerate(places, width + len(values)):
        headings.append(Heading(at, found.columns[whole[-1]], texts[whole[-1]]))

    def derive(row: list[Cell]) -> Iterator[list[Cell]]:
        made = [path(row, whole) for whole in places]
        yield [*row[:width], *[None] * (width - len(row)), *values, *made, *row[width:]]

    unknown = tuple(texts[at] for at in found.unknown)
    return [Recognised(found.table, found.kind, found.header.row, width + len(values) + len(places), tuple(headings),
                       unknown, derive if values or places else None, _delivery(found.mapping))], problems
