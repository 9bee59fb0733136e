"""What people and programs read: tables for the one, JSON for the other, problems and progress beside."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from orgraph.errors import Ambiguous, LoadRejected, OrgraphError, RowError

ID = "编号 id"
WIDTH = 100  # columns where the output is no terminal
ERRORS_SHOWN = 40
FEW = 20  # errors that need no overview


def _console(*, stderr: bool) -> Console:
    # Names come from users' files, so nothing in them may be taken for markup.
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else WIDTH, markup=False, highlight=False, emoji=False)


def out() -> Console:
    """Standard output: the answer."""
    return _console(stderr=False)


def notes() -> Console:
    """Standard error: messages and progress."""
    return _console(stderr=True)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, caption: str = "",
          lines: bool = False) -> Table:
    """A table; a column whose title begins with # holds numbers, to the right; ids are never broken over lines.

    `lines`: a rule between rows. Where no column has a title there is no header.
    """
    found = Table(title=title, caption=caption, title_justify="left", caption_justify="left", title_style="bold",
                  header_style="bold", box=box.HORIZONTALS, show_lines=lines, show_header=any(columns))
    for column in columns:
        number = column.startswith("#")
        found.add_column(column.removeprefix("#"), justify="right" if number else "left", overflow="fold",
                         no_wrap=number or column == ID)
    for row in rows:
        found.add_row(*("" if cell is None else str(cell) for cell in row))
    return found


def percent(rate: float | None) -> str:
    """A share as people read it, a dash where nothing is due."""
    return "—" if rate is None else f"{rate:.1%}"


def kind_label(kind: str) -> str:
    """A kind of node as people call it."""
    from orgraph.vocabulary import vocabulary

    return vocabulary().kinds[kind].zh[0]


def show_warnings(warnings: Iterable[str]) -> None:
    """What an answer wants known, on standard error."""
    for warning in warnings:
        notes().print(f"! {warning}", style="yellow")


def show_problem(error: OrgraphError, *, as_json: bool) -> None:
    """An error on standard error: RFC 9457 as JSON, or a sentence, what to do, and the choices or rows it speaks of."""
    report = error.report if isinstance(error, LoadRejected) else None
    if as_json:
        document = error.to_dict() | ({"report": report.to_dict()} if report else {})
        print(json.dumps(document, ensure_ascii=False, indent=2), file=sys.stderr)
        return
    console = notes()
    if report:
        show_row_errors(report.errors)
        show_copies(report.corrected)
        show_reviews(report.reviews)
    console.print(f"✗ {error.detail}", style="bold red")
    if isinstance(error, Ambiguous):
        console.print(table("可选 choices", ("编号 id", "全名 full name"),
                            ((choice.get("id"), choice.get("path") or choice.get("name")) for choice in error.choices)))
    elif error.hint:
        console.print(f"→ {error.hint}")


def show_reviews(count: int) -> None:
    """How many names people are to judge, on standard error."""
    if count:
        notes().print(f"有 {count} 处名称相近，不能自动合并，等人判断：orgraph review ({count} names to review)")


def show_row_errors(errors: Sequence[RowError], title: str = "错误 errors") -> None:
    """What is wrong in the files, cell by cell, the first of them, on standard error; of many an overview before."""
    if len(errors) > FEW:
        counted = Counter((e.where.file, e.where.sheet, e.code) for e in errors)
        notes().print(table(f"{title} {len(errors):,}", ("文件 file", "表 sheet", "代码 code", "#处 errors"),
                            ((*place, count) for place, count in sorted(counted.items()))))
    rows = [[" ".join(filter(None, (e.where.file, e.where.sheet))), e.where.row or "", e.where.column,
             f"{e.detail}\n→{e.hint}" if e.hint else e.detail, e.code] for e in errors[:ERRORS_SHOWN]]
    more = f"还有 {len(errors) - ERRORS_SHOWN} 处 more" if len(errors) > ERRORS_SHOWN else ""
    notes().print(table(title, ("文件 file", "#行 row", "列 column", "问题 problem", "代码 code"), rows, caption=more,
                        lines=True))


def show_copies(paths: Iterable[Path]) -> None:
    """Where the corrected copies of the files with errors are, on standard error."""
    for path in paths:
        notes().print(f"更正本，改好后导入它 (mend and load it)：{path}", soft_wrap=True)
