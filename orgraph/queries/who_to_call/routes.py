"""The routes from a matter to units, and the weights of the score: data files beside this, checked."""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from orgraph.errors import DataError, OrgraphError
from orgraph.patterns import Pattern, parse


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Route(_Checked):
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


class Proximity(_Checked):
    """See ranking.toml."""

    step: float


class Reliability(_Checked):
    """See ranking.toml."""

    prior: float
    strength: float


class Freshness(_Checked):
    """See ranking.toml."""

    half_life: float
    unknown: float


class Support(_Checked):
    """See ranking.toml."""

    topic: float
    authority: float


class Ranking(_Checked):
    """Weights of the score."""

    weights: dict[Literal["topic", "authority", "proximity", "reliability", "freshness"], float]
    proximity: Proximity
    reliability: Reliability
    freshness: Freshness
    support: Support


def read_table(name: str) -> dict[str, Any]:
    """A TOML file beside this. Raises DataError with its name."""
    try:
        return tomllib.loads((files("orgraph.queries.who_to_call") / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: {error}") from error


@cache
def routes() -> tuple[Route, ...]:
    """All routes, checked."""
    found = []
    for key, value in read_table("routes.toml").items():
        try:
            route = Route.model_validate({"id": key, **value})
            missing = {"o", "a", route.anchor} - set(route.parsed.nodes)
            if missing:
                raise DataError(f"the pattern lacks {', '.join(sorted(missing))}")
        except (ValidationError, OrgraphError) as error:
            raise DataError(f"routes.toml: {key}: {error}") from error
        found.append(route)
    return tuple(found)


@cache
def ranking() -> Ranking:
    """The weights, checked."""
    try:
        return Ranking.model_validate(read_table("ranking.toml"))
    except ValidationError as error:
        raise DataError(f"ranking.toml: {error}") from error
