"""`orgraph load`: files of a department into the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.changes import show_changes
from orgraph.cli.options import Db, Json, file_of, opened, url_of
from orgraph.cli.output import notes, out, print_json, show_copies, show_problem, show_reviews, show_row_errors, table
from orgraph.cli.recorded import on_record
from orgraph.errors import LoadRejected, OrgraphError

if TYPE_CHECKING:
    from orgraph.loaders import LoadReport

Corrected = Annotated[Path | None, typer.Option(
    "--corrected", file_okay=False, metavar="文件夹", help="把有错的文件连同批注写到这里 corrected copies to mend")]


def load(
    paths: Annotated[list[Path], typer.Argument(exists=True, metavar="文件或文件夹…", help="files or folders")],
    db: Db = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查和比较，不导入 compare, change nothing")] = False,
    allow_errors: Annotated[bool, typer.Option("--allow-errors", help="略过错行 leave out bad rows")] = False,
    corrected: Corrected = None,
    mapping: Annotated[list[Path] | None, typer.Option(
        "--mapping", exists=True, metavar="文件", help="先用这个映射文件 a mapping file to use first")] = None,
    as_json: Json = False,
) -> None:
    """导入 CSV、XLSX、JSON 文件 load files; exit 1 if rejected."""
    with ExitStack() as stack:
        url = _trial(db, stack) if dry_run else db
        graph = stack.enter_context(opened(url, empty=True))
        progress = stack.enter_context(progress_bar())
        try:
            report = graph.load(paths, dry_run=dry_run, allow_errors=allow_errors, progress=progress,
                                mappings=mapping or ())
        except LoadRejected as rejected:
            _copies(rejected.report, paths, corrected)
            raise
    if not dry_run:
        on_record(db, "load", "load", generation=report.generation or 0, rows=report.rows)
    _copies(report, paths, corrected)
    if as_json:
        print_json(report.to_dict())
    else:
        _show(report, dry_run=dry_run)
    if dry_run and report.errors and not allow_errors:
        raise typer.Exit(1)


def _trial(db: str | None, stack: ExitStack) -> str:
    """The database that a dry run compares with: one that is not there yet is made in a folder that goes again."""
    url = url_of(db)
    file = file_of(url)
    if file is None or file.exists():
        return url
    return f"sqlite:///{stack.enter_context(TemporaryDirectory())}/trial.db"


def _copies(report: LoadReport, paths: list[Path], folder: Path | None) -> None:
    from orgraph.loaders.corrected import corrected_copies
    from orgraph.loaders.folders import data_files

    if folder is not None and report.errors:
        try:
            report.corrected = corrected_copies(report, data_files(paths)[0], folder)
        except OrgraphError as error:  # no reason to keep back what the load found
            show_problem(error, as_json=False)


@contextmanager
def progress_bar() -> Iterator[Callable[[int, str], None]]:
    """A line on standard error that counts the rows read; nothing where that is no terminal."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = notes()
    with Progress(SpinnerColumn(), TextColumn("{task.completed:,.0f} 行 rows"), TextColumn("{task.description}"),
                  TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda rows, file: bar.update(task, completed=rows, description=file)


def _show(report: LoadReport, *, dry_run: bool) -> None:
    from orgraph.vocabulary import vocabulary

    console = out()
    words = vocabulary()
    console.print(table("看到的表 sheets", ("文件 file", "表 sheet", "内容 what", "#行 rows"), (
        (sheet.file, sheet.sheet, words.title_of(sheet.kind), sheet.rows) for sheet in report.sheets)))
    if report.diff:
        show_changes(report.diff)
    if report.warnings:
        show_row_errors(report.warnings, "提醒 warnings")
    if report.errors:
        show_row_errors(report.errors)
        show_copies(report.corrected)
        console.print(table("略过的 left out", ("文件 file", "表 sheet", "代码 code", "#行 rows"), (
            (some.file, some.sheet, some.code or "挂在略过的行上 hangs on one", some.rows or "表或列 table or column")
            for some in report.omitted)))
        console.print(f"{len(report.errors)} 处错误，略过 {report.left_out} 行 (rows left out)")
    show_reviews(report.reviews)
    if dry_run:
        console.print("试运行，什么也没有改 (dry run, nothing changed)")
    elif report.generation is not None:
        number = report.generation
        console.print(f"读了 {report.rows:,} 行，现在用第 {number} 代 (generation {number} is active)")
        console.print("接着问 next：orgraph coverage --area 区域 · orgraph bridging --area 区域 · "
                      "orgraph call 诉求 --at 地点")
