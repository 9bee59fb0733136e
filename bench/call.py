"""Who to call: units for random places and topics against two peers, and whole answers to sentences, part by part."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from call_texts import calls
from cover import DATES, SMALL
from region import DAY, SEED, Region
from sql import in_sqlite
from tables import Tables
from timing import OURS, Report, Timing, each
from walk_call import Question, Search, Statements

import orgraph
from orgraph.moment import Moment
from orgraph.queries.who_to_call import query
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.units import candidates
from orgraph.queries.who_to_call.units.candidates import Anchor, collect
from orgraph.stores.base import View

ASKED = 2000
CANDIDATES = "call candidates"
SIX = ("duty", "offer", "alliance", "met", "resident-unit", "usual")  # the routes that the peers know
WARM = 100  # questions of each way that come before those that count
PARTS = {"place": ("resolve",), "understanding": ("understand",), "candidates": ("collect", "with_stand_ins", "ranked"),
         "convening": ("convene",), "escalation": ("escalation",), "stand-ins, warnings": ("reach_everyone",)}
"""The parts of an answer: functions as the query calls them."""


def call_bench(report: Report, region: Region, tables: Tables) -> None:
    """Add p50 and p99 of the units found, twice (the second time from orgraph's cache), and of whole answers."""
    random = Random(SEED)
    view = orgraph.open(region.url).at(DAY).view
    questions, ours = asked_of(view, tables, random)
    with only(SIX):
        right = collected(report, f"{CANDIDATES}, six routes", view, ours, tables)
    other = orgraph.open(region.url).at(DAY)  # a view whose cache knows nothing of six routes
    collected(report, f"{CANDIDATES}, all routes", other.view, ours, tables)
    with tempfile.TemporaryDirectory() as folder:
        lite = in_sqlite(tables, str(Path(folder) / "peer.sqlite"))
        timing = each(Statements(lite, DATES), questions)
        report.add(f"{CANDIDATES}, six routes", "SQLite, 6 statements", timing, tail=True, equal=timing.result == right)
        lite.close()
    if len(tables.nodes) <= SMALL:
        timing = each(Search(tables, DATES), questions)
        report.add(f"{CANDIDATES}, six routes", "networkx", timing, tail=True, equal=timing.result == right)

    whole_answers(report, orgraph.open(region.url).at(DAY), random)


def asked_of(view: View, tables: Tables, random: Random, count: int = ASKED
             ) -> tuple[list[Question], list[tuple[list[int], list[Anchor]]]]:
    """So many pairs of a place and a topic, as the peers and as `collect` want them."""
    places = [*view.of_kind("Compound").tolist(), *view.of_kind("Community").tolist()]
    known = [topic for topic in topics().values() if topic.lead and view.position(f"t-{topic.id}") >= 0]
    questions: list[Question] = []
    ours: list[tuple[list[int], list[Anchor]]] = []
    for place, topic in [(random.choice(places), random.choice(known)) for _ in range(count)]:
        chain = [place, *view.path_of(place)]
        functions = [f"f-{name}" for name in (*topic.lead, *topic.support)]
        questions.append(Question(tuple(_numbers(view, chain, tables)), tables.number[f"t-{topic.id}"],
                                  tuple(tables.number[name] for name in functions)))
        position = view.position(f"t-{topic.id}")
        anchors = [Anchor(position, "topic", 1.0, False, position)]
        anchors += [Anchor(view.position(name), "function", 0.5, False, position) for name in functions]
        ours.append((chain, anchors))
    return questions, ours


@contextmanager
def only(names: Collection[str]) -> Iterator[None]:
    """Only these routes meanwhile: the peers were taught no others."""
    before = candidates.routes
    candidates.routes = lambda: tuple(route for route in before() if route.id in names)
    candidates._routes_at.cache_clear()
    try:
        yield
    finally:
        candidates.routes = before
        candidates._routes_at.cache_clear()


def collected(report: Report, what: str, view: View, asked: Sequence[tuple[list[int], list[Anchor]]], tables: Tables,
              engine: str = OURS, right: list[set[int]] | None = None) -> list[set[int]]:
    """The units found as numbers, timed twice: as they are asked for first, and from the cache."""
    collect(view, *asked[0], DATES)
    first = each(lambda one: collect(view, *one, DATES), asked)
    again = each(lambda one: collect(view, *one, DATES), asked)
    units = [set(_numbers(view, [found.organization for found in answer], tables)) for answer in first.result]
    equal = None if right is None else units == right
    mean = sum(map(len, units)) / len(units)
    report.add(what, engine, first, tail=True, equal=equal, note=f"{len(asked)} pairs, {mean:.1f} units each")
    report.add(f"{what}, asked again", engine, again, tail=True, note="from the cache of routes")
    return units


def whole_answers(report: Report, now: Moment, random: Random) -> None:
    """Add p50 and p99 of whole answers by how the place is said, and of each part of them."""
    for way, asked in calls(now.view, random, ASKED).items():
        for call in asked[:WARM]:
            now.who_to_call(call.text, at=call.at)
        with stopwatch() as parts:
            whole = each(lambda call: (parts.begin(), now.who_to_call(call.text, at=call.at)), asked[WARM:])
        load = f"load average {os.getloadavg()[0]:.1f}"
        report.add(f"call, {way}", OURS, whole, tail=True, note=f"{len(whole.seconds)} different texts, {load}")
        for part, seconds in parts.seconds.items():
            report.add(f"call, {way}: {part}", OURS, Timing(tuple(seconds), None), tail=True)


class Parts:
    """Seconds that each part of each answer took."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {part: [] for part in PARTS}

    def begin(self) -> None:
        """Another answer begins."""
        for seconds in self.seconds.values():
            seconds.append(0.0)

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time added to the part of the answer at hand."""
        def run(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds[part][-1] += time.perf_counter() - began
        return run


@contextmanager
def stopwatch() -> Iterator[Parts]:
    """Times the parts of every answer given meanwhile."""
    parts, before = Parts(), dict(vars(query))
    for part, names in PARTS.items():
        for name in names:
            setattr(query, name, parts.timed(part, before[name]))
    try:
        yield parts
    finally:
        for names in PARTS.values():
            for name in names:
                setattr(query, name, before[name])


def _numbers(view: View, positions: list[int], tables: Tables) -> list[int]:
    return [tables.number[entity] for entity in view.ids(positions)]
