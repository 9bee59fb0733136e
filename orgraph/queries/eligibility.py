"""The eligibility table: who may take a post where. Data in eligibility.toml; every proposal obeys it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from orgraph.checked import Checked, each, needs, read_text
from orgraph.errors import DataError
from orgraph.patterns import Pattern, parse
from orgraph.queries.areas import steps_between
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

BUSY = 5  # posts that one person may hold before being left out of proposals


class Eligibility(Checked):
    """One line of the table: persons `p` of a body `s` may take `role` in a body `t`, for a focus `f` (or in f).

    link: what ties the person to `t`, a membership unless it says another. party: whether the post asks for a Party
    member (true), for somebody who is none (false), or for neither; a post in a Party organisation always does.
    on_behalf: the person sits there for `s`. seats: how many may have that role in one `t`, if that is limited.
    """

    id: str
    zh: str
    en: str
    role: str
    direction: str
    basis: str
    pattern: str
    link: str = "MEMBER"
    party: bool | None = None
    on_behalf: bool = False
    seats: int | None = None

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern with variables f, p, s and perhaps t."""
        return parse(self.pattern)

    def check(self) -> None:
        """Raise DataError unless the line has its variables and asks of a Party post what it must."""
        nodes = self.parsed.nodes
        needs(nodes, {"f", "p", "s"})
        is_a = vocabulary().is_a
        into_party = any(is_a(kind, "PartyOrganization") for kind in nodes.get("t", nodes["f"]).labels)
        if self.link == "MEMBER" and into_party and not self.party:
            raise DataError("a post in a Party organisation asks for a Party member: party = true")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A permitted appointment: person, body they come from, body (or area) that they would enter (positions).

    distance: steps in the area tree from the focus to the body they come from.
    """

    person: int
    source: int
    target: int
    line: Eligibility
    posts_now: int
    distance: int


@cache
def eligibility() -> dict[str, Eligibility]:
    """The table by id, checked. Raises DataError."""
    return each("eligibility.toml", read_text("orgraph.queries", "eligibility.toml"), Eligibility, Eligibility.check)


def candidates(view: View, focus: int, lines: tuple[str, ...], day: int, limit: int) -> list[Candidate]:
    """Permitted appointments for a focus, by the order of the lines, then the nearest, then the least burdened.

    Nobody who already sits there, is too busy, or is not (known to be) what the post asks for.
    """
    found: dict[tuple[int, int], Candidate] = {}
    for name in lines:
        line = eligibility()[name]
        for match in view.matches(line.parsed, {"f": focus}, day):
            person, source, target = match.nodes["p"], match.nodes["s"], match.nodes.get("t", focus)
            if (person, target) in found or line.party not in (None, view.prop(person, "party_member")):
                continue
            posts = view.neighbours(person, "MEMBER", inbound=False, day=day)
            ties = [] if line.link == "MEMBER" else view.neighbours(person, line.link, inbound=False, day=day)
            if len(posts) < BUSY and target not in (*posts, *ties):
                distance = steps_between(view, focus, source)
                found[person, target] = Candidate(person, source, target, line, len(posts), distance)
    return sorted(found.values(), key=lambda c: (lines.index(c.line.id), c.distance, c.posts_now, c.person, c.target)
                  )[:limit]
