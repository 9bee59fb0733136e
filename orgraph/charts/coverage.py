"""Coverage as pictures: bars, tiles, lines over months, rules across areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.charts.rates import COLOURBAR, DARKER, counted, missing, most, said, tiles
from orgraph.charts.style import (
    ACCENT,
    BAR_HEIGHT,
    COLOURS,
    HEAD_HEIGHT,
    LAYOUT,
    MAP_HEIGHT,
    PALE,
    SCALE,
    SIGNS,
    WIDTH,
    apart,
    headed,
)
from orgraph.errors import NotFound
from orgraph.results import percent

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.queries.coverage.results import CoverageResult, RuleTrend, TrendResult

_AREAS, _FIELD, _TALL = 10, 64, 38  # areas that the usual width has room for; pixels of each more; of a row
_TICKS = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
_WIDEST = 1.18  # of an axis of rates, with room for figures


def coverage_bars(result: CoverageResult) -> Figure:
    """One bar a rule: covered and missing, the lowest rate on top; rules without anything due are left out."""
    from plotly import graph_objects as go

    due = sorted((rule for rule in result.rules if rule.rate is not None), key=lambda rule: -(rule.rate or 0.0))
    titles = apart(rule.title for rule in due)
    bars = [go.Bar(name=name, y=titles, x=counts, orientation="h", marker_color=colour,
                   customdata=[[rule.covered, rule.missing, rule.eligible - rule.waived] for rule in due],
                   hovertemplate="%{y}<br>已建 %{customdata[0]}，未建 %{customdata[1]}，"
                                 "共 %{customdata[2]}<extra></extra>")
            for name, colour, counts in (
                ("已建 covered", ACCENT, [rule.rate for rule in due]),
                ("未建 missing", PALE, [1 - (rule.rate or 0.0) for rule in due]))]
    numbers = go.Scatter(x=[1.0] * len(due), y=titles, mode="text", text=[f" {said(rule)}" for rule in due],
                         textposition="middle right", showlegend=False, hoverinfo="skip", cliponaxis=False)
    return go.Figure([*bars, numbers]).update_layout(
        **LAYOUT, barmode="stack", height=HEAD_HEIGHT + BAR_HEIGHT * len(due),
        title=headed(result, "各条规则的覆盖率 rates by rule"), legend={"orientation": "h"},
        xaxis={"tickvals": _TICKS, "ticktext": [f"{one:.0%}" for one in _TICKS],
               "range": [0, _WIDEST]})


def coverage_treemap(result: CoverageResult, rule: str = "") -> Figure:
    """One tile an area, as large as what is due there, the darker the more of it is missing; round them the whole.

    rule : its id, by default the first of the result. Raises NotFound where the result has not that rule.
    """
    from plotly import graph_objects as go

    found = next((one for one in result.rules if rule in ("", one.rule)), None)
    if found is None:
        raise NotFound(f"答案里没有这条规则：{rule} (no such rule in the result)",
                       hint="、".join(one.rule for one in result.rules))
    areas = [area for area in found.by if area.rate is not None]
    made = go.Treemap(
        ids=["all", *(area.area for area in areas)], labels=[found.title, *(area.name for area in areas)],
        parents=["", *("all" for _ in areas)], values=[0, *(area.eligible - area.waived for area in areas)],
        text=[said(one) for one in (found, *areas)], texttemplate="%{label}<br>%{text}",
        hovertemplate="%{label}<br>%{text}<extra></extra>", marker=tiles([found, *areas]))
    return go.Figure(made).update_layout(
        **LAYOUT, height=MAP_HEIGHT, title=f"{headed(result, f'{found.title} {said(found)}')}<br><sup>{DARKER}</sup>")


def coverage_trend(result: TrendResult) -> Figure:
    """A line a rule: its rate at the end of each month; where nothing is due the line breaks.

    Of more rules than there are colours those are drawn whose rate moved most; the title says how many are not.
    """
    from plotly import graph_objects as go

    moved = sorted(result.rules, key=_moved, reverse=True)[:len(COLOURS)]
    shown = [rule for rule in result.rules if rule in moved]
    lines = [go.Scatter(name=rule.title, x=[point.on for point in rule.points],
                        y=[point.rate for point in rule.points], mode="lines+markers", line={"color": colour},
                        marker={"symbol": sign, "color": colour, "size": 8},
                        customdata=[[point.covered, point.eligible - point.waived] for point in rule.points],
                        hovertemplate="%{fullData.name}<br>%{x|%Y-%m-%d} %{y:.1%}"
                                      "（%{customdata[0]}/%{customdata[1]}）<extra></extra>")
             for rule, colour, sign in zip(shown, COLOURS, SIGNS, strict=False)]
    rest = len(result.rules) - len(shown)
    more = f"<br><sup>变化最大的 {len(shown)} 条，另有 {rest} 条没有画 {rest} rules that moved less are left out</sup>"
    return go.Figure(lines).update_layout(
        **LAYOUT, height=MAP_HEIGHT, showlegend=True,
        title=f"{headed(result, '各月末的覆盖率 rates at the ends of months')}{more if rest else ''}",
        xaxis={"type": "date", "tickformat": "%Y-%m"}, yaxis={"tickformat": ".0%", "range": [-0.02, 1.02]},
        legend={"orientation": "h"})


def _moved(rule: RuleTrend) -> float:
    """How far the rate went from the first day to the last."""
    rates = [point.rate for point in rule.points if point.rate is not None]
    return abs(rates[-1] - rates[0]) if rates else -1.0


def coverage_heat(result: CoverageResult) -> Figure:
    """Rules across areas: the darker the more is missing, the rate and its counts in each field; blank where nothing is
    due."""
    from plotly import graph_objects as go

    rules = [rule for rule in result.rules if rule.rate is not None]
    names = {area.area: area.name for rule in rules for area in rule.by}
    fields = [{area.area: area for area in rule.by if area.rate is not None} for rule in rules]
    text = [[f"{percent(row[at].rate)}<br>{counted(row[at])}" if at in row else "" for at in names] for row in fields]
    shares = [[missing(row[at]) if at in row else None for at in names] for row in fields]
    heat = go.Heatmap(
        # Places by number, not by name: two areas may have the same.
        x=list(range(len(names))), y=apart(rule.title for rule in rules), text=text, texttemplate="%{text}",
        z=shares, customdata=[[*names.values()] for _ in rules], colorscale=SCALE, zmin=0,
        zmax=most(one for row in shares for one in row), xgap=1, ygap=1, hoverongaps=False,
        hovertemplate="%{y}<br>%{customdata}：%{text}<extra></extra>", colorbar=COLOURBAR)
    return go.Figure(heat).update_layout(
        **LAYOUT, height=HEAD_HEIGHT + 2 * BAR_HEIGHT + _TALL * len(rules),
        width=None if len(names) <= _AREAS else WIDTH + _FIELD * (len(names) - _AREAS),
        title=f"{headed(result, '各区域、各条规则的覆盖率 rates by area and rule')}<br><sup>{DARKER}</sup>",
        xaxis={"tickvals": list(range(len(names))), "ticktext": list(names.values()), "automargin": True,
               "showgrid": False},
        yaxis={"autorange": "reversed", "automargin": True})
