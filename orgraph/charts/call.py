"""A call as a picture: from the matter to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.charts.style import ACCENT, LAYOUT, PALE, WIDTH
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.queries.who_to_call.results import CallResult

_LETTER = 13  # pixels of a Chinese character with some air


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
        text=[f"{_broken(step.node.name, len(steps))}<br><sub>{kinds[step.node.kind].zh[0]}</sub>" for step in steps],
        textposition="bottom center", hoverinfo="skip"))
    for at, step in enumerate(steps[1:], 1):
        source = f"<br><sub>{step.source.file} 第{step.source.row}行</sub>" if step.source else ""
        figure.add_annotation(x=at - 0.5, y=0, yshift=22, showarrow=False,
                              text=f"{relations[step.relation].zh[0]}{source}")
    return figure.update_layout(**LAYOUT, height=260, title=found.why if found else "没有找到可以联系的单位",
                                xaxis={"visible": False, "range": [-0.6, max(len(steps), 1) - 0.4]},
                                yaxis={"visible": False, "range": [-1, 1]})


def _broken(name: str, steps: int) -> str:
    """A name in lines as long as there is room for under its mark."""
    room = max(4, WIDTH // (_LETTER * (steps + 1)))
    return "<br>".join(name[at:at + room] for at in range(0, len(name), room))
