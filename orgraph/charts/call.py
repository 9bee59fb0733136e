"""A call as a picture: from the matter to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.charts.style import ACCENT, LAYOUT, PALE, WIDTH
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.queries.who_to_call.results import CallResult

_LETTER = 13  # pixels of a Chinese character with some air
_ROW, _HEAD = 130, 130  # pixels of a line of the path, and of what stands above and below


def call_path(result: CallResult, rank: int = 1) -> Figure:
    """The path from the matter to the person to call, link by link; what else belongs to it hangs on the node that it
    belongs to, in a line below. Empty when there is no such candidate."""
    from plotly import graph_objects as go

    from orgraph.queries.who_to_call.path import lines, relation_name

    found = next((candidate for candidate in result.candidates if candidate.rank == rank), None)
    drawn = lines(found) if found else []
    kinds = vocabulary().kinds
    at: dict[str, tuple[int, int]] = {"": (0, 0)}  # where each node stands: column, row; the matter is ""
    steps = [(row, step) for row, line in enumerate(drawn) for step in line]
    for row, step in steps:
        at[step.node.id] = at[step.from_.id if step.from_ else ""][0] + 1, -row
    columns = max(column for column, _ in at.values()) + 1
    labels = ["诉求<br><sub>matter</sub>" if steps else ""] + [
        f"{_broken(step.node.name, columns)}<br><sub>{kinds[step.node.kind].zh[0]}</sub>" for _, step in steps]
    figure = go.Figure([
        go.Scatter(x=[], y=[], mode="lines", line={"color": PALE}, hoverinfo="skip", showlegend=False),
        go.Scatter(x=[column for column, _ in at.values()], y=[row for _, row in at.values()], mode="markers+text",
                   marker={"size": 18, "color": ACCENT, "opacity": 1 if steps else 0}, text=labels,
                   textposition="bottom center", hoverinfo="skip", showlegend=False)])
    for _, step in steps:
        (x, y), (column, row) = at[step.from_.id if step.from_ else ""], at[step.node.id]
        figure.data[0].x += (x, column, None)
        figure.data[0].y += (y, row, None)
        source = f"<br><sub>{step.source.file} 第{step.source.row}行</sub>" if step.source else ""
        figure.add_annotation(x=(x + column) / 2, y=(y + row) / 2, yshift=22, showarrow=False,
                              text=f"{relation_name(step)}{source}")
    rows = max(len(drawn), 1)
    return figure.update_layout(**LAYOUT, height=_HEAD + _ROW * rows,
                                title=found.why if found else "没有找到可以联系的单位",
                                xaxis={"visible": False, "range": [-0.6, columns - 0.4]},
                                yaxis={"visible": False, "range": [0.4 - rows, 0.6]})


def _broken(name: str, steps: int) -> str:
    """A name in lines as long as there is room for under its mark."""
    room = max(4, WIDTH // (_LETTER * (steps + 1)))
    return "<br>".join(name[at:at + room] for at in range(0, len(name), room))
