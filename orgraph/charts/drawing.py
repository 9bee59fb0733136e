"""Nodes and ties on paper: marks by kind, lines by number of ties, and as many names as there is room for."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgraph.charts.style import COLOURS, LAYOUT, MARGIN, PALE, REST, REST_NAME, REST_SIGN, WIDTH, looks
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST = 2000  # nodes that a picture can show
_TITLE, _LEGEND = 64, 40
_LETTER, _LINE = 11, 15  # pixels: a Chinese character, a line of text
_LONGEST = 14  # Chinese characters of a name
_NAMED = 90  # names at most
_CROWDED = 600  # nodes: beyond, names stand over marks
_EDGE_WIDTHS = ((1, 1.0), (2, 2.0), (4, 3.5))  # from so many ties on, so wide
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))  # right, left, above, below
_SOLID = 0.8  # of a mark's width, where no letter may be: the corners round it are empty
_CORNERS = ((1, 1), (-1, 1), (1, -1), (-1, -1))  # where none of these has room


@dataclass
class Drawing:
    """What is drawn.

    points : shape (n, 2)
    names, labels, hover : of each node its name, its kind, which gives the colour, and what whoever points at it reads
    sizes, weight : in pixels; how much it matters that its name is shown
    ties, dashed : (a, b, number of ties) and (a, b, text), a and b being nodes
    notes : (x, y, text)
    height : in pixels; 0: as the points ask for
    """

    points: NDArray[np.float64]
    names: Sequence[str]
    labels: Sequence[str]
    hover: Sequence[str]
    sizes: Sequence[float]
    weight: Sequence[float]
    ties: Sequence[tuple[int, int, int]]
    dashed: Sequence[tuple[int, int, str]] = ()
    notes: Sequence[tuple[float, float, str]] = ()
    height: int = 0
    sides: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # nodes whose name must stand on one side
    inside: Mapping[int, str] = field(default_factory=dict)  # what is written on a mark
    twins: Mapping[int, int] = field(default_factory=dict)  # of nodes that are drawn twice: the first → the second


def check_size(nodes: int) -> None:
    """Raises UsageError for a network of which a picture would show nothing."""
    if nodes > MOST:
        raise UsageError(f"{nodes:,} 个节点画不清楚，最多 {MOST:,} 个 (too many nodes for a picture)",
                         code="too-many-nodes",
                         hint="缩小区域，少选几种联系，或画一个节点的周围：charts.ego (narrow it down)")


def mark_size(nodes: int) -> float:
    """The size of a usual mark, in pixels, where there are so many."""
    return 15.0 if nodes <= 60 else 10.0 if nodes <= 300 else 6.0


def draw(drawing: Drawing, title: str, *, order: Sequence[str] = ()) -> Figure:
    """The figure; order: labels in the order of the colours, by default the most frequent first."""
    from plotly import graph_objects as go

    points = drawing.points
    low, high = (points.min(axis=0), points.max(axis=0)) if len(points) else (np.zeros(2), np.ones(2))
    span = np.maximum(high - low, 1e-9)
    inner = WIDTH - MARGIN["l"] - MARGIN["r"] - (380 if drawing.sides else 180)  # room for names on both sides
    height = drawing.height or int(min(1400, max(420, _TITLE + _LEGEND + inner * span[1] / span[0] + 60)))
    tall = height - _TITLE - _LEGEND - 60
    scale = min(inner / span[0], tall / span[1]) if not drawing.height else 0.0
    per = np.array([scale, scale]) if scale else np.array([inner, tall]) / span
    middle = (low + high) / 2
    pixels = (points - middle) * per
    figure = go.Figure([*_lines(points, drawing.ties), *_dashes(points, drawing.dashed)])
    found = looks(drawing.labels, order)
    for label in dict.fromkeys((*(one for one in found if found[one][0] != REST), *found)):
        if found[label][0] != REST:
            _marks(figure, drawing, [at for at, one in enumerate(drawing.labels) if one == label], label, *found[label])
    rest = [at for at, one in enumerate(drawing.labels) if found[one][0] == REST]
    _marks(figure, drawing, rest, REST_NAME, REST, REST_SIGN)
    # All at once: plotly looks all of them through again each time that one is added.
    notes: list[dict[str, Any]] = []
    for at, (right, up) in _named(pixels, drawing, (WIDTH / 2, tall / 2 + 30)).items():
        off = drawing.sizes[at] / 2 + (1 if right and up else 2)
        notes.append({
            "x": points[at, 0], "y": points[at, 1], "text": _short(drawing.names[at]), "font": {"size": _LETTER},
            "xshift": right * off, "yshift": up * off, "xanchor": ("right", "center", "left")[right + 1],
            "yanchor": ("top", "middle", "bottom")[up + 1], "borderpad": 0,
            "bgcolor": None if len(points) > _CROWDED else "rgba(255,255,255,0.6)"})
    notes += [{"x": points[at, 0], "y": points[at, 1], "text": text, "yanchor": "middle",
               "font": {"size": _LETTER, "color": "white"}} for at, text in drawing.inside.items()]
    notes += [{"x": x, "y": y, "text": text, "yanchor": "bottom", "yshift": 24, "font": {"size": 12, "color": "#555"}}
              for x, y, text in drawing.notes]
    half = np.array([WIDTH - MARGIN["l"] - MARGIN["r"], height - _TITLE - _LEGEND]) / 2 / per
    axis = {"visible": False, "fixedrange": False}
    return figure.update_layout(
        **LAYOUT | {"margin": MARGIN | {"t": _TITLE, "b": _LEGEND}}, width=WIDTH, height=height, title=title,
        hovermode="closest", annotations=[{"showarrow": False, **note} for note in notes],
        xaxis=axis | {"range": [middle[0] - half[0], middle[0] + half[0]]},
        yaxis=axis | {"range": [middle[1] - half[1], middle[1] + half[1]]},
        legend={"orientation": "h", "y": 0, "yanchor": "top", "itemsizing": "constant"})


def _marks(figure: Figure, drawing: Drawing, nodes: list[int], label: str, colour: str, sign: str) -> None:
    if nodes:
        figure.add_scatter(
            x=drawing.points[nodes, 0], y=drawing.points[nodes, 1], mode="markers", name=label or "节点 nodes",
            marker={"color": colour, "symbol": sign, "size": [drawing.sizes[at] for at in nodes],
                    "opacity": 1, "line": {"width": 1, "color": "white"}},
            customdata=[drawing.hover[at] for at in nodes], hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False)


def _lines(points: NDArray[np.float64], ties: Sequence[tuple[int, int, int]]) -> list[Any]:
    from plotly import graph_objects as go

    found = []
    for (least, width), upper in zip(_EDGE_WIDTHS, (*(one for one, _ in _EDGE_WIDTHS[1:]), None), strict=True):
        chosen = [(a, b) for a, b, number in ties if number >= least and (upper is None or number < upper)]
        if chosen:
            found.append(_line(go, points, chosen, {"color": "#b8c0c7" if len(points) < 600 else PALE, "width": width}))
    return found


def _dashes(points: NDArray[np.float64], dashed: Sequence[tuple[int, int, str]]) -> list[Any]:
    from plotly import graph_objects as go

    if not dashed:
        return []
    middles = np.array([(points[a] + points[b]) / 2 for a, b, _ in dashed])
    line = _line(go, points, [(a, b) for a, b, _ in dashed], {"color": COLOURS[5], "width": 1.5, "dash": "dot"})
    line.update(showlegend=True, name="可以补上的联系 permitted links")
    return [line, go.Scatter(x=middles[:, 0], y=middles[:, 1], mode="markers", showlegend=False,
                             marker={"size": 8, "color": COLOURS[5], "symbol": "line-ew-open", "opacity": 0.01},
                             customdata=[text for *_, text in dashed], hovertemplate="%{customdata}<extra></extra>")]


def _line(go: Any, points: NDArray[np.float64], pairs: Sequence[tuple[int, int]], style: dict[str, Any]) -> Any:
    x = [value for a, b in pairs for value in (points[a, 0], points[b, 0], None)]
    y = [value for a, b in pairs for value in (points[a, 1], points[b, 1], None)]
    return go.Scatter(x=x, y=y, mode="lines", line=style, hoverinfo="skip", showlegend=False)


def _named(pixels: NDArray[np.float64], drawing: Drawing, edge: tuple[float, float]) -> dict[int, tuple[int, int]]:
    """Which nodes are named, and on which side: those that matter most first, where no other name or mark is.

    A name stands away from the middle if it can, where fewer ties are. Twins are both named, on the same side, or none.
    """
    radius = np.array(drawing.sizes) / 2
    solid = _SOLID * radius[:, None]
    taken = np.column_stack((pixels - solid, pixels + solid))
    taken = taken if len(pixels) <= _CROWDED and not drawing.sides else taken[:0]
    found: dict[int, tuple[int, int]] = {}
    order = sorted(range(len(pixels)), key=lambda at: (-round(drawing.weight[at], 9), at))
    most = len(order) if drawing.sides else _NAMED if len(pixels) <= _CROWDED else _NAMED // 2
    second = set(drawing.twins.values())
    for at in [at for at in order if drawing.names[at] and drawing.weight[at] > 0 and at not in second][:3 * most]:
        text = _short(drawing.names[at])
        half = np.array((_LETTER * _wide(text), _LINE)) / 2
        alike = [at, drawing.twins[at]] if at in drawing.twins else [at]
        outward = [side for where in (_SIDES, _CORNERS)
                   for side in sorted(where, key=lambda side: -round(float(pixels[at] @ np.array(side)), 3))]
        for side in (drawing.sides[at],) if drawing.sides else outward:
            away = radius[alike, None] + (1 if all(side) else 3)
            middles = pixels[alike] + np.array(side) * (away + half)
            boxes = np.hstack((middles - half, middles + half))
            if np.all(np.abs(middles) + half * (1, 0) < edge) and not any(_hits(box, taken) for box in boxes):
                taken = np.vstack((taken, boxes))
                found |= dict.fromkeys(alike, side)
                break
        if len(found) >= most:
            break
    return found


def _hits(box: NDArray[np.float64], taken: NDArray[np.float64]) -> bool:
    across = (taken[:, 0] < box[2]) & (taken[:, 2] > box[0])
    return bool(np.any(across & (taken[:, 1] < box[3]) & (taken[:, 3] > box[1])))


def _short(name: str) -> str:
    if _wide(name) <= _LONGEST:
        return name
    while _wide(name) > _LONGEST - 1:
        name = name[:-1]
    return f"{name}…"


def _wide(text: str) -> float:
    """The width of a text, in Chinese characters."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WF" else 0.6 for one in text)


def as_text(value: Any) -> str:
    """A value as a hover shows it."""
    return f"{value:.4g}" if isinstance(value, (int, float)) else str(value)

