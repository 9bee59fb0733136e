"""What people read of another team's graph: a line whenever it is opened, and all of it by `orgraph check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from orgraph.cli.output import notes, out, print_json, show_row_errors, table

if TYPE_CHECKING:
    from orgraph.loaders.foreign.findings import ForeignReport
    from orgraph.loaders.foreign.store import ForeignStore
    from orgraph.stores.base import Store


def note_of(store: Store) -> None:
    """Say, on standard error, that not all of a graph that was just read is in the answers."""
    from orgraph.loaders.foreign.store import ForeignStore

    if isinstance(store, ForeignStore) and (store.report.errors or store.report.left_out):
        notes().print(f"! {store.report.graph}：{_counts(store.report)}，详见 orgraph check (left out, see there)",
                      style="yellow")


def check(store: ForeignStore, *, as_json: bool) -> None:
    """Show what came of a reading; exit 1 if anything in it was wrong."""
    report, active = store.report, store.generations()[0]
    if as_json:
        print_json({"ok": not report.errors, "generation": active.number, "recorded_at": active.recorded_at.isoformat(),
                    "entities": active.entities, "links": active.links, **report.to_dict()})
    else:
        out().print(table(f"{report.graph}，映射 mapping {report.mapping}", (
            "标签或关系类型 label or type", "#读到 read", "#成为记录 records", "#略过 left out"), (
                (one.what, one.read, one.used, one.read - one.used) for one in report.tables)))
        if report.warnings:
            show_row_errors(report.warnings, "提醒 warnings")
        if report.errors:
            show_row_errors(report.errors)
        out().print(_counts(report))
    if report.errors:
        raise typer.Exit(1)


def _counts(report: ForeignReport) -> str:
    return (f"{len(report.errors):,} 处错误 errors，{len(report.warnings):,} 处提醒 warnings，"
            f"略过 {report.left_out:,} 个节点或关系 left out")
