"""`orgraph load`: files of a department into the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.options import Db, Json, opened
from orgraph.cli.output import notes, out, print_json, show_row_errors, table

if TYPE_CHECKING:
    from orgraph.loaders import LoadReport
    from orgraph.stores.base import Diff


def load(
    paths: Annotated[list[Path], typer.Argument(exists=True, metavar="文件或文件夹…", help="files or folders")],
    db: Db = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查和比较，不导入 compare, change nothing")] = False,
    allow_errors: Annotated[bool, typer.Option("--allow-errors", help="略过错行 leave out bad rows")] = False,
    as_json: Json = False,
) -> None:
    """导入 CSV、XLSX、JSON 文件 load files; exit 1 if rejected."""
    with opened(db, empty=True) as graph, progress_bar() as progress:
        report = graph.load(paths, dry_run=dry_run, allow_errors=allow_errors, progress=progress)
    if as_json:
        print_json(report.to_dict())
    else:
        _show(report, dry_run=dry_run)
    if dry_run and report.errors and not allow_errors:
        raise typer.Exit(1)


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
        (sheet.file, sheet.sheet, words.sheets[sheet.kind].title, sheet.rows) for sheet in report.sheets)))
    if report.diff:
        console.print(diff_table(report.diff))
    if report.warnings:
        show_row_errors(report.warnings, "提醒 warnings")
    if report.errors:
        show_row_errors(report.errors)
        console.print(f"{len(report.errors)} 处错误，略过 {report.left_out} 行 (rows left out)")
    if dry_run:
        console.print("试运行，什么也没有改 (dry run, nothing changed)")
    elif report.generation is not None:
        number = report.generation
        console.print(f"读了 {report.rows:,} 行，现在用第 {number} 代 (generation {number} is active)")
        console.print("接着问 next：orgraph coverage --area 区域 · orgraph bridging --area 区域 · "
                      "orgraph call 诉求 --at 地点")


def diff_table(diff: Diff) -> object:
    """What a load or a newer generation changes, by kind and relation."""
    from orgraph.vocabulary import vocabulary

    words = vocabulary()

    def label(name: str) -> str:
        known = words.kinds.get(name) or words.relations[name]
        return f"{known.zh[0]} {name}"

    rows = [(label(name), d.added, d.changed, d.ended, d.unchanged) for name, d in diff.items()]
    return table("变化 changes", ("类别 kind", "#新增 added", "#修改 changed", "#终止 ended", "#不变 unchanged"), rows)
