"""The record of a unit: past cases in the data, and what came of kept calls. It orders units, and never hides one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgraph.dates import DAY_MIN, iso
from orgraph.patterns import parse
from orgraph.queries.remembered import remembered
from orgraph.queries.scope import within
from orgraph.queries.who_to_call.units.routes import Reliability
from orgraph.stores.base import View
from orgraph.stores.referrals import Call, Outcome

YEAR = 365
TIMED = 200  # solved cases of the last year whose time is looked up
FEW = 100
SATISFIED = 3  # of 5
_HANDLED = parse("(o:Organization)-[:HANDLED]->(c:Case)")
_SOLVED = parse('(o:Organization)-[:HANDLED]->(c:Case {status: "done"})')
_OPEN = parse('(o:Organization)-[:HANDLED]->(c:Case {status: "open"})')
_RECENT = parse(f'(o:Organization)-[:HANDLED]->(c:Case {{status: "done"}}) WHERE c.closed_on >= as_of - {YEAR}')
_KEPT = 200_000  # units and days whose tally is kept a view


@dataclass(slots=True)
class Tally:
    """Cases of a unit: closed, solved among them (a dissatisfied one counts for less), still open; of those `timed` the
    days to the solution, together."""

    closed: float = 0
    solved: float = 0
    open: int = 0
    timed: int = 0
    days: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.closed + other.closed, self.solved + other.solved, self.open + other.open,
                     self.timed + other.timed, self.days + other.days)


NOTHING = Tally()


@remembered(_KEPT)
def in_data(view: View, unit: int, day: int) -> Tally:
    """The tally of the cases that the data know on a day, of those that the caller may ask about."""
    here = within(view, 0, view.size)
    cases = [case for case in view.neighbours(unit, "HANDLED", inbound=False, day=day) if case in here]
    return (_of_few if len(cases) <= FEW else _of_many)(view, unit, cases, day)


def _of_few(view: View, _unit: int, cases: Sequence[int], day: int) -> Tally:
    """Case by case, which for few is quicker than matching patterns."""
    there = [(case, view.prop(case, "status")) for case in cases if view.alive(case, day)]
    done = [case for case, status in there if status == "done"]
    still = sum(status == "open" for _, status in there)
    recent = [case for case in done if (view.prop(case, "closed_on") or "") >= str(iso(day - YEAR))]
    return _timed(view, Tally(len(there) - still, len(done), still), recent)


def _of_many(view: View, unit: int, _cases: Sequence[int], day: int) -> Tally:
    start, here = np.array([unit], np.int32), within(view, 0, view.size)
    found = [view.pairs(pattern, "o", "c", day, start)[1] for pattern in (_HANDLED, _SOLVED, _OPEN, _RECENT)]
    handled, solved, still, recent = (cases[here.holds(cases)] for cases in found)
    return _timed(view, Tally(len(handled) - len(still), len(solved), len(still)), recent.tolist())


def _timed(view: View, tally: Tally, recent: Sequence[int]) -> Tally:
    for case in sorted(recent)[-TIMED:]:
        began, _ = view.lifetime(case)
        if began != DAY_MIN:
            closed = dt.date.fromisoformat(view.prop(case, "closed_on")).toordinal()
            tally.timed += 1
            tally.days += max(closed - began, 0)
    return tally


class Past:
    """What came of the kept calls by a day, by unit and by unit and first topic.

    The last word on a call at a unit holds. Who was named as the better unit for a topic has one more to its credit
    there, and nothing overall: it has not solved anything yet.
    """

    def __init__(self, calls: Sequence[Call] = (), outcomes: Sequence[Outcome] = (), day: dt.date = dt.date.max,
                 dissatisfied: float = 1.0) -> None:
        known = {call.id: call for call in calls}
        self._of: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)
        last = {(one.call, one.unit): one for one in outcomes if one.day <= day and one.call in known}
        for one in last.values():
            call = known[one.call]
            topic = call.topics[0] if call.topics else ""
            for key in {(one.unit, ""), (one.unit, topic)}:
                self._count(self._of[key], one, call, dissatisfied)
            if one.better and topic:
                named = self._of[one.better, topic]
                named.closed += 1
                named.solved += 1

    @staticmethod
    def _count(tally: Tally, one: Outcome, call: Call, dissatisfied: float) -> None:
        if one.outcome == "accepted":
            tally.open += 1
            return
        tally.closed += 1
        if one.outcome == "solved":
            tally.solved += dissatisfied if one.satisfied is not None and one.satisfied < SATISFIED else 1.0
            tally.timed += 1
            tally.days += max((one.day - call.as_of).days, 0)

    def of(self, unit: str, topic: str = "") -> Tally:
        """The tally of a unit (its id), overall or of one topic (its id in the catalogue)."""
        return self._of.get((unit, topic), NOTHING)


NO_PAST = Past()


def reliability(tally: Tally, like: Tally, weights: Reliability) -> float:
    """How reliably a unit solves what it is given, 0 to 1, from its tally and that of calls about the same topic."""
    share = (tally.solved + weights.prior * weights.strength) / (tally.closed + weights.strength)
    share = (like.solved + share * weights.strength) / (like.closed + weights.strength)
    days = (tally.days + weights.usual_days * weights.strength) / (tally.timed + weights.strength)
    return float(share * min(1.0, weights.usual_days / days) ** weights.slow)


def load(own: float, peers: Sequence[float], spare: float) -> float:
    """How free a unit is, 0 to 1, from the open cases a head of it and of its peers (itself among them).

    >>> load(0, [0, 4], 3.0), load(5, [5, 5], 3.0) > load(10, [10, 0], 3.0)
    (1.0, True)
    """
    return 1.0 / (1.0 + own / (sum(peers) / len(peers) + spare))
