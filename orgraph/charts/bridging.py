"""Bridging as bars, lines and tables: brokers by role, key players, months, islands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.charts.bars import panels
from orgraph.charts.ranking import shown
from orgraph.charts.style import (
    ACCENT,
    BAR_HEIGHT,
    COLOURS,
    HEAD_HEIGHT,
    LAYOUT,
    MAP_HEIGHT,
    PALE,
    REST,
    SIGNS,
    apart,
    headed,
    tall_title,
    whole_ticks,
)
from orgraph.results.table import kind_label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.queries.bridging.over_time.over_time_results import OverTimeResult
    from orgraph.queries.bridging.results import IslandsResult
    from orgraph.queries.bridging.roles.roles_results import BrokerageResult, KeyPlayersResult

_STRIKING = 1.96  # standard deviations: chance gives as much in one of twenty
_ALL = "total"  # the roles together
_ISLANDS = 30  # drawn at most


def brokerage_roles(result: BrokerageResult) -> Figure:
    """A bar a broker, the first on top, divided by role: how many ordered pairs each joins as what."""
    from plotly import graph_objects as go

    brokers = result.results[::-1]
    names = apart(f"{one.rank}. {one.name}" for one in brokers)
    bars = [go.Bar(name=f"{role.zh} {role.en}", y=names, x=[one.scores[role.id].count for one in brokers],
                   orientation="h", marker_color=colour,
                   customdata=[[role.zh, role.ways, one.scores[role.id].expected, shown(one.scores[role.id].z),
                                kind_label(one.kind)] for one in brokers],
                   hovertemplate="%{y}（%{customdata[4]}）<br>%{customdata[0]} %{customdata[1]}：%{x} 对"
                                 "<br>随机 %{customdata[2]:.1f}，z %{customdata[3]}<extra></extra>")
            for role, colour in zip((role for role in result.roles if role.id != _ALL), COLOURS, strict=False)]
    by = ("按类别", "by kind") if result.by == "kind" else ("按区域", "by area")
    return go.Figure(bars).update_layout(
        **LAYOUT, barmode="stack", height=HEAD_HEIGHT + 2 * BAR_HEIGHT + BAR_HEIGHT * len(brokers),
        title=headed(result, f"谁替谁牵线，{by[0]}分 brokerage roles {by[1]}"
                             "<br><sup>条长是经它才相连的有序对数 ordered pairs that it joins</sup>"),
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
        title=headed(result, "中介角色 brokerage roles，对数（z）"
                             "<br><sup>阴影：比随机多得明显 shaded: strikingly more than chance gives</sup>"))


def key_players(result: KeyPlayersResult) -> Figure:
    """A panel a set: the value before any is chosen, with the set, and the most that one of this size could have."""
    said = [f"{one.zh}：{'、'.join(member.name for member in one.members)}" for one in result.results]
    return panels([(f"{one.zh}<br><sub>{one.en}</sub>", [one.before, one.value, one.bound]) for one in result.results],
                  headed(result, f"{result.size} 个关键节点 key players<br><sup>{'</sup><br><sup>'.join(said)}</sup>"),
                  bars=("之前 before", "这几个 these", "上限 bound"), colours=(REST, ACCENT, PALE))


def over_time(result: OverTimeResult) -> Figure:
    """A line a node over the month ends, those first on the last day; of a whole network the one line of its values."""
    from plotly import graph_objects as go

    days = [point.on for point in result.points]
    shown = sorted(result.lines, key=lambda line: (line.ranks[-1] is None, line.ranks[-1] or 0))[:len(COLOURS)]
    drawn = [(line.name, line.values) for line in shown] or [(result.title, [one.value for one in result.points])]
    lines = [go.Scatter(name=name, x=days, y=values, mode="lines+markers", line={"color": colour},
                        marker={"symbol": sign, "color": colour, "size": 8},
                        hovertemplate="%{fullData.name}<br>%{x|%Y-%m-%d}：%{y:.4g}<extra></extra>")
             for (name, values), colour, sign in zip(drawn, COLOURS, SIGNS, strict=False)]
    more = len(result.lines) - len(shown)
    rest = (f"<br><sup>最后一天最靠前的 {len(shown)} 个，另有 {more} 个没有画 {more} more are not drawn</sup>"
            if more > 0 else "")
    head, lines_more = tall_title(headed(result, f"{result.title} {result.measure}，各月末 at the ends of months"
                                                 f"<br><sup>{result.meaning}</sup>{rest}"))
    return go.Figure(lines).update_layout(
        **LAYOUT | head, height=MAP_HEIGHT + lines_more, showlegend=True, legend={"orientation": "h"},
        xaxis={"type": "date", "tickformat": "%Y-%m"}, yaxis={"rangemode": "tozero", "exponentformat": "none"})


def island_sizes(result: IslandsResult) -> Figure:
    """A bar an island, the largest on top, with the permitted link that would join it to another."""
    from plotly import graph_objects as go

    shown = result.islands[:_ISLANDS][::-1]
    first = (result.page - 1) * len(result.islands) + 1
    names = [f"{rank}. {island.members[0].name if island.members else island.id}{' 等' if island.size > 1 else ''}"
             for rank, island in zip(range(first + len(shown) - 1, first - 1, -1), shown, strict=True)]
    links = [f"{one.nearest.from_.name} → {one.nearest.to.name}{one.nearest.role}" if one.nearest else
             "没有可以补上的联系 no permitted link" for one in shown]
    bars = go.Bar(x=[one.size for one in shown], y=names, orientation="h", marker_color=ACCENT, customdata=links,
                  text=[f"{one.size}" for one in shown], textposition="outside",
                  hovertemplate="%{y}：%{x} 个节点<br>%{customdata}<extra></extra>")
    return go.Figure(bars).update_layout(
        **LAYOUT, height=HEAD_HEIGHT + BAR_HEIGHT * len(shown), yaxis={"automargin": True},
        xaxis=whole_ticks(max((one.size for one in shown), default=0)),
        title=headed(result, f"{result.total} 个互不相连的群，另有 {result.isolated} 个没有任何联系<br>"
                             f"<sup>{result.total} islands, {result.isolated} isolated; 画出 {len(shown)} 个</sup>"))
