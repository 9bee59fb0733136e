"""`orgraph generations`: the recorded states of the graph."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from orgraph.cli.changes import show_changes
from orgraph.cli.options import Db, Json, opened
from orgraph.cli.output import out, print_json, table
from orgraph.cli.recorded import on_record

NUMBERS = 10  # of generations that are named
NOTE = 40  # characters of a note that the list shows
app = typer.Typer(no_args_is_help=False, help="数据的各代 generations: list, activate, diff, prune")
Number = Annotated[int, typer.Argument(min=1, metavar="N", help="第几代 number")]


@app.callback(invoke_without_command=True)
def default(ctx: typer.Context, db: Db = None, as_json: Json = False) -> None:
    """数据的各代 the generations, newest first."""
    if ctx.invoked_subcommand is None:
        list_(db, as_json)


@app.command("list")
def list_(db: Db = None, as_json: Json = False) -> None:
    """列出各代 list them, newest first."""
    with opened(db) as graph:
        found = graph.generations()
    if as_json:
        print_json([asdict(one) | {"recorded_at": one.recorded_at.isoformat()} for one in found])
        return
    rows = [("●" if one.active else "", one.number, f"{one.recorded_at:%Y-%m-%d %H:%M}", f"{one.entities:,}",
             f"{one.links:,}", one.note if len(one.note) <= NOTE else one.note[:NOTE] + "…") for one in found]
    out().print(table("各代 generations", ("在用 active", "#代 N", "记录时间 recorded", "#节点 entities", "#关系 links",
                                         "来源 note"), rows))


@app.command("activate")
def activate(number: Number, db: Db = None, as_json: Json = False) -> None:
    """改用某一代 make an earlier (or later) generation the active one."""
    with opened(db) as graph:
        one = graph.store.activate(number)
    on_record(db, "load", "generations activate", generation=one.number)
    if as_json:
        print_json(asdict(one) | {"recorded_at": one.recorded_at.isoformat()})
    else:
        out().print(f"现在用第 {one.number} 代 (generation {one.number} is active)")


@app.command("prune")
def prune(
    keep: Annotated[int, typer.Option("--keep", min=1, metavar="N", help="留下最新的几代 how many of the newest stay")],
    db: Db = None,
    as_json: Json = False,
) -> None:
    """清理旧的各代，在用的一代总会留下 forget old generations for good; the active one always stays."""
    with opened(db) as graph:
        gone = [one.number for one in graph.store.prune(keep)]
        kept = [one.number for one in graph.generations()]
    if as_json:
        print_json({"pruned": gone, "kept": kept})
        return
    out().print(f"清理了 {len(gone)} 代 (pruned){_named(gone)}；留下 {len(kept)} 代 (kept){_named(kept)}")


def _named(numbers: list[int]) -> str:
    """Numbers of generations, newest first; of many the ends."""
    shown = [str(number) for number in numbers]
    return f"：{'、'.join(shown if len(shown) <= NUMBERS else [*shown[:3], '…', shown[-1]])}" if shown else ""


@app.command("diff")
def diff(older: Number, newer: Number, db: Db = None, as_json: Json = False) -> None:
    """比较两代 what changed between two generations."""
    with opened(db) as graph:
        found = graph.diff(older, newer)
    if as_json:
        print_json({name: asdict(change) for name, change in found.items()})
    else:
        show_changes(found)
