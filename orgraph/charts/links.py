"""Links worth making, as a picture: what each changes, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.charts.style import ACCENT, BAR_HEIGHT, HEAD_HEIGHT, LAYOUT, PALE, REST, headed
from orgraph.results import written

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.queries.bridging.results import Proposal, ProposalsResult

_OBJECTIVES = {"islands": "群的个数 islands", "failure-points": "单点隐患 failure points",
               "distance": "平均距离 mean distance", "gaps": "还开着的缺口 open gaps"}


def proposal_steps(result: ProposalsResult) -> Figure:
    """A row a link, the first on top: what the objective was before it and is after it, those above in place."""
    from plotly import graph_objects as go

    chosen = [one for one in result.results if one.before is not None and one.after is not None]
    rows = [f"{rank}. {_link(one)}" for rank, one in enumerate(chosen, 1)]
    joined = go.Scatter(
        x=[value for one in chosen for value in (one.before, one.after, None)],
        y=[value for row in rows for value in (row, row, None)], mode="lines", line={"color": PALE, "width": 6},
        hoverinfo="skip", showlegend=False)
    ends = [go.Scatter(name=name, x=values, y=rows, mode="markers+text" if texts else "markers", text=texts,
                       textposition="middle left",
                       marker={"color": colour, "size": 13, "line": {"width": 2, "color": edge}},
                       customdata=[[one.why, one.gain] for one in chosen],
                       hovertemplate="%{y}<br>%{x:.6g}，增益 %{customdata[1]:.4g}<br>%{customdata[0]}<extra></extra>")
            for name, colour, edge, values, texts in (
                ("之前 before", "white", REST, [one.before for one in chosen], None),
                ("之后 after", ACCENT, ACCENT, [one.after for one in chosen],
                 [written(one.after) for one in chosen]))]
    measured = _OBJECTIVES.get(result.objective, result.objective)
    low, high = _range([value for one in chosen for value in (one.before, one.after) if value is not None])
    return go.Figure([joined, *ends]).update_layout(
        **LAYOUT, height=HEAD_HEIGHT + 2 * BAR_HEIGHT + round(1.2 * BAR_HEIGHT) * len(chosen),
        title=headed(result, f"补上这些联系，{measured}，之前和之后"
                             "<br><sup>每条都算上它前面的 each counts on those above it</sup>"),
        xaxis={"title": {"text": measured}, "range": [low, high],
               "tickformat": "d" if all(isinstance(one.after, int) for one in chosen) else None},
        legend={"orientation": "h"}, yaxis={"autorange": "reversed", "automargin": True})


def _link(one: Proposal) -> str:
    who = one.person.name if one.person else one.from_.name
    return f"{who} → {one.to.name}{one.role}"


def _range(values: list[int | float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = max(high - low, 1e-9)
    return low - 0.18 * room, high + 0.06 * room
