"""What a chain lacks has the id that coverage gives to the same finding, at every place of a city."""

from __future__ import annotations

from pathlib import Path

import pytest

import orgraph
from orgraph.moment import Moment
from orgraph.queries.coverage.standing import evaluate, lacks
from orgraph.queries.who_to_call.reaching.calendar import moment
from orgraph.queries.who_to_call.reaching.escalation import Asked, escalation
from orgraph.queries.who_to_call.results import Hole

FIXTURES = Path(__file__).parents[3] / "fixtures"
EVERY = 10**6
FEW = 20  # every so many places: streets and communities come again and again in their chains


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Moment:
    graph = orgraph.open(f"sqlite:///{tmp_path_factory.mktemp('dalian') / 'a.db'}")
    graph.load([FIXTURES / "dalian"])
    return graph.at("2022-06-30")


@pytest.fixture(scope="module")
def holes(now: Moment) -> list[Hole]:
    day = now.day.toordinal()
    at = Asked(moment(None, now.day), gaps=now._gap)
    places = [place for place in now.view.of_kind("Area").tolist() if now.view.alive(place, day)][::FEW]
    return [hole for place in places
            for rung in escalation(now.view, [place, *now.view.path_of(place)], day, at) for hole in rung.holes]


def test_the_ids_are_those_of_coverage(now: Moment, holes: list[Hole]) -> None:
    named = {(hole.rule, hole.gap) for hole in holes if hole.gap and hole.rule}
    rules = sorted({rule for rule, _ in named})
    assert named
    known = {(rule.rule, gap.id) for rule in now.coverage(*rules, gaps=EVERY).rules for gap in rule.gaps}
    assert named <= known


def test_no_gap_no_id(now: Moment) -> None:
    covered = next(place for place in now.view.of_kind("Post").tolist() if now._gap("post-filled", place) is None)
    gaps = now.coverage("post-filled", gaps=EVERY).rules[0].gaps
    assert now.view.ids([covered])[0] not in {gap.focus.id for gap in gaps}
    assert now._gap("no-such-rule", covered) is None


def test_one_focus_lacks_what_all_of_them_together_are_found_to_lack(now: Moment) -> None:
    day = now.day.toordinal()
    for rule in now.rules.values():
        found = evaluate(now.view, rule, day, 0, now.view.size)
        missing, others = set(found.missing.tolist()), [*found.covered.tolist(), *found.waived.tolist()]
        for focus in (*sorted(missing)[::FEW], *others[::FEW]):
            assert lacks(now.view, rule, day, focus) == (focus in missing), (rule.id, focus)
