"""The routes from a matter to units, and the weights of the score: data files beside this, checked."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from orgraph.checked import Checked, each, needs, parsed, read_text, whole
from orgraph.errors import DataError
from orgraph.patterns import Pattern, parse

PARTS = ("topic", "authority", "proximity", "reliability", "load", "freshness")


class Route(Checked):
    """One way to find units; see routes.toml for what its fields mean."""

    id: str
    by: Literal["topic", "function"]
    authority: float
    fit: float = 1.0
    pattern: str
    why: str
    why_en: str
    only_here: bool = False
    speaks: str = ""

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern with variables o, a, and t or fn."""
        return parse(self.pattern)

    @property
    def anchor(self) -> str:
        """The variable that is given besides the area."""
        return "t" if self.by == "topic" else "fn"


class Proximity(Checked):
    """See ranking.toml."""

    step: float


class Reliability(Checked):
    """See ranking.toml."""

    prior: float
    strength: float
    usual_days: float
    slow: float
    dissatisfied: float


class Load(Checked):
    """See ranking.toml."""

    spare: float


class Freshness(Checked):
    """See ranking.toml."""

    half_life: float
    unknown: float


class Support(Checked):
    """See ranking.toml."""

    topic: float
    authority: float
    other_time: float
    field_office: float
    table: int
    comes: float


class Ranking(Checked):
    """Weights of the score."""

    weights: dict[Literal["topic", "authority", "proximity", "reliability", "load", "freshness"], float]
    proximity: Proximity
    reliability: Reliability
    load: Load
    freshness: Freshness
    support: Support

    @field_validator("weights")
    @classmethod
    def _whole(cls, weights: dict[str, float]) -> dict[str, float]:
        if set(weights) != set(PARTS) or min(weights.values()) < 0 or abs(sum(weights.values()) - 1) > 1e-6:
            raise ValueError(f"weights of {', '.join(PARTS)}, none below 0, that add up to 1")
        return weights


def _check(route: Route) -> None:
    spoken_by = ("e",) if route.speaks == "name" else ()
    needs(route.parsed.nodes, {"o", "a", *(spoken_by if route.speaks else (route.anchor,))})
    if route.speaks and route.by != "topic":
        raise DataError("only topics are found in words")


@cache
def routes() -> tuple[Route, ...]:
    """All routes, checked."""
    return tuple(each("routes.toml", read_text(__package__, "routes.toml"), Route, _check).values())


@cache
def ranking(file: Path | None = None) -> Ranking:
    """The weights, checked: those of a file, by default those that ship. Raises DataError."""
    if file is None:
        return whole(__package__, "ranking.toml", Ranking)
    try:
        return parsed(file.name, file.read_text(encoding="utf-8"), Ranking)
    except OSError as error:
        raise DataError(f"{file}: {error.strerror}") from error
