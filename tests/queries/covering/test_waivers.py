"""Waivers: dated, excused by somebody, over by themselves, and listed with what they hide."""

from __future__ import annotations

import datetime as dt

import pytest
from stores.memory import view_of

from orgraph.moment import Moment
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.facts import records

RULES = load_rules()
TOWN = view_of(records("""
(a:Compound)-[:WITHIN]->(k:Community),
(a)<-[:WAIVES]-(w:Waiver {rule: "owners-committee", reason: "新建", approver: "街道",
                          start: "2025-01-01", end: "2025-07-01"}),
(b:Compound)<-[:SERVES]-(:OwnersCommittee), (b)-[:WITHIN]->(k),
(b)<-[:WAIVES]-(done:Waiver {rule: "owners-committee", reason: "新建", approver: "街道",
                             start: "2025-01-01", end: "2025-09-01"}),
(c:Compound)<-[:WAIVES]-(odd:Waiver {rule: "no-such-rule", reason: "其他", start: "2025-01-01"}),
(k)<-[:WAIVES]-(wrong:Waiver {rule: "owners-committee", approver: "街道", start: "2026-01-01", end: "2026-02-01"})
"""))


def on(year: int, month: int, day: int) -> Moment:
    return Moment(TOWN, dt.date(year, month, day), RULES)


@pytest.mark.parametrize(("day", "state", "left"), [
    ((2024, 12, 31), "not yet", None), ((2025, 1, 1), "in force", 181), ((2025, 6, 30), "in force", 1),
    ((2025, 7, 1), "expired", None)])
def test_states(day: tuple[int, int, int], state: str, left: int | None) -> None:
    line = next(one for one in on(*day).waivers().waivers if one.id == "w")
    assert (line.state, line.days_left) == (state, left)
    assert line.hides == ("a没有业委会或物管会" if state == "in force" else None)


def test_the_gap_is_open_again_on_the_day_of_the_end() -> None:
    before, after = (on(*day).coverage("owners-committee").rules[0] for day in ((2025, 6, 30), (2025, 7, 1)))
    assert (before.waived, [gap.focus.name for gap in before.gaps]) == (1, ["c"])
    assert (after.waived, sorted(gap.focus.name for gap in after.gaps)) == (0, ["a", "c"])


def test_a_waiver_of_what_fulfils_the_rule_hides_nothing() -> None:
    line = next(one for one in on(2025, 6, 30).waivers().waivers if one.id == "done")
    assert (line.state, line.hides, line.problems) == ("in force", None, [])


def test_the_next_to_end_comes_first_and_problems_are_warnings() -> None:
    answer = on(2025, 6, 30).waivers()
    assert [line.id for line in answer.waivers] == ["w", "done", "wrong", "odd"]
    told = {line.id: " ".join(line.problems) for line in answer.waivers}
    assert all(word in told["odd"] for word in ("no such rule", "no approver", "no end"))
    assert all(word in told["wrong"] for word in ("never asks for this kind", "no reason"))
    assert told["w"] == ""
    assert len(answer.warnings) == 5


def test_those_that_end_soon() -> None:
    assert [line.id for line in on(2025, 6, 30).waivers(expiring=30).waivers] == ["w"]
    assert [line.id for line in on(2025, 6, 30).waivers(expiring=63).waivers] == ["w", "done"]
    assert [line.id for line in on(2025, 6, 30).waivers(expiring=62).waivers] == ["w"]
    assert on(2024, 12, 31).waivers(expiring=400).waivers == []


def test_inside_an_area() -> None:
    assert {line.id for line in on(2025, 6, 30).waivers(area="k").waivers} == {"w", "done", "wrong"}
