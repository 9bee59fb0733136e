"""What the empty workbooks explain (templates.toml): meanings of columns, what may be written, an example row."""

from __future__ import annotations

from functools import cache

from orgraph.checked import Checked, whole
from orgraph.errors import DataError
from orgraph.vocabulary import Column, Sheet, vocabulary


class Template(Checked):
    """The words of one kind of sheet: what it is about, and field → value of its example row."""

    about: str
    example: dict[str, str | int]


class Templates(Checked):
    """The words of all of them; `cells` by form (see `form`), `meanings` by field."""

    example_mark: str
    explanation: str
    options: str
    columns: tuple[str, ...]
    several: str
    cells: dict[str, str]
    meanings: dict[str, str]
    sheets: dict[str, Template]

    def meaning(self, column: Column) -> str:
        """What a column means."""
        prop = vocabulary().properties.get(column.prop or "")
        return self.meanings.get(column.field) or (prop.zh if prop else "")


def form(sheet: Sheet, column: Column) -> str:
    """What the cells of a column hold: a key of `cells`; "kind" and "type" are the vocabulary's."""
    if column.into in ("kind", "type", "name", "aliases"):
        return column.into
    if column.into in ("start", "end", "link_start", "since", "until"):
        return "date"
    if column.into in ("code", "number", "person_number"):
        return "credit_code" if column.into == "code" and sheet.makes == "Organization" else "code"
    if column.ref is not None:
        return column.ref
    prop = vocabulary().properties[column.prop or ""]
    if prop.name in ("phone", "function"):
        return prop.name
    return prop.type


@cache
def templates() -> Templates:
    """The words, read and checked once a process. Raises DataError."""
    found = whole("orgraph.vocabulary", "templates.toml", Templates)
    sheets = vocabulary().sheets
    if sheets.keys() != found.sheets.keys():
        raise DataError(f"templates.toml: sheets are not those of sheets.toml: {sheets.keys() ^ found.sheets.keys()}")
    for name, sheet in sheets.items():
        fields = {column.field: column for column in sheet.column}
        example = found.sheets[name].example
        if wrong := example.keys() - fields.keys():
            raise DataError(f"templates.toml: {name}.example has no column {'、'.join(wrong)}")
        for column in sheet.column:
            if column.required and column.field not in example:
                raise DataError(f"templates.toml: {name}.example lacks {column.field}")
            if not found.meaning(column):
                raise DataError(f"templates.toml: {name}.{column.field} has no meaning")
    return found
