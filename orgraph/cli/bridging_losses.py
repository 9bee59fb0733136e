"""Failure points as the console shows them, and the loss of one node before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from orgraph.cli.output import kind_label, table

if TYPE_CHECKING:
    from orgraph.queries.bridging.results import CutPart, FailurePoint, FailurePointsResult, Holding, WhatIfResult
    from orgraph.results import NodeRef

NAMED = 4  # things that are named in a cell


def show_failure_points(console: Console, result: FailurePointsResult) -> None:
    """A row a node."""
    console.print(table(
        f"单点隐患 single points of failure（{len(result.results)}）",
        ("#名次", "一旦退出 whose loss", "谁会失联 cuts off", "#人口", "打破的规则 breaks", "谁能接 successors"),
        ((item.rank, f"{item.name}\n{kind_label(item.kind)}", f"{item.cut_off_count}：{names(item.cut_off)}",
          item.population or "", _broken(item), _successors(item)) for item in result.results), lines=True))


def show_what_if(console: Console, result: WhatIfResult) -> None:
    """Before and after, the parts, the rules that break, and who may take over."""
    point = result.point
    title = f"假如没有 without {point.name}（{kind_label(point.kind)}）"
    console.print(table(title, ("", "#之前 before", "#之后 after"), (
        (label, _of(result.before, name), _of(result.after, name)) for label, name in (
            ("节点 nodes", "nodes"), ("孤岛 islands", "islands"), ("最大的一片 largest", "largest"),
            ("能互相联系的对数 reachable pairs", "reachable_pairs")))))
    console.print(table(
        f"断成 {len(point.parts)} 部分 parts：失联人口 people cut off {point.population}",
        ("#规模 size", "成员 members", "#小区 compounds", "#人口 population"),
        ((part.size, _members(part), part.compounds, part.population) for part in point.parts), lines=True))
    if point.broken:
        console.print(table(
            f"会出现 {point.gaps_opened} 个缺口 gaps that would open", ("规则 rule", "#缺口 gaps", "在 at"),
            ((f"{one.title} {one.rule}", one.count, names(one.gaps, one.count)) for one in point.broken), lines=True))
    console.print(f"谁能接 successors：{_successors(point)}")


def names(nodes: Sequence[NodeRef], count: int | None = None) -> str:
    """The first of some nodes by name, and how many there are."""
    count = len(nodes) if count is None else count
    return "、".join(node.name for node in nodes[:NAMED]) + (f" 等 {count} 个" if count > NAMED else "")


def _of(holding: Holding, name: str) -> str:
    return f"{getattr(holding, name):,}"


def _members(part: CutPart) -> str:
    return names(part.members, part.size)


def _broken(item: FailurePoint) -> str:
    return "\n".join(f"{one.title} {one.count}" for one in item.broken[:NAMED]) or "—"


def _successors(item: FailurePoint) -> str:
    return "\n".join(f"{one.who.name} {one.role}" for one in item.successors[:NAMED]) or "—"
