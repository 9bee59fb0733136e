"""The reports that there are: layouts.toml, checked."""

from __future__ import annotations

from functools import cache
from typing import Literal

from orgraph.checked import Checked, each, read_text
from orgraph.errors import DataError
from orgraph.queries.coverage.rules import Bilingual
from orgraph.vocabulary import vocabulary


class ListColumn(Checked):
    """A column of a list of entries: where the entry is, what links of these types come from, what a property says;
    none of them: its name."""

    title: str
    width: int
    home: bool = False
    inbound: tuple[str, ...] = ()
    prop: str = ""


class EntryList(Checked):
    """A list of all entries of a kind."""

    kind: str
    title: str
    column: tuple[ListColumn, ...]


class Layout(Checked):
    """A report. rules: those it shows. list: the lists it consists of."""

    id: str
    title: Bilingual
    content: Literal["counts", "posts", "gaps", "lists", "risks"]
    rules: tuple[str, ...] = ()
    list: tuple[EntryList, ...] = ()

    def check(self) -> None:
        """Raise DataError for a kind, relation or property that there is none of."""
        words = vocabulary()
        columns = [column for one in self.list for column in one.column]
        wrong = {one.kind for one in self.list} - words.kinds.keys()
        wrong |= {type_ for column in columns for type_ in column.inbound} - words.relations.keys()
        wrong |= {column.prop for column in columns if column.prop} - words.properties.keys()
        if wrong:
            raise DataError(f"the vocabulary has no {', '.join(sorted(wrong))}")


@cache
def layouts() -> dict[str, Layout]:
    """The reports by id, in the order of the file. Raises DataError."""
    return each("layouts.toml", read_text("orgraph.exports.reports", "layouts.toml"), Layout, Layout.check)
