"""A load from files to generation: read, recognise, build, compare, activate; all of it or nothing.

A run over the tables stages records and collects errors. With errors nothing is activated, unless the user allows
them: then the run is repeated without the bad rows and what hangs on them, until no new ones come to light.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from orgraph.errors import LoadRejected, Where
from orgraph.loaders.areas import statistical
from orgraph.loaders.build import ORDER, Builder
from orgraph.loaders.codes import error
from orgraph.loaders.formats import SUFFIXES, FormatError, source_name, tables
from orgraph.loaders.problems import Problems
from orgraph.loaders.recognise import Recognised, recognise
from orgraph.loaders.report import LoadReport, SheetReport, in_order
from orgraph.loaders.resolve import Resolver
from orgraph.model import Record, Source
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.stores.base import Load, Store

Progress = Callable[[int, str], None]
_CHUNK = 20_000
_STEP = 10_000
_COLLECTED = 200_000
# What lies in a data folder beside the data.
_BESIDE = frozenset(("expected.json",))
SKIP = ".orgraph-skip"  # a folder that holds a file of this name is left out when a folder above it is loaded
_IN_FOLDERS = SUFFIXES - {".txt"}


def load(store: Store, paths: Iterable[str | Path], *, dry_run: bool = False, allow_errors: bool = False,
         progress: Progress | None = None, topics: Mapping[str, str] | None = None,
         also: Iterable[Record] = ()) -> LoadReport:
    """Load files and folders into `store` and activate them as one generation.

    paths: files, or folders that are searched for data files. `topics`: name → id of the topics that cells may name.
    `also`: records that belong to every load, whatever its files (the topic catalogue).
    `progress` is told the rows done and of which table, about every 10,000 rows.
    Returns the report; raises LoadRejected, with the report, if there are errors and neither `dry_run` nor
    `allow_errors` is set. A dry run compares and activates nothing.
    """
    problems = Problems()
    standing = list(also)
    files = _files(paths)
    read, recognised = _recognised(files, problems)
    report = LoadReport(files=[source_name(file) for file in files])
    scope = [*read, *sorted({record.source.file for record in standing})]
    run = _Run(store, recognised, problems, topics or {}, progress)
    while True:
        known_bad = frozenset(problems.left_out)
        with _rare_collections(), store.begin("、".join(report.files), scope) as staged:
            staged.put(standing)
            report.rows, report.sheets = run.stage(staged, known_bad)
            clean = not problems.errors or allow_errors
            if clean and problems.left_out != known_bad:
                continue
            if clean:
                report.diff = staged.diff()
                if not dry_run and read:
                    report.generation = staged.activate().number
        break
    report.errors, report.warnings = in_order(problems.errors), in_order(problems.warnings)
    report.left_out = len(problems.left_out)
    if report.errors and not allow_errors and not dry_run:
        raise LoadRejected(f"有 {len(report.errors)} 处错误，什么也没有导入", report,
                           hint="改正后重新导入；或用 --allow-errors 略过有错的行")
    return report


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Look for garbage cycles less often: a load makes millions of objects that stay, and looking costs a quarter."""
    before = gc.get_threshold()
    gc.set_threshold(_COLLECTED, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _files(paths: Iterable[str | Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in sorted(map(Path, paths)):
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        skipped = [marker.parent for marker in path.rglob(SKIP) if marker.parent != path] if path.is_dir() else []
        for file in inside:
            if file is path or (file.suffix.lower() in _IN_FOLDERS and file.name not in _BESIDE and file.is_file()
                                and not file.name.startswith(("~$", "README"))
                                and not any(folder in file.parents for folder in skipped)
                                and not any(part.startswith(".") for part in file.relative_to(path).parts)):
                found[file.resolve()] = None
    return list(found)


def _recognised(files: Sequence[Path], problems: Problems) -> tuple[list[str], list[Recognised]]:
    """Names of the files that can be used, and their tables in the order of building."""
    used: list[str] = []
    known: list[Recognised] = []
    if not files:
        problems.file([error("file.empty", Where())])
    for file in files:
        name = source_name(file)
        if name in used:
            problems.file([error("file.format", Where(name), reason="两个文件的文件夹和文件名都相同")])
            continue
        found, wrong = tables(file)
        fit: list[Recognised] = []
        for table in found:
            try:
                understood, problem = recognise(statistical(table) or table)
            except FormatError as broken:
                understood = None
                problem = [error("file.format", Where(name, table.sheet, broken.row), reason=broken.reason)]
            wrong += problem
            if understood is not None:
                fit.append(understood)
        if not fit and not wrong:
            wrong.append(error("file.empty", Where(name)))
        problems.file(wrong)
        refused = any(problem.code == "privacy.roster" for problem in wrong)
        if fit and not refused:
            used.append(name)
            known += fit
    return used, sorted(known, key=lambda table: ORDER.index(table.kind.name))


class _Run:
    """The passes of one load over its tables."""

    def __init__(self, store: Store, recognised: Sequence[Recognised], problems: Problems, topics: Mapping[str, str],
                 progress: Progress | None) -> None:
        self._store = store
        self._recognised = recognised
        self._problems = problems
        self._topics = topics
        self._progress = progress

    def stage(self, staged: Load, left_out: frozenset[Source]) -> tuple[int, list[SheetReport]]:
        """Put all records of all tables; gives the rows read and the sheets."""
        batch: list[Record] = []

        def out(record: Record) -> None:
            batch.append(record)
            if len(batch) >= _CHUNK:
                staged.put(batch)
                batch.clear()

        builder = self._builder(out, left_out)
        sheets: list[SheetReport] = []
        total = 0
        for table in self._recognised:
            before = total
            for _ in builder.emit(table):
                total += 1
                if self._progress is not None and total % _STEP == 0:
                    self._progress(total, table.table.file)
            sheets.append(SheetReport(table.table.file, table.table.sheet, table.kind.name, total - before,
                                      table.header_row, table.unknown))
        builder.emit_people()
        staged.put(batch)
        for conflict in staged.conflicts():
            second = conflict.second
            self._problems.row("duplicate.conflict", second, other=f"第 {conflict.first.row} 行")
        if self._progress is not None:
            self._progress(total, "")
        return total, sorted(sheets, key=lambda sheet: (sheet.file, sheet.sheet))

    def _builder(self, out: Callable[[Record], None], left_out: frozenset[Source]) -> Builder:
        """A builder that knows the active generation and every area and organisation of the load."""
        files = frozenset(table.table.file for table in self._recognised)
        root = vocabulary().root
        resolver = Resolver(self._topics)
        resolver.know_areas((e for e in self._store.directory() if root(e.kind) == "Area"), files)
        builder = Builder(resolver, self._problems, out, left_out)
        builder.define_areas([table for table in self._recognised if table.kind.name == "area"])
        resolver.know_others((e for e in self._store.directory() if root(e.kind) != "Area"), files)
        builder.define_organizations([table for table in self._recognised if table.kind.name == "organization"])
        return builder
