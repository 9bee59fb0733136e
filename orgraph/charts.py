"""Pictures of the answers, as plotly figures: each shows one sentence, Chinese first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.queries.bridging.results import MeasureResult
    from orgraph.queries.coverage.results import CoverageResult, RuleCoverage, TrendResult
    from orgraph.queries.who_to_call.results import CallResult

ACCENT = "#1f5f8b"
PALE = "#d9dfe4"
# White to the accent colour: an order that colour-blind readers see and that prints.
SCALE = [[0.0, "#ffffff"], [1.0, ACCENT]]
_LAYOUT: dict[str, Any] = {
    "template": "plotly_white", "margin": {"l": 8, "r": 8, "t": 56, "b": 8},
    "font": {"family": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"}}
_BAR_HEIGHT, _HEAD_HEIGHT, _MAP_HEIGHT = 26, 110, 460


def coverage_bars(result: CoverageResult) -> Figure:
    """One bar a rule: covered and missing, the lowest rate on top; rules without anything due are left out."""
    from plotly import graph_objects as go

    due = sorted((rule for rule in result.rules if rule.rate is not None), key=lambda rule: -(rule.rate or 0.0))
    titles = [rule.title for rule in due]
    bars = [go.Bar(name=name, y=titles, x=counts, orientation="h", marker_color=colour,
                   customdata=[[rule.covered, rule.missing, rule.eligible - rule.waived] for rule in due],
                   hovertemplate="%{y}<br>已建 %{customdata[0]}，未建 %{customdata[1]}，"
                                 "共 %{customdata[2]}<extra></extra>")
            for name, colour, counts in (
                ("已建 covered", ACCENT, [rule.rate for rule in due]),
                ("未建 missing", PALE, [1 - (rule.rate or 0.0) for rule in due]))]
    where = result.area.name if result.area else "全部区域"
    figure = go.Figure(bars)
    return figure.update_layout(**_LAYOUT, barmode="stack", height=_HEAD_HEIGHT + _BAR_HEIGHT * len(due),
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
    return go.Figure(tiles).update_layout(**_LAYOUT, height=_MAP_HEIGHT, title=f"{rule.title}：{rule.covered}/{due}")


def coverage_trend(result: TrendResult) -> Figure:
    """A line a rule: its rate at the end of each month; where nothing is due the line breaks."""
    from plotly import graph_objects as go

    lines = [go.Scatter(name=rule.title, x=[point.on for point in rule.points],
                        y=[point.rate for point in rule.points], mode="lines+markers",
                        customdata=[[point.covered, point.eligible - point.waived] for point in rule.points],
                        hovertemplate="%{fullData.name}<br>%{x|%Y-%m-%d} %{y:.1%}"
                                      "（%{customdata[0]}/%{customdata[1]}）<extra></extra>")
             for rule in result.rules]
    where = result.area.name if result.area else "全部区域"
    return go.Figure(lines).update_layout(
        **_LAYOUT, height=_MAP_HEIGHT, title=f"{where}：至 {result.as_of} 各月末的覆盖率", showlegend=True,
        xaxis={"type": "date", "tickformat": "%Y-%m"}, yaxis={"tickformat": ".0%", "range": [-0.02, 1.02]},
        legend={"orientation": "h"})


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
        x=list(range(len(names))), y=[rule.title for rule in rules], text=text, texttemplate="%{text}",
        z=[[row[at].rate if at in row else None for at in names] for row in fields], customdata=[
            [*names.values()] for _ in rules], colorscale=SCALE, zmin=0, zmax=1, xgap=1, ygap=1, hoverongaps=False,
        hovertemplate="%{y}<br>%{customdata}：%{text}，%{z:.1%}<extra></extra>", colorbar={"tickformat": ".0%"})
    where = result.area.name if result.area else "全部区域"
    return go.Figure(heat).update_layout(
        **_LAYOUT, height=_HEAD_HEIGHT + 2 * _BAR_HEIGHT + _BAR_HEIGHT * len(rules),
        title=f"{where} {result.as_of}：各区域、各条规则的覆盖率",
        xaxis={"tickvals": list(range(len(names))), "ticktext": list(names.values()), "automargin": True},
        yaxis={"autorange": "reversed", "automargin": True})


def bridging_ranking(result: MeasureResult) -> Figure:
    """The nodes that bridge most, the first on top, with what the number means."""
    from plotly import graph_objects as go

    ranked = [item for item in reversed(result.results) if item.value is not None]
    kinds = vocabulary().kinds
    bars = go.Bar(x=[item.value for item in ranked], y=[f"{item.rank}. {item.name}" for item in ranked],
                  orientation="h", marker_color=ACCENT,
                  customdata=[[kinds[item.kind].zh[0], item.percentile] for item in ranked],
                  hovertemplate="%{y}（%{customdata[0]}）<br>%{x:.4g}，超过 %{customdata[1]:.1f}%<extra></extra>")
    return go.Figure(bars).update_layout(**_LAYOUT, height=_HEAD_HEIGHT + _BAR_HEIGHT * len(ranked),
                                         title=f"{result.title}<br><sup>{result.meaning}</sup>")


def call_path(result: CallResult, rank: int = 1) -> Figure:
    """The path from the matter to the person to call, link by link; empty when there is no such candidate."""
    from plotly import graph_objects as go

    found = next((candidate for candidate in result.candidates if candidate.rank == rank), None)
    steps = found.path if found else []
    kinds, relations = vocabulary().kinds, vocabulary().relations
    across = list(range(len(steps)))
    figure = go.Figure(go.Scatter(
        x=across, y=[0] * len(steps), mode="lines+markers+text", line={"color": PALE},
        marker={"size": 18, "color": ACCENT},
        text=[f"{step.node.name}<br><sub>{kinds[step.node.kind].zh[0]}</sub>" for step in steps],
        textposition="bottom center", hoverinfo="skip"))
    for at, step in enumerate(steps[1:], 1):
        source = f"<br><sub>{step.source.file} 第{step.source.row}行</sub>" if step.source else ""
        figure.add_annotation(x=at - 0.5, y=0, yshift=22, showarrow=False,
                              text=f"{relations[step.relation].zh[0]}{source}")
    return figure.update_layout(**_LAYOUT, height=260, title=found.why if found else "没有找到可以联系的单位",
                                xaxis={"visible": False, "range": [-0.6, max(len(steps), 1) - 0.4]},
                                yaxis={"visible": False, "range": [-1, 1]})
