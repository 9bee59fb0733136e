"""Mapping files: what a department's own columns mean, said once as data and found again at every load.

A `*.mapping.toml` holds `[[table]]`s; which tables of which files each is for is told by `file` and `sheet` (globs) and
`headers` (texts that must all be there). The first that fits is taken: of the files named to the load, then of those
beside the data file, in the folders above it, in the folder that ORGRAPH_MAPPINGS names, and of those shipped.
The format is in docs/mappings.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from orgraph.checked import Checked, faults, parsed, toml
from orgraph.errors import DataError, MappingError, Where
from orgraph.loaders.reading.formats import source_name
from orgraph.loaders.reading.headers import header_key
from orgraph.vocabulary import Column, Sheet, vocabulary

SUFFIX = ".mapping.toml"
UNIT = "unit"  # a field of memberships: the member is an organisation, whatever the column is called


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One text or several."""


def column_of(sheet: Sheet, field: str) -> Column:
    """The column of a kind of sheet that is called `field`. Raises ValueError with those that there are."""
    wanted = "member" if field == UNIT and sheet.name == "membership" else field
    for column in sheet.column:
        if column.field == wanted:
            return column
    raise ValueError(f"{sheet.name} has no field {field}; it has {', '.join(c.field for c in sheet.column)}")


def _sheet(kind: str) -> Sheet:
    sheet = vocabulary().sheets.get(kind)
    if sheet is None:
        raise ValueError(f"no kind of sheet {kind}; there are {', '.join(vocabulary().sheets)}")
    return sheet


def _check_kind(sheet: Sheet, fixed: Mapping[str, str]) -> None:
    """A kind that every row is of must be one, rather than an error in every row."""
    known, label = vocabulary(), fixed.get("kind")
    kind = known.kind_of_label.get(label or "")
    if label is not None and (kind is None or not known.is_a(kind, sheet.makes)):
        raise ValueError(f"{label} is no kind of {sheet.makes}")


class RecordMapping(Checked):
    """One record that a row of a wide table holds.

    columns: field → header, or a text with headers in braces; of several the first that gives something.
    fixed: field → the same text in every row. when: headers of cells that must be filled for the record to be there.
    each: a header; rows with the same value there are about one thing. for_columns: globs of headers, each filled cell
    of which makes a record, {列} being its header and {格} what it holds, one part of it at a time.
    """

    kind: str
    columns: dict[str, Texts] = {}
    fixed: dict[str, str] = {}
    when: Texts = ()
    each: str = ""
    for_columns: Texts = ()

    @model_validator(mode="after")
    def _fields(self) -> Self:
        given = {*self.columns, *self.fixed}
        needed = {c.field for c in self.sheet.column if c.required}
        for field in given:
            column_of(self.sheet, field)
        _check_kind(self.sheet, self.fixed)
        if missing := needed - given - ({"member"} if UNIT in given else set()):
            raise ValueError(f"{self.kind} needs {', '.join(sorted(missing))} too")
        return self

    @property
    def sheet(self) -> Sheet:
        """The kind of sheet whose row the record is like."""
        return _sheet(self.kind)


