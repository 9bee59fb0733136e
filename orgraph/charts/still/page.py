"""The page of a figure: where its title, legend, plots and notes stand, and all of it drawn."""

from __future__ import annotations

from itertools import groupby
from typing import Any, NamedTuple

from orgraph.charts.still.axes import TICK, Axis, dress, limits, room
from orgraph.charts.still.fonts import families
from orgraph.charts.still.marks import bars, colour, heat, key, scatter, shades
from orgraph.charts.still.tiles import sunburst, table, treemap
from orgraph.charts.still.words import Line, Pen, lines
from orgraph.charts.style import WIDTH
from orgraph.errors import UsageError

_TITLE, _KEY = 17.0, 12.0
_EDGE, _BAR, _FOOT = 12.0, 64.0, 44.0
_HEIGHT = 450.0
_WHOLE = {"treemap": treemap, "sunburst": sunburst, "table": table}
_PLOTTED = ("bar", "scatter", "heatmap")


class _Plot(NamedTuple):
    """The traces on one pair of axes."""

    traces: list[Any]
    x: Axis
    y: Axis
    hanging: bool  # what is written below it stands outside its box


def page(figure: Any) -> Any:
    """A matplotlib figure of a plotly one, a point a pixel. Raises UsageError for what it cannot draw."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    for trace in figure.data:
        if trace.type not in (*_WHOLE, *_PLOTTED):
            raise UsageError(f"这种图只能存为 .html：{trace.type} (only as .html)",
                             hint="、".join((*_WHOLE, *_PLOTTED)))
    layout = figure.layout
    width, height = float(layout.width or WIDTH), float(layout.height or _HEIGHT)
    made = Figure(figsize=(width / 72, height / 72), dpi=72)
    FigureCanvasAgg(made)
    pen = Pen(made, families())
    top = _title(pen, layout, width, height)
    bottom = _legend(made, pen, figure, width)
    right = _EDGE + (_BAR if _colourbar(figure) else 0.0)
    box = (_EDGE, bottom, width - _EDGE - right, height - top - bottom)
    if right > _EDGE:
        _shading(made, pen, _colourbar(figure), (width - right + 16, bottom + 0.1 * box[3], 14, 0.8 * box[3]))
    whole = [trace for trace in figure.data if trace.type in _WHOLE]
    for trace in whole:
        axes = _axes(made, box)
        axes.axis("off")
        _WHOLE[trace.type](axes, trace, pen, box[2:])
    if not whole:
        _plots(made, pen, figure, box)
    return made


def _axes(made: Any, box: tuple[float, float, float, float]) -> Any:
    wide, high = (float(one) * 72 for one in made.get_size_inches())
    axes = made.add_axes((box[0] / wide, box[1] / high, box[2] / wide, box[3] / high))
    axes.patch.set_visible(False)
    return axes


def _title(pen: Pen, layout: Any, width: float, height: float) -> float:
    """Write the title; the room that it takes on top."""
    found = pen.wrapped(lines(layout.title.text, _TITLE), width - 2 * _EDGE)
    pen.write(found, (_EDGE, height - _EDGE))
    return _EDGE + pen.size(found)[1] + _EDGE


def _legend(made: Any, pen: Pen, figure: Any, width: float) -> float:
    """Draw the legend along the foot, in as many rows as it needs; the room that it takes."""
    keys = [trace for trace in figure.data if trace.type in ("bar", "scatter") and trace.name
            and trace.showlegend is not False]
    shown = figure.layout.showlegend
    if not keys or shown is False or (len(keys) < 2 and not shown):
        return _EDGE
    if "reversed" in (figure.layout.legend.traceorder or ""):
        keys.reverse()
    names = [pen.wrapped([Line(trace.name, _KEY, False)], width / 3, most=1)[0].text for trace in keys]
    widest = max(pen.width(Line(name, _KEY, False)) for name in names) + 3.5 * _KEY
    across = max(1, min(len(keys), int((width - 2 * _EDGE) / widest)))
    made.legend([key(trace, _KEY) for trace in keys], names, loc="lower left", bbox_to_anchor=(_EDGE / width, 0),
                ncols=across, prop={"family": list(families()), "size": _KEY}, frameon=False, borderpad=0.6,
                borderaxespad=0, columnspacing=1.2, labelspacing=0.4, handletextpad=0.5)
    return -(-len(keys) // across) * _KEY * 1.6 + 2 * _EDGE


def _colourbar(figure: Any) -> Any:
    """The trace whose shades need a scale."""
    for trace in figure.data:
        if trace.type == "heatmap":
            return trace
        if trace.type in ("treemap", "sunburst") and trace.marker.showscale:
            return trace
    return None


def _shading(made: Any, pen: Pen, trace: Any, box: tuple[float, float, float, float]) -> None:
    scale = trace if trace.type == "heatmap" else trace.marker
    axes = _axes(made, box)
    shade = shades(scale.colorscale, 0.0, 1.0)
    axes.imshow([[shade(at / 99)] for at in range(100)], aspect="auto", origin="lower", extent=(0, 1, 0, 1))
    axes.axis("off")
    low, high = (trace.zmin, trace.zmax) if trace.type == "heatmap" else (scale.cmin, scale.cmax)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        value = f"{100 * (low + share * (high - low)):.1f}".removesuffix(".0")
        pen.write([Line(f"{value}%", 11.0, False)], (1, share), axes=axes, shift=(4, 0), down="center")
    pen.write(lines(scale.colorbar.title.text, 11.0), (box[0] - 8, box[1] + box[3] + 8), down="bottom")


def _plots(made: Any, pen: Pen, figure: Any, box: tuple[float, float, float, float]) -> None:
    """Every pair of axes in its part of the box, the labels of all in reach."""
    def pair(trace: Any) -> tuple[str, str]:
        return trace.xaxis or "x", trace.yaxis or "y"

    # Where plots stand above each other, what is written below one stands between them, as it does in plotly.
    stacked = any((figure.layout[f"yaxis{up[1:]}"].domain or (0.0,))[0] > 0 for _, up in map(pair, figure.data))
    if stacked:
        box = (box[0], box[1] + _FOOT, box[2], box[3] - _FOOT)
    for (across, up), of in groupby(sorted(figure.data, key=pair), key=pair):
        chosen = list(of)
        sides = [figure.layout[f"{name[0]}axis{name[1:]}"] for name in (across, up)]
        x, y = Axis(sides[0], [one.x for one in chosen]), Axis(sides[1], [one.y for one in chosen])
        (left, right), (low, high) = (side.domain or (0.0, 1.0) for side in sides)
        part = (box[0] + left * box[2], box[1] + low * box[3], (right - left) * box[2], (high - low) * box[3])
        _plot(made, pen, figure, _Plot(chosen, x, y, hanging=stacked), part)


def _plot(made: Any, pen: Pen, figure: Any, plot: _Plot, box: tuple[float, float, float, float]) -> None:
    axes, (traces, x, y, hanging) = _axes(made, box), plot
    drawn = [trace for trace in traces if trace.type == "bar"]
    if drawn:
        bars(axes, drawn, x, y, figure.layout.barmode, pen)
    for trace in traces:
        if trace.type == "scatter":
            scatter(axes, trace, x, y, pen)
        elif trace.type == "heatmap":
            heat(axes, trace, x, y, pen)
    axes.set_xlim(*limits(x.layout, _spread(axes.get_xlim(), drawn, x)))
    axes.set_ylim(*limits(y.layout, _spread(axes.get_ylim(), drawn, y)))
    wide = box[2]
    beside = y.shown(pen, wide, *sorted(axes.get_ylim()))
    below = [(at, text) for at, text in x.shown(pen, wide, *sorted(axes.get_xlim()))]
    left = max((pen.size(text)[0] for _, text in beside), default=0.0) + (8 if beside else 0)
    foot, aslant = room(pen, below, (wide - left) / max(len(below), 1))
    named = lines(x.layout.title.text, TICK)
    foot += pen.size(named)[1]
    if hanging:
        box = (box[0], box[1] - foot, box[2], box[3] + foot)
    high = box[3]
    made_wide, made_high = (float(one) * 72 for one in made.get_size_inches())
    axes.set_position((
        (box[0] + left) / made_wide, (box[1] + foot) / made_high, (wide - left) / made_wide, (high - foot) / made_high))
    dress(axes, x, y)
    for at, text in beside:
        pen.write(text, (0, at), transform=axes.get_yaxis_transform(), shift=(-6, 0), across="right", down="center")
    for at, text in below:
        if aslant:
            axes.text(at, -6 / (high - foot), text[0].text, transform=axes.get_xaxis_transform(), rotation=45,
                      ha="right", va="top", rotation_mode="anchor", size=TICK, family=list(families()),
                      color="#2a3f5f")
        else:
            pen.write(text, (at, 0), transform=axes.get_xaxis_transform(), shift=(0, -4), across="center")
    if named:
        pen.write(named, (box[0] + left + (wide - left) / 2, box[1] + pen.size(named)[1]), across="center")
    _notes(axes, pen, figure, traces)


def _spread(now: tuple[float, float], drawn: list[Any], axis: Axis) -> tuple[float, float]:
    """Some air round what was drawn: half a bar's place for names, at the end for numbers."""
    if axis.names:
        return -0.6, len(axis.names) - 0.4
    if drawn:
        return now[0], now[0] + (now[1] - now[0]) * 1.06
    return now


def _notes(axes: Any, pen: Pen, figure: Any, traces: list[Any]) -> None:
    """The annotations on these axes."""
    here = traces[0].xaxis or "x", traces[0].yaxis or "y"
    for note in figure.layout.annotations:
        if (note.xref or "x", note.yref or "y") == here:
            pen.write(lines(note.text, note.font.size or 12.0), (note.x, note.y), axes=axes,
                      shift=(note.xshift or 0.0, note.yshift or 0.0), across=note.xanchor or "center",
                      down=note.yanchor or "center", colour=colour(note.font.color or "#2a3f5f"),
                      ground=colour(note.bgcolor) if note.bgcolor else None)
