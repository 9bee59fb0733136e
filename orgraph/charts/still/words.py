"""Texts of a figure on paper: their few HTML tags read, measured, broken into lines, and written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any, NamedTuple

_BREAK = re.compile(r"<br\s*/?>")
_SMALL = re.compile(r"</?su[bp]>")
_TAG = re.compile(r"</?[a-z][^>]*>")
_SMALLER = 0.8
LINE = 1.3  # height of a line, in sizes


class Line(NamedTuple):
    """A line of a text; size: of its letters, in pixels."""

    text: str
    size: float
    bold: bool


def lines(html: Any, size: float) -> list[Line]:
    """The lines of a text as plotly holds it (`<br>`, `<b>`, `<sup>`, `<sub>`), in letters of that size."""
    return [Line(unescape(_TAG.sub("", part)), size * (_SMALLER if _SMALL.search(part) else 1.0), "<b>" in part)
            for part in _BREAK.split(str(html))] if html else []


class Pen:
    """Writes on one matplotlib figure whose points are pixels."""

    def __init__(self, figure: Any, families: Sequence[str]) -> None:
        self.figure, self._families = figure, list(families)
        self._renderer = figure.canvas.get_renderer()

    def _font(self, line: Line) -> Any:
        from matplotlib import font_manager

        make: Any = font_manager.FontProperties
        return make(family=self._families, size=line.size, weight="bold" if line.bold else "normal")

    def width(self, line: Line) -> float:
        """In pixels."""
        if not line.text:
            return 0.0
        found: float = self._renderer.get_text_width_height_descent(line.text, self._font(line), ismath=False)[0]
        return found

    def size(self, found: Sequence[Line]) -> tuple[float, float]:
        """Width and height of lines."""
        return max(map(self.width, found), default=0.0), sum(line.size * LINE for line in found)

    def wrapped(self, found: Sequence[Line], width: float, most: int = 3) -> list[Line]:
        """The lines broken so that none is wider; of each at most so many, the last cut with an ellipsis."""
        return [part for line in found for part in self._wrap(line, width, most)]

    def _wrap(self, line: Line, width: float, most: int) -> list[Line]:
        made: list[Line] = []
        rest = line.text
        while rest:
            fits = self._fitting(line, rest, width)
            if fits < len(rest) and len(made) == most - 1:
                cut = self._fitting(line, rest, width - line.size)
                return [*made, line._replace(text=rest[:cut] + "…")]
            made.append(line._replace(text=rest[:fits].rstrip()))
            rest = rest[fits:].lstrip()
        return made or [line]

    def _fitting(self, line: Line, text: str, width: float) -> int:
        """How many characters fit, at least one; a word of Latin letters is not broken where there is a blank."""
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(line._replace(text=text[:middle])) <= width else (low, middle - 1)
        blank = text.rfind(" ", 0, low)
        inside = low < len(text) and text[low].isascii() and text[low - 1].isascii() and text[low] != " "
        return blank + 1 if inside and blank > 0 else low

    def write(self, found: Sequence[Line], at: tuple[float, float], *, across: str = "left", down: str = "top",
              colour: Any = "#2a3f5f", transform: Any = None, axes: Any = None, shift: tuple[float, float] = (0.0, 0.0),
              ground: Any = None) -> None:
        """Write lines at a place of the figure (pixels from the lower left), or of `axes` in its coordinates.

        across, down : which side of the text stands there: left, center, right; top, center, bottom
        shift : pixels to the right and up from there
        """
        from matplotlib import transforms

        high = self.size(found)[1]
        top = {"top": 0.0, "center": high / 2, "middle": high / 2, "bottom": high}[down] + shift[1]
        base = transform or (axes.transData if axes is not None else None)
        for line in found:
            middle = top - line.size * LINE / 2
            # Points are pixels of the picture whatever it is scaled to when it is written.
            make: Any = transforms.ScaledTranslation
            inches = self.figure.dpi_scale_trans
            place = (base or inches) + make(shift[0] / 72, middle / 72, inches)
            x, y = at if base is not None else (at[0] / 72, at[1] / 72)
            self.figure.text(x, y, line.text, transform=place, ha=across, va="center_baseline", color=colour,
                             fontproperties=self._font(line), zorder=5, parse_math=False,
                             bbox=None if ground is None else {"facecolor": ground, "edgecolor": "none", "pad": 0.5})
            top -= line.size * LINE
