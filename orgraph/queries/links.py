"""Links that are permitted besides the eligibility table's appointments. Data in links.toml, checked."""

from __future__ import annotations

from functools import cache, cached_property

from orgraph.checked import Checked, each, needs, read_text
from orgraph.patterns import Pattern, parse
from orgraph.vocabulary import vocabulary


class PermittedLink(Checked):
    """A link that may be made: `x` (an organisation, or a service that it offers) to `t`, in the role `role`."""

    id: str
    zh: str
    role: str
    basis: str
    pattern: str

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern with variables x and t."""
        return parse(self.pattern)

    @property
    def between_bodies(self) -> bool:
        """Whether both ends are organisations, so that it joins two bodies."""
        is_a = vocabulary().is_a
        return all(is_a(kind, "Organization") for end in "xt" for kind in self.parsed.nodes[end].labels)


@cache
def permitted_links() -> dict[str, PermittedLink]:
    """All permitted links by id."""
    return each("links.toml", read_text("orgraph.queries", "links.toml"), PermittedLink,
                lambda link: needs(link.parsed.nodes, {"x", "t"}))
