"""The axes of a figure on paper: what values stand where, and what is written along them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from orgraph.charts.still.words import Line, Pen, lines

GREY, INK = "#e5e9ed", "#2a3f5f"
TICK = 12.0  # size of letters
_LABEL = 0.42  # of the width at most for the names along the upright axis
_DAYS = 8  # ticks on an axis of days


class Axis:
    """One axis: its layout as plotly has it, and the values of its traces."""

    def __init__(self, layout: Any, values: Iterable[Sequence[Any]]) -> None:
        self.layout = layout
        flat = [value for many in values for value in many if value is not None]
        texts = [value for value in flat if isinstance(value, str)]
        self.dated = layout.type == "date"
        self.names: list[str] = [] if self.dated else list(dict.fromkeys(texts))
        self.days = {self.at(value) for value in flat} if self.dated else set()
        self.visible = layout.visible is not False

    def at(self, value: Any) -> float:
        """Where a value stands; not a number where there is none."""
        if value is None:
            return float("nan")
        if self.dated:
            day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])
            return float(day.toordinal())
        if isinstance(value, str):
            return float(self.names.index(value))
        return float(value)

    def ticks(self, low: float, high: float) -> list[tuple[float, str]]:
        """Places on the axis and what is written there."""
        from matplotlib.ticker import MaxNLocator

        if not self.visible or self.layout.showticklabels is False:
            return []
        if self.layout.tickvals is not None:
            texts = self.layout.ticktext if self.layout.ticktext is not None else self.layout.tickvals
            return [(self.at(value), str(text)) for value, text in zip(self.layout.tickvals, texts, strict=True)]
        if self.names:
            return [(float(at), name) for at, name in enumerate(self.names)]
        if self.dated:
            return self._days(low, high)
        step, whole = self.layout.dtick, self.layout.tickformat == "d"
        places = np.arange(0, high + 1, step) if step else MaxNLocator(6, integer=whole).tick_values(low, high)
        return [(float(one), number(float(one), self.layout.tickformat)) for one in places if low <= one <= high]

    def _days(self, low: float, high: float) -> list[tuple[float, str]]:
        """Days that something stands on, the last and those far enough before it."""
        found: list[tuple[float, str]] = []
        for day in sorted(self.days, reverse=True):
            if not found or found[-1][0] - day >= (high - low) / _DAYS:
                found.append((day, dt.date.fromordinal(int(day)).strftime(self.layout.tickformat or "%Y-%m-%d")))
        return found[::-1]

    def shown(self, pen: Pen, width: float, low: float, high: float) -> list[tuple[float, list[Line]]]:
        """The ticks with their lines, broken to a share of the picture's width."""
        return [(at, pen.wrapped(lines(text, TICK), _LABEL * width, most=2)) for at, text in self.ticks(low, high)]


def number(value: float, form: str | None) -> str:
    """A number in one of d3's formats that the pictures use: shares, whole numbers, else as short as can be."""
    if form and form.endswith("%"):
        return f"{value:{form}}"
    if value == int(value):
        return f"{value:,.0f}"
    return np.format_float_positional(value, precision=6, fractional=False, trim="-")


def limits(layout: Any, drawn: tuple[float, float]) -> tuple[float, float]:
    """From where to where an axis goes: as the layout says, else what was drawn; turned round where it says so."""
    low, high = layout.range if layout.range is not None else drawn
    if layout.rangemode == "tozero":
        low, high = min(low, 0.0), max(high, 0.0)
    return (high, low) if layout.autorange == "reversed" else (low, high)


def dress(axes: Any, x: Axis, y: Axis) -> None:
    """Take off matplotlib's own ticks and frame; draw the grid where there are numbers or days."""
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)
    for axis, line in ((x, axes.axvline), (y, axes.axhline)):
        if axis.visible and not axis.names and axis.layout.showgrid is not False:
            low, high = sorted(axes.get_xlim() if axis is x else axes.get_ylim())
            for at, _ in axis.ticks(low, high):
                line(at, color=GREY, linewidth=1, zorder=0)


def room(pen: Pen, ticks: Sequence[tuple[float, list[Line]]], step: float) -> tuple[float, bool]:
    """The height of what is written below, and whether it must stand aslant, where labels are `step` pixels apart."""
    wide = max((pen.size(found)[0] for _, found in ticks), default=0.0)
    if len(ticks) < 2 or wide + 8 <= step:
        return (TICK * 1.3 + 8 if ticks else 0.0), False
    return wide * 0.72 + TICK + 8, True
