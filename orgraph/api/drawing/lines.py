"""A rate over months as a line, drawn here: no script, no style that the security policy would refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH, HEIGHT = 760, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 18, 26
_MARGIN = 0.05  # of the rates shown, above and below them
_NAMED = 7  # days named at most


@dataclass(frozen=True, slots=True)
class Line:
    """Where the points stand, and the ticks: (x, day) and (y, rate). parts: points with nothing missing between."""

    parts: list[str]
    points: list[tuple[float, float, str, float]]
    days: list[tuple[float, str]]
    rates: list[tuple[float, float]]
    width: int = WIDTH
    height: int = HEIGHT


def line(series: Sequence[tuple[str, float | None]]) -> Line | None:
    """The picture of (day, rate) in order; where there is no rate the line breaks. None where there is none at all."""
    known = [rate for _, rate in series if rate is not None]
    if not known:
        return None
    low, high = max(min(known) - _MARGIN, 0.0), min(max(known) + _MARGIN, 1.0)
    across = (WIDTH - _LEFT - _RIGHT) / max(len(series) - 1, 1)
    down = (HEIGHT - _TOP - _BOTTOM) / (high - low or 1.0)

    def at(number: int) -> float:
        return round(_LEFT + number * across, 1)

    def height(rate: float) -> float:
        return round(HEIGHT - _BOTTOM - (rate - low) * down, 1)

    points = [(at(number), height(rate), day, rate) for number, (day, rate) in enumerate(series) if rate is not None]
    parts = [" ".join(f"{at(number)},{height(rate)}" for number, (_, rate) in run if rate is not None)
             for there, run in groupby(enumerate(series), lambda item: item[1][1] is not None) if there]
    step = -(-len(series) // _NAMED)
    days = [(at(number), day[:7]) for number, (day, _) in enumerate(series) if (len(series) - 1 - number) % step == 0]
    return Line(parts, points, days, [(height(rate), rate) for rate in (low, (low + high) / 2, high)])
