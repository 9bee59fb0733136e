"""The eligibility table: who may take a post where. Data in eligibility.toml; every proposal obeys it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, ValidationError

from orgraph.errors import DataError, OrgraphError
from orgraph.patterns import Pattern, parse
from orgraph.stores.base import View

BUSY = 5  # posts that one person may hold before being left out of proposals


class Eligibility(BaseModel):
    """One line of the table: persons `p` of a body `s` may take `role` in a body `t`, for a compound `f`."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))
    id: str
    zh: str
    en: str
    role: str
    direction: str
    basis: str
    pattern: str

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern with variables f, p, s, t."""
        return parse(self.pattern)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A permitted appointment: person, body they come from, body that they would enter (positions)."""

    person: int
    source: int
    target: int
    line: Eligibility
    posts_now: int


@cache
def eligibility() -> dict[str, Eligibility]:
    """The table by id, checked. Raises DataError."""
    text = (files("orgraph.queries") / "eligibility.toml").read_text(encoding="utf-8")
    try:
        table = {key: Eligibility.model_validate({"id": key, **value}) for key, value in tomllib.loads(text).items()}
        for line in table.values():
            missing = {"f", "p", "s", "t"} - set(line.parsed.nodes)
            if missing:
                raise DataError(f"{line.id}: the pattern lacks {', '.join(sorted(missing))}")
    except (tomllib.TOMLDecodeError, ValidationError, OrgraphError) as error:
        raise DataError(f"eligibility.toml: {error}") from error
    return table


def candidates(view: View, focus: int, lines: tuple[str, ...], day: int, limit: int) -> list[Candidate]:
    """Permitted appointments for a compound: the least burdened first; nobody who already sits there or is too busy."""
    found: dict[tuple[int, int], Candidate] = {}
    for name in lines:
        line = eligibility()[name]
        for match in view.matches(line.parsed, {"f": focus}, day):
            person, target = match.nodes["p"], match.nodes["t"]
            if (person, target) in found:
                continue
            posts = view.edges(person, "MEMBER", inbound=False, day=day)
            if len(posts) >= BUSY or any(edge.object == target for edge in posts):
                continue
            found[person, target] = Candidate(person, match.nodes["s"], target, line, len(posts))
    return sorted(found.values(), key=lambda c: (lines.index(c.line.id), c.posts_now, c.person, c.target))[:limit]
