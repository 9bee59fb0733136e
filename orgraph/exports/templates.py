"""Empty workbooks to fill in, one a kind of sheet: made from the vocabulary, so they know every column and choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgraph.exports.cells import add_sheet, open_workbook
from orgraph.loaders.mapping.rows import kinds_of
from orgraph.loaders.write import stated
from orgraph.vocabulary import Column, Sheet, vocabulary
from orgraph.vocabulary.templates import form, templates

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

REQUIRED = "*"
_LAST_ROW = 10_000  # down to which drop-downs and date checks reach
_LONGEST_LIST = 255  # characters of a drop-down that stands in the cell itself
_TEXTS = frozenset(("code", "credit_code", "phone"))


@dataclass(frozen=True)
class TemplateColumn:
    """One column of a template."""

    sheet: Sheet
    column: Column

    @property
    def header(self) -> str:
        """The header, with a star if it must be filled."""
        return self.column.headers[0] + (REQUIRED if self.column.required else "")

    @cached_property
    def form(self) -> str:
        """What its cells hold; see `vocabulary.templates.form`."""
        return form(self.sheet, self.column)

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """All that may stand in it, if that is a closed list."""
        words = vocabulary()
        if self.form == "kind":
            return tuple(words.kinds[kind].zh[0] for kind in kinds_of(self.sheet))
        if self.form == "type":
            return tuple(words.relations[name].zh[0] for name in stated())
        if self.form == "function":
            return tuple(function.zh for function in words.functions.values())
        if self.form == "bool":
            return "是", "否"
        prop = words.properties.get(self.column.prop or "")
        return tuple(labels[0] for labels in prop.choices.values()) if prop else ()

    @property
    def how(self) -> str:
        """What may be written."""
        cells = templates().cells
        return (cells.get(self.form) or cells["choice"]) + (templates().several if self.column.many else "")

    @property
    def example(self) -> str | int | None:
        """What stands in the example row."""
        return templates().sheets[self.sheet.name].example.get(self.column.field)


def write_templates(folder: Path) -> list[Path]:
    """Write one workbook for each kind of sheet into `folder`, which is made if need be; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for sheet in vocabulary().sheets.values():
        path = folder / f"{sheet.title}.xlsx"
        with open_workbook(path) as book:
            _fill(book, sheet, [TemplateColumn(sheet, column) for column in sheet.column])
        written.append(path)
    return written


def _fill(book: Workbook, sheet: Sheet, columns: Sequence[TemplateColumn]) -> None:
    words = templates()
    formats = {name: book.add_format(look) for name, look in {
        "header": {"bold": True, "bottom": 1, "bg_color": "#DDEBF7"},
        "required": {"bold": True, "bottom": 1, "bg_color": "#FCE4D6"},
        "example": {"italic": True, "font_color": "#808080", "num_format": "@"},
        "text": {"num_format": "@"}, "date": {"num_format": "yyyy-mm-dd"}}.items()}
    data = book.add_worksheet(sheet.title)
    data.set_landscape()
    data.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        look = formats.get("text" if column.form in _TEXTS else column.form)
        data.set_column(at, at, max(12, 2 * len(column.header) + 2), look)
        data.write_string(0, at, column.header, formats["required" if column.column.required else "header"])
        data.write_comment(0, at, f"{words.meaning(column.column)}\n{column.how}", {"x_scale": 2})
    for at, column in enumerate(columns):
        if column.example is not None:
            data.write_string(1, at, (words.example_mark if at == 0 else "") + str(column.example), formats["example"])
    rows = [[column.column.headers[0], "是" if column.column.required else "", words.meaning(column.column),
             column.how, column.example] for column in columns]
    about = [[words.sheets[sheet.name].about, None, None, None, None]]
    add_sheet(book, words.explanation, words.columns, [*rows, *about], widths=(18, 8, 40, 60, 24))
    _drop_downs(book, data, columns)


def _drop_downs(book: Workbook, data: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """Lists of choices, long ones on a hidden sheet of their own; and checks that a date is one."""
    long: list[TemplateColumn] = []
    for at, column in enumerate(columns):
        check: dict[str, Any] | None = None
        if column.choices:
            source: list[str] | str = list(column.choices)
            if len(",".join(column.choices)) > _LONGEST_LIST:
                letter = chr(ord("A") + len(long))
                source = f"={templates().options}!${letter}$2:${letter}${len(column.choices) + 1}"
                long.append(column)
            check = {"validate": "list", "source": source, "error_message": column.how}
        elif column.form == "date":
            check = {"validate": "date", "criteria": ">", "value": "=DATE(1900,1,1)", "error_message": column.how}
        if check is not None:
            data.data_validation(1, at, _LAST_ROW, at, check)
    if long:
        options = book.add_worksheet(templates().options)
        options.hide()
        lists = [[column.column.headers[0], *column.choices] for column in long]
        for row in range(max(map(len, lists))):
            for at, entries in enumerate(lists):
                if row < len(entries):
                    options.write_string(row, at, entries[row])
