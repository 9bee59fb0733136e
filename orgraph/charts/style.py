"""How the pictures look: colours that colour-blind readers tell apart and that print, fonts that have Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

ACCENT = "#1f5f8b"
PALE = "#d9dfe4"
# White to the accent colour: an order that colour-blind readers see and that prints.
SCALE = [[0.0, "#ffffff"], [1.0, ACCENT]]
# Okabe & Ito's colours, told apart with any colour vision, and a sign for each, for those who print without colour.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7f6000")
SIGNS = ("circle", "square", "diamond", "triangle-up", "hexagon", "cross", "star")
REST, REST_SIGN, REST_NAME = "#8a8f94", "circle-open", "其他 others"
MARGIN = {"l": 8, "r": 8, "t": 56, "b": 8}
LAYOUT: dict[str, Any] = {
    "template": "plotly_white", "margin": MARGIN,
    "font": {"family": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"}}
BAR_HEIGHT, HEAD_HEIGHT, MAP_HEIGHT = 26, 110, 460


def looks(labels: Iterable[str]) -> dict[str, tuple[str, str]]:
    """A colour and a sign for each label, the most frequent first; those beyond the last share one."""
    counted = sorted(Counter(labels).items(), key=lambda item: (-item[1], item[0]))
    found = {label: look for (label, _), look in zip(counted, zip(COLOURS, SIGNS, strict=True), strict=False)}
    return {label: found.get(label, (REST, REST_SIGN)) for label, _ in counted}
