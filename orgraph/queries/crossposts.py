"""Cross-appointments in office: who sits in two bodies that the eligibility table knows, and whether it permits it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import permutations
from typing import NamedTuple

from orgraph.dates import DAY_MIN, iso
from orgraph.queries.eligibility import Eligibility, eligibility
from orgraph.queries.refs import node_ref, source_ref
from orgraph.queries.scope import reach
from orgraph.results import NodeRef, SourceRef
from orgraph.stores.base import Edge, View
from orgraph.vocabulary import vocabulary

_PART_TIME = "兼"


class CrossPost(NamedTuple):
    """A person of the body `from_`, where they are `from_role`, who is `role` in the body `to`.

    permitted: the line of the eligibility table that allows it, "" if none does. unknown: none does, but the line asks
    whether the person is a Party member, and nothing is recorded of that. since: the first day of both posts. source:
    the row that states the post in `to`.
    """

    person: NodeRef
    from_: NodeRef
    from_role: str
    to: NodeRef
    role: str
    direction: str
    permitted: str
    unknown: bool
    since: str | None
    source: SourceRef


def cross_posts(view: View, day: int, area: int | None = None) -> list[CrossPost]:
    """All on a day, in the order of the bodies entered; area: only those in which one of the two bodies lies in it.

    A pair of bodies is one cross-appointment: of the lines of the table that speak of such bodies the one that permits
    it counts, and of several the one whose post is the post held.
    """
    here = reach(view, area)
    found: list[tuple[tuple[int, int, int], CrossPost]] = []
    for person in view.of_kind("Person").tolist():
        if len(view.neighbours(person, "MEMBER", inbound=False, day=day)) < 2 or not view.alive(person, day):
            continue
        posts = view.edges(person, "MEMBER", inbound=False, day=day)
        for number, one in enumerate(posts):
            for other in posts[number + 1:]:
                if one.object in here or other.object in here:
                    found += _judged(view, day, one, other)
    return [post for _, post in sorted(found, key=lambda one: one[0])]


def _judged(view: View, day: int, one: Edge, other: Edge) -> Iterator[tuple[tuple[int, int, int], CrossPost]]:
    """The cross-appointment that two posts of one person are, if they are one, with what it is sorted by."""
    ways = [(_permits(view, day, line, a, b), _same_post(line, b), -number, line, a, b)
            for a, b in permutations((one, other))
            for number, line in enumerate(_lines(view.kind(a.object), view.kind(b.object)))]
    # A line about an organisation of any kind (that has some function) speaks only of those that it permits.
    ways = [way for way in ways if way[0] or "Organization" not in way[3].parsed.nodes["s"].labels]
    if not ways:
        return
    permits, _, _, line, a, b = max(ways, key=lambda way: way[:3])
    kinds = vocabulary().kinds
    start = max(a.start, b.start)
    yield (b.object, a.object, a.subject), CrossPost(
        person=node_ref(view, a.subject), from_=node_ref(view, a.object), from_role=str(a.props.get("role", "")),
        to=node_ref(view, b.object), role=str(b.props.get("role", "")),
        direction=f"{kinds[view.kind(a.object)].zh[0]}→{kinds[view.kind(b.object)].zh[0]}",
        permitted=line.zh if permits else "",
        unknown=not permits and line.party is not None and view.prop(a.subject, "party_member") is None,
        since=None if start == DAY_MIN else iso(start),
        source=source_ref(b.source))


@cache
def _lines(source: str, target: str) -> tuple[Eligibility, ...]:
    """The lines of the table about posts of people of such a body in such another."""
    is_a = vocabulary().is_a

    def fits(kind: str, labels: tuple[str, ...]) -> bool:
        return any(is_a(kind, label) for label in labels)

    return tuple(line for line in eligibility().values() if line.link == "MEMBER"
                 and fits(source, line.parsed.nodes["s"].labels)
                 and fits(target, line.parsed.nodes["t" if "t" in line.parsed.nodes else "f"].labels))


def _permits(view: View, day: int, line: Eligibility, a: Edge, b: Edge) -> bool:
    """Whether the line allows a person who has the post `a` the post `b`."""
    if line.party not in (None, view.prop(a.subject, "party_member")):
        return False
    given = {"p": a.subject, "s": a.object, "t" if "t" in line.parsed.nodes else "f": b.object}
    return bool(view.matches(line.parsed, given, day, 1))


def _same_post(line: Eligibility, post: Edge) -> bool:
    """Whether the post held is of the sort that the line gives: a part-time one, or not."""
    return (_PART_TIME in line.role) == (_PART_TIME in str(post.props.get("role", "")))