class TableMapping(Checked):
    """What the columns of the tables that it fits mean.

    columns: header → field of `kind`, or "" for a column that is left out on purpose. fixed: field → a value of every
    row. record: what a row of a wide table holds. aliases: header as this mapping calls it → how else it is written.
    scope: the area that a partial delivery speaks for. replaces: globs of earlier files that it supersedes there.
    """

    file: str = ""
    sheet: str = ""
    headers: tuple[str, ...] = ()
    kind: str = ""
    columns: dict[str, str] = {}
    fixed: dict[str, str] = {}
    aliases: dict[str, Texts] = {}
    record: tuple[RecordMapping, ...] = ()
    scope: str = ""
    replaces: Texts = ()
    origin: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not (self.file or self.sheet or self.headers):
            raise ValueError("file, sheet or headers must say which tables this is for")
        if self.record and (self.kind or self.fixed or any(self.columns.values())):
            raise ValueError("a table with records has no kind, fixed or fields of its own")
        if (self.fixed or any(self.columns.values())) and not self.kind:
            raise ValueError("kind is missing")
        for field in (*filter(None, self.columns.values()), *self.fixed):
            column_of(_sheet(self.kind), field)
        if self.kind:
            _check_kind(_sheet(self.kind), self.fixed)
        return self

    @cached_property
    def same(self) -> Mapping[str, str]:
        """Key of a header → key of the header that this mapping calls it."""
        return {header_key(other): header_key(header) for header, others in self.aliases.items() for other in others}

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of all headers that the mapping names, by which a header row is found."""
        named = [*self.headers, *self.columns, *self.aliases]
        for record in self.record:
            named += [*record.when, *(text for texts in record.columns.values() for text in texts if "{" not in text)]
        return frozenset((*map(header_key, named), *self.same))

    def renamed(self, keys: Iterable[str]) -> list[str]:
        """Keys of a table's headers as this mapping calls them; one that is there itself is not called so twice."""
        keys = list(keys)
        taken = set(keys)
        return [self.same[key] if key in self.same and self.same[key] not in taken else key for key in keys]

    def may_fit(self, file: str, sheet: str) -> bool:
        """Whether this may be for a table of `file` (as in Source.file), as far as names tell."""
        return ((not self.file or fnmatchcase(file, self.file) or fnmatchcase(file.rsplit("/", 1)[-1], self.file))
                and (not self.sheet or fnmatchcase(sheet, self.sheet)))

    def fits(self, keys: Collection[str]) -> bool:
        """Whether a table whose headers have these keys has all that this asks for."""
        renamed = self.renamed(keys)
        return all(header_key(header) in renamed for header in self.headers)


class _File(Checked):
    table: tuple[TableMapping, ...]


def read_mapping(path: Path) -> tuple[TableMapping, ...]:
    """The tables of a mapping file. Raises MappingError with the place in it."""
    name = source_name(path)
    try:
        text = path.read_text(encoding="utf-8")
        found = _File.model_validate(toml(name, text))
    except ValidationError as wrong:
        raise _wrong(name, "；".join(faults(wrong))) from wrong
    except DataError as wrong:
        raise _wrong(name, wrong.detail.removeprefix(f"{name}: ")) from wrong
    except (OSError, UnicodeDecodeError) as wrong:
        raise _wrong(name, str(getattr(wrong, "strerror", "") or "not UTF-8")) from wrong
    return _from(name, found)


def _from(name: str, found: _File) -> tuple[TableMapping, ...]:
    return tuple(table.model_copy(update={"origin": name}) for table in found.table)


def _wrong(name: str, reason: str) -> MappingError:
    return MappingError(f"映射文件 {name} 有错：{reason} (wrong mapping file)", where=Where(name),
                        hint="格式见 docs/mappings.md；也可用 orgraph map 重新生成")


@cache
def shipped() -> tuple[TableMapping, ...]:
    """The mappings that come with the program."""
    folder = files("orgraph.loaders.mapping") / "mappings"
    return tuple(table for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
                 for table in _from(entry.name, parsed(entry.name, entry.read_text(encoding="utf-8"), _File)))


class Mappings:
    """The mappings that a load knows, and which of them a file may use.

    named: mapping files, or folders of them, that the user names. within: what is loaded; mappings are looked for
    beside its files and in the folders above them up to these. common: the folder of ORGRAPH_MAPPINGS.
    """

    def __init__(self, named: Iterable[str | Path] = (), within: Iterable[Path] = (), common: Path | None = None
                 ) -> None:
        self._named = [table for path in map(Path, named) for table in _read_all(path)]
        self._roots = [path.resolve() if path.is_dir() else path.resolve().parent for path in within]
        self._common = _read_all(common) if common is not None else []
        self._in_folder: dict[Path, list[TableMapping]] = {}

    def of(self, file: Path) -> list[TableMapping]:
        """The mappings that a file's tables may use, the nearest first."""
        near: list[TableMapping] = []
        folders = [folder for folder in file.resolve().parents if any(folder.is_relative_to(r) for r in self._roots)]
        for folder in folders:
            if folder not in self._in_folder:
                self._in_folder[folder] = _read_all(folder)
            near += self._in_folder[folder]
        return [*self._named, *near, *self._common, *shipped()]


def _read_all(path: Path) -> list[TableMapping]:
    """The tables of a mapping file, or of all that lie in a folder."""
    return [table for file in _mapping_files(path) for table in read_mapping(file)]


def _mapping_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.iterdir() if file.name.endswith(SUFFIX))
    else:
        yield path
