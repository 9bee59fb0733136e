"""The routes from a matter to units, and the weights of the score: data files beside this, checked."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Literal

from orgraph.checked import Checked, each, needs, read_text, whole
from orgraph.patterns import Pattern, parse

HERE = "orgraph.queries.who_to_call"


class Route(Checked):
    """One way to find units."""

    id: str
    by: Literal["topic", "function"]
    authority: float
    pattern: str
    why: str
    only_here: bool = False

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


class Freshness(Checked):
    """See ranking.toml."""

    half_life: float
    unknown: float


class Support(Checked):
    """See ranking.toml."""

    topic: float
    authority: float


class Ranking(Checked):
    """Weights of the score."""

    weights: dict[Literal["topic", "authority", "proximity", "reliability", "freshness"], float]
    proximity: Proximity
    reliability: Reliability
    freshness: Freshness
    support: Support


@cache
def routes() -> tuple[Route, ...]:
    """All routes, checked."""
    text = read_text(HERE, "routes.toml")
    found = each("routes.toml", text, Route, lambda route: needs(route.parsed.nodes, {"o", "a", route.anchor}))
    return tuple(found.values())


@cache
def ranking() -> Ranking:
    """The weights, checked."""
    return whole(HERE, "ranking.toml", Ranking)
