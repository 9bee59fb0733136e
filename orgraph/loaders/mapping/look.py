"""What a table's header row shows: the mapping that fits, the likeliest kind of sheet, which columns are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice

from orgraph.loaders.mapping.files import TableMapping, column_of
from orgraph.loaders.mapping.suggest import Suggestion, likeness, suggest
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.headers import Header, find_header, header_key, known_headers
from orgraph.loaders.reading.table import Row, Table
from orgraph.names import normalise
from orgraph.vocabulary import Column, Sheet, vocabulary

_IGNORED = frozenset(("序号", "行号", "no.", "no"))
_LOOKED_AT = 70  # the header is found among the first 20 rows, and 50 tell what a column holds
_ALIKE = 0.6
_COMPARED = 100  # unknown columns for which it is worth to look for like ones
_LONGEST = 100  # characters of a header for which it is


@dataclass(slots=True)
class Look:
    """A table as its header row shows it, whether or not it can be read.

    keys: of the header texts, as the mapping calls them. columns: index → what it means. kind is the best guess. top:
    the first rows, with numbers, of which cells are taken as samples.
    """

    table: Table
    header: Header
    keys: list[str]
    mapping: TableMapping | None
    kind: Sheet
    top: list[Row]
    columns: dict[int, Column] = field(default_factory=dict)
    ignored: set[int] = field(default_factory=set)

    @property
    def prose(self) -> bool:
        """Whether a workbook's sheet is lines of text beside its tables, such as instructions for filling them in."""
        single = all(sum(cell not in (None, "") for cell in row) <= 1 for _, row in self.top)
        return bool(self.table.sheet) and self.mapping is None and not self.header.known and single

    @property
    def missing(self) -> list[Column]:
        """Required columns that the table lacks and the mapping does not fix."""
        have = {column.field for column in self.columns.values()} | set(self.fixed)
        return [column for column in self.kind.column if column.required and column.field not in have]

    @property
    def fixed(self) -> Mapping[str, str]:
        """Field → the value that the mapping gives to every row."""
        return self.mapping.fixed if self.mapping else {}

    @property
    def unknown(self) -> list[int]:
        """Indexes of the columns that nothing knows."""
        return [at for at, key in enumerate(self.keys)
                if key and key not in _IGNORED and at not in self.columns and at not in self.ignored]

    def suggestions(self, areas: Iterable[str] = ()) -> dict[str, list[Suggestion]]:
        """Unknown header → what it may be, by its text and the first cells under it."""
        unknown = self.unknown
        if not unknown:
            return {}
        known = frozenset(areas)
        taken = {column.field for column in self.columns.values()} | set(self.fixed)
        rows = [row for number, row in self.top if number > self.header.row]
        near = [at for at in unknown if len(self.header.texts[at]) <= _LONGEST][:_COMPARED]
        return {self.header.texts[at]: suggest(self.kind, self.header.texts[at], _column(rows, at), taken=taken,
                                               areas=known) if at in near else [] for at in unknown}


def _column(rows: Sequence[Sequence[Cell]], at: int) -> list[Cell]:
    return [row[at] for row in rows if at < len(row)]


@cache
def _aliases() -> dict[str, dict[str, Column]]:
    return {sheet.name: {header_key(alias): column for column in sheet.column for alias in column.headers}
            for sheet in vocabulary().sheets.values()}


def _score(sheet: Sheet, keys: Sequence[str], title: str) -> tuple[bool, int, bool]:
    """How well a sheet kind fits: all required columns there, columns known, a word of its name in the title."""
    found = {column.field for key in keys if (column := _aliases()[sheet.name].get(key))}
    complete = all(column.field in found for column in sheet.column if column.required)
    return complete, sum(key in _aliases()[sheet.name] for key in keys), any(name in title for name in sheet.names)


def _nearly(sheet: Sheet, keys: Sequence[str], title: str) -> tuple[float, bool]:
    """As `_score`, for a table that is none of the kinds: columns that are like known ones count in part."""
    aliases = _aliases()[sheet.name]
    likely = (max(likeness(key, known)[0] for known in aliases) for key in keys if key and key not in aliases)
    matched = sum(key in aliases for key in keys)
    return matched + sum(score for score in likely if score >= _ALIKE), any(name in title for name in sheet.names)


def header_of(table: Table) -> Header | None:
    """Where the header of a department's table is; None if it has no cell at all."""
    return find_header(table, known_headers())


def look(table: Table, mappings: Sequence[TableMapping] = (), kind: str = "") -> Look | None:
    """The table's header and what is known of it; `kind` if the user says it. None if it has no cell at all."""
    top = list(islice(table.rows(), _LOOKED_AT))
    begin = replace(table, rows=lambda: iter(top))
    header, mapping = _header(begin, mappings)
    if header is None:
        return None
    keys = [header_key(text) for text in header.texts]
    if mapping is not None:
        keys = mapping.renamed(keys)
        kind = kind or mapping.kind
    found = Look(table, header, keys, mapping, vocabulary().sheets[kind] if kind else _kind(keys, table.title), top)
    said = {header_key(text): name for text, name in mapping.columns.items()} if mapping else {}
    for at, key in enumerate(keys):
        if key in said:
            if said[key]:
                found.columns[at] = column_of(found.kind, said[key])
            else:
                found.ignored.add(at)
        elif (column := _aliases()[found.kind.name].get(key)) is not None:
            if column.field in found.fixed:
                found.ignored.add(at)
            else:
                found.columns[at] = column
    return found


def _header(table: Table, mappings: Sequence[TableMapping]) -> tuple[Header | None, TableMapping | None]:
    """Where the header is, and the first mapping that fits it."""
    for mapping in mappings:
        if mapping.may_fit(table.file, table.sheet):
            header = find_header(table, known_headers() | mapping.keys)
            if header is not None and mapping.fits([header_key(text) for text in header.texts]):
                return header, mapping
    return header_of(table), None


def _kind(keys: Sequence[str], title: str) -> Sheet:
    sheets, folded = vocabulary().sheets.values(), normalise(title)
    best = max(sheets, key=lambda sheet: _score(sheet, keys, folded))
    complete, _, _ = _score(best, keys, folded)
    near = [key for key in keys if len(key) <= _LONGEST][:_COMPARED]
    return best if complete else max(sheets, key=lambda sheet: _nearly(sheet, near, folded))
