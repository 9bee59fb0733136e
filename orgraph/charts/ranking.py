"""Who bridges most as bars, one panel a measure, beside what chance alone would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from orgraph.charts.style import ACCENT, BAR_HEIGHT, HEAD_HEIGHT, LAYOUT, VERMILION, apart, headed, tall_title
from orgraph.results import written
from orgraph.results.table import kind_label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.queries.bridging.results import ByChance, MeasureResult

_PANELS = 4  # measures drawn
_FOOT = 48  # pixels under a panel: its numbers and its name
_ROOM = 0.24  # of a panel's width, for what is written at the end of a bar


class _Row(NamedTuple):
    """A bar: of a node, or of the whole network."""

    name: str
    kind: str
    value: float
    percentile: float | None
    chance: ByChance | None


def bridging_ranking(result: MeasureResult) -> Figure:
    """The nodes that bridge most, the first on top, with what the number means; of several measures a panel each.

    Where random networks were asked for, an open mark stands at their mean, a line on both sides of it as long as their
    standard deviation, and z at the end of the bar. Of many measures the first are drawn and the others named.
    """
    from plotly import graph_objects as go

    asked = [result, *result.more]
    drawn = [(one, _rows(one)) for one in asked[:_PANELS]]
    feet = _FOOT * (len(drawn) - 1)
    whole = sum(BAR_HEIGHT * max(len(rows), 1) for _, rows in drawn) + feet
    figure, top = go.Figure(), 1.0
    for at, (one, rows) in enumerate(drawn):
        axis, low = str(at + 1) if at else "", top - BAR_HEIGHT * max(len(rows), 1) / whole
        _panel(figure, rows, f"x{axis}", f"y{axis}", first=at == 0)
        many = len(drawn) > 1
        figure.update_layout({
            f"xaxis{axis}": {"anchor": f"y{axis}", "exponentformat": "none", "range": _range(rows),
                             **({"title": {"text": f"{one.title} {one.measure}"}} if many else {})},
            f"yaxis{axis}": {"anchor": f"x{axis}", "automargin": True, "domain": [max(low, 0.0), top]}})
        top = low - _FOOT / whole
    beside = any(row.chance for _, rows in drawn for row in rows)
    head, more = tall_title(_title(result, asked))
    return figure.update_layout(
        **LAYOUT | head, height=HEAD_HEIGHT + whole + (_FOOT if feet else 0) + more + BAR_HEIGHT * beside,
        showlegend=beside, legend={"orientation": "h"})


def _title(result: MeasureResult, asked: list[MeasureResult]) -> str:
    names = "、".join(f"{one.title} {one.measure}" for one in asked[:_PANELS])
    alone = len(asked) == 1
    lines = [one.meaning if alone else f"{one.title}：{one.meaning}" for one in asked[:_PANELS]]
    if rest := asked[_PANELS:]:
        lines.append(f"没有画的 not drawn：{'、'.join(f'{one.title} {one.measure}' for one in rest)}")
    if result.null is not None:
        lines.append(f"圆圈和横线：{result.null.samples} 个随机网络的平均和标准差 "
                     f"mark and line: mean and deviation of {result.null.samples} random networks")
    return headed(result, "<br>".join([names, *(f"<sup>{line}</sup>" for line in lines if line)]))


def _rows(one: MeasureResult) -> list[_Row]:
    """The last bar first, for an axis goes up."""
    if not one.results and one.value is not None:
        return [_Row("全网 whole network", "", one.value, None, one.by_chance)]
    ranked = [item for item in reversed(one.results) if item.value is not None]
    names = apart(f"{item.rank}. {item.name}" for item in ranked)
    return [_Row(name, kind_label(item.kind), item.value or 0.0, item.percentile, item.by_chance)
            for name, item in zip(names, ranked, strict=True)]


def _panel(figure: Any, rows: list[_Row], x: str, y: str, *, first: bool) -> None:
    names = [row.name for row in rows]
    figure.add_bar(
        x=[row.value for row in rows], y=names, orientation="h", marker_color=ACCENT, xaxis=x, yaxis=y,
        name="数值 value", showlegend=first, customdata=[[row.kind, row.percentile] for row in rows],
        hovertemplate="%{y}（%{customdata[0]}）<br>%{x:.4g}，超过 %{customdata[1]:.1f}%<extra></extra>")
    known = [(row.name, row.chance) for row in rows if row.chance is not None and row.chance.expected is not None]
    if known:
        figure.add_scatter(
            x=[chance.expected for _, chance in known], y=[name for name, _ in known], mode="markers", xaxis=x, yaxis=y,
            name="随机网络 by chance", showlegend=first,
            marker={"symbol": "circle", "size": 9, "color": "white", "line": {"width": 2, "color": VERMILION}},
            error_x={"array": [chance.sd or 0.0 for _, chance in known], "color": VERMILION, "thickness": 2,
                     "width": 3},
            customdata=[chance.words for _, chance in known],
            hovertemplate="%{y}<br>随机 by chance %{x:.4g}<br>%{customdata}<extra></extra>")
    figure.add_scatter(
        x=[_end(row) for row in rows], y=names, mode="text", text=[_said(row) for row in rows], xaxis=x, yaxis=y,
        textposition="middle right", showlegend=False, hoverinfo="skip", cliponaxis=False)


def _end(row: _Row) -> float:
    """Where nothing more of a row is drawn."""
    chance = row.chance
    return max(row.value, 0.0, 0.0 if chance is None else (chance.expected or 0.0) + (chance.sd or 0.0))


def _said(row: _Row) -> str:
    """What stands there; the blanks are room before it."""
    if row.chance is None:
        return f" {written(row.value)}"
    return f"  {written(row.value)}，z {shown(row.chance.z)}"


def shown(value: float | None) -> str:
    """A number of standard deviations, a dash where there is none."""
    return "—" if value is None else f"{round(value, 1) + 0.0:+.1f}"


def _range(rows: list[_Row]) -> list[float]:
    low = min((row.value for row in rows), default=0.0)
    high = max(map(_end, rows), default=0.0) or 1.0
    return [min(low, 0.0) * 1.04, high + _ROOM * (high - min(low, 0.0))]
