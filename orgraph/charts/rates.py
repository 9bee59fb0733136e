"""How rates are shown: in figures the rate with its counts; in colour what is missing, from nothing to the most that is
drawn, for covered shares lie too near to each other to be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from orgraph.charts.style import SCALE
from orgraph.queries.coverage.results import Counts
from orgraph.results import percent

DARKER = "颜色越深，缺的越多 the darker, the more is missing"
COLOURBAR: dict[str, Any] = {"tickformat": ".1~%", "title": {"text": "未建 missing"}}


def missing(one: Counts) -> float | None:
    """The share that is missing of what is due, None where nothing is."""
    return None if one.rate is None else 1.0 - one.rate


def counted(one: Counts) -> str:
    """Covered of what is due."""
    return f"{one.covered:,}/{one.eligible - one.waived:,}"


def said(one: Counts) -> str:
    """The rate and its counts, as "91.2% 289/317"."""
    return f"{percent(one.rate)} {counted(one)}"


def tiles(shown: Sequence[Counts]) -> dict[str, Any]:
    """The colours of tiles or rings."""
    shares = [missing(one) for one in shown]
    return {"colors": shares, "colorscale": SCALE, "cmin": 0, "cmax": most(shares), "showscale": True,
            "colorbar": COLOURBAR}


def most(shares: Iterable[float | None]) -> float:
    """Where the scale ends: at the largest share; where nothing is missing, at all of it."""
    return max((one for one in shares if one is not None), default=0.0) or 1.0
