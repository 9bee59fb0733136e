"""A load from files to generation: read, recognise, build, compare, activate; all of it or nothing.

A run over the tables stages records and collects errors. With errors nothing is activated, unless the user allows
them: then the run is repeated without the bad rows and what hangs on them, until no new ones come to light.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from orgraph.errors import LoadRejected, Where
from orgraph.loaders.build import ORDER, Builder
from orgraph.loaders.changes import describe
from orgraph.loaders.codes import CODES, error
from orgraph.loaders.exchange.opening import exchange_tables
from orgraph.loaders.exchange.restore import Restore
from orgraph.loaders.folders import data_files
from orgraph.loaders.mapping.files import SUFFIX, Mappings
from orgraph.loaders.mapping.headings import Recognised
from orgraph.loaders.mapping.recognise import recognise
from orgraph.loaders.mapping.scope import Scopes
from orgraph.loaders.problems import Problems
from orgraph.loaders.reading.areas import statistical
from orgraph.loaders.reading.formats import FormatError, source_name, tables
from orgraph.loaders.report import LoadReport, SheetReport, in_order, omitted
from orgraph.loaders.resolving.resolve import Resolver
from orgraph.loaders.resolving.review import Decisions
from orgraph.model import Record, Source
from orgraph.vocabulary import vocabulary
from orgraph.vocabulary.templates import templates

if TYPE_CHECKING:
    from orgraph.stores.base import DirectoryEntry, Load, Store

Progress = Callable[[int, str], None]
_CHUNK = 20_000
_STEP = 10_000
_COLLECTED = 200_000


def load(store: Store, paths: Iterable[str | Path], *, dry_run: bool = False, allow_errors: bool = False,
         progress: Progress | None = None, topics: Mapping[str, str] | None = None,
         also: Iterable[Record] = (), mappings: Iterable[str | Path] = (), within: Iterable[Path] = (),
         common: Path | None = None, note: str = "", propose: bool | None = None) -> LoadReport:
    """Load files and folders into `store` and activate them as one generation.

    paths: files, or folders that are searched for data files. `topics`: name → id of the topics that cells may name.
    `also`: records that belong to every load, whatever its files (the topic catalogue).
    mappings: mapping files (or folders of them) to use before those that lie beside the data or in a folder
    above it, up to the folders `within` (default: those loaded); `common`: a folder of some more.
    note: of the generation, by default the names of the files.
    propose: whether names that are alike go into the review queue; by default where it is no dry run.
    `progress` is told the rows done and of which table, about every 10,000 rows.
    Returns the report; raises LoadRejected, with the report, if there are errors and neither `dry_run` nor
    `allow_errors` is set. A dry run compares and activates nothing.
    """
    problems = Problems()
    standing = list(also)
    named = [Path(path) for path in paths]
    given = [path for path in named if not path.name.endswith(SUFFIX)]
    known = Mappings((*mappings, *(path for path in named if path not in given)), within or given, common)
    files, older = data_files(given)
    problems.file(older)
    restore = Restore(store, problems, standing)
    read, recognised = _recognised(files, problems, restore, known)
    report = LoadReport(files=[source_name(file) for file in files])
    scopes = Scopes(store, recognised, read, problems)
    run = _Run(store, recognised, restore, scopes, problems, topics or {}, progress)
    while True:
        known_bad = frozenset(problems.left_out)
        restore.survey(known_bad)
        scope = [*read, *scopes.replaced, *restore.scope, *sorted({record.source.file for record in standing})]
        with _rare_collections(), store.begin(note or "、".join(report.files), scope) as staged:
            staged.put(standing)
            report.rows, report.sheets = run.stage(staged, known_bad)
            clean = not problems.errors or allow_errors
            if clean and problems.left_out != known_bad:
                continue
            if clean:
                report.diff = describe(staged.diff(), lambda ids: store.statements(ids=ids), staged.statements)
                if not dry_run and (read or restore.tables):
                    report.generation = staged.activate().number
        break
    report.errors, report.warnings = in_order(problems.errors), in_order(problems.warnings)
    report.reviews = len(problems.proposals)
    if not dry_run if propose is None else propose:
        store.queue.propose(report.files, problems.proposals.values())
    report.left_out, report.omitted = len(problems.left_out), omitted(report.errors, problems.left_out)
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


def _recognised(files: Sequence[Path], problems: Problems, restore: Restore, mappings: Mappings
                ) -> tuple[list[str], list[Recognised]]:
    """Names of the files that can be used, and their tables in the order of building; `restore` takes orgraph's own."""
    used: list[str] = []
    known: list[Recognised] = []
    if not files:
        problems.file([error("file.empty", Where())])
    for file in files:
        name = source_name(file)
        if name in used:
            problems.file([error("file.format", Where(name), reason="两个文件的文件夹和文件名都相同")])
            continue
        found, wrong = exchange_tables(file) or tables(file)
        near = mappings.of(file)
        fit: list[Recognised] = []
        ours = False
        for table in found:
            if table.sheet == templates().explanation:
                continue
            try:
                understood, problem = recognise(statistical(table) or table, near)
            except FormatError as broken:
                understood = []
                problem = [error("file.format", Where(name, table.sheet, broken.row), reason=broken.reason)]
            if not understood and restore.take(table, problem):
                ours = True
                continue
            wrong += problem
            fit += understood
        if not fit and not ours and all(CODES[problem.code].warning for problem in wrong):
            wrong.append(error("file.empty", Where(name)))
        problems.file(wrong)
        refused = any(problem.code == "privacy.roster" for problem in wrong)
        if fit and not refused:
            used.append(name)
            known += fit
    return used, sorted(known, key=lambda table: ORDER.index(table.kind.name))


