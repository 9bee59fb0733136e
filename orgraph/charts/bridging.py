"""Bridging as bars and tables: who comes first by a measure, and in which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.charts.style import ACCENT, BAR_HEIGHT, COLOURS, HEAD_HEIGHT, LAYOUT, PALE
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.queries.bridging.results import MeasureResult
    from orgraph.queries.bridging.roles.roles_results import BrokerageResult

_STRIKING = 1.96  # standard deviations: chance gives as much in one of twenty
_ALL = "total"  # the roles together


def bridging_ranking(result: MeasureResult) -> Figure:
    """The nodes that bridge most, the first on top, with what the number means."""
    from plotly import graph_objects as go

    ranked = [item for item in reversed(result.results) if item.value is not None]
    bars = go.Bar(x=[item.value for item in ranked], y=[f"{item.rank}. {item.name}" for item in ranked],
                  orientation="h", marker_color=ACCENT,
                  customdata=[[kind_name(item.kind), item.percentile] for item in ranked],
                  hovertemplate="%{y}（%{customdata[0]}）<br>%{x:.4g}，超过 %{customdata[1]:.1f}%<extra></extra>")
    return go.Figure(bars).update_layout(**LAYOUT, height=HEAD_HEIGHT + BAR_HEIGHT * len(ranked),
                                         title=f"{result.title}<br><sup>{result.meaning}</sup>")


def brokerage_roles(result: BrokerageResult) -> Figure:
    """A bar a broker, the first on top, divided by role: how many ordered pairs each joins as what."""
    from plotly import graph_objects as go

    brokers = result.results[::-1]
    names = [f"{one.rank}. {one.name}" for one in brokers]
    bars = [go.Bar(name=f"{role.zh} {role.en}", y=names, x=[one.scores[role.id].count for one in brokers],
                   orientation="h", marker_color=colour,
                   customdata=[[role.zh, role.ways, one.scores[role.id].expected, shown(one.scores[role.id].z),
                                kind_name(one.kind)] for one in brokers],
                   hovertemplate="%{y}（%{customdata[4]}）<br>%{customdata[0]} %{customdata[1]}：%{x} 对"
                                 "<br>随机 %{customdata[2]:.1f}，z %{customdata[3]}<extra></extra>")
            for role, colour in zip((role for role in result.roles if role.id != _ALL), COLOURS, strict=False)]
    by = "类别 kind" if result.by == "kind" else "区域 area"
    return go.Figure(bars).update_layout(
        **LAYOUT, barmode="stack", height=HEAD_HEIGHT + 2 * BAR_HEIGHT + BAR_HEIGHT * len(brokers),
        title=f"谁替谁牵线：按{by}分的中介角色<br><sup>条长是经它才相连的有序对数 ordered pairs that it joins</sup>",
        legend={"orientation": "h", "traceorder": "normal", "y": -0.05}, yaxis={"automargin": True})


def brokerage_table(result: BrokerageResult) -> Figure:
    """A row a broker, a column a role: pairs, and in brackets how far beyond chance; what is striking is shaded."""
    from plotly import graph_objects as go

    columns = [[one.rank for one in result.results], [one.name for one in result.results],
               [one.group for one in result.results]]
    fills = [["white"] * len(result.results)] * 3
    for role in result.roles:
        scores = [one.scores[role.id] for one in result.results]
        columns.append([f"{score.count}（{shown(score.z)}）" for score in scores])
        fills.append([PALE if score.z is not None and score.z > _STRIKING else "white" for score in scores])
    table = go.Table(
        columnwidth=[1, 5, 3, *(2.2 for _ in result.roles)],
        header={"values": ["名次", "名称 name", "组 group",
                           *(f"{role.zh}<br>{role.en.split(' ')[0]}" for role in result.roles)],
                "fill_color": ACCENT, "font": {"color": "white"}, "align": "left"},
        cells={"values": columns, "fill_color": fills, "align": "left", "height": BAR_HEIGHT})
    return go.Figure(table).update_layout(
        **LAYOUT, height=HEAD_HEIGHT + BAR_HEIGHT * (len(result.results) + 2),
        title="中介角色：对数（z）<br><sup>阴影：比随机多得明显 shaded: strikingly more than chance gives</sup>")


def shown(value: float | None) -> str:
    """A number of standard deviations, a dash where there is none."""
    return "—" if value is None else f"{round(value, 1) + 0.0:+.1f}"


def kind_name(kind: str) -> str:
    """A kind of the vocabulary in Chinese; another text, which an edge list has, as it is."""
    known = vocabulary().kinds.get(kind)
    return known.zh[0] if known else kind
