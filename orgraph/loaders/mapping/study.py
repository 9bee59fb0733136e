"""What `orgraph map` works with: each table with what is understood of it, and the mapping file that completes it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from orgraph.loaders.mapping.files import Mappings, TableMapping
from orgraph.loaders.mapping.look import Look, look
from orgraph.loaders.mapping.recognise import recognise
from orgraph.loaders.mapping.suggest import Suggestion, assign, fixed_kind
from orgraph.loaders.reading.formats import FormatError, tables
from orgraph.loaders.reading.privacy import refusal
from orgraph.vocabulary import vocabulary


@dataclass(slots=True)
class Studied:
    """One table: its kind (a name in sheets.toml; empty if it holds several), header → field, and what is still open.

    suggestions: unknown header → fields that it may be. fixed: field → a value that all rows must have. missing:
    required fields that nothing fills yet. mapping: the file whose mapping the table has already, if any; said and
    said_fixed: what that says of its columns and of all rows.
    """

    file: str
    sheet: str
    kind: str
    header_row: int
    columns: dict[str, str]
    suggestions: dict[str, list[Suggestion]]
    missing: list[str]
    fixed: dict[str, str] = field(default_factory=dict)
    mapping: str = ""
    said: dict[str, str] = field(default_factory=dict)
    said_fixed: dict[str, str] = field(default_factory=dict)

    @property
    def likely(self) -> dict[str, Suggestion]:
        """Unknown header → its best suggestion, no field twice."""
        return assign(self.suggestions)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def study(file: Path, mappings: Mappings, *, kind: str = "", areas: Collection[str] = ()) -> list[Studied]:
    """The tables of a file that can be read; those that must not be are left out, as a load refuses them."""
    found: list[Studied] = []
    for table in tables(file)[0]:
        try:
            seen = look(table, mappings.of(file), kind)
            if seen is None or refusal(" ".join((table.title, *seen.header.titles)), seen.header.texts):
                continue
            if seen.mapping is not None and seen.mapping.record:
                found.append(_wide(seen, seen.mapping))
                continue
            suggestions = seen.suggestions(areas)
        except FormatError:
            continue
        texts = seen.header.texts
        columns = {texts[at]: column.field for at, column in seen.columns.items()}
        missing = [column.field for column in seen.missing]
        fixed: dict[str, str] = {}
        if "kind" in missing and (label := fixed_kind(seen.kind, *texts, *seen.header.titles, table.title)):
            fixed["kind"] = label
        studied = Studied(table.file, table.sheet, seen.kind.name, seen.header.row, columns, suggestions, missing,
                          fixed)
        if seen.mapping is not None:
            studied.mapping, studied.said_fixed = seen.mapping.origin, dict(seen.mapping.fixed)
            studied.said = {header: name for header, name in seen.mapping.columns.items() if header in texts}
        found.append(studied)
    return found


def _wide(seen: Look, mapping: TableMapping) -> Studied:
    """A table that a mapping splits into records: header → the records and fields that it goes into."""
    records, _ = recognise(seen.table, [mapping])
    columns: dict[str, str] = {}
    for record in records:
        for heading in record.headings:
            if heading.text in seen.header.texts:
                said = f"{record.kind.name}.{heading.column.field}"
                columns[heading.text] = f"{columns[heading.text]} {said}" if heading.text in columns else said
    unknown = {header: list[Suggestion]() for record in records for header in record.unknown}
    return Studied(seen.table.file, seen.table.sheet, "", seen.header.row, columns, unknown, [], mapping=mapping.origin)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user says of a table: header → field ("" to leave it out), and field → fixed value."""

    table: Studied
    columns: Mapping[str, str]
    fixed: Mapping[str, str]

    def toml(self) -> str:
        """The [[table]] that remembers it: for every table that has these headers, whatever its file is called."""
        known = self.table.columns
        needed = {c.field for c in vocabulary().sheets[self.table.kind].column if c.required}
        told = [header for header, name in (*known.items(), *self.columns.items()) if name in needed]
        told = told or [header for header, name in self.columns.items() if name]
        lines = ["[[table]]", f"headers = [{', '.join(map(_text, told))}]" if told else
                 f"file = {_text(self.table.file.rsplit('/', 1)[-1])}", f"kind = {_text(self.table.kind)}"]
        for name, pairs in (("columns", self.table.said | dict(self.columns)),
                            ("fixed", self.table.said_fixed | dict(self.fixed))):
            if pairs:
                lines += ["", f"[table.{name}]", *(f"{_text(key)} = {_text(value)}" for key, value in pairs.items())]
        return "\n".join(lines) + "\n"


def mapping_text(answers: Iterable[Answer]) -> str:
    """A mapping file with what was answered; empty if nothing was."""
    said = [answer.toml() for answer in answers if answer.columns or answer.fixed]
    return "# 由 orgraph map 写成，可以修改 (written by orgraph map, yours to edit): docs/mappings.md\n\n" + "\n".join(
        said) if said else ""


def accepted(table: Studied, least: float) -> Answer:
    """The answer that takes every best suggestion whose score is at least `least`, and the fixed values."""
    columns = {header: best.field for header, best in table.likely.items() if best.score >= least}
    open_fields = [name for name in table.missing if name not in columns.values()]
    return Answer(table, columns, {name: value for name, value in table.fixed.items() if name in open_fields})


def _text(value: str) -> str:
    """A TOML string; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)