class _Run:
    """The passes of one load over its tables."""

    def __init__(self, store: Store, recognised: Sequence[Recognised], restore: Restore, scopes: Scopes,
                 problems: Problems, topics: Mapping[str, str], progress: Progress | None) -> None:
        self._store = store
        self._recognised = recognised
        self._restore = restore
        self._scopes = scopes
        self._problems = problems
        self._topics = topics
        self._decisions = Decisions(store.queue.reviews())
        self._progress = progress

    def stage(self, staged: Load, left_out: frozenset[Source]) -> tuple[int, list[SheetReport]]:
        """Put all records of all tables; gives the rows read and the sheets."""
        batch: list[Record] = []

        def out(record: Record) -> None:
            batch.append(record)
            if len(batch) >= _CHUNK:
                staged.put(batch)
                batch.clear()

        implied = False

        def admitted(record: Record) -> None:
            for fitting in self._scopes.admit((record,), implied=implied):
                out(fitting)

        builder = self._builder(admitted if self._scopes else out, left_out)
        sheets: list[SheetReport] = []
        rows: Counter[tuple[str, str, int]] = Counter()
        split: set[Source] = set()
        total = 0
        for table in self._recognised:
            before = total
            for source in builder.emit(table):
                if table.derive is not None:  # a row that holds several records is one row
                    if source in split:
                        continue
                    split.add(source)
                total += 1
                self._tell(total, table.table.file)
            rows[table.table.file, table.table.sheet, table.header_row] += total - before
        sheets += [SheetReport(table.table.file, table.table.sheet, table.kind.name,
                               rows[table.table.file, table.table.sheet, table.header_row], table.header_row,
                               table.unknown) for table in self._recognised if table.first]
        implied = True
        builder.emit_people()
        staged.put(batch)
        staged.put(self._scopes.kept())
        for ours in self._restore.tables:
            before = total
            for _ in self._restore.stage(ours, staged, left_out):
                total += 1
                self._tell(total, ours.table.file)
            sheets.append(SheetReport(ours.table.file, ours.table.sheet, ours.layout.sheet.name, total - before,
                                      ours.header_row, ours.unknown))
        for conflict in staged.conflicts():
            first, second = self._restore.rows_of(conflict) or (conflict.first, conflict.second)
            self._problems.row("duplicate.conflict", second, other=f"第 {first.row} 行")
        if self._progress is not None:
            self._progress(total, "")
        return total, sorted(sheets, key=lambda sheet: (sheet.file, sheet.sheet))

    def _tell(self, rows: int, file: str) -> None:
        if self._progress is not None and rows % _STEP == 0:
            self._progress(rows, file)

    def _builder(self, out: Callable[[Record], None], left_out: frozenset[Source]) -> Builder:
        """A builder that knows the active generation and every area and organisation of the load."""
        files = frozenset((*(table.table.file for table in self._recognised), *self._scopes.replaced))
        root = vocabulary().root
        resolver = Resolver(self._topics, self._decisions)
        for entries, ended in self._known(files):
            resolver.know_areas((e for e in entries if root(e.kind) == "Area"), ended)
        builder = Builder(resolver, self._problems, out, left_out)
        builder.define_areas([table for table in self._recognised if table.kind.name == "area"])
        self._scopes.settle(resolver.areas)
        for entries, ended in self._known(files):
            resolver.know_others((e for e in entries if root(e.kind) != "Area"), ended)
        builder.define_organizations([table for table in self._recognised if table.kind.name == "organization"])
        return builder

    def _known(self, files: frozenset[str]) -> Iterator[tuple[Iterable[DirectoryEntry], frozenset[str]]]:
        """The active generation: what the files of this load end, with their names, and what will still hold."""
        if not self._scopes:
            yield self._store.directory(), files
            return
        yield (e for e in self._store.directory() if not self._scopes.stays(e)), files
        yield (e for e in self._store.directory() if self._scopes.stays(e)), frozenset()
