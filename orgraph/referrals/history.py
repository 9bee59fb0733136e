"""The kept calls with what came of each: who said what, when."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from orgraph.results import NodeRef, Part, Result
from orgraph.stores.referrals import OUTCOMES, Outcome

if TYPE_CHECKING:
    from orgraph.graph import Graph


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


def history(graph: Graph, *, unit: str | None = None) -> HistoryResult:
    """All kept calls; unit: only those that named it or came to it (an id, or a part of a name)."""
    now = graph.at()
    view, record = now.view, graph.store.referrals

    def ref(id_: str) -> NodeRef:
        position = view.position(id_)
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
        for call in reversed(record.calls())]
    if unit:
        calls = [call for call in calls if any(unit == one.id or unit in one.name
                                               for one in (*call.units, *(word.unit for word in call.said)))]
    last = {(call.id, word.unit.id): word.outcome for call in calls for word in call.said}
    counted = Counter(last.values())
    return HistoryResult(as_of=now.day.isoformat(), generation=view.generation, calls=calls,
                         outcomes={name: counted[name] for name in OUTCOMES if counted[name]},
                         waiting=sum(not call.said for call in calls))
