"""Tiles as large as what they stand for, near squares: a treemap (Bruls, Huizing & van Wijk, 2000)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Tile(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


def tiles(sizes: Sequence[float], width: float, height: float) -> list[Tile]:
    """A rectangle for each size, in their order, that together fill the whole; sizes descend and are positive.

    >>> [tuple(map(round, tile)) for tile in tiles([3, 1], 40, 10)]
    [(0, 0, 30, 10), (30, 0, 10, 10)]
    """
    scale = width * height / sum(sizes) if sizes else 0.0
    left = [size * scale for size in sizes]
    found: list[Tile] = []
    x, y = 0.0, 0.0
    while left:
        short = min(width, height)
        count = 1
        while count < len(left) and _worst(left[:count + 1], short) <= _worst(left[:count], short):
            count += 1
        row, left = left[:count], left[count:]
        thick = sum(row) / short
        along = 0.0
        for area in row:
            size = area / thick
            found.append(Tile(x, y + along, thick, size) if width >= height else Tile(x + along, y, size, thick))
            along += size
        if width >= height:
            x, width = x + thick, width - thick
        else:
            y, height = y + thick, height - thick
    return [Tile(*(round(value, 1) for value in tile)) for tile in found]


def _worst(row: Sequence[float], short: float) -> float:
    """How far the longest of a row of rectangles is from a square."""
    total = sum(row)
    return max(short * short * max(row) / total**2, total**2 / (short * short * min(row)))
