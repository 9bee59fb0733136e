"""Tiles, rings and tables on paper: pictures without axes."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, radians, sin
from typing import Any, NamedTuple

from orgraph.charts.still.marks import colour, on, shades
from orgraph.charts.still.words import LINE, Line, Pen, lines

_TEXT, _HEAD = 12.0, 20.0
Box = tuple[float, float, float, float]  # left, low, width, height


class _Node(NamedTuple):
    label: str
    text: str
    value: float
    paint: Any
    below: list[str]


def _tree(trace: Any) -> tuple[str, dict[str, _Node]]:
    """The root and all nodes by id, those below each the largest first; a whole is what it says, or what is below."""
    shade = shades(trace.marker.colorscale, trace.marker.cmin, trace.marker.cmax)
    ids = list(trace.ids)
    values = dict(zip(ids, map(float, trace.values), strict=True))
    below: dict[str, list[str]] = {}
    for one, parent in zip(ids, trace.parents, strict=True):
        below.setdefault(parent, []).append(one)
    for parent, many in below.items():
        if parent and trace.branchvalues != "total":
            values[parent] = values[parent] + sum(values[one] for one in many)
    texts = trace.text if trace.text is not None else [""] * len(ids)
    nodes = {one: _Node(label, text, values[one], "#d9dfe4" if rate is None else shade(rate),
                        sorted(below.get(one, []), key=lambda other: -values[other]))
             for one, label, text, rate in zip(ids, trace.labels, texts, trace.marker.colors, strict=True)}
    return below[""][0], nodes


def treemap(axes: Any, trace: Any, pen: Pen, size: tuple[float, float]) -> None:
    """Tiles within tiles, each as large as its value."""
    root, nodes = _tree(trace)
    axes.set_xlim(0, size[0])
    axes.set_ylim(0, size[1])
    _tile(axes, pen, nodes, root, (0, 0, *size))


def _tile(axes: Any, pen: Pen, nodes: dict[str, _Node], one: str, box: Box) -> None:
    from matplotlib.patches import Rectangle

    left, low, width, height = box
    node = nodes[one]
    axes.add_patch(Rectangle((left, low), width, height, facecolor=node.paint, edgecolor="white", linewidth=1.5))
    head = _HEAD if node.below and width > 40 and height > 2 * _HEAD else 0.0
    said = [Line(f"{node.label}  {node.text}", _TEXT, True)] if head else [Line(node.label, _TEXT, False),
                                                                         Line(node.text, _TEXT - 1, False)]
    fit = pen.wrapped(said, max(width - 8, 1), most=1 if head else 2)
    if (head or not node.below) and width > 3 * _TEXT and pen.size(fit)[1] <= (head or height - 4):
        pen.write(fit, (left + 4, low + height - 3), axes=axes, colour=on(node.paint))
    if node.below:
        inner = (left + 2, low + 2, max(width - 4, 0.0), max(height - 4 - head, 0.0))
        whole = max(node.value, sum(nodes[other].value for other in node.below)) or 1.0
        for other, tile in squares([(other, nodes[other].value / whole) for other in node.below], inner):
            _tile(axes, pen, nodes, other, tile)


def squares(shares: list[tuple[str, float]], box: Box) -> Iterator[tuple[str, Box]]:
    """A box divided by shares, largest first, into tiles as near to squares as can be (Bruls, Huizing & van Wijk 2000).

    Shares that add up to less than 1 leave the end of the box free.
    """
    left, low, width, height = box
    rest = [(one, share * width * height) for one, share in shares if share > 0]
    while rest and width > 0 and height > 0:
        column = width >= height  # at the left, else a row on top
        side, many, best = min(width, height), 1, float("inf")
        while many <= len(rest):
            total = sum(size for _, size in rest[:many])
            worst = max(max(side**2 * size / total**2, total**2 / (side**2 * size)) for _, size in rest[:many])
            if worst > best:
                break
            best, many = worst, many + 1
        chosen, rest = rest[:many - 1], rest[many - 1:]
        thick, at = sum(size for _, size in chosen) / side, 0.0
        for one, size in chosen:
            long = size / thick
            yield one, ((left, low + height - at - long, thick, long) if column
                        else (left + at, low + height - thick, long, thick))
            at += long
        if column:
            left, width = left + thick, width - thick
        else:
            height -= thick


def sunburst(axes: Any, trace: Any, pen: Pen, size: tuple[float, float]) -> None:
    """Rings round a middle, each arc as long as its value."""
    root, nodes = _tree(trace)

    def depth(one: str) -> int:
        return 1 + max((depth(other) for other in nodes[one].below), default=0)

    ring = min(size) / 2 / (depth(root) - 0.4) * 0.97
    axes.set_xlim(-size[0] / 2, size[0] / 2)
    axes.set_ylim(-size[1] / 2, size[1] / 2)
    _arc(axes, pen, nodes, root, 0, (90.0, -270.0), ring)


def _arc(axes: Any, pen: Pen, nodes: dict[str, _Node], one: str, level: int, span: tuple[float, float], ring: float
         ) -> None:
    from matplotlib.patches import Wedge

    node, (start, end) = nodes[one], span
    inner, outer = (0.0, 0.6 * ring) if level == 0 else ((level - 0.4) * ring, (level + 0.6) * ring)
    axes.add_patch(Wedge((0, 0), outer, end, start, width=outer - inner, facecolor=node.paint, edgecolor="white",
                         linewidth=1.5))
    middle, radius = radians((start + end) / 2), (inner + outer) / 2
    long = (start - end) / 180 * pi * radius if level else 2 * outer
    across = min(long, ring - 8) if level else 1.7 * outer
    up = abs(sin(middle)) if level else 0.0  # text lies flat: along the ring above and below, across it at the sides
    for said in ([node.text], node.text.split(" ")):  # a rate and its counts, on two lines where one is too long
        fit = pen.wrapped([Line(node.label, _TEXT - 1, level == 0), *(Line(one, _TEXT - 2, False) for one in said)],
                          max(ring - 8 if level else across, 1), most=2)
        wide, high = pen.size(fit)
        if wide * (1 - up) + high * up <= ring - 6 and wide * up + high * (1 - up) <= long - 4:
            place = (0.0, 0.0) if level == 0 else (radius * cos(middle), radius * sin(middle))
            pen.write(fit, place, axes=axes, across="center", down="center", colour=on(node.paint))
            break
    whole = max(node.value, sum(nodes[other].value for other in node.below)) or 1.0
    for other in node.below:
        until = start - (span[0] - span[1]) * nodes[other].value / whole
        _arc(axes, pen, nodes, other, level + 1, (start, until), ring)
        start = until


def table(axes: Any, trace: Any, pen: Pen, size: tuple[float, float]) -> None:
    """A head and rows; a cell too long for its column is cut."""
    from matplotlib.patches import Rectangle

    axes.set_xlim(0, size[0])
    axes.set_ylim(0, size[1])
    wide = [float(one) for one in trace.columnwidth]
    lefts = [size[0] * sum(wide[:at]) / sum(wide) for at in range(len(wide) + 1)]
    high, head = float(trace.cells.height), 2 * _TEXT * LINE + 6
    for at, (title, cells, fills) in enumerate(zip(trace.header["values"], trace.cells["values"],
                                                   trace.cells.fill.color, strict=True)):
        width = lefts[at + 1] - lefts[at]
        for row, (text, fill) in enumerate([(title, trace.header.fill.color), *zip(cells, fills, strict=True)]):
            tall = head if row == 0 else high
            low = size[1] - head - max(row, 0) * high if row else size[1] - head
            axes.add_patch(Rectangle((lefts[at], low), width, tall, facecolor=colour(fill), edgecolor="#d9dfe4"))
            said = [one for line in lines(text, _TEXT) for one in pen.wrapped([line], width - 8, most=1)]
            pen.write(said, (lefts[at] + 4, low + tall / 2), axes=axes, down="center",
                      colour=colour(trace.header.font.color) if row == 0 else "#2a3f5f")
