"""Bridging as rows and as a sentence: rankings, islands, losses, links worth making."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from orgraph.results import Broken, Cell, NodeRef, Table, Tables, written

if TYPE_CHECKING:
    from orgraph.queries.bridging.failing.together import TogetherResult
    from orgraph.queries.bridging.results import (
        Effect,
        FailurePoint,
        FailurePointsResult,
        Holding,
        IslandsResult,
        MeasureResult,
        Proposal,
        ProposalsResult,
        Ranked,
        WhatIfResult,
    )

OBJECTIVES = {
    "islands": ("孤岛 islands", "因此才能互相联系的对数 pairs that can reach each other only with it"),
    "failure-points": ("单点隐患 failure points", "不再单靠一人一单位维系的人口和单位 people and bodies freed"),
    "distance": ("平均距离 distance", "距离倒数之和的增加 growth of the sum of 1 / distance"),
    "gaps": ("缺口 gaps", "补上的缺口 gaps closed"),
}
"""Of each objective of proposals: what its before and after count, and what its gain counts, which is not their
difference."""
_FEW = 5  # members that a cell names
LOSS = "rank id name kind cut_off_count population posts gaps_opened successors source"
_HOLDS = (("nodes", "节点 nodes"), ("islands", "互不相连的群 islands"), ("largest", "最大的群 largest"),
          ("reachable_pairs", "能相互到达的对数 reachable pairs"))


def names(nodes: Sequence[NodeRef]) -> str:
    """The first of some nodes by name."""
    return "、".join(node.name for node in nodes[:_FEW]) + ("…" if len(nodes) > _FEW else "")


def ranked(result: MeasureResult) -> str:
    """Who comes first, or the value of the whole network."""
    if not result.results:
        return f"{result.title} {written(result.value)}（{result.nodes:,} 个节点 nodes）"
    first = result.results[0]
    return (f"{result.title}最突出的是 {first.name}（{written(first.value)}），共 {result.nodes:,} 个节点 "
            f"({first.name} comes first of {result.nodes:,})")


def ranking_tables(result: MeasureResult) -> Tables:
    """nodes: of every measure asked for; the value of a whole network has no id and no name"""
    return {"nodes": Table.of("measure title rank id name kind value percentile expected z", (
        row for one in (result, *result.more) for row in _ranking(one)),
        brief=f"{'title ' if result.more else ''}rank name kind value percentile expected z")}


def _ranking(result: MeasureResult) -> Iterable[list[Cell]]:
    if not result.results:
        chance = result.by_chance
        return [[result.measure, result.title, None, None, None, None, result.value, None, result.expected,
                 chance.z if chance else None]]
    return ([result.measure, result.title, item.rank, item.id, item.name, item.kind, item.value, item.percentile,
             *_chance(item)]
            for item in result.results)


def _chance(item: Ranked) -> list[Cell]:
    return [item.by_chance.expected, item.by_chance.z] if item.by_chance else [None, None]


def islands_said(result: IslandsResult) -> str:
    """How many islands, how large the largest is, how many nodes have no tie."""
    largest = f"，最大的有 {result.islands[0].size} 个" if result.islands and result.page == 1 else ""
    return (f"{result.total} 个互不相连的群{largest}，另有 {result.isolated} 个没有任何联系 "
            f"({result.total} islands, {result.isolated} isolated)")


def island_tables(result: IslandsResult) -> Tables:
    """islands · isolates · isolated: counts by area"""
    return {
        "islands": Table.of("id size organizations people population members link_id link_from link_to role", (
            [one.id, one.size, one.organizations, one.people, one.population, names(one.members),
             *([one.nearest.id, one.nearest.from_.name, one.nearest.to.name, one.nearest.role] if one.nearest
               else [None] * 4)] for one in result.islands), brief="size members population link_from link_to role"),
        "isolates": Table.of("id name kind area_path", (
            [one.id, one.name, one.kind, "/".join(one.area_path)] for one in result.isolates)),
        "isolated": Table.of("area_id area count", ([one.id, one.name, one.count] for one in result.isolated_in))}


def losses(result: FailurePointsResult) -> str:
    """How many single points, and the gravest."""
    many = len(result.results)
    first = f"，最要紧的是 {result.results[0].name}，断开 {result.results[0].cut_off_count} 个" if many else ""
    return f"列出 {many} 个单点隐患{first}，{result.bridges:,} 条单线联系 ({many} single points of failure listed)"


def loss_tables(result: FailurePointsResult) -> Tables:
    """points · parts · broken · successors"""
    return {"points": Table.of(LOSS, (_point(one) for one in result.results),
                               brief="rank name kind cut_off_count population gaps_opened successors"),
            **_losses(result.results)}


def _point(one: FailurePoint) -> list[Cell]:
    return [one.rank, one.id, one.name, one.kind, one.cut_off_count, one.population, one.posts, one.gaps_opened,
            "；".join(f"{to.who.name}（{to.role}）" for to in one.successors), "；".join(map(str, one.evidence))]


def _losses(points: Sequence[FailurePoint]) -> Tables:
    return {
        "parts": Table.of("id name part size people compounds population members", (
            [one.id, one.name, str(number), part.size, part.people, part.compounds, part.population,
             names(part.members)]
            for one in points for number, part in enumerate(one.parts, 1))),
        "broken": Table.of("id name rule title count", (
            [one.id, one.name, *row] for one in points for row in _broken(one.broken))),
        "successors": Table.of("id name person_id person organization_id organization role basis", (
            [one.id, one.name, to.person.id if to.person else None, to.person.name if to.person else None,
             to.organization.id, to.organization.name, to.role, to.basis]
            for one in points for to in one.successors))}


def _broken(broken: Sequence[Broken]) -> Iterable[list[Cell]]:
    return ([one.rule, one.title, one.count] for one in broken)


def lost(result: WhatIfResult) -> str:
    """What falls apart without the one."""
    point = result.point
    return (f"假如没有 {point.name}：{_held(result.before, result.after)}，断开 {point.cut_off_count} 个，"
            f"新增缺口 {point.gaps_opened} 处 ({point.cut_off_count} cut off, {point.gaps_opened} new gaps)")


def what_if_tables(result: WhatIfResult) -> Tables:
    """network: before and after · points · parts · broken · successors"""
    return {"network": _before_after(result.before, result.after),
            "points": Table.of(LOSS, [_point(result.point)]), **_losses([result.point])}


def lost_together(result: TogetherResult) -> str:
    """What falls apart without all of them."""
    gone = "、".join([*(one.name for one in result.gone), *(f"{a.name}～{b.name}" for a, b in result.cut)])
    return (f"假如没有 {gone}：{_held(result.before, result.after)}，断开 {result.cut_off_count} 个，"
            f"新增缺口 {result.gaps_opened} 处 ({result.cut_off_count} cut off, {result.gaps_opened} new gaps)")


def together_tables(result: TogetherResult) -> Tables:
    """network: before and after · cut_off · broken"""
    return {"network": _before_after(result.before, result.after),
            "cut_off": Table.of("id name kind", ([one.id, one.name, one.kind] for one in result.cut_off)),
            "broken": Table.of("rule title count", _broken(result.broken))}


def _held(before: Holding, after: Holding) -> str:
    return f"群 {before.islands:,} → {after.islands:,}"


def _before_after(before: Holding, after: Holding) -> Table:
    return Table.of("what words count_before count_after", (
        [name, title, getattr(before, name), getattr(after, name)] for name, title in _HOLDS),
        brief="words count_before count_after")


def proposed(result: ProposalsResult) -> str:
    """How many links, of how many, and the best."""
    best = result.results[0] if result.results else None
    first = f"，最见效的是 {best.from_.name} → {best.to.name}{best.role}（增益 {written(best.gain)}）" if best else ""
    return (f"{len(result.results)} 条可以补上的联系{first}，从 {result.candidates:,} 条里选 "
            f"({len(result.results)} permitted links of {result.candidates:,})")


def proposal_note(result: ProposalsResult) -> str:
    """What the columns before, after and gain count."""
    counted, gained = OBJECTIVES[result.objective]
    return f"之前、之后 before, after：{counted}；增益 gain：{gained}"


def proposal_tables(result: ProposalsResult) -> Tables:
    """links · effects: on every objective"""
    return {
        "links": Table.of("rank id person_id person organization_id organization from_id from to_id to role basis "
                          "objective counted before after gain gained posts_now why", (
            [rank, one.id, *_ref(one.person), *_ref(one.organization), *_ref(one.from_), *_ref(one.to), one.role,
             one.basis, *_effect(one), one.posts_now, one.why]
            for rank, one in enumerate(result.results, 1)), brief="rank person from to role before after gain"),
        "effects": Table.of("id objective counted before after gain gained", (
            [one.id, *_effect(effect)] for one in result.results for effect in one.effects))}


def _effect(one: Proposal | Effect) -> list[Cell]:
    counted, gained = OBJECTIVES[one.objective]
    return [one.objective, counted, one.before, one.after, one.gain, gained]


def _ref(node: NodeRef | None) -> list[Cell]:
    return [node.id, node.name] if node else [None, None]
