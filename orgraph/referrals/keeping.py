"""Keeping a call, and what people say came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import orjson

from orgraph.dates import as_day
from orgraph.errors import NotFound, UsageError
from orgraph.masks import without_contacts
from orgraph.queries.areas import locate
from orgraph.queries.scope import EVERYWHERE, may_name
from orgraph.queries.who_to_call.results import CallResult
from orgraph.referrals.history import mine
from orgraph.referrals.versions import versions
from orgraph.stores.referrals import OUTCOMES, Call, Outcome

if TYPE_CHECKING:
    from orgraph.graph import Graph
    from orgraph.stores.base import View

_SAID = {zh: name for name, zh in OUTCOMES.items()}
BEST = 5


def keep(graph: Graph, text: str, *, at: Sequence[str] = (), near: str = "", as_of: str | dt.date | None = None,
         generation: int | None = None, asked_at: str = "", top: int = BEST, by: str = "", now: dt.datetime
         ) -> tuple[Call, CallResult]:
    """Ask whom to call and keep the question with its answer.

    What is kept is what is asked: whatever somebody could be reached by is starred in the text and the places before.
    The answer given is the caller's; the one on record is the whole one, so that it can be compared with later ones.
    """
    record, open_ = graph.store.referrals, graph.within(EVERYWHERE)
    near = _near(graph, near, as_of)
    asked = Call(id="", text=without_contacts(text), places=_places(graph, at), near=near,
                 as_of=as_day(as_of), asked_at=asked_at, top=top, generation=generation or 0, known=record.known(),
                 versions=versions(graph.settings), answer="", units=(), topics=(), by=by, at=now)
    given = ask(graph, asked)
    result = given if graph is open_ else ask(open_, asked)
    key = "\x1f".join((asked.text, *asked.places, near, by, now.isoformat(), fingerprint(result)))
    call = replace(asked, id="k-" + blake2b(key.encode(), digest_size=6).hexdigest(), generation=result.generation,
                   answer=fingerprint(result), units=units_of(result),
                   topics=tuple(topic.id for topic in result.topics))
    record.keep(call)
    return call, given.model_copy(update={"kept": call.id})


def _near(graph: Graph, near: str, as_of: str | dt.date | None) -> str:
    """Where the caller is, so that it means the same to whoever answers for everything."""
    now = graph.at(as_of)
    area = now.area(near)[0] if graph.scope.areas else None
    return near if area is None else now.view.ids([area])[0]


def ask(graph: Graph, call: Call) -> CallResult:
    """Ask what a kept call asked, of the same generation, on the same day, with as many outcomes known."""
    now = graph.at(call.as_of, call.generation or None, known=call.known)
    return now.who_to_call(call.text, at=call.places, near=call.near or None, top=call.top,
                           asked_at=call.asked_at or None)


def _places(graph: Graph, at: Sequence[str]) -> tuple[str, ...]:
    """The places as they are kept; codes and ids that the graph knows are no numbers of people's."""
    view = graph.at().view
    return tuple(place if found or view.position(place) >= 0 else without_contacts(place)
                 for place, found in zip(at, view.named(at), strict=True))


def _unit(view: View, name: str) -> int:
    """The unit that a name means, which may be any that the caller was told to call. Raises NotFound, Ambiguous."""
    position = locate(view, name, ("Organization",), beyond=True)
    if not may_name(view, position):
        raise NotFound(f"找不到：{name} (not found)", hint="orgraph find 名称")
    return position


def fingerprint(result: CallResult) -> str:
    """A hash of everything in an answer but the time that it took."""
    answer = orjson.dumps(result.to_dict() | {"took_ms": 0}, option=orjson.OPT_SORT_KEYS)
    return blake2b(answer, digest_size=16).hexdigest()


def units_of(result: CallResult) -> tuple[str, ...]:
    """Ids of the candidates, the best first."""
    return tuple(one.organization.id for one in result.candidates)


def say(graph: Graph, call: str, *, unit: str, outcome: str, on: str | dt.date | None = None, reason: str = "",
        better: str = "", satisfied: int | None = None, by: str = "", now: dt.datetime) -> Outcome:
    """Put on record what came of a kept call at a unit (ids, names or paths).

    outcome: a key or word of OUTCOMES; on: the day, by default today; satisfied: 1 to 5, of what was solved. Raises
    UsageError for a refusal without a reason, NotFound or Ambiguous for the call or a unit.
    """
    outcome = _SAID.get(outcome, outcome)
    if outcome not in OUTCOMES:
        raise UsageError(f"没有这种结果：{outcome} (no such outcome)",
                         hint="、".join(f"{name} {zh}" for name, zh in OUTCOMES.items()))
    if outcome == "refused" and not reason.strip():
        raise UsageError("退回要写原因 (a refusal needs a reason)", hint="--reason 原因，知道该归谁就加 --better 单位")
    if better and outcome != "refused":
        raise UsageError("退回时才说更合适的单位 (a better unit goes with a refusal)")
    if satisfied is not None and (outcome not in ("solved", "unsolved") or not 1 <= satisfied <= BEST):
        raise UsageError("满意度是 1 到 5，办完才有 (satisfied is 1 to 5, of what was dealt with)")
    now_ = graph.at()
    if graph.scope.areas and not any(one.id == call and mine(now_, one) for one in graph.store.referrals.calls()):
        raise NotFound(f"没有留存这次派单：{call} (no such call)", hint="orgraph call history")
    view = now_.view
    id_of = {name: view.ids([_unit(view, name)])[0] for name in (unit, better) if name}
    said = Outcome(call=call, unit=id_of[unit], outcome=outcome, day=as_day(on),
                   reason=without_contacts(reason.strip()), better=id_of.get(better, ""), satisfied=satisfied, by=by,
                   at=now)
    graph.store.referrals.add(said)
    return said
