"""Patterns on random cities: select, among, pairs and matches find what trying everything finds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from unittest.mock import patch

import pytest
from cities import cities, days
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import graph as plain
from reference import match as slow
from stores.memory import view_of

from orgraph.model import Record
from orgraph.patterns import Pattern, parse
from orgraph.stores.base import Match, Step, View

from .strategy import patterns

MANY = 1_000_000
HAND_WRITTEN = (
    "(v0:Compound)",
    ("(v0:Compound)-[:WITHIN]->(v1:Community), (v0)<-[:SERVES]-(:PropertyFirm)<-[:MEMBER]-(v2:Person)-[:MEMBER]->"
     "(:PartyOrganization)-[:SERVES]->(v1)"),
    "(v0:Organization)<-[:MEMBER]-(v1:Person)-[:MEMBER]->(v2:Organization) WHERE v0 <> v2",
    "(v0)<-[:MEMBER]-(v1:Person)-[:MEMBER]->(v2) WHERE v0 <> v2",
    "(v0:Organization)-[:MEMBER]->(v0)",
    "(v0:Area)-[:WITHIN]->(v1:Area)-[:WITHIN]->(v2:Area), (v0)-[:WITHIN]->(v2)",
    "(v0)-[:WITHIN]->(v1), (v2)-[:WITHIN]->(v1) WHERE v0 <> v2",
    "(v0:Compound), (v1:Person {party_member: true})",
    "(v0:Compound), (v1:Person)-[:MEMBER]->(v2) WHERE v0 <> v2",
    "(v0:Post)<-[:HOLDS]-(v1:Person)-[m:MEMBER]->(v2), (v0)-[:POST_IN]->(v2)",
    '(v0)-[r:MEMBER|INSTRUCTS|SERVES]->(v1) WHERE r.role CONTAINS "书记"',
    "(v0:Organization)-[:SERVES|WITHIN]->(v1:Area)",
    "(v0) WHERE v0.end > as_of + 3 AND v0.start <= as_of",
)


Case = tuple[tuple[Record, ...], Pattern]


def cases(*, tests: bool = True) -> st.SearchStrategy[Case]:
    """A city and a pattern for it."""
    return cities().flatmap(lambda records: st.tuples(st.just(records), patterns(records, tests=tests).map(parse)))


def positions(view: View, nodes: Iterable[str]) -> list[int]:
    return sorted(view.position(node) for node in nodes)


def step_key(view: View, step: Step) -> tuple[object, ...]:
    source = None if step.link < 0 else view.edge(step.type, step.link).source
    return step.type, step.subject, step.object, source


def found_key(view: View, found: slow.Found) -> tuple[object, ...]:
    steps = sorted(((t, view.position(s), view.position(o), tie.source) for t, s, o, tie in found.links), key=str)
    return tuple(sorted((n, view.position(node)) for n, node in found.nodes.items())), tuple(steps)


def match_key(view: View, found: Match) -> tuple[object, ...]:
    steps = sorted((step_key(view, s) for s in found.steps), key=str)
    return tuple(sorted((n, int(p)) for n, p in found.nodes.items())), tuple(steps)


def check(records: tuple[Record, ...], pattern: Pattern, day: dt.date) -> None:
    view, graph, ordinal = view_of(records), plain.build(records), day.toordinal()
    expected = list(slow.matches(graph, pattern, day))
    for name in pattern.nodes:
        wanted = positions(view, {found.nodes[name] for found in expected})
        assert view.select(pattern, name, ordinal).tolist() == wanted
        everything = view.select(parse("(v0)"), "v0", ordinal)
        assert view.among(pattern, name, ordinal, everything).tolist() == wanted
        assert view.among(pattern, name, ordinal, everything[::2]).tolist() == [
            p for p in wanted if p in everything[::2]]
    first = next(iter(pattern.nodes))
    start = view.select(parse("(v0)"), "v0", ordinal)
    for name in pattern.nodes:
        half = start[::2]
        assert view.reached(pattern, first, name, ordinal, half).tolist() == positions(
            view, {f.nodes[name] for f in expected if view.position(f.nodes[first]) in half})
        a, b = view.pairs(pattern, first, name, ordinal, start)
        assert Counter(zip(a.tolist(), b.tolist(), strict=True)) == Counter(
            (view.position(f.nodes[first]), view.position(f.nodes[name])) for f in expected)
        lost = start[1::3].tolist()
        spared = positions(view, {f.nodes[first] for f in expected if view.position(f.nodes[name]) not in lost})
        for many in (0, MANY):
            with patch("orgraph.stores.snapshot.view.MANY_SPARED", many):
                assert view.sparing(pattern, first, name, ordinal, start, lost).tolist() == spared
    walked = view.matches(pattern, {}, ordinal, MANY)
    assert Counter(match_key(view, m) for m in walked) == Counter(found_key(view, f) for f in expected)
    for node in sorted({found.nodes[first] for found in expected})[:3]:
        given_ = view.matches(pattern, {first: view.position(node)}, ordinal, MANY)
        assert Counter(match_key(view, m) for m in given_) == Counter(
            found_key(view, f) for f in expected if f.nodes[first] == node)
        assert given_ == view.matches(pattern, {first: view.position(node)}, ordinal, MANY)
        assert view.matches(pattern, {first: view.position(node)}, ordinal, 2) == given_[:2]


@pytest.mark.parametrize("text", HAND_WRITTEN)
@settings(max_examples=max(settings().max_examples // 5, 10))
@given(records=cities(), day=days)
def test_hand_written(text: str, records: tuple[Record, ...], day: dt.date) -> None:
    check(records, parse(text), day)


@settings(max_examples=settings().max_examples * 4)
@given(case=cases(), day=days)
def test_random(case: Case, day: dt.date) -> None:
    check(case[0], case[1], day)


@given(case=cases(), day=days)
def test_anytime(case: Case, day: dt.date) -> None:
    records, pattern = case
    view, graph = view_of(records), plain.build(records)
    expected = slow.matches(graph, pattern, day, anytime=True)
    found = view.matches(pattern, {}, day.toordinal(), MANY, anytime=True)
    assert Counter(match_key(view, m) for m in found) == Counter(found_key(view, f) for f in expected)


@given(case=cases(tests=False), day=days, data=st.data())
def test_inside_an_area(case: Case, day: dt.date, data: st.DataObject) -> None:
    records, pattern = case
    view, graph = view_of(records), plain.build(records)
    area = data.draw(st.sampled_from(sorted(plain.of_kind(graph, "Area"))))
    lo, hi = view.inside(view.position(area))
    expected = slow.values(graph, pattern, "v0", day) & plain.inside(graph, area)
    assert view.select(pattern, "v0", day.toordinal(), lo, hi).tolist() == positions(view, expected)
