"""How `orgraph bridging brokerage` and `key-players` look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from orgraph.cli.output import kind_label, table

if TYPE_CHECKING:
    from orgraph.queries.bridging.roles.roles_results import BrokerageResult, KeyPlayerSet, KeyPlayersResult, RoleScore


def show_brokerage(console: Console, result: BrokerageResult) -> None:
    """The roles in words, then a row a node: pairs brokered in each role, with z in brackets."""
    by = {"kind": "类别 kind", "area": "区域 area"}[result.by]
    for role in result.roles:
        console.print(f"  {role.zh} {role.en}（{role.ways}）：{role.meaning}")
    console.print(table(
        f"谁替谁牵线 brokerage by {by}",
        ("#名次", "名称 name", f"组 {by}", *(f"#{role.zh}" for role in result.roles)),
        ((item.rank, f"{item.name}\n{kind_label(item.kind)}" if result.by == "area" else item.name, item.group,
          *(_score(item.scores[role.id]) for role in result.roles)) for item in result.results),
        caption="对数（比随机高出几个标准差）pairs (z)：" + result.definition))


def _score(score: RoleScore) -> str:
    return "—" if not score.count else str(score.count) if score.z is None else f"{score.count} ({score.z:+.1f})"


def show_key_players(console: Console, result: KeyPlayersResult) -> None:
    """A row a set."""
    console.print(table(
        f"关键的 {result.size} 个 key players",
        ("指标 measure", "是谁 who", "#数值 value", "#原来 before", "有多好 how good"),
        ((f"{one.zh} {one.en}\n{one.meaning}",
          "\n".join(f"{who.name} {kind_label(who.kind)}" for who in one.members),
          f"{one.value:.4g}", f"{one.before:.4g}", _quality(one)) for one in result.results), lines=True))


def _quality(one: KeyPlayerSet) -> str:
    if one.exact:
        return "没有更好的一组 none is better"
    sure = "" if one.guarantee is None else f"，至少是最好的 {one.guarantee:.0%}"
    return f"逐个选出{sure}；最好不超过 {one.bound:.4g} greedy; at most"
