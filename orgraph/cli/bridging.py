"""`orgraph bridging`: who and what joins groups, islands, single points of failure, links worth making."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from orgraph.cli.options import Area, AsOf, Db, InGeneration, Json, Top, moment, split
from orgraph.cli.output import kind_label, out, print_json, show_warnings, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgraph.queries.bridging.results import (
        BridgingResult,
        FailurePointsResult,
        IslandsResult,
        MeasureResult,
        Proposal,
        ProposalsResult,
    )
    from orgraph.results import NodeRef

NAMED = 4  # members of a group that are named in a table


class Analysis(StrEnum):
    """What to look at."""

    measures = "measures"
    islands = "islands"
    failure_points = "failure-points"
    proposals = "proposals"


class Mode(StrEnum):
    """What the nodes are: organisations, persons, or both."""

    org = "org"
    person = "person"
    two = "two"


def bridging(
    what: Annotated[Analysis, typer.Argument(help="指标、孤岛、单点隐患、建议 what to look at")] = Analysis.measures,
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    layers: Annotated[str | None, typer.Option("--layers", metavar="L,…", help="哪些联系 orgraph layers")] = None,
    mode: Annotated[Mode | None, typer.Option("--mode", help="单位之间、人之间、人和单位 nodes are")] = None,
    measure: Annotated[str | None, typer.Option("--measure", metavar="M,…", help="哪些指标 orgraph measures")] = None,
    top: Top = 20,
    as_json: Json = False,
) -> None:
    """谁是桥梁 who and what joins groups otherwise apart."""
    with moment(db, as_of, generation) as now:
        result = now.bridging(what.value, area=area, layers=split(layers), mode=mode.value if mode else None,
                              measure=split(measure), top=top)
    if as_json:
        print_json(result.to_dict())
        return
    console = out()
    _show_network(console, result)
    _show(console, result, top)
    show_warnings(result.warnings)


def _show_network(console: Console, result: BridgingResult) -> None:
    where = result.area.name if result.area else "全部区域 everywhere"
    console.print(f"{where} · {result.as_of} · {result.nodes} 个节点 nodes，{result.edges} 条联系 edges · "
                  f"{'、'.join(result.layers)} · {result.mode}", style="bold")


def _show(console: Console, result: BridgingResult, top: int) -> None:
    from orgraph.queries.bridging.results import FailurePointsResult, IslandsResult, MeasureResult, ProposalsResult

    match result:
        case MeasureResult():
            for one in (result, *result.more):
                _show_measure(console, one)
        case IslandsResult():
            _show_islands(console, result, top)
        case FailurePointsResult():
            _show_failure_points(console, result)
        case ProposalsResult():
            _show_proposals(console, result)


def _show_measure(console: Console, result: MeasureResult) -> None:
    console.print(table(
        f"{result.title} {result.measure}：{result.meaning}",
        ("#名次", "名称 name", "类别 kind", "#数值 value", "#百分位"),
        ((item.rank, item.name, kind_label(item.kind), "—" if item.value is None else f"{item.value:.4g}",
          "—" if item.percentile is None else f"{item.percentile:.1f}") for item in result.results),
        caption=result.definition))


def _show_islands(console: Console, result: IslandsResult, top: int) -> None:
    rest = len(result.islands) - top
    console.print(table(
        f"{len(result.islands)} 个孤岛 islands，{result.isolated} 个没有任何联系 without any tie",
        ("#规模 size", "成员 members", "最近的一步 nearest permitted link"),
        ((island.size, _names(island.members), _link(island.nearest)) for island in result.islands[:top]),
        caption=f"还有 {rest} 个 more, --top" if rest > 0 else "", lines=True))


def _show_failure_points(console: Console, result: FailurePointsResult) -> None:
    console.print(table(
        f"单点隐患 single points of failure（{len(result.results)}）",
        ("#名次", "一旦退出 whose loss", "谁会失联 cuts off", "#人口", "谁能接 successors"),
        ((item.rank, f"{item.name}\n{kind_label(item.kind)}", f"{item.cut_off_count}：{_names(item.cut_off)}",
          item.population or "",
          "\n".join(f"{one.person.name} {one.role}" for one in item.successors[:NAMED]) or "—")
         for item in result.results), lines=True))


def _show_proposals(console: Console, result: ProposalsResult) -> None:
    console.print(table(
        f"建议 links that gain most（{len(result.results)}）",
        ("谁 who", "到 to", "任 role", "#孤岛 islands", "#增益 gain", "依据 basis"),
        (((item.person or item.from_).name, item.to.name, item.role, f"{item.before}→{item.after}", item.gain,
          item.basis) for item in result.results),
        caption="增益 = 因此才能互相联系的对数 pairs that can reach each other only with it"))


def _names(nodes: Sequence[NodeRef]) -> str:
    more = f" 等 {len(nodes)} 个" if len(nodes) > NAMED else ""
    return "、".join(node.name for node in nodes[:NAMED]) + more


def _link(proposal: Proposal | None) -> str:
    return "—" if proposal is None else f"{proposal.from_.name} → {proposal.to.name}\n{proposal.why}"
