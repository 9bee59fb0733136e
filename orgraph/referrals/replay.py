"""Past cases over today's graph, and kept calls over today's program: what would be said now, and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgraph.errors import NotFound
from orgraph.queries.who_to_call.query import CONSIDERED
from orgraph.queries.who_to_call.results import CallResult, PersonRef
from orgraph.referrals.cases import PastCase
from orgraph.referrals.keeping import ask, fingerprint, units_of
from orgraph.referrals.versions import differing, versions
from orgraph.results import NodeRef, Part, Result, Table, Tables, percent
from orgraph.stores.referrals import Call

if TYPE_CHECKING:
    from orgraph.graph import Graph
    from orgraph.moment import Moment

DATA = "data"  # the generation is not there, or it says otherwise


class ReplayedCase(Part):
    """A past case now: who would be called, at which rank the unit that dealt with it stands (None: not among them).

    known: whether a unit of that name is there. unreachable: units before the first that can be reached, nobody in them
    and no number. nobody: the whole chain ends at nobody. warnings: what the answer wants known.
    """

    row: int
    text: str
    place: str
    day: str | None
    unit: str
    called: NodeRef | None
    person: PersonRef | None
    rank: int | None
    known: bool
    unreachable: list[NodeRef]
    nobody: bool
    warnings: list[str]


class ReplayedCall(Part):
    """A kept call now. same: the answer is the same to the bit; changed: names of what is another version than then."""

    id: str
    text: str
    same: bool
    changed: list[str]
    units: list[str]
    units_now: list[str]


class ReplayResult(Result):
    """What came out. top1, top3, mrr: over the cases whose unit is known; None where there are none."""

    query: str = "call-replay"
    cases: list[ReplayedCase] = []
    top1: float | None = None
    top3: float | None = None
    mrr: float | None = None
    unreachable: int = 0
    nobody: int = 0
    kept: list[ReplayedCall] = []
    same: int = 0

    def answer(self) -> str:
        top = "—" if self.top1 is None else percent(self.top1)
        return (f"{len(self.cases)} 件旧事，第一个就对 {top}，没有人可找 {self.nobody} 件 "
                f"({len(self.cases)} past cases, {self.nobody} without anybody)")

    def tables(self) -> Tables:
        """cases: from a file · kept: calls kept, and whether the answer is the same"""
        return {
            "cases": Table.of("row text place on unit organization_id organization person_id person rank known "
                              "nobody", (
                [one.row, one.text, one.place, one.day, one.unit, one.called.id if one.called else None,
                 one.called.name if one.called else None, one.person.id if one.person else None,
                 one.person.name if one.person else None, one.rank, one.known, one.nobody] for one in self.cases),
                brief="text place unit organization person rank"),
            "kept": Table.of("id text same changed units units_now", (
                [one.id, one.text, one.same, "、".join(one.changed), "、".join(one.units), "、".join(one.units_now)]
                for one in self.kept))}


def replay(graph: Graph, cases: Sequence[PastCase], *, as_of: str | dt.date | None = None) -> ReplayResult:
    """Past cases on a day (today by default), and every kept call on its own day, generation and record.

    Raises Forbidden for a caller with areas.
    """
    now = graph.unlimited().at(as_of)
    done = [_case(now, case) for case in cases]
    ranks = [one.rank for one in done if one.known]
    top1, top3, mrr = figures(ranks)
    kept = [_kept(graph, call) for call in graph.store.referrals.calls()]
    return ReplayResult(
        as_of=now.day.isoformat(), generation=now.view.generation, cases=done, top1=top1, top3=top3, mrr=mrr,
        unreachable=sum(bool(one.unreachable) for one in done), nobody=sum(one.nobody for one in done), kept=kept,
        same=sum(one.same for one in kept))


def figures(ranks: Sequence[int | None]) -> tuple[float | None, float | None, float | None]:
    """Share of ranks that are first, share among the first three, and the mean of 1 / rank (0 for None).

    >>> figures([1, 2, None, 4])
    (0.25, 0.5, 0.4375)
    """
    if not ranks:
        return None, None, None
    n = len(ranks)
    return (sum(rank == 1 for rank in ranks) / n, sum(rank is not None and rank <= 3 for rank in ranks) / n,
            sum(1 / rank for rank in ranks if rank) / n)


def solvers(now: Moment, name: str) -> set[str]:
    """Ids of the organisations that a name may mean."""
    view = now.view
    return set(view.ids(view.named([name])[0]))


def asked(now: Moment, case: PastCase) -> CallResult:
    """The answer to a past case, with every candidate that is weighed."""
    return now.who_to_call(case.text, at=case.place, top=CONSIDERED)


def _case(now: Moment, case: PastCase) -> ReplayedCase:
    result = asked(now, case)
    wanted = solvers(now, case.unit)
    first = result.candidates[0] if result.candidates else None
    dead: list[NodeRef] = []
    for one in result.candidates:
        if one.person or one.contact:
            break
        dead.append(NodeRef(id=one.organization.id, name=one.organization.name, kind=one.organization.classification))
    somebody = len(dead) < len(result.candidates) or any(rung.reachable for rung in result.escalation)
    return ReplayedCase(
        row=case.row, text=case.text, place=case.place, day=case.day.isoformat() if case.day else None,
        unit=case.unit, called=first and NodeRef(id=first.organization.id, name=first.organization.name,
                                                 kind=first.organization.classification),
        person=first.person if first else None, known=bool(wanted),
        rank=next((one.rank for one in result.candidates if one.organization.id in wanted), None), unreachable=dead,
        nobody=not somebody and not result.abstained, warnings=result.warnings)


def _kept(graph: Graph, call: Call) -> ReplayedCall:
    try:
        result = ask(graph, call)
    except NotFound:
        return ReplayedCall(id=call.id, text=call.text, same=False, changed=[DATA], units=list(call.units),
                            units_now=[])
    same = fingerprint(result) == call.answer
    changed = differing(call.versions, versions(graph.settings))
    return ReplayedCall(
        id=call.id, text=call.text, same=same, units=list(call.units), units_now=list(units_of(result)),
        changed=changed if same or changed else [DATA])
