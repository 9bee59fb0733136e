"""Which person answers for an organisation on a day: by the office held, the highest first; else who stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from orgraph.names import simplify
from orgraph.queries.remembered import remembered
from orgraph.stores.base import Edge, View

# Offices in the order in which they answer for a body; the first word found in a role decides.
OFFICES = (
    "第一书记",
    "书记",
    "主任",
    "队长",
    "站长",
    "所长",
    "局长",
    "会长",
    "召集人",
    "组长",
    "总经理",
    "经理",
    "行长",
    "校长",
    "院长",
    "负责人",
    "代表",
)
DEPUTY = ("副", "兼职", "助理")
_KEPT = 200_000  # answers kept a view; one answer asks of a unit several times, and many ask of the same units


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An office that nobody holds. post: its node, or -1 where it is known only from who held it before; since: the
    day (ordinal) from which nobody holds it, None where nobody ever did."""

    office: str
    post: int
    since: int | None


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for an organisation. edge: the tie of the person to speak to, of the type MEMBER or STANDS_IN_FOR;
    None if there is nobody. stands_in: that person only stands in. vacancy: the office that answers for the
    organisation, if nobody holds it. after: who is called next, those who stand in before those in lower offices."""

    edge: Edge | None
    stands_in: bool
    vacancy: Vacancy | None
    after: tuple[Edge, ...]


@lru_cache(maxsize=1 << 14)
def rank(role: str) -> int:
    """Smaller answers first: the head's office, then deputies, then everybody else.

    >>> rank("党委书记") < rank("副书记") < rank("成员")
    True
    """
    role = simplify(role)
    for number, office in enumerate(OFFICES):
        if office in role:
            return number + (len(OFFICES) if any(word in role for word in DEPUTY) else 0)
    return 2 * len(OFFICES)


def office(edge: Edge) -> str:
    """What the tie says of the office: of a stand-in the one stood in for."""
    return str(edge.props.get("role", ""))


def officers(view: View, organization: int, day: int) -> list[Edge]:
    """Persons' memberships in force, the one who answers for the body first."""
    found = [
        edge
        for edge in view.edges(organization, "MEMBER", inbound=True, day=day)
        if view.kind(edge.subject) == "Person" and view.alive(edge.subject, day)
    ]
    return sorted(found, key=lambda edge: (rank(office(edge)), edge.start, edge.number))


def head(view: View, organization: int, day: int, skills: Sequence[str] = ()) -> Edge | None:
    """The tie of the person to speak to; one whose skill or role names what is needed goes first."""
    return answering(view, organization, day, skills).edge


def answering(view: View, organization: int, day: int, skills: Sequence[str] = ()) -> Answering:
    """The holder of the organisation's first office; where it is vacant who stands in, else the next in office."""
    able = _able(view, organization, day, tuple(skills)) if skills else None
    return able or _answering(view, organization, day)


@remembered(_KEPT)
def _able(view: View, organization: int, day: int, skills: tuple[str, ...]) -> Answering | None:
    """The first in office whose skill or role names what is needed."""
    found = officers(view, organization, day)
    for edge in found:
        known = f"{edge.props.get('skills')} {edge.props.get('role')} {view.prop(edge.subject, 'skills')}"
        if any(skill in known for skill in skills):
            return Answering(edge, False, None, tuple(other for other in found if other.subject != edge.subject))
    return None


@remembered(_KEPT)
def _answering(view: View, organization: int, day: int) -> Answering:
    found = officers(view, organization, day)
    vacancy = _vacancy(view, organization, day, found)
    first = vacancy.office if vacancy else office(found[0]) if found else ""
    others = list(_stand_ins(view, organization, first, day, {organization}))
    order = [*others, *found] if vacancy else [*found[:1], *others, *found[1:]]
    people: dict[int, Edge] = {}
    for edge in order:
        people.setdefault(edge.subject, edge)
    called = next(iter(people.values()), None)
    return Answering(called, called is not None and any(called is other for other in others), vacancy,
                     tuple(people.values())[1:])


def _vacancy(view: View, organization: int, day: int, found: Sequence[Edge]) -> Vacancy | None:
    """The first office, if nobody holds it: a post without a holder, or an office that was left and not filled again.

    What was held before is asked only where nobody in any head's office is left, for bodies change their offices.
    """
    held = rank(office(found[0])) if found else 2 * len(OFFICES)
    posts = (post for post in view.neighbours(organization, "POST_IN", inbound=True, day=day) if view.alive(post, day))
    for post in sorted(posts, key=lambda post: (rank(view.name(post)), post)):
        if found and rank(view.name(post)) >= min(held, len(OFFICES)):
            break
        if not any(view.alive(person, day) for person in view.neighbours(post, "HOLDS", inbound=True, day=day)):
            ended = (edge.end for edge in view.edges(post, "HOLDS", inbound=True) if edge.end <= day)
            return Vacancy(view.name(post), post, max(ended, default=None))
    if held < len(OFFICES):
        return None
    past = [edge for edge in view.edges(organization, "MEMBER", inbound=True)
            if edge.end <= day and rank(office(edge)) < len(OFFICES) and view.kind(edge.subject) == "Person"]
    last = min(past, key=lambda edge: (rank(office(edge)), -edge.end, edge.number), default=None)
    return None if last is None else Vacancy(office(last), -1, last.end)


def _same(one: str, other: str) -> bool:
    """Whether two texts mean the same office of a body: 书记 and 党支部书记 do."""
    return one == other or rank(one) == rank(other) < 2 * len(OFFICES)


def _stand_ins(view: View, organization: int, wanted: str, day: int, seen: set[int]) -> Iterator[Edge]:
    """Ties of the persons who stand in for an office (or, if it is unknown, for any), the nearest first.

    Where a unit stands in, it is whoever answers for that unit: its own holder, else those who stand in there, and so
    on. `seen`: units that were asked, so that a loop ends.
    """
    ties = [edge for edge in view.edges(organization, "STANDS_IN_FOR", inbound=True, day=day)
            if view.alive(edge.subject, day) and (not office(edge) or not wanted or _same(office(edge), wanted))]
    for edge in sorted(ties, key=lambda edge: (not office(edge), edge.start, edge.number)):
        if view.kind(edge.subject) == "Person":
            yield edge
        elif edge.subject not in seen:
            seen.add(edge.subject)
            theirs = officers(view, edge.subject, day)
            vacancy = _vacancy(view, edge.subject, day, theirs)
            own = theirs[:1]
            if not vacancy:
                yield from own
            yield from _stand_ins(view, edge.subject, vacancy.office if vacancy else "", day, seen)
            if vacancy:
                yield from own
