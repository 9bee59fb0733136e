"""Who must sit down together: a convener, a lead and the fewest units that cover all duties; under which whistle, when
they next meet and in which steps."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from orgraph.checked import Checked, whole
from orgraph.queries.refs import node_ref
from orgraph.queries.remembered import remembered
from orgraph.queries.schedule import next_meeting, steps
from orgraph.queries.who_to_call.convening.cover import smallest
from orgraph.queries.who_to_call.convening.duties import Duties
from orgraph.queries.who_to_call.convening.whistle import STREET, whistle
from orgraph.queries.who_to_call.reaching.escalation import Asked, serving
from orgraph.queries.who_to_call.reaching.person import who_answers
from orgraph.queries.who_to_call.results import Convene, Seat
from orgraph.queries.who_to_call.units.candidates import Found
from orgraph.results import NodeRef
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

_STREET_PARTY = ("StreetPartyCommittee", "StreetWorkingCommittee")
_TABLES = 20_000  # of bodies and days kept a view
_SEVERAL = 2  # units that are members of a body make it their table


class Convener(Checked):
    """One line of conveners.toml."""

    when: Literal["hard", "several-places", "task-force", "compound", "alliance", "members", "several-units", "always",
                  "member"]
    kinds: tuple[str, ...]
    why: str
    why_en: str


class _Conveners(Checked):
    """conveners.toml."""

    convener: tuple[Convener, ...]


@cache
def conveners() -> tuple[Convener, ...]:
    """The lines in order, checked."""
    return whole(__package__, "conveners.toml", _Conveners).convener


def convene(
    view: View,
    chain: Sequence[int],
    found: Sequence[Found],
    lead: Sequence[str],
    support: Sequence[str],
    *,
    matter_class: str,
    apart: Sequence[int] = (),
    basis: str,
    day: int,
    asked: Asked,
) -> Convene | None:
    """The convening, or None where one unit is enough.

    chain : areas from the smallest that holds all places upwards; apart : of several places the areas below it, up from
    each place. lead, support : kinds of unit that the matter needs.
    The best unit for the first duty leads; the rest is the smallest set that covers what it leaves open.
    """
    hard = matter_class == "难事"
    duties = Duties(view, found, lead, support, day, hard=hard, apart=apart)
    units = smallest(duties.of, duties.order, duties.order[:1])
    if len(units) < 2 and not (hard or apart):
        return None
    of_compound = bool(lead) and vocabulary().functions[lead[0]].level == "compound"
    within = any(view.kind(area) == "Compound" for area in chain[:2])  # the place or what it is a building of
    compound = within and (of_compound or matter_class in ("个事", "社事"))
    task_forces = {f.organization for f in found if view.kind(f.organization) == "TaskForce"}
    joined = Counter(body for unit in units for body in view.neighbours(unit, "MEMBER", inbound=False, day=day))
    tables = {body for body, members in joined.items() if members >= _SEVERAL}
    allied = {area for body in tables if view.kind(body) == "Alliance"
              for area in view.neighbours(body, "SERVES", inbound=False, day=day)}
    asked_at = {"alliance": [area for area in chain if area in allied],
                "several-units": _holding(view, chain, units, day)}
    true = {
        "hard": hard,
        "several-places": bool(apart),
        "task-force": bool(task_forces),
        "compound": compound,
        "alliance": bool(allied),
        "members": bool(tables),
        "several-units": len(asked_at["several-units"]) < len(chain),
        "always": True,
        "member": bool(joined),
    }
    convener, why, why_en, leads = -1, "", "", False
    for line in conveners():
        if true[line.when]:
            convener = _serving(view, asked_at.get(line.when, chain), line.kinds, day,
                                {"task-force": task_forces, "members": tables, "member": set(joined)}.get(line.when))
            if convener >= 0:
                # Inside a compound the branch that calls also leads; elsewhere who calls is not who acts.
                why, why_en, leads = line.why, line.why_en, line.when == "compound"
                break
    if convener >= 0 and view.kind(convener) in _STREET_PARTY:  # the street is at its own table
        units = [unit for unit in units if unit == units[0] or view.kind(unit) != "StreetOffice" or
                 view.home(unit) != view.home(convener)]
    units = [*([convener] if leads else []), *(unit for unit in units if unit != convener)]
    table = _table(view, convener, day) if convener >= 0 else _Table()
    meeting = next_meeting(table.schedule, dt.date.fromordinal(day))
    return Convene(
        convener=table.organization,
        lead=node_ref(view, units[0]) if units else None,
        support=[node_ref(view, unit) for unit in units[1:]],
        members=[*table.members],
        basis=basis,
        why=why,
        why_en=why_en,
        next_meeting=meeting.isoformat() if meeting else None,
        steps=steps(table.workflow),
        levels=steps(table.consultation),
        whistle=whistle(view, units, hard=hard, asked=asked),
        seats=[
            *([_seat(view, convener, "convener", day, ["召集会商"])] if convener >= 0 and not leads else []),
            *(_seat(view, unit, "support" if number else "lead", day, share)
              for number, (unit, share) in enumerate(zip(units, duties.shared_out(units), strict=True))),
        ],
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """What is known of the body that calls together: who else belongs to it, when it meets, and how it goes about."""

    organization: NodeRef | None = None
    members: tuple[NodeRef, ...] = ()
    schedule: str = ""
    workflow: str = ""
    consultation: str = ""


@remembered(_TABLES)
def _table(view: View, body: int, day: int) -> _Table:
    members = view.neighbours(body, "MEMBER", inbound=True, day=day)
    said = (str(view.prop(body, name) or "") for name in ("schedule", "workflow", "consultation"))
    return _Table(node_ref(view, body), tuple(node_ref(view, m) for m in dict.fromkeys(members)
                                              if view.kind(m) != "Person"), *said)


def _seat(view: View, unit: int, part: Literal["convener", "lead", "support"], day: int, duties: list[str]) -> Seat:
    """A unit's line of the list, with whoever answers for it on the day."""
    who = who_answers(view, unit, day)
    return Seat(part=part, organization=who.organization, person=who.person, contact=who.contact, duties=duties)


def _holding(view: View, chain: Sequence[int], units: Sequence[int], day: int) -> Sequence[int]:
    """The areas of the chain from the smallest that holds all units involved; all of it if they are of the place.

    Of the place is a unit that lies in its street or below, or serves one of the areas above the place: a department
    comes to a street's table though it sits in another.
    """
    levels = vocabulary().kinds
    at = 0
    for unit in units:
        if set(chain).isdisjoint(view.neighbours(unit, "SERVES", inbound=False, day=day)):
            above = view.path_of(unit)
            holds = next((number for number, area in enumerate(chain) if area in above), at)
            if (levels[view.kind(chain[holds])].level or STREET) < STREET:
                at = max(at, holds)
    return chain[at:]


def _serving(view: View, chain: Sequence[int], kinds: tuple[str, ...], day: int, only: set[int] | None) -> int:
    for area in chain:
        unit = serving(view, area, kinds, day)
        if unit >= 0 and (only is None or unit in only):
            return unit
    return -1
