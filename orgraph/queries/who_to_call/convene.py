"""Who must sit down together: a convener, a lead, supporting units; when they next meet and in which steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Literal

from orgraph.checked import Checked, whole
from orgraph.queries.refs import node_ref
from orgraph.queries.schedule import next_meeting, steps
from orgraph.queries.who_to_call.candidates import Found
from orgraph.queries.who_to_call.escalation import serving
from orgraph.queries.who_to_call.results import Convene
from orgraph.queries.who_to_call.routes import HERE
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary


class Convener(Checked):
    """One line of conveners.toml."""

    when: Literal["hard", "several-places", "task-force", "compound", "always"]
    kinds: tuple[str, ...]
    why: str


class _Conveners(Checked):
    """conveners.toml."""

    convener: tuple[Convener, ...]


OFFERS = 2  # units that come because they offer what is needed


@cache
def conveners() -> tuple[Convener, ...]:
    """The lines in order, checked."""
    return whole(HERE, "conveners.toml", _Conveners).convener


def convene(
    view: View,
    chain: Sequence[int],
    found: Sequence[Found],
    lead: Sequence[str],
    support: Sequence[str],
    *,
    matter_class: str,
    several_places: bool,
    basis: str,
    day: int,
) -> Convene | None:
    """The convening, or None where one unit is enough.

    chain : areas from the smallest that holds all places upwards. lead, support : kinds of unit that the matter needs.
    Of each the best candidate comes (of a hard matter's lead one at each level, the lowest first); units with an
    explicit duty for one of the topics come too.
    """
    hard = matter_class == "难事"
    units = _units(view, found, lead, support, hard=hard)
    if len(units) < 2 and not (hard or several_places):
        return None
    of_compound = bool(lead) and vocabulary().functions[lead[0]].level == "compound"
    compound = bool(chain) and view.kind(chain[0]) == "Compound" and (of_compound or matter_class in ("个事", "社事"))
    task_forces = {f.organization for f in found if view.kind(f.organization) == "TaskForce"}
    true = {
        "hard": hard,
        "several-places": several_places,
        "task-force": bool(task_forces),
        "compound": compound,
        "always": True,
    }
    convener, why, leads = -1, "", False
    for line in conveners():
        if true[line.when]:
            convener = _serving(view, chain, line.kinds, day, task_forces if line.when == "task-force" else None)
            if convener >= 0:
                # Inside a compound the branch that calls also leads; elsewhere who calls is not who acts.
                why, leads = line.why, line.when == "compound"
                break
    units = [*([convener] if leads else []), *(unit for unit in units if unit != convener)]
    props = view.props(convener) if convener >= 0 else {}
    meeting = next_meeting(str(props.get("schedule", "")), dt.date.fromordinal(day))
    members = [edge.subject for edge in view.edges(convener, "MEMBER", inbound=True, day=day)] if convener >= 0 else []
    return Convene(
        convener=None if convener < 0 else node_ref(view, convener),
        lead=node_ref(view, units[0]) if units else None,
        support=[node_ref(view, unit) for unit in units[1:]],
        members=[node_ref(view, m) for m in dict.fromkeys(members) if view.kind(m) != "Person"],
        basis=basis,
        why=why,
        next_meeting=meeting.isoformat() if meeting else None,
        steps=steps(str(props.get("workflow", ""))),
        levels=steps(str(props.get("consultation", ""))),
    )


def _units(view: View, found: Sequence[Found], lead: Sequence[str], support: Sequence[str], *, hard: bool) -> list[int]:
    """The best unit of each kind needed, and those whose duty is one of the topics; the leading one first."""
    place = {f.organization: number for number, f in enumerate(found)}
    functions = {unit: view.prop(unit, "function") for unit in place}

    def able(function: str) -> list[int]:
        # A department sits at the table itself, its field office only where there is no department.
        units = [unit for unit, performed in functions.items() if performed == function]
        return sorted(units, key=lambda unit: (view.kind(unit) == "FieldOffice", place[unit]))

    chosen = sorted(
        (unit for function in lead for unit in able(function)[: None if hard else 1]), key=place.__getitem__
    )
    chosen += [unit for function in support for unit in able(function)[:1]]
    duty = [f.organization for f in found if f.route.id == "duty" and view.kind(f.organization) != "TaskForce"]
    duty += [f.organization for f in found if f.route.id == "offer"][:OFFERS]
    first = [unit for unit in duty if found[0].organization == unit]
    return list(dict.fromkeys([*first, *chosen, *duty]))


def _serving(view: View, chain: Sequence[int], kinds: tuple[str, ...], day: int, only: set[int] | None) -> int:
    for area in chain:
        unit = serving(view, area, kinds, day)
        if unit >= 0 and (only is None or unit in only):
            return unit
    return -1
