"""The person to speak to in a unit: who holds its office, who stands in, who is next, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from orgraph.dates import iso
from orgraph.queries.contacts import contact_of
from orgraph.queries.people import Answering, Vacancy, answering, office
from orgraph.queries.refs import node_ref
from orgraph.queries.remembered import remembered
from orgraph.queries.who_to_call.results import Hole, PersonRef, Reach
from orgraph.results import Contact
from orgraph.stores.base import Edge, View

Gaps = Callable[[str, int], str | None]
"""Rule, position of the focus → id of the coverage gap if the rule finds one there."""

FILLED = "post-filled"
_KEPT = 100_000  # of units and days kept a view
NEXT = 2  # people named after the first


def no_gaps(_rule: str, _focus: int) -> str | None:
    """Where no rules are known, no gap is."""
    return None


def person_ref(view: View, edge: Edge | None, unit: int = -1) -> PersonRef | None:
    """The person at the subject end of a membership, charge or stand-in, with the office held in the unit."""
    if edge is None:
        return None
    elsewhere = edge.type == "MEMBER" and unit not in (-1, edge.object)
    stands_in = edge.type == "STANDS_IN_FOR" or elsewhere
    post = office(edge)
    if edge.type == "STANDS_IN_FOR":
        own = _own_office(view, edge.subject, edge.object)
        post = f"{own}（代理{post}）" if own else f"代理{post}"
    elif elsewhere:
        post = f"{view.name(edge.object)}{post}（代理）"
    elif not post and unit >= 0:
        post = _own_office(view, edge.subject, unit)
    return PersonRef(id=view.ids([edge.subject])[0], name=view.name(edge.subject), post=post, since=iso(edge.start),
                     stands_in=stands_in)


def _own_office(view: View, person: int, unit: int) -> str:
    ties = view.edges(person, "MEMBER", inbound=False)
    return next((office(tie) for tie in ties if tie.object == unit), "")


def phone(view: View, edge: Edge | None, unit: int, day: int) -> Contact | None:
    """How to reach the person, else the person's post in the unit, else the unit."""
    if edge is None:
        return contact_of(view, (unit,), day)
    posts = [post for post in view.neighbours(edge.subject, "HOLDS", inbound=False, day=day)
             if edge.object in view.neighbours(post, "POST_IN", inbound=False, day=day)]
    place = edge.object if edge.type in ("MEMBER", "STANDS_IN_FOR") else unit
    return contact_of(view, (edge.subject, *posts, place, unit), day)


@remembered(_KEPT)
def who_answers(view: View, unit: int, day: int) -> Reach:
    """Whoever answers for the unit, and how to reach that person or else the unit."""
    return _reach(view, unit, of_unit(view, unit, day).edge, day)


@remembered(_KEPT)
def others_in(view: View, unit: int, called: str, day: int) -> list[Reach]:
    """Those to call in the unit besides one person (id), whoever answers for it first."""
    who = of_unit(view, unit, day)
    others = [edge for edge in (who.edge, *who.after) if edge is not None and view.ids([edge.subject]) != [called]]
    return next_in(view, unit, others, day)


def next_in(view: View, unit: int, edges: Sequence[Edge], day: int) -> list[Reach]:
    """Those to call in the unit when the first does not answer."""
    return [_reach(view, unit, edge, day, until=iso(edge.end)) for edge in edges[:NEXT]]


def _reach(view: View, unit: int, edge: Edge | None, day: int, until: str | None = None) -> Reach:
    return Reach(organization=node_ref(view, unit), person=person_ref(view, edge, unit),
                 contact=phone(view, edge, unit, day), until=until)


def vacancies(view: View, unit: int, who: Answering, gaps: Gaps) -> list[Hole]:
    """The unit's vacant office with the id of its coverage gap, and a unit in which there is nobody."""
    name, vacancy = view.name(unit), who.vacancy
    if vacancy is None:
        return [] if who.edge else [Hole(what="nobody", message=f"{name}没有登记在任的人")]
    what, said = empty(name, vacancy)
    gap = gaps(FILLED, vacancy.post) if vacancy.post >= 0 else None
    acting = f"，由{view.name(who.edge.subject)}{'代理' if who.stands_in else '先接'}" if who.edge else "，无人代理"
    return [Hole(what=what, rule=FILLED if gap else None, gap=gap, message=said + acting)]


def empty(unit: str, vacancy: Vacancy) -> tuple[Literal["vacant", "lapsed"], str]:
    """Whether nobody ever held the office of the unit (its name) or its last holder left, and the sentence for it."""
    if vacancy.since is None:
        return "vacant", f"{unit}的{vacancy.office}空缺"
    return "lapsed", f"{unit}的{vacancy.office}自{iso(vacancy.since)}起空缺"


def of_unit(view: View, unit: int, day: int) -> Answering:
    """Who answers for the unit; nobody for no unit."""
    return answering(view, unit, day) if unit >= 0 else Answering(None, False, None, ())
