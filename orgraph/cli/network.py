"""`orgraph network`: the measures of bridging on any edge list, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from orgraph.cli.options import Json, Top, split
from orgraph.cli.output import out, print_json, show_warnings, table
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from orgraph.queries.bridging.results import EdgeListResult, MeasureResult


Collapse = Literal["count", "sum", "max", "one"]
_COLLAPSED = {"count": "几重算几 number of ties", "sum": "权重相加 sum of weights", "max": "取最大 the heaviest",
              "one": "只算一次 counted once"}


def network(
    file: Annotated[Path, typer.Argument(dir_okay=False, metavar="文件", help=(
        "每行一条联系 a tie a row：.csv .tsv .xlsx .xls .ods .json .graphml .gexf"))],
    measure: Annotated[str | None, typer.Option("--measure", metavar="M,…", show_default="betweenness",
                                                help="哪些指标 orgraph measures")] = None,
    two_mode: Annotated[bool, typer.Option("--two-mode", help="两列是两类（如人和单位）two sorts of node")] = False,
    directed: Annotated[bool | None, typer.Option("--directed/--undirected", show_default="表格不分",
                                                  help="联系有没有方向 from the first to the second")] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="列", show_default="按表头 by its header",
                                              help="一端的表头或列序号 header or number of a column")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="列", show_default="按表头",
                                           help="另一端 the other end")] = None,
    weight: Annotated[str | None, typer.Option("--weight", metavar="列", show_default="按表头",
                                               help="权重 weight")] = None,
    unweighted: Annotated[bool, typer.Option("--unweighted", help="不用权重 no column is a weight")] = False,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="表", help="哪张工作表 sheet of a workbook")] = None,
    no_header: Annotated[bool, typer.Option("--no-header", help="第一行就是数据 the first row is data")] = False,
    nodes: Annotated[Path | None, typer.Option("--nodes", dir_okay=False, metavar="文件",
                                               help="节点表：名称、类别、区域 a list of the nodes")] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="列", show_default="按表头",
                                             help="节点表里分组的一列 the node list's column of groups")] = None,
    collapse: Annotated[Collapse | None, typer.Option("--collapse", show_default="有权重 sum，没有 count",
                                                      help="重复的联系怎么合并 how parallel ties become one")] = None,
    top: Top = 20,
    as_json: Json = False,
) -> None:
    """任何一张边表里谁是桥梁 the same measures on any edge list, no database."""
    from orgraph.edge_list import network as measured

    if (from_ is None) != (to is None):
        raise UsageError("--from 和 --to 要一起写 (name both ends)")
    if unweighted and weight:
        raise UsageError("--weight 和 --unweighted 只能写一个 (one of the two)")
    result = measured(file, split(measure), two_mode=two_mode, directed=directed,
                      ends=(from_, to) if from_ is not None and to is not None else None,
                      weight="" if unweighted else weight, sheet=sheet, header=not no_header, nodes=nodes, kind=kind,
                      collapse=collapse, top=top)
    if as_json:
        print_json(result.to_dict())
        return
    console = out()
    _show_network(console, result)
    for one in (result, *result.more):
        _show_measure(console, one)
    show_warnings(result.warnings)


def _show_network(console: Console, result: EdgeListResult) -> None:
    used = "、".join(result.columns.values())
    mode = "二模 two-mode" if result.mode == "two" else "一模 one-mode"
    direction = "有方向 directed" if result.directed else "无方向 undirected"
    console.print(f"{result.layers[0]}：{used} · {result.nodes} 个节点 nodes，{result.edges} 条边 edges · {mode} · "
                  f"{direction}", style="bold")
    console.print(f"{result.ties} 条联系 ties：{result.loops} 条连着自己，不算 loops dropped；"
                  f"{result.parallel} 条重复，并入 parallel；{_COLLAPSED[result.collapse]}")


def _show_measure(console: Console, result: MeasureResult) -> None:
    console.print(f"\n{result.title} {result.measure}：{result.meaning}", style="bold")
    if result.results:
        kinds = any(item.kind for item in result.results)
        console.print(table(
            "", ("#名次", "名称 name", *(("类别 kind",) if kinds else ()), "#数值 value", "#百分位"),
            ((item.rank, item.name, *((item.kind,) if kinds else ()), _number(item.value),
              "—" if item.percentile is None else f"{item.percentile:.1f}") for item in result.results)))
    else:
        by_chance = "" if result.expected is None else f"（随机 by chance {_number(result.expected)}）"
        console.print(f"  全网 whole network：{_number(result.value)}{by_chance}")
    console.print(result.definition, style="italic")


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.4g}"
