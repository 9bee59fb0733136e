"""Patterns and links asked of the server: the same as a snapshot finds, in the same order, with the same facts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from cities import FILES, days
from hypothesis import given, settings
from hypothesis import strategies as st
from neo4j_server import Server
from neo4j_server.fixture import emptied
from neo4j_server.running import USER
from patterns.test_meaning import HAND_WRITTEN, MANY, Case, cases

from orgraph.config import Settings
from orgraph.patterns import Pattern, parse
from orgraph.stores.base import Bits, Ladder, Match, Positions, View
from orgraph.stores.neo4j import Neo4jStore
from orgraph.stores.neo4j.pushed.cypher import matches_of, nodes_of, pairs_of, ways_of
from orgraph.stores.neo4j.pushed.links import number_of, place_of
from orgraph.stores.neo4j.pushed.view import PushedView
from orgraph.stores.snapshot.view import SnapshotView

EXAMPLES = max(settings().max_examples // 4, 12)  # each asks a server some hundred questions
COMPARED = 40  # matches with all that their links say
INJECTED = "0 OR 1=1 }) DETACH DELETE n //"


@given(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.integers(-2**63, 2**63 - 1))
def test_a_number_says_which_link_it_is(subject: int, object_: int, start: int, key: int) -> None:
    assert place_of(number_of(subject, object_, start, key)) == (subject, object_, start, key)
    assert number_of(subject + 1, 0, 0, 0) > number_of(subject, object_, start, key)
    assert number_of(subject, object_, start, -1) > number_of(subject, object_, start, key & 2**63 - 1)


def test_values_are_parameters() -> None:
    pattern = parse(f'(a:Organization)-[m:MEMBER]->(b) WHERE m.role CONTAINS "{INJECTED}" AND a.phone = "{INJECTED}"')
    for query in (nodes_of(pattern, "a", focus="a"), pairs_of(pattern, "a", "b"),
                  matches_of(pattern, ["a"], anytime=False), ways_of(Ladder(parse("(a)"), (), (pattern,)), "a")):
        assert "DELETE" not in query.text
        assert list(query.parameters.values()) == [INJECTED, INJECTED]


def ways(view: View, matches: Sequence[Match]) -> list[Any]:
    """Matches with their links: what each says, and the days of all."""
    found = []
    for match in matches:
        steps = []
        for step in match.steps:
            edge = None if step.link < 0 else view.edge(step.type, step.link)
            steps.append((step.type, step.subject, step.object,
                          None if edge is None else (edge.start, edge.end, dict(edge.props), edge.source)))
        found.append((sorted(match.nodes.items()), steps, view.span(match)))
    return found


def by_pattern(view: View, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int) -> dict[int, list[int]]:
    """What `first_ways` says, one pattern after another: of each node the days of each way."""
    every = np.arange(lo, hi, dtype=np.int32)
    left = view.holding(ladder.meant, focus, days, every)
    for pattern in ladder.left_out:
        left = left & ~view.holding(pattern, focus, days, every)
    ways = []
    for pattern in ladder.ways:
        ways.append(left & view.holding(pattern, focus, days, every))
        left = left & ~ways[-1]
    return shown(every, [*ways, left])


def shown(foci: Positions, ways: Sequence[Bits]) -> dict[int, list[int]]:
    """Days of each way by node, of nodes that have any."""
    found = {focus: list(days) for focus, *days in zip(foci.tolist(), *(way.tolist() for way in ways), strict=True)}
    return {focus: days for focus, days in found.items() if any(days)}


def compare(here: View, there: View, pattern: Pattern, day: int) -> None:
    """Everything that a view can be asked of a pattern."""
    first = next(iter(pattern.nodes))
    every = here.select(parse("(x)"), "x", day)
    half = every[::2]
    for name in pattern.nodes:
        for asked in (lambda view: view.select(pattern, name, day), lambda view: view.among(pattern, name, day, half),  # noqa: B023
                      lambda view: view.holding(pattern, name, (day, day + 2, day + 9), every)):  # noqa: B023
            assert asked(here).tolist() == asked(there).tolist()
        one, other = here.pairs(pattern, first, name, day, every), there.pairs(pattern, first, name, day, every)
        assert Counter(zip(*map(list, one), strict=True)) == Counter(zip(*map(list, other), strict=True))
    *_, last = pattern.nodes
    lost = half[:1].tolist()
    for most, many in ((1, 0), (len(half), 0), (MANY, MANY)):  # by the kinds, by all but some, by ids and pairs
        with (patch(f"{PushedView.__module__}.MOST_IDS", most),
              patch(f"{SnapshotView.__module__}.MANY_SPARED", many)):
            for asked in (lambda view: view.reached(pattern, first, last, day, half),
                          lambda view: view.among(pattern, last, day, every[1:]),
                          lambda view: view.sparing(pattern, first, last, day, every, lost)):
                assert asked(here).tolist() == asked(there).tolist()
    named, only = parse(f"({first})"), parse(f"({first}:Organization)")
    for ladder, lo in ((Ladder(named, (), (only, pattern)), 0), (Ladder(pattern, (only,), ()), here.size // 3),
                       (Ladder(only, (pattern,), (named,)), 0)):
        asked = (day, day + 2, day + 9)
        told = there.first_ways(ladder, first, asked, lo, here.size)
        assert told is not None
        assert shown(*told) == by_pattern(here, ladder, first, asked, lo, here.size)
        counted = [[int(np.count_nonzero(bits >> n & 1)) for n in range(len(asked))] for bits in told[1]]
        counts = there.count_ways(ladder, first, asked, lo, here.size)
        assert counts == counted or (counts is None and lo)  # a range that may be no area's
    for anytime in (False, True):
        found, same = (view.matches(pattern, {}, day, MANY, anytime=anytime) for view in (here, there))
        assert len(found) == len(same)
        assert ways(here, found[:COMPARED]) == ways(there, same[:COMPARED])
        starts = list(dict.fromkeys(match.nodes[first] for match in found))[:3]
        there.ahead([pattern], first, starts[1:], day, anytime=anytime)
        for start in starts:
            found, same = (view.matches(pattern, {first: start}, day, 3, anytime=anytime) for view in (here, there))
            assert ways(here, found) == ways(there, same)


@pytest.mark.slow
def test_random_cities(neo4j_server: Server, tmp_path: Path) -> None:
    """Each city is a generation; what a view of the server finds of random patterns is what a snapshot of it finds."""
    account = {"neo4j_user": USER, "neo4j_password": neo4j_server.password, "cache": tmp_path}
    url = emptied(neo4j_server)
    snapshots, server = (Neo4jStore(url, Settings(neo4j_reads=reads, **account)) for reads in ("snapshot", "server"))

    @settings(max_examples=EXAMPLES)
    @given(case=cases(), day=days, text=st.sampled_from(HAND_WRITTEN), data=st.data())
    def same(case: Case, day: dt.date, text: str, data: st.DataObject) -> None:
        with snapshots.begin("a city", FILES) as load:
            load.put(case[0])
            load.activate()
        ordinal = day.toordinal()
        here, there = (store.view().on(ordinal) for store in (snapshots, server))
        assert here.size == there.size
        for pattern in (case[1], parse(text)):
            compare(here, there, pattern, ordinal)
        areas = here.of_kind("Area").tolist()
        if areas:
            inside = here.inside(data.draw(st.sampled_from(areas)))
            first = next(iter(case[1].nodes))
            assert here.select(case[1], first, ordinal, *inside).tolist() == there.select(
                case[1], first, ordinal, *inside).tolist()

    same()
    snapshots.close()
    server.close()
