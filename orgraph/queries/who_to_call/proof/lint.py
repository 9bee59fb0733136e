"""Whether every chain of calls ends at somebody: for every place and topic, before anybody has to call.

A chain is: the units that the routes lead to, in each whoever answers or stands in, then the ladder above the place.
Pairs of place and topic are many and their chains few: what an area adds to a chain is worked out once an area and
handed down to all that lies in it, as bits, one a topic or function.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from orgraph.dates import iso
from orgraph.queries.refs import node_ref
from orgraph.queries.scope import above
from orgraph.queries.who_to_call.proof.chains import Anchors, handed_down, reachable_bits
from orgraph.queries.who_to_call.proof.steps import Finding, found_at, with_stand_ins
from orgraph.queries.who_to_call.reaching.escalation import escalation, ladder
from orgraph.queries.who_to_call.topics import topics
from orgraph.results import NodeRef, Part, Result, Table, Tables
from orgraph.stores.base import View

Missing = Callable[[str], Mapping[int, str]]
"""Rule → ids of all its gaps by position of the focus; nothing where there is no such rule."""


ANSWERED = "place-reachable"


class LintHole(Part):
    """Something wrong in a chain, at a unit, post or place (`at`). what: a name in `steps.WORDS`.

    topics: of a place, how many topics end there at nobody. gap: id of the gap that coverage under `rule` gives to the
    same finding, if a rule asks for it.
    """

    what: str
    at: NodeRef
    message: str
    topics: int = 0
    rule: str | None = None
    gap: str | None = None


class LintResult(Result):
    """Every place × topic, by where its chain ends: at a unit of its own, on the ladder, or at nobody.

    holes: places at which a chain ends at nobody. weak: steps that hold nothing, though the chains past them go on;
    without: topics for which a place has no unit of its own that can be reached, with the number of such places.
    """

    query: str = "call-lint"
    places: int = 0
    topics: int = 0
    pairs: int = 0
    ends: dict[str, int] = {}
    holes: list[LintHole] = []
    weak: list[LintHole] = []
    counts: dict[str, int] = {}
    without: dict[str, int] = {}

    def answer(self) -> str:
        return (f"{self.places:,} 个地方 × {self.topics} 类事项，{len(self.holes)} 个地方没有人可找，另有弱环 "
                f"{len(self.weak)} 处 ({len(self.holes)} places end at nobody, {len(self.weak)} weak steps)")

    def tables(self) -> Tables:
        """holes: what is wrong, `weak` where the chain still goes on · ends: how many chains end where · without"""
        return {
            "holes": Table.of("what weak id name kind message topics rule gap", (
                [one.what, weak, one.at.id, one.at.name, one.at.kind, one.message, one.topics, one.rule, one.gap]
                for weak, many in ((False, self.holes), (True, self.weak)) for one in many),
                brief="weak name kind message topics"),
            "ends": Table.of("what count", self.ends.items()),
            "without": Table.of("topic_id count", self.without.items())}


def places_in(view: View, day: int, area: int | None) -> list[int]:
    """The places in an area (everywhere if None) on a day, itself among them."""
    lo, hi = (0, view.size) if area is None else view.inside(area)
    return [p for p in view.of_kind("Area", lo, hi).tolist() if view.alive(p, day)]


def lint(view: View, day: int, area: int | None, missing: Missing) -> LintResult:
    """All chains of the places in an area (everywhere if None) on a day."""
    began = time.perf_counter()
    places = places_in(view, day, area)
    areas = np.array(sorted({*places, *(p for p in above(view, area) if view.alive(p, day))}), np.int32)
    own = np.searchsorted(areas, np.array(places, np.int32))
    anchors = Anchors(view)
    units, bits = reachable_bits(view, areas, anchors, day)
    ends = _Ladder(view, areas, day)
    unmet: Counter[str] = Counter()
    open_: Counter[int] = Counter()
    alone = ends.nobody[own]
    for kind, at in _by_kind(view, areas[own]).items():
        mine = bits[own][at]
        for topic, needed in anchors.needed(kind).items():
            lacks = ~(mine & needed).any(axis=1)
            unmet[topic] += int(lacks.sum())
            open_.update(at[lacks & alone[at]].tolist())
    counted = sum(1 for topic in topics().values() if topic.lead)
    gaps = _Gaps(view, missing)
    holes = [_hole(view, places[number], count, day, gaps) for number, count in sorted(open_.items())]
    called = sorted(with_stand_ins(view, {*units, *ends.units}, day))
    found = (finding for unit in called for finding in found_at(view, unit, day))
    weak = [gaps.named(finding) for finding in found]
    nobody, without = sum(open_.values()), sum(unmet.values())
    return LintResult(
        as_of=iso(day) or "", generation=view.generation, area=None if area is None else node_ref(view, area),
        places=len(places), topics=counted, pairs=len(places) * counted,
        ends={"unit": len(places) * counted - without, "ladder": without - nobody, "nobody": nobody}, holes=holes,
        weak=weak, counts=dict(sorted(Counter(one.what for one in weak).items())),
        without={topics()[topic].zh: count for topic, count in unmet.most_common() if count},
        took_ms=round((time.perf_counter() - began) * 1000, 1))


def _by_kind(view: View, areas: npt.NDArray[np.int32]) -> dict[str, npt.NDArray[np.intp]]:
    """Where among the areas those of each kind are."""
    kinds = np.array([view.kind(area) for area in areas.tolist()], dtype=object)
    return {str(kind): np.flatnonzero(kinds == kind) for kind in dict.fromkeys(kinds.tolist())}


class _Ladder:
    """The rungs of every area. nobody: at which areas (by number) neither they nor any above can reach anybody."""

    def __init__(self, view: View, areas: npt.NDArray[np.int32], day: int) -> None:
        self.units: set[int] = set()
        own = np.zeros((len(areas), 1), np.uint64)
        for number, area in enumerate(areas.tolist()):
            for rung in escalation(view, [area], day):
                own[number] = rung.reachable
                unit = view.position(rung.organization.id)
                if unit != area:
                    self.units.add(unit)
        self.nobody: npt.NDArray[np.bool_] = handed_down(view, areas, own)[:, 0] == 0


class _Gaps:
    """Findings with the ids of the gaps that coverage sees in the same; each rule is asked once."""

    def __init__(self, view: View, missing: Missing) -> None:
        self._view = view
        self._missing = missing
        self._known: dict[str, Mapping[int, str]] = {}

    def of(self, rules: Sequence[str], focus: int) -> Iterator[tuple[str, str]]:
        """(rule, id of the gap) for those of the rules that have one at the focus."""
        for rule in rules:
            if rule not in self._known:
                self._known[rule] = self._missing(rule)
            if focus in self._known[rule]:
                yield rule, self._known[rule][focus]

    def named(self, finding: Finding) -> LintHole:
        """The finding as the result tells it."""
        rule, gap = next(self.of(finding.rules, finding.focus), (None, None))
        return LintHole(what=finding.what, at=node_ref(self._view, finding.at), message=finding.message, rule=rule,
                        gap=gap)


def _hole(view: View, place: int, count: int, day: int, gaps: _Gaps) -> LintHole:
    """A place at which chains end at nobody, with the gap that is nearest to it."""
    name = view.name(place)
    chain = [place, *view.path_of(place)]
    what, message = ("nobody", f"{name}往上各级都没有可联系的人") if escalation(view, chain, day) else (
        "no-unit", f"{name}往上没有登记任何单位")
    asked = [(ANSWERED, place), *((rule, area) for area in chain if (level := ladder().get(view.kind(area)))
                                  for rule in level.rules)]
    rule, gap = next((known for rule, area in asked for known in gaps.of((rule,), area)), (None, None))
    return LintHole(what=what, at=node_ref(view, place), message=message, topics=count, rule=rule, gap=gap)
