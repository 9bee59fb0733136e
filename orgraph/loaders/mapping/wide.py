"""Wide tables: one row that holds several records, split as a mapping says.

Every record becomes a `Recognised` of the one table: its rows are the table's with the computed cells behind them, so
errors keep the row, and a cell that is taken over as it stands keeps its column too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import cache

from orgraph.loaders.mapping.files import UNIT, RecordMapping, TableMapping, column_of
from orgraph.loaders.mapping.headings import Derive, Heading, Recognised
from orgraph.loaders.mapping.template import Template, filled, first_text, parts_of, template_of
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell, CellError
from orgraph.loaders.reading.headers import header_key
from orgraph.loaders.reading.table import FormatError, Table


def split_records(table: Table, mapping: TableMapping, header_row: int, texts: Sequence[str], keys: Sequence[str]
                  ) -> tuple[list[Recognised], set[int]]:
    """The records of a wide table, each as a table of its own, and the indexes of the columns that they use.

    A record is left out where the table lacks the columns that it depends on (`when`, `each`, `for_columns`, or all
    ways to fill a required field).
    """
    index: dict[str, int] = {}
    for at, key in enumerate(keys):
        if key:
            index.setdefault(key, at)
    splits = [_Split(table, record, header_row, texts, index, keys) for record in mapping.record]
    splits = [split for split in splits if split.possible]
    found = [split.recognised([other for other in splits if other.is_twin(split)]) for split in splits]
    return found, set().union(*(split.used for split in splits))


class _Split:
    """How one record is taken out of a row."""

    def __init__(self, table: Table, record: RecordMapping, header_row: int, texts: Sequence[str],
                 index: dict[str, int], keys: Sequence[str]) -> None:
        self._table = table
        self._record = record
        self._header_row = header_row
        self._texts = texts
        self._width = len(texts)
        self._targets = [at for at, key in enumerate(keys) if key and any(
            fnmatchcase(key, pattern) for pattern in record.for_columns)]
        self._when = [index.get(header_key(header), -1) for header in record.when]
        self._each = index.get(header_key(record.each), -1) if record.each else None
        ways = {field: [template for text in texts_ if (template := template_of(text, index))]
                for field, texts_ in record.columns.items()}
        ways |= {field: [Template((text,))] for field, text in record.fixed.items()}
        self._ways = {field: templates for field, templates in ways.items() if templates}
        self.used = {part for templates in self._ways.values() for template in templates for part in template.parts
                     if isinstance(part, int) and part >= 0}
        self.used |= {*self._targets, *self._when, *([self._each] if self._each is not None else [])} - {-1}

    @property
    def possible(self) -> bool:
        """Whether the table has what the record needs."""
        needed = {c.field for c in self._record.sheet.column if c.required}
        have = {*self._ways, *(["member"] if UNIT in self._ways else [])}
        return (needed <= have and -1 not in self._when and self._each != -1
                and (not self._record.for_columns or bool(self._targets)))

    def is_twin(self, other: _Split) -> bool:
        """Whether both may be about one person: secretary and chair of one row may be the same."""
        return other is not self and self._record.kind == other._record.kind == "person" and not (
            self._targets or other._targets)

    def recognised(self, twins: Sequence[_Split]) -> Recognised:
        """The table as one of this record's kind; what it does not say of a person its `twins` may."""
        headings: list[Heading] = []
        computed: list[list[Template]] = []
        for field, templates in self._ways.items():
            column = column_of(self._record.sheet, field)
            if len(templates) == 1 and (only := templates[0].column) is not None:
                at, text = only, self._texts[only]
            else:
                at, text = self._width + len(computed), self._called(templates, column.headers[0])
                computed.append(templates)
            headings.append(Heading(at, column, text, unit=field == UNIT))
        for twin in twins:
            for field in twin._ways.keys() - {heading.column.field for heading in headings}:
                column = column_of(self._record.sheet, field)
                headings.append(Heading(self._width + len(computed), column, column.headers[0]))
                computed.append([])
        headings.sort(key=lambda heading: heading.index)
        own = [heading for heading in headings if not heading.column.link]
        made = frozenset(h.index for h in own if h.index >= self._width or h.column.into == "home")
        derive = self._derive(computed, [heading.index for heading in own], made)
        if twins:
            derive = self._completed(derive, {heading.column.field: heading.index for heading in own}, twins)
        return Recognised(self._table, self._record.sheet, self._header_row, self._width + len(computed),
                          tuple(headings), (), derive)

    def _called(self, templates: Sequence[Template], usual: str) -> str:
        """The department's header for errors in a computed cell: of the last column in it, the most particular."""
        columns = [part for part in templates[0].parts if isinstance(part, int)]
        if not columns:
            return usual
        return self._texts[columns[-1] if columns[-1] >= 0 else self._targets[0]]

    def _derive(self, computed: Sequence[Sequence[Template]], own: Sequence[int], made_up: frozenset[int]) -> Derive:
        """The function from a row to the rows that it makes.

        With `each`, the `own` cells (those that state no links) are filled from the other rows of the same thing, and
        those `made_up`, its home above all, are the same in all of them; what contradicts still does.
        """
        plain = self._plain(computed)
        if self._each is None:
            return plain
        each = self._each

        @cache
        def known() -> dict[str, dict[int, Cell]]:
            return self._together(plain, each, own)

        def derive(row: list[Cell]) -> Iterator[list[Cell]]:
            for made in plain(row):
                same = known().get(cells.reference(made[each]) or "", {})
                for at, value in same.items():
                    if at in made_up or made[at] in (None, ""):
                        made[at] = value
                yield made

        return derive

    def _completed(self, derive: Derive, places: dict[str, int], twins: Sequence[_Split]) -> Derive:
        """`derive`, with the cells that are empty filled from the twins that name the same person in the same row."""
        def completed(row: list[Cell]) -> Iterator[list[Cell]]:
            for made in derive(row):
                for said in [twin.fields(made) for twin in twins]:
                    if all(said.get(field) == made[places[field]] for field in ("name", "home")):
                        for field, at in places.items():
                            made[at] = said.get(field) if made[at] in (None, "") else made[at]
                yield made

        return completed

    def fields(self, row: Sequence[Cell]) -> dict[str, Cell]:
        """What the record says in a row, by field; nothing if it is not there."""
        if not all(filled(row[at]) for at in self._when):
            return {}
        said: dict[str, Cell] = {}
        for field, templates in self._ways.items():
            only = templates[0].column if len(templates) == 1 else None
            said[field] = row[only] if only is not None else first_text(templates, row, "", "")
        return said

    def _together(self, plain: Derive, each: int, own: Sequence[int]) -> dict[str, dict[int, Cell]]:
        """Value in the column `each` → what the rows with it say in the other columns, most often (then the first
        in order of the text, so that the order of rows does not matter)."""
        said: dict[str, dict[int, Counter[Cell]]] = defaultdict(lambda: defaultdict(Counter))
        # What cannot be read is told where the row, or the file's end, is come to.
        with suppress(FormatError):
            for number, row in self._table.rows():
                if number <= self._header_row or len(row) <= each:
                    continue
                with suppress(CellError):
                    value = cells.reference(row[each])
                    for made in plain(row) if value else ():
                        for at in own:
                            if made[at] not in (None, ""):
                                said[value or ""][at][made[at]] += 1
        return {value: {at: min(counts, key=lambda cell: (-counts[cell], str(cell))) for at, counts in columns.items()}
                for value, columns in said.items()}

    def _plain(self, computed: Sequence[Sequence[Template]]) -> Derive:
        when, targets, width, texts = self._when, self._targets, self._width, self._texts

        def made(row: list[Cell], header: str, part: str) -> list[Cell]:
            new: list[Cell] = [first_text(ways, row, header, part) for ways in computed]
            return [*row[:width], *new, *row[width:]]

        def derive(row: list[Cell]) -> Iterator[list[Cell]]:
            row = row + [None] * (width - len(row))
            if not all(filled(row[at]) for at in when):
                return
            if not self._record.for_columns:
                yield made(row, "", "")
            for at in targets:
                for part in parts_of(row[at]):
                    yield made(row, texts[at], part)

        return derive
