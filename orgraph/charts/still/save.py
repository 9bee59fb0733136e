"""A figure into a file."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from orgraph.errors import UsageError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

STILL = (".svg", ".png", ".pdf")


def save(figure: Figure, path: str | Path, *, scale: float = 2.0) -> None:
    """Write a figure: .svg, .png or .pdf as a still picture, .html to point at and zoom in.

    No browser is needed and nothing is fetched; letters of an .svg and .pdf are drawn, so that they look the same where
    the font is missing. scale : dots of a .png for each pixel of the figure. Raises UsageError for another ending,
    where matplotlib is not installed or the machine has no font with Chinese, and for pictures that are not ours.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending == ".html":
        path.write_text(figure.to_html(include_plotlyjs=True), encoding="utf-8")
        return
    if ending not in STILL:
        raise UsageError(f"不会画这种文件：{path.name} (unknown format)", hint="、".join((*STILL, ".html")))
    if find_spec("matplotlib") is None:
        raise UsageError("没有装 matplotlib，只能存为 .html (matplotlib is not installed: only .html)",
                         hint="pip install 'orgraph[pictures]'")
    import matplotlib as mpl

    from orgraph.charts.still.page import page

    # The same figure gives the same bytes: no date, no random names inside.
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "orgraph", "pdf.fonttype": 3,
                         "axes.unicode_minus": False}):
        made = page(figure)
        none = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}[ending]
        made.savefig(path, format=ending[1:], dpi=72 * scale if ending == ".png" else 72, metadata=none,
                     facecolor="white")
