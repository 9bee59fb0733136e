"""Coverage as pictures: bars, tiles, lines over months, rules across areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.queries.coverage.results import CoverageResult, RuleCoverage, RuleTrend, TrendResult

_AREAS, _FIELD = 10, 64  # areas that the usual width has room for; pixels of each more


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
    where = result.area.name if result.area else "全部区域"
    figure = go.Figure(bars)
    return figure.update_layout(**LAYOUT, barmode="stack", height=HEAD_HEIGHT + BAR_HEIGHT * len(due),
                                title=f"{where} {result.as_of}：各条规则的覆盖率", xaxis_tickformat=".0%",
                                legend={"orientation": "h"})


def coverage_treemap(rule: RuleCoverage) -> Figure:
    """One tile an area, as large as what is due there, the darker the more of it is covered; round them the whole."""
    from plotly import graph_objects as go

    areas = [area for area in rule.by if area.rate is not None]
    tiles = go.Treemap(
        ids=["all", *(area.area for area in areas)], labels=[rule.title, *(area.name for area in areas)],
        parents=["", *("all" for _ in areas)], values=[0, *(area.eligible - area.waived for area in areas)],
        text=[f"{one.covered}/{one.eligible - one.waived}" for one in (rule, *areas)],
        texttemplate="%{label}<br>%{text}", hovertemplate="%{label}<br>%{text}<extra></extra>",
        marker={"colors": [one.rate for one in (rule, *areas)], "colorscale": SCALE, "cmin": 0, "cmax": 1,
                "showscale": True, "colorbar": {"tickformat": ".0%"}})
    due = rule.eligible - rule.waived
    return go.Figure(tiles).update_layout(**LAYOUT, height=MAP_HEIGHT, title=f"{rule.title}：{rule.covered}/{due}")


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
    where = result.area.name if result.area else "全部区域"
    return go.Figure(lines).update_layout(
        **LAYOUT, height=MAP_HEIGHT, showlegend=True,
        title=f"{where}：至 {result.as_of} 各月末的覆盖率{more if rest else ''}",
        xaxis={"type": "date", "tickformat": "%Y-%m"}, yaxis={"tickformat": ".0%", "range": [-0.02, 1.02]},
        legend={"orientation": "h"})


def _moved(rule: RuleTrend) -> float:
    """How far the rate went from the first day to the last."""
    rates = [point.rate for point in rule.points if point.rate is not None]
    return abs(rates[-1] - rates[0]) if rates else -1.0


def coverage_heat(result: CoverageResult) -> Figure:
    """Rules across areas: the darker the more is covered, covered/due in each field; blank where nothing is due."""
    from plotly import graph_objects as go

    rules = [rule for rule in result.rules if rule.rate is not None]
    names = {area.area: area.name for rule in rules for area in rule.by}
    fields = [{area.area: area for area in rule.by if area.rate is not None} for rule in rules]
    text = [[f"{row[at].covered}/{row[at].eligible - row[at].waived}" if at in row else "" for at in names]
            for row in fields]
    heat = go.Heatmap(
        # Places by number, not by name: two areas may have the same.
        x=list(range(len(names))), y=apart(rule.title for rule in rules), text=text, texttemplate="%{text}",
        z=[[row[at].rate if at in row else None for at in names] for row in fields], customdata=[
            [*names.values()] for _ in rules], colorscale=SCALE, zmin=0, zmax=1, xgap=1, ygap=1, hoverongaps=False,
        hovertemplate="%{y}<br>%{customdata}：%{text}，%{z:.1%}<extra></extra>", colorbar={"tickformat": ".0%"})
    where = result.area.name if result.area else "全部区域"
    return go.Figure(heat).update_layout(
        **LAYOUT, height=HEAD_HEIGHT + 2 * BAR_HEIGHT + BAR_HEIGHT * len(rules),
        width=None if len(names) <= _AREAS else WIDTH + _FIELD * (len(names) - _AREAS),
        title=f"{where} {result.as_of}：各区域、各条规则的覆盖率",
        xaxis={"tickvals": list(range(len(names))), "ticktext": list(names.values()), "automargin": True,
               "showgrid": False},
        yaxis={"autorange": "reversed", "automargin": True})
