"""Nobody is left at a dead end: what is missing at candidates and rungs, whom to turn to instead, and the warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from orgraph.queries.who_to_call.reaching.calendar import unknown
from orgraph.queries.who_to_call.reaching.escalation import HOTLINE, Asked, turn_to
from orgraph.queries.who_to_call.reaching.person import of_unit, others_in, vacancies
from orgraph.queries.who_to_call.results import CallResult, Candidate, Hole, Rung
from orgraph.stores.base import View


def reach_everyone(view: View, result: CallResult, day: int, asked: Asked) -> None:
    """Tell of each candidate who else there is and what is missing, and warn of what breaks the chain."""
    result.candidates = [_followed(view, one, result.escalation, day, asked) for one in result.candidates]
    result.warnings += list(dict.fromkeys(_warnings(result, asked)))


def _followed(view: View, one: Candidate, rungs: Sequence[Rung], day: int, asked: Asked) -> Candidate:
    unit = view.position(one.organization.id)
    who = of_unit(view, unit, day)
    reachable = one.person is not None or one.contact is not None
    return one.model_copy(update={
        "stand_ins": [*others_in(view, unit, one.person.id if one.person else "", day)],
        "holes": vacancies(view, unit, who, asked.gaps),
        "turn_to": None if reachable else turn_to(rungs, one.organization.id)})


def _warnings(result: CallResult, asked: Asked) -> Iterator[str]:
    for one in result.candidates:
        yield from _named(one.holes)
        if one.turn_to:
            yield (f"{one.organization.name}没有登记联系人和电话，请找{one.turn_to.organization.name} "
                   f"(nobody to reach at {one.organization.name}: turn to {one.turn_to.organization.name})")
    rungs = result.escalation
    for rung in rungs:
        yield from _named(rung.holes)
    for rung, above in pairwise(rungs):
        if not rung.reachable:
            yield (f"{rung.organization.name}无人可接，直接转{above.organization.name} "
                   f"(nobody at {rung.organization.name}: go on to {above.organization.name})")
    if not any(rung.reachable for rung in rungs[-1:]):
        yield f"再往上没有可联系的人，请转{HOTLINE} (nobody further up, call {HOTLINE})"
    clocks = [dt.datetime.fromisoformat(rung.due) for rung in rungs if not asked.emergency]
    if result.convene and result.convene.whistle:
        clocks.append(dt.datetime.fromisoformat(result.convene.whistle.due))
    for year in unknown(asked.at.date(), max(clocks, default=asked.at).date()):
        yield f"{year}年的放假安排还没有收录，时限按周一至周五推算 (holidays of {year} not known yet)"


def _named(holes: Sequence[Hole]) -> Iterator[str]:
    return (f"{hole.message}（缺口 {hole.gap}） (coverage gap {hole.gap})" for hole in holes if hole.gap)
