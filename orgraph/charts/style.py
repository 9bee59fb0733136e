"""How the pictures look: colours that colour-blind readers tell apart and that print, fonts that have Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgraph.results import Result

ACCENT = "#1f5f8b"
PALE = "#d9dfe4"
# Pale to dark of one hue: an order that colour-blind readers see and that prints; no colour of what is covered.
SCALE = [[0.0, "#f7f2ec"], [1.0, "#a84800"]]
# Okabe & Ito's colours, told apart with any colour vision, and a sign for each, for those who print without colour.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7f6000")
SIGNS = ("circle", "square", "diamond", "triangle-up", "hexagon", "cross", "star")
VERMILION = COLOURS[5]
REST, REST_SIGN, REST_NAME = "#8a8f94", "circle-open", "其他 others"
MARGIN = {"l": 8, "r": 8, "t": 56, "b": 8}
LAYOUT: dict[str, Any] = {
    "template": "plotly_white", "margin": MARGIN, "colorway": COLOURS,
    "font": {"family": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"}}
_TITLE_LINE = 22  # pixels
_FEW = 10  # whole numbers on an axis, each with its tick
BAR_HEIGHT, HEAD_HEIGHT, MAP_HEIGHT, WIDTH = 26, 110, 460, 960


def headed(result: Result, title: str) -> str:
    """A title that says where and when; an answer on a file of one's own has neither."""
    if not result.as_of:
        return title
    return f"{result.area.name if result.area else '全部区域'} {result.as_of}：{title}"


def tall_title(title: str) -> tuple[dict[str, Any], int]:
    """The layout of a title of any number of lines, and how many pixels it takes beyond the usual two."""
    more = _TITLE_LINE * max(title.count("<br>") - 1, 0)
    return {"title": {"text": title, "y": 1, "yanchor": "top", "pad": {"t": 20}},
            "margin": MARGIN | {"t": MARGIN["t"] + more}}, more


def whole_ticks(most: int | float) -> dict[str, Any]:
    """An axis of whole numbers up to `most`: none of them is written twice."""
    return {"tickformat": "d", "dtick": 1} if most <= _FEW else {"tickformat": "d"}


def apart(names: Iterable[str]) -> list[str]:
    """Names as places on an axis, where two of one name would be one place: the second is told from the first.

    >>> apart(["甲", "乙", "甲"])
    ['甲', '乙', '甲（2）']
    """
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return found


def looks(labels: Iterable[str], order: Sequence[str] = ()) -> dict[str, tuple[str, str]]:
    """A colour and a sign for each label, those of `order` first, then the most frequent; beyond the last all share
    one."""
    counted = [(label, 0) for label in order]
    counted += sorted(Counter(one for one in labels if one not in order).items(), key=lambda item: (-item[1], item[0]))
    found = {label: look for (label, _), look in zip(counted, zip(COLOURS, SIGNS, strict=True), strict=False)}
    return {label: found.get(label, (REST, REST_SIGN)) for label, _ in counted}
