"""Links that are permitted besides the eligibility table's appointments. Data in links.toml, checked."""

from __future__ import annotations

from functools import cache, cached_property

from orgraph.checked import Checked, each, needs, read_text
from orgraph.patterns import Pattern, parse


class PermittedLink(Checked):
    """A link that may be made: `x` (an organisation, or a service that it offers) to `t`, in the role `role`.

    link: the tie; PARTY_TO is a new agreement between x and t. who: a pattern from `x` to `w`, who makes the tie in the
    name of x where x itself cannot. seats: how many may have such a tie to one t in the role.
    """

    id: str
    zh: str
    role: str
    basis: str
    pattern: str
    link: str
    who: str = ""
    seats: int | None = None

    @cached_property
    def maker(self) -> Pattern | None:
        """The pattern with variables x and w; None where x itself makes the tie."""
        return parse(self.who) if self.who else None

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern with variables x and t."""
        return parse(self.pattern)


@cache
def permitted_links() -> dict[str, PermittedLink]:
    """All permitted links by id."""
    return each("links.toml", read_text("orgraph.queries", "links.toml"), PermittedLink,
                lambda link: needs(link.parsed.nodes, {"x", "t"}))
