"""Coverage over time as the console shows it: what changed and why, and the counts month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from orgraph.cli.output import out, percent, table

if TYPE_CHECKING:
    from orgraph.queries.coverage.results import Cause, Change, RuleCoverage, TrendResult

SHOWN = 20  # changes of each kind
_LISTS = {"new": "新增缺口 new", "fixed": "已补上 fixed", "waived": "新获豁免 newly waived",
          "expired": "豁免到期 waiver expired", "came": "新纳入应建 came into eligibility",
          "left": "不再应建 fell out of eligibility"}
_STATES = {"out": "不在范围", "covered": "已建", "missing": "未建", "waived": "豁免"}
_WHAT = {"began": "{on} 起 began", "ended": "{on} 止 ended", "added": "新登记 added", "changed": "已更改 changed",
         "removed": "已删除 removed", "time": "时间已到 time went on"}


def show_change(console: Console, rule: RuleCoverage, change: Change) -> None:
    """How many of each kind, then the first of each with the fact behind."""
    console.print(f"{rule.title}：与 {change.since}、第 {change.since_generation} 代相比，"
                  f"新增 {len(change.new)} 个缺口，补上 {len(change.fixed)} 个，仍缺 {change.still_open} 个，"
                  f"新获豁免 {len(change.waived)} 个，豁免到期 {len(change.expired)} 个，"
                  f"新纳入 {len(change.came)} 个，不再应建 {len(change.left)} 个 "
                  "(new, fixed, still open, newly waived, waiver expired, came in, fell out)")
    for name, title in _LISTS.items():
        moved = getattr(change, name)
        if moved:
            rest = len(moved) - SHOWN
            console.print(table(
                f"{rule.title}：{title}（{len(moved)}）", ("对象 focus", "变化 change", "事实 fact", "来源 source"),
                ((one.name, f"{_STATES[one.was]} → {_STATES[one.now]}", *_fact(one.cause)) for one in moved[:SHOWN]),
                caption=f"还有 {rest} 个 more" if rest > 0 else "", lines=True))


def _fact(cause: Cause | None) -> tuple[str, str]:
    if cause is None:
        return "—", "—"
    from orgraph.queries.coverage.tables import fact_said

    return f"{fact_said(cause)}\n{_WHAT[cause.what].format(on=cause.on)}", str(cause.source)


def show_trend(result: TrendResult) -> None:
    """A table a rule, a line a month."""
    where = result.area.name if result.area else "全部区域 everywhere"
    for rule in result.rules:
        out().print(table(
            f"{rule.title} {rule.rule}：{where} · 第 {result.generation} 代 generation",
            ("日期 day", "#应建\neligible", "#已建\ncovered", "#未建\nmissing", "#豁免\nwaived", "#覆盖率\nrate"),
            ((p.on, p.eligible, p.covered, p.missing, p.waived, percent(p.rate)) for p in rule.points)))
