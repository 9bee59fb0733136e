"""`orgraph bridging`: who and what joins groups, islands, single points of failure, links worth making."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from orgraph.cli.options import Area, AsOf, Db, InGeneration, Json, Top, moment, split
from orgraph.cli.output import kind_label, out, print_json, show_warnings, table
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from orgraph.queries.bridging.results import (
        BridgingResult,
        IslandsResult,
        MeasureResult,
        Nearby,
        Proposal,
        Ranked,
    )


class Analysis(StrEnum):
    """What to look at."""

    measures = "measures"
    islands = "islands"
    failure_points = "failure-points"
    proposals = "proposals"
    brokerage = "brokerage"
    key_players = "key-players"


class Mode(StrEnum):
    """What the nodes are: organisations, persons, or both."""

    org = "org"
    person = "person"
    two = "two"


class Engine(StrEnum):
    """Who works the values out."""

    orgraph = "orgraph"
    gds = "gds"


class Of(StrEnum):
    """Whose loss."""

    person = "person"
    post = "post"
    organization = "organization"


class Objective(StrEnum):
    """What proposals are to gain."""

    islands = "islands"
    failure_points = "failure-points"
    distance = "distance"
    gaps = "gaps"


def bridging(
    what: Annotated[Analysis, typer.Argument(help="指标、孤岛、单点隐患、建议、牵线、关键人 what")] = Analysis.measures,
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    layers: Annotated[str | None, typer.Option("--layers", metavar="L,…", help="哪些联系 orgraph layers")] = None,
    mode: Annotated[Mode | None, typer.Option("--mode", help="单位之间、人之间、人和单位 nodes are")] = None,
    measure: Annotated[str | None, typer.Option("--measure", metavar="M,…", help="哪些指标 orgraph measures")] = None,
    top: Top = 20,
    directed: Annotated[bool, typer.Option("--directed", help="分方向 (指标、牵线、关键人)")] = False,
    collapse: Annotated[str, typer.Option("--collapse", help="几重联系怎么算 count, sum, max, one (指标)")] = "count",
    boundary: Annotated[bool, typer.Option("--boundary", help="连同通往区域外的 ties out (指标)")] = False,
    samples: Annotated[int, typer.Option("--samples", min=0, metavar="N", help="和随机网络比 is it high? (指标)")] = 0,
    seed: Annotated[int, typer.Option("--seed", help="随机网络的种子 of the random networks")] = 7,
    trend: Annotated[int | None, typer.Option("--trend", min=1, metavar="月数", help="逐月 by month (指标)")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="日期", help="和哪天比 compared with (指标)")] = None,
    page: Annotated[int, typer.Option("--page", min=1, metavar="N", help="第几页 page (孤岛)")] = 1,
    of: Annotated[Of | None, typer.Option("--of", help="谁退出 whose loss (单点隐患)")] = None,
    what_if: Annotated[str | None, typer.Option("--what-if", metavar="ID", help="假如没有 without (单点隐患)")] = None,
    objective: Annotated[Objective, typer.Option("--objective", help="要增进什么 gain (建议)")] = Objective.islands,
    max_posts: Annotated[int | None, typer.Option("--max-posts", min=1, metavar="N", help="至多几职 (建议)")] = None,
    by: Annotated[str, typer.Option("--by", help="按类别或区域分组 kind, area (牵线)")] = "kind",
    null: Annotated[str, typer.Option("--null", help="和什么随机情形比 ties, groups (牵线)")] = "ties",
    size: Annotated[int, typer.Option("--size", min=1, metavar="N", help="几个 how many (关键人)")] = 3,
    engine: Annotated[Engine, typer.Option("--engine", help="谁来算 Neo4j 的 GDS by GDS (指标)")] = Engine.orgraph,
    as_json: Json = False,
) -> None:
    """谁是桥梁 who and what joins groups otherwise apart."""
    names = split(measure)
    if engine is not Engine.orgraph and (what is not Analysis.measures or trend or since):
        raise UsageError(f"--engine {engine} 只用于一天的指标 (for the measures of one day alone)",
                         hint="去掉 --engine (leave it out)")
    options: dict[Analysis, dict[str, Any]] = {
        Analysis.measures: {"measure": names, "top": top, "directed": directed, "collapse": collapse,
                            "boundary": boundary, "samples": samples, "seed": seed, "engine": engine.value},
        Analysis.islands: {"page": page},
        Analysis.failure_points: {"top": top, "of": of.value if of else None},
        Analysis.proposals: {"top": top, "objective": objective.value,
                             **({"max_posts": max_posts} if max_posts else {})},
        Analysis.brokerage: {"top": top, "by": by, "null": null, "directed": directed},
        Analysis.key_players: {"measure": names, "size": size, "directed": directed},
    }
    where: dict[str, Any] = {"area": area, "layers": split(layers), "mode": mode.value if mode else None}
    with moment(db, as_of, generation) as now:
        result: BridgingResult
        if what is Analysis.failure_points and what_if:
            result = now.what_if(what_if, **where)
        elif what is Analysis.measures and (trend or since):
            if len(names) > 1:
                raise UsageError("逐月一次只看一个指标 (one measure at a time over months)")
            result = now.bridging_trend(*names, months=trend or 1, since=since, top=top, **where)
        else:
            result = now.bridging(what.value, **where, **options[what])
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
    from orgraph.cli.bridging_losses import show_failure_points, show_what_if
    from orgraph.cli.bridging_proposals import show_proposals
    from orgraph.cli.bridging_roles import show_brokerage, show_key_players
    from orgraph.cli.bridging_time import show_over_time
    from orgraph.queries.bridging.over_time.over_time_results import OverTimeResult
    from orgraph.queries.bridging.results import (
        FailurePointsResult,
        IslandsResult,
        MeasureResult,
        ProposalsResult,
        WhatIfResult,
    )
    from orgraph.queries.bridging.roles.roles_results import BrokerageResult, KeyPlayersResult

    match result:
        case MeasureResult():
            for one in (result, *result.more):
                _show_measure(console, one)
        case IslandsResult():
            _show_islands(console, result, top)
        case FailurePointsResult():
            show_failure_points(console, result)
        case WhatIfResult():
            show_what_if(console, result)
        case OverTimeResult():
            show_over_time(console, result)
        case ProposalsResult():
            show_proposals(console, result)
        case BrokerageResult():
            show_brokerage(console, result)
        case KeyPlayersResult():
            show_key_players(console, result)


def _show_measure(console: Console, result: MeasureResult) -> None:
    from orgraph.queries.bridging.measures import MEASURES

    title = f"{result.title} {result.measure}：{result.meaning}"
    by, caption = result.engine, result.definition
    if by.procedure:
        caption += f"\n由 GDS {by.version} 的 {by.procedure} 计算 (worked out by it)"
    if MEASURES[result.measure].scope == "network":
        console.print(table(title, ("#数值 value", "#随机时 by chance"), [
            tuple("—" if value is None else f"{value:.4g}" for value in (result.value, result.expected))],
            caption=caption))
        return
    beside = result.null is not None
    more = ("#随机时", "#z", "是不是偶然 by chance?") if beside else ()
    heads = ("#名次", "名称 name", "类别 kind", "#数值 value", "#百分位", *more)
    console.print(table(title, heads, (
        (item.rank, item.name, kind_label(item.kind), _number(item.value),
         "—" if item.percentile is None else f"{item.percentile:.1f}", *(_beside(item) if beside else ()))
        for item in result.results), caption=caption))


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.4g}"


def _beside(item: Ranked) -> tuple[str, str, str]:
    found = item.by_chance
    return ("—", "—", "—") if found is None else (_number(found.expected), _number(found.z), found.words)


def _show_islands(console: Console, result: IslandsResult, top: int) -> None:
    from orgraph.cli.bridging_losses import names

    rest = len(result.islands) - top
    more = f"还有 {rest} 个 more, --top" if rest > 0 else ""
    pages = f"第 {result.page} 页，共 {result.pages} 页 page, --page" if result.pages > 1 else ""
    console.print(table(
        f"{result.total} 个孤岛 islands，{result.isolated} 个没有任何联系 without any tie",
        ("#规模\nsize", "#人\npeople", "#人口", "成员 members", "最近的一步 nearest permitted link", "就近 by place"),
        ((island.size, island.people, island.population or "", names(island.members, island.size),
          _link(island.nearest), _nearby(island.by_place)) for island in result.islands[:top]),
        caption="；".join(filter(None, (more, pages))), lines=True))
    if result.isolated:
        console.print(table("没有任何联系的在 where those without any tie are", ("区域 area", "#个 how many"), (
            (one.name or "不在任何区域 in no area", one.count) for one in result.isolated_in)))


def _link(proposal: Proposal | None) -> str:
    return "—" if proposal is None else f"{proposal.from_.name} → {proposal.to.name}\n{proposal.why}"


def _nearby(near: Nearby | None) -> str:
    if near is None:
        return "—"
    where = near.area.name if near.area else "—"
    return f"{near.own.name} ↔ {near.node.name}\n同在 both in {where}\n{near.lacks}".rstrip()
