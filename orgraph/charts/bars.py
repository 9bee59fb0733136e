"""Small panels side by side, each with its own scale: values that no one scale would show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgraph.charts.style import ACCENT, LAYOUT, REST, tall_title
from orgraph.results import written

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_GAP, _HEIGHT = 0.06, 320


def panels(shown: Sequence[tuple[str, Sequence[int | float]]], title: str, *,
           bars: Sequence[str] = ("之前 before", "之后 after"), colours: Sequence[str] = (REST, ACCENT)) -> Figure:
    """One panel for each (name, values), in it a bar for each value, with its number on top."""
    from plotly import graph_objects as go

    wide = (1 + _GAP) / len(shown) - _GAP
    figure = go.Figure()
    for at, (name, values) in enumerate(shown):
        axis = "" if at == 0 else str(at + 1)
        figure.add_bar(x=list(bars), y=list(values), marker_color=list(colours), showlegend=False,
                       xaxis=f"x{axis}", yaxis=f"y{axis}", text=[written(one) for one in values],
                       textposition="outside", cliponaxis=False, hovertemplate="%{x}：%{y:,.4g}<extra></extra>")
        start = at * (wide + _GAP)
        figure.update_layout({
            f"xaxis{axis}": {"domain": [start, start + wide], "anchor": f"y{axis}", "title": {"text": name},
                             "tickvals": list(bars), "ticktext": [one.split(" ")[0] for one in bars]},
            f"yaxis{axis}": {"anchor": f"x{axis}", "visible": False,
                             "range": [0, 1.18 * (max(values, default=0) or 1)]}})
    head, more = tall_title(title)
    return figure.update_layout(**LAYOUT | head, height=_HEIGHT + more)
