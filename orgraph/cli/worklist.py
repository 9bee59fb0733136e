"""`orgraph worklist`: gaps out as workbooks, filled in, back, and how they stand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.options import Area, AsOf, By, Db, Json, Top, login, opened
from orgraph.cli.output import ID, notes, out, print_json, table

if TYPE_CHECKING:
    from orgraph.worklist import Answered, WorklistResult

app = typer.Typer(no_args_is_help=True, help="缺口派下去、填回来、看进展 gaps handed out, filled in, and back")
_SHOWN = 40


def _now() -> dt.datetime:
    from orgraph.dates import SHANGHAI

    return dt.datetime.now(SHANGHAI)


@app.command("export")
def export(
    folder: Annotated[Path, typer.Argument(file_okay=False, metavar="文件夹", help="folder to write to")],
    rules: Annotated[list[str] | None, typer.Argument(metavar="[规则…]", help="编号，不写就是全部 rule ids")] = None,
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    by: Annotated[str, typer.Option("--by", metavar="级别", help="按什么分成几本 one workbook a …")] = "街道",
    as_json: Json = False,
) -> None:
    """每个街道写一本缺口办理表 write the gaps, one workbook a street."""
    from orgraph.worklist import write_books

    with opened(db) as graph:
        files = write_books(graph.at(as_of), graph.store.worklist, folder, rules=rules or (), area=area, by=by,
                            who=login(), now=_now())
    if as_json:
        print_json({"files": [str(file) for file in files]})
        return
    out().print(f"{len(files)} 本办理表 workbooks → {folder}")
    out().print("填好后 then：orgraph worklist load 文件夹 ; orgraph worklist status")


@app.command("load")
def load(
    paths: Annotated[list[Path], typer.Argument(metavar="文件…", help="填好的办理表，或其文件夹 files or folders")],
    db: Db = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """读回填好的办理表，说明有什么变化 read filled-in workbooks and tell what is new."""
    from orgraph.worklist import load_answers

    with opened(db) as graph:
        answered = load_answers(graph.store.worklist, paths, who=by or login(), now=_now())
    if as_json:
        print_json(answered.model_dump(mode="json"))
    else:
        _show_answers(answered)


def _show_answers(answered: Answered) -> None:
    rows = [(said.name, said.place, "\n".join(f"{one.column}：{one.old or '—'} → {one.new or '—'}" for one in
                                              said.changes), f"{said.source.file} 第{said.source.row}行")
            for said in answered.changed]
    more = f"还有 {len(rows) - _SHOWN} 个 more" if len(rows) > _SHOWN else ""
    if rows:
        out().print(table("变化 what is new", ("对象 of", "所在 where", "变化 change", "来源 source"), rows[:_SHOWN],
                          caption=more, lines=True))
    notes().print(f"读到 {answered.rows} 行，{len(rows)} 个缺口有变化 ({answered.rows} rows, {len(rows)} changed)")


@app.command("status")
def status(db: Db = None, area: Area = None, as_of: AsOf = None, top: Top = _SHOWN, as_json: Json = False) -> None:
    """派下去的缺口办得怎样，报已办而数据仍缺的在前 how they stand, said to be done but still missing first."""
    from orgraph.worklist import status as stand

    with opened(db) as graph:
        result = stand(graph.at(as_of), graph.store.worklist, area=area)
    if as_json:
        print_json(result.to_dict())
    else:
        _show_status(result, top)


def _show_status(result: WorklistResult, top: int) -> None:
    from orgraph.worklist.settings import settings

    words = settings().standing
    where = result.area.name if result.area else "全部区域 everywhere"
    out().print(table(f"{where} · {result.as_of}", ("情况 standing", "#个 gaps"),
                      [*((words[name], count) for name, count in result.counts.items()),
                       ("其中已超期 overdue", result.overdue)]))
    rows = [(item.gap, f"{item.name}\n{item.place}", item.title, words[item.standing],
             f"{item.due}{'（超期 overdue）' if item.overdue else ''}",
             "\n".join(filter(None, (item.handler, item.note))))
            for item in result.items[:top]]
    more = f"还有 {len(result.items) - top} 个 more" if len(result.items) > top else ""
    if rows:
        out().print(table("缺口 gaps", (ID, "对象 of", "规则 rule", "情况 standing", "期限 due", "办理 handling"), rows,
                          caption=more, lines=True))
