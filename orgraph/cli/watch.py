"""`orgraph watch`: a folder whose files are loaded when they change."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.load import Corrected
from orgraph.cli.options import Db, opened
from orgraph.cli.output import out, show_copies, show_row_errors

if TYPE_CHECKING:
    from orgraph.loaders.watch import Happened


def watch(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, metavar="文件夹", help="看着它 watch it")],
    db: Db = None,
    once: Annotated[bool, typer.Option("--once", help="导入现有的就结束 load what is there and end")] = False,
    settle: Annotated[float, typer.Option("--settle", min=0, metavar="秒",
                                          help="文件多久不变才算放好 seconds without a change")] = 2.0,
    corrected: Corrected = None,
) -> None:
    """看着一个文件夹，有变就导入 load a folder whenever its files change, until Ctrl-C."""
    from orgraph.loaders.watch import Watch

    with opened(db, empty=True) as graph:
        watched = Watch(folder, lambda files: graph.load(files, within=[folder]), _tell, settle=settle,
                        corrected=corrected)
        if once:
            if not watched.once():
                raise typer.Exit(1)
            return
        _say(f"看着 watching {folder}（Ctrl+C 停止 stop）")
        try:
            watched.run()
        except KeyboardInterrupt:
            _say("停止 stopped")


def _say(text: str) -> None:
    out().print(f"{dt.datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {text}")


def _tell(happened: Happened) -> None:
    files, report = happened.files, happened.report
    named = "、".join(f"{file.parent.name}/{file.name}" for file in files[:3]) + ("…" if len(files) > 3 else "")
    if report is not None and happened.what == "loaded":
        _say(f"导入 loaded {named}：{report.rows:,} 行 rows，现在用第 {report.generation} 代 (generation)")
    elif report is not None:
        show_row_errors(report.errors)
        show_copies(report.corrected)
        _say(f"没有导入 rejected {named}：{len(report.errors)} 处错误，原来的数据不变 (errors, nothing changed)")
    elif happened.error is not None:
        _say(f"没有导入 not loaded {named}：{happened.error.detail}")
    else:
        _say(f"文件没有了，它说过的事仍在 (gone, its facts stay) {named}")
