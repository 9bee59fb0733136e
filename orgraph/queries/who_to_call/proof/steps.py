"""What is wrong at one step of a chain of calls: a unit with its office, its stand-ins and its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orgraph.queries.contacts import STALE_DAYS, contact_of
from orgraph.queries.people import OFFICES, answering, office, officers, rank
from orgraph.queries.who_to_call.reaching.person import FILLED, empty
from orgraph.stores.base import View

WORDS = {"vacant": "空缺", "lapsed": "离任未补", "nobody": "无人可接", "unconfirmed": "号码未确认", "loop": "代理成环",
         "unreached": "永远轮不到", "no-unit": "没有单位"}
CONFIRMED, REACHABLE = "contact-confirmed", "unit-reachable"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong. what: a key of WORDS; at: the unit; rules: of coverage that see the same at the focus."""

    what: str
    at: int
    message: str
    rules: tuple[str, ...] = ()
    focus: int = -1


def found_at(view: View, unit: int, day: int) -> Iterator[Finding]:
    """All that is wrong at a unit on a day."""
    name = view.name(unit)
    who = answering(view, unit, day)
    if who.vacancy:
        what, said = empty(name, who.vacancy)
        yield Finding(what, unit, said, (FILLED,), who.vacancy.post)
    person = who.edge.subject if who.edge else -1
    at = next((node for node in (person, unit) if node >= 0 and view.prop(node, "phone")), -1)
    if person < 0 and at < 0:
        yield Finding("nobody", unit, f"{name}没有在任的人，也没有电话", (REACHABLE,), unit)
    contact = contact_of(view, (at,), day)
    if contact and (contact.age_days is None or contact.age_days > STALE_DAYS):
        since = "从未确认过" if contact.age_days is None else f"{contact.age_days}天没有确认"
        yield Finding("unconfirmed", unit, f"{name}的号码{since}", (CONFIRMED,), at)
    yield from _stand_ins(view, unit, day)


def _stand_ins(view: View, unit: int, day: int) -> Iterator[Finding]:
    """Stand-ins that lead back to the unit, and those for an office that it does not have."""
    ties = [edge for edge in view.edges(unit, "STANDS_IN_FOR", inbound=True, day=day) if view.alive(edge.subject, day)]
    if not ties:
        return
    if _leads_back(view, unit, day):
        yield Finding("loop", unit, f"{view.name(unit)}的代理转了一圈又回到本单位")
    offices = [office(edge) for edge in officers(view, unit, day)]
    offices += [view.name(post) for post in view.neighbours(unit, "POST_IN", inbound=True, day=day)]
    offices += [office(edge) for edge in view.edges(unit, "MEMBER", inbound=True) if edge.end <= day]
    for edge in ties:
        wanted = office(edge)
        if wanted and not any(wanted == one or rank(wanted) == rank(one) < 2 * len(OFFICES) for one in offices):
            who = view.name(edge.subject)
            yield Finding("unreached", unit, f"{who}代理{view.name(unit)}的{wanted}，而那里没有这个职务")


def with_stand_ins(view: View, units: Iterable[int], day: int) -> set[int]:
    """The units, those that stand in for them, those that stand in for these, and so on."""
    found = set(units)
    ahead = list(found)
    while ahead:
        more = {other for other in view.neighbours(ahead.pop(), "STANDS_IN_FOR", inbound=True, day=day)
                if view.kind(other) != "Person"} - found
        found |= more
        ahead += more
    return found


def _leads_back(view: View, unit: int, day: int) -> bool:
    """Whether the unit is among those that stand in for the ones that stand in for it."""
    first = {other for other in view.neighbours(unit, "STANDS_IN_FOR", inbound=True, day=day)
             if view.kind(other) != "Person"}
    return unit in with_stand_ins(view, first, day)
