"""A bridging measure over time as the console shows it: month by month, and who came and went as a bridge, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from orgraph.cli.output import kind_label, table

if TYPE_CHECKING:
    from orgraph.queries.bridging.over_time.over_time_results import OverTimeResult, TieFact, Turned

SHOWN = 5  # month ends side by side
FACTS = 3  # told of one node
_HOW = {"cut-vertex": "独力维系 alone holds others together", "top": "在前列 among the first"}
_WHAT = {"began": "起 began", "ended": "止 ended"}


def show_over_time(console: Console, result: OverTimeResult) -> None:
    """The network and the first nodes on the last of the days, then what changed."""
    console.print(table(
        f"{result.title} {result.measure}：{result.meaning}",
        ("日期 day", "#节点 nodes", "#联系 edges", "#孤岛 islands", "#割点 cut vertices"),
        ((p.on, p.nodes, p.edges, p.islands, p.cut_vertices) for p in result.points)))
    days = [point.on for point in result.points][-SHOWN:]
    console.print(table(
        "各月数值 values by month", ("名称 name", *(f"#{day[2:]}" for day in days)),
        ((line.name, *map(_number, line.values[-SHOWN:])) for line in result.lines), caption=result.definition))
    if result.change is None:
        return
    change = result.change
    console.print(f"与 {change.since} 相比 since then：新增 {change.ties_began} 条联系，终止 {change.ties_ended} 条 "
                  "(links that came and went)")
    for title, turned, totals in (("成为桥梁 became a bridge", change.became, change.became_total),
                                  ("不再是桥梁 ceased to be one", change.ceased, change.ceased_total)):
        _show(console, f"{title}（{sum(totals.values())}）", turned)


def _show(console: Console, title: str, turned: Sequence[Turned]) -> None:
    if turned:
        console.print(table(
            title, ("谁 who", "怎样 how", "#名次 rank", "因为 by which fact"),
            ((f"{one.name}\n{kind_label(one.kind)}", _HOW[one.how],
              f"{one.rank_before or '—'} → {one.rank_after or '—'}", _facts(one)) for one in turned), lines=True))


def _facts(one: Turned) -> str:
    more = [f"等 {len(one.facts)} 条事实 facts"] if len(one.facts) > FACTS else []
    return "\n".join([*map(_fact, one.facts[:FACTS]), *more]) or "别处的变化 changes elsewhere"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3g}"


def _fact(fact: TieFact) -> str:
    from orgraph.vocabulary import vocabulary

    if fact.object is None:
        said = f"{kind_label(fact.type)} {fact.subject.name}"
    else:
        verb = vocabulary().relations[fact.type].zh[0]
        said = f"{fact.subject.name} —{verb}→ {fact.object.name} {fact.role}".rstrip()
    return f"{said}，{fact.on} {_WHAT[fact.what]}（{fact.source.file} {fact.source.sheet}第{fact.source.row}行）"
