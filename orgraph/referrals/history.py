"""The kept calls with what came of each: who said what, when."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from orgraph.queries.areas import locate
from orgraph.queries.entity import ANY
from orgraph.queries.scope import HIDDEN, may_ask, whole
from orgraph.queries.who_to_call.place import resolve
from orgraph.results import NodeRef, Part, Result, Table, Tables
from orgraph.stores.referrals import OUTCOMES, Call, Outcome

if TYPE_CHECKING:
    from orgraph.graph import Graph
    from orgraph.moment import Moment


class Said(Part):
    """One word on a call: its outcome at a unit, on which day, and who put it on record when."""

    unit: NodeRef
    outcome: str
    day: str
    reason: str
    better: NodeRef | None
    satisfied: int | None
    by: str
    at: str


class KeptCall(Part):
    """A kept call, the units that were named, best first, and every word on it in order."""

    id: str
    text: str
    places: list[str]
    as_of: str
    generation: int
    units: list[NodeRef]
    by: str
    at: str
    said: list[Said]


class HistoryResult(Result):
    """Kept calls, the newest first. outcomes: by the last word on each call at each unit; waiting: without any."""

    query: str = "call-history"
    calls: list[KeptCall] = []
    outcomes: dict[str, int] = {}
    waiting: int = 0

    def answer(self) -> str:
        calls = len(self.calls)
        return f"{calls} 次转办，{self.waiting} 次还没有回音 ({calls} calls, {self.waiting} waiting)"

    def tables(self) -> Tables:
        """calls · said: every word on them"""
        return {
            "calls": Table.of("id text place on generation units by at", (
                [one.id, one.text, "、".join(one.places), one.as_of, one.generation,
                 "、".join(unit.name for unit in one.units), one.by, one.at] for one in self.calls),
                brief="text place on units"),
            "said": Table.of("id organization_id organization outcome on reason better satisfied by at", (
                [one.id, said.unit.id, said.unit.name, said.outcome, said.day, said.reason,
                 said.better.name if said.better else None, said.satisfied, said.by, said.at]
                for one in self.calls for said in one.said))}


def mine(now: Moment, call: Call) -> bool:
    """Whether the caller may know of a kept call: whether the places that it was about, as the whole graph knows them,
    lie in their areas."""
    if not now.scope.areas:
        return True
    view, day = whole(now.view), now.day.toordinal()
    near = locate(view, call.near, ANY) if view.position(call.near) >= 0 else -1
    asked = [(place, True) for place in call.places if place] or [(call.text, False)]
    found = [resolve(view, text, day, near=near, given=given) for text, given in asked]
    return all(there and all(may_ask(now.view, where.position) for where in there) for there in found)


def history(graph: Graph, *, unit: str | None = None) -> HistoryResult:
    """All kept calls; unit: only those that named it or came to it (an id, or a part of a name).

    A caller with areas is told of calls about places in these.
    """
    now = graph.at()
    view, record = now.view, graph.store.referrals

    def ref(id_: str) -> NodeRef:
        position = view.position(id_)
        if position < 0 and graph.scope.areas:
            return NodeRef(id="", name=HIDDEN)
        return NodeRef(id=id_, name=id_ if position < 0 else view.name(position),
                       kind="" if position < 0 else view.kind(position))

    said: defaultdict[str, list[Outcome]] = defaultdict(list)
    for one in record.outcomes():
        said[one.call].append(one)
    calls = [KeptCall(
        id=call.id, text=call.text, places=list(call.places), as_of=call.as_of.isoformat(),
        generation=call.generation, units=[ref(id_) for id_ in call.units], by=call.by,
        at=call.at.isoformat(timespec="seconds"), said=[Said(
            unit=ref(one.unit), outcome=one.outcome, day=one.day.isoformat(), reason=one.reason,
            better=ref(one.better) if one.better else None, satisfied=one.satisfied, by=one.by,
            at=one.at.isoformat(timespec="seconds")) for one in said[call.id]])
        for call in reversed(record.calls()) if mine(now, call)]
    if unit:
        calls = [call for call in calls if any(unit == one.id or unit in one.name
                                               for one in (*call.units, *(word.unit for word in call.said)))]
    last = {(call.id, word.unit.id): word.outcome for call in calls for word in call.said}
    counted = Counter(last.values())
    return HistoryResult(as_of=now.day.isoformat(), generation=view.generation, calls=calls,
                         outcomes={name: counted[name] for name in OUTCOMES if counted[name]},
                         waiting=sum(not call.said for call in calls))
