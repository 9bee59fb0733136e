"""How `orgraph bridging proposals` shows links worth making."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.cli.output import table

if TYPE_CHECKING:
    from rich.console import Console

    from orgraph.queries.bridging.results import Bound, Proposal, ProposalsResult


def show_proposals(console: Console, result: ProposalsResult) -> None:
    """A table: each link with what all objectives say before and after it, and how good the choice is."""
    from orgraph.queries.bridging.tables import OBJECTIVES

    order = [result.objective, *(name for name in OBJECTIVES if name != result.objective)]
    console.print(table(
        f"建议 links that gain most（{len(result.results)}，可选 of {result.candidates}）",
        ("谁 who", "到 to", "#增益 gain", "前后 before → after", "依据 basis"),
        ((_who(item), f"{item.to.name}\n{item.role}", f"{item.gain:g}",
          "\n".join(f"{OBJECTIVES[name][0]} {_change(item, name)}" for name in order), item.basis)
         for item in result.results),
        caption=f"增益 = {OBJECTIVES[result.objective][1]}\n{_bound(result.bound)}", lines=True))


def _who(item: Proposal) -> str:
    if item.person is None:
        return item.from_.name
    return f"{item.person.name}\n{item.from_.name}，{item.posts_now} 职 posts"


def _change(item: Proposal, objective: str) -> str:
    found = next((effect for effect in item.effects if effect.objective == objective), None)
    if found is None:
        return "—"
    before, after = ("—" if value is None else f"{value:.6g}" for value in (found.before, found.after))
    return before if before == after else f"{before}→{after}"


def _bound(bound: Bound | None) -> str:
    if bound is None:
        return ""
    promised = "" if bound.guarantee is None or bound.optimal else f"，至少为最优的 {bound.guarantee:.0%} of the best"
    return f"合计 {bound.reached:g}，上限 at most {bound.at_most:g}{promised}：{bound.why}"
