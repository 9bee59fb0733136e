"""The eligibility table: who may take a post where. Data in eligibility.toml; every proposal obeys it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from orgraph.checked import Checked, each, needs, read_text
from orgraph.patterns import Pattern, parse
from orgraph.stores.base import View

BUSY = 5  # posts that one person may hold before being left out of proposals


class Eligibility(Checked):
    """One line of the table: persons `p` of a body `s` may take `role` in a body `t`, for a compound `f`."""

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
    text = read_text("orgraph.queries", "eligibility.toml")
    return each("eligibility.toml", text, Eligibility, lambda line: needs(line.parsed.nodes, {"f", "p", "s", "t"}))


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
