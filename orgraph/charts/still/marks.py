"""Bars, lines, marks and fields on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from orgraph.charts.still.axes import Axis
from orgraph.charts.still.words import Pen, lines

_SIGNS = {"circle": "o", "square": "s", "diamond": "D", "triangle-up": "^", "hexagon": "h", "cross": "P", "star": "*",
          "circle-open": "o", "line-ew-open": "_", "triangle-down": "v", "line-ns-open": "|"}
_DASHES: dict[str | None, Any] = {"dot": (0, (1, 2)), "dash": (0, (5, 3)), None: "solid"}
_TEXT = 11.0


def colour(value: Any) -> Any:
    """A colour as matplotlib reads it."""
    text = str(value)
    if text.startswith("rgb"):
        parts = [float(part) for part in text[text.index("(") + 1:-1].split(",")]
        return (*(part / 255 for part in parts[:3]), parts[3] if len(parts) > 3 else 1.0)
    return value


def each(value: Any, count: int) -> list[Any]:
    """A setting of every mark, whether it was given once or for each."""
    return list(value) if isinstance(value, (list, tuple, np.ndarray)) else [value] * count


def bars(axes: Any, traces: list[Any], x: Axis, y: Axis, mode: str | None, pen: Pen) -> None:
    """Bars, stacked on each other or beside each other."""
    flat = traces[0].orientation == "h"
    base: dict[float, float] = {}
    thick = 0.72 if mode == "stack" or len(traces) == 1 else 0.8 / len(traces)
    for number, trace in enumerate(traces):
        names, sizes = (trace.y, trace.x) if flat else (trace.x, trace.y)
        places = [(y if flat else x).at(one) for one in names]
        shift = 0.0 if mode == "stack" else (number - (len(traces) - 1) / 2) * thick
        texts = each(trace.text, len(places))
        for place, size, paint, text in zip(places, sizes, each(trace.marker.color, len(places)), texts, strict=True):
            if size is None:
                continue
            start, size = base.get(place, 0.0) if mode == "stack" else 0.0, float(size)
            draw = axes.barh if flat else axes.bar
            draw(place + shift, size, thick, start, color=colour(paint), zorder=2)
            base[place] = start + size
            if text:
                inside = trace.textposition == "inside"
                end = start + size / 2 if inside else start + size
                at, off = ((end, place + shift), (0 if inside else 4, 0)) if flat else (
                    (place + shift, end), (0, 0 if inside else 2))
                pen.write(lines(text, _TEXT), at, axes=axes, shift=off,
                          across="center" if inside or not flat else "left", down="center" if flat or inside else
                          "bottom", colour=colour(trace.textfont.color or "#2a3f5f"))


def scatter(axes: Any, trace: Any, x: Axis, y: Axis, pen: Pen) -> None:
    """Lines, marks and texts."""
    mode = trace.mode or "lines"
    at = np.array([[x.at(a), y.at(b)] for a, b in zip(trace.x, trace.y, strict=True)], dtype=np.float64).reshape(-1, 2)
    paint = colour(trace.line.color or trace.marker.color or "#0072b2")
    if "lines" in mode:
        axes.plot(*at.T, color=paint, linewidth=trace.line.width or 2, linestyle=_DASHES[trace.line.dash], zorder=1)
    if "markers" in mode and (trace.marker.opacity is None or trace.marker.opacity > 0.1):
        edge = trace.marker.line
        if trace.error_x.array is not None:
            axes.errorbar(*at.T, xerr=list(trace.error_x.array), fmt="none", ecolor=colour(trace.error_x.color),
                          elinewidth=trace.error_x.thickness, capsize=trace.error_x.width, zorder=3)
        for one, size, shade, sign in zip(at, each(trace.marker.size or 6, len(at)),
                                          each(trace.marker.color or trace.line.color, len(at)),
                                          each(trace.marker.symbol or "circle", len(at)), strict=True):
            empty = str(sign).endswith("-open")
            axes.scatter([one[0]], [one[1]], s=float(size) ** 2, marker=_SIGNS[str(sign)], clip_on=False, zorder=3,
                         facecolors="none" if empty else [colour(shade)],
                         edgecolors=[colour(shade if empty else edge.color or shade)],
                         linewidths=edge.width if edge.width is not None else 1 if empty else 0)
    if "text" in mode and trace.text is not None:
        down, across = (trace.textposition or "middle center").split(" ")
        off = {"bottom": -1.0, "top": 1.0, "middle": 0.0}[down], {"left": -1.0, "right": 1.0, "center": 0.0}[across]
        for one, size, text in zip(at, each(trace.marker.size or 6, len(at)), each(trace.text, len(at)), strict=True):
            away = float(size) / 2 + 4 if "markers" in mode else 0
            pen.write(lines(text, trace.textfont.size or _TEXT), (one[0], one[1]), axes=axes,
                      shift=(off[1] * away, off[0] * away), colour=colour(trace.textfont.color or "#2a3f5f"),
                      across={-1.0: "right", 1.0: "left", 0.0: "center"}[off[1]],
                      down={-1.0: "top", 1.0: "bottom", 0.0: "center"}[off[0]])


def key(trace: Any, size: float) -> Any:
    """A trace's sign in the legend."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if trace.type == "bar":
        return Patch(color=colour(trace.marker.color))
    paint = colour(trace.marker.color or trace.line.color)
    sign = str(trace.marker.symbol or "circle")
    line, marked = "lines" in trace.mode, "markers" in trace.mode
    edge = colour(trace.marker.line.color) if trace.marker.color == "white" else paint
    return Line2D([], [], color=colour(trace.line.color or paint) if line else "none",
                  linestyle=_DASHES[trace.line.dash], linewidth=trace.line.width or 2,
                  marker=_SIGNS[sign] if marked else "none", markersize=0.7 * size, markeredgecolor=edge,
                  markerfacecolor="none" if sign.endswith("-open") else paint)


def heat(axes: Any, trace: Any, x: Axis, y: Axis, pen: Pen) -> None:
    """Fields, the darker the more, each with its text."""
    from matplotlib.patches import Rectangle

    shade = shades(trace.colorscale, trace.zmin, trace.zmax)
    across, up = [x.at(one) for one in trace.x], [y.at(one) for one in trace.y]
    for b, row, texts in zip(up, trace.z, trace.text, strict=True):
        for a, value, text in zip(across, row, texts, strict=True):
            if value is not None:
                paint = shade(value)
                axes.add_patch(Rectangle((a - 0.5, b - 0.5), 1, 1, facecolor=paint, edgecolor="white", linewidth=1.5))
                pen.write(lines(text, _TEXT), (a, b), axes=axes, across="center", down="center", colour=on(paint))
    axes.set_xlim(min(across, default=0) - 0.5, max(across, default=0) + 0.5)
    axes.set_ylim(min(up, default=0) - 0.5, max(up, default=0) + 0.5)


def shades(scale: Any, low: float, high: float) -> Callable[[float], Any]:
    """The colour of a value between two."""
    from matplotlib.colors import LinearSegmentedColormap

    found = LinearSegmentedColormap.from_list("orgraph", [(float(at), colour(one)) for at, one in scale])
    return lambda value: found((value - low) / ((high - low) or 1.0))


def on(paint: Any) -> str:
    """The colour of letters that can be read on another: black or white."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(paint)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.55 else "#2a3f5f"
