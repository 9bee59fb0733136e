"""The counts at month ends."""

from __future__ import annotations

import datetime as dt

import pytest
from cities import cities, days
from hypothesis import given
from stores.memory import view_of
from towns import RULES, at, day, link, node

from orgraph.dates import month_ends
from orgraph.errors import NotFound, UsageError
from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.stores.base import MANY_DAYS

RULE = "owners-committee"
TOWN = (node("Compound", "小区"), node("Compound", "新小区", None, dt.date(2024, 2, 10)),
        node("OwnersCommittee", "业委会"),
        link("SERVES", "业委会", "小区", dt.date(2023, 12, 31), dt.date(2024, 2, 29)),
        node("Waiver", "豁免", None, None, dt.date(2024, 3, 1), rule=RULE), link("WAIVES", "豁免", "新小区"))


def test_counts_by_hand() -> None:
    found = at(TOWN, dt.date(2024, 3, 15)).coverage_trend(RULE, months=5)
    assert [(p.on, p.eligible, p.covered, p.missing, p.waived, p.rate) for p in found.rules[0].points] == [
        ("2023-11-30", 1, 0, 1, 0, 0.0), ("2023-12-31", 1, 1, 0, 0, 1.0), ("2024-01-31", 1, 1, 0, 0, 1.0),
        ("2024-02-29", 2, 0, 1, 1, 0.0), ("2024-03-15", 2, 0, 2, 0, 0.0)]
    frame = found.frame()
    assert list(frame.columns) == ["rule", "on", "eligible", "covered", "missing", "waived", "rate"]
    assert frame["missing"].tolist() == [1, 0, 0, 1, 2]


def test_month_ends() -> None:
    assert month_ends(dt.date(2024, 3, 31), 2) == [dt.date(2024, 2, 29), dt.date(2024, 3, 31)]
    assert len(month_ends(day(1), 100)) == 100


def test_more_months_than_are_asked_at_once() -> None:
    found = at(TOWN, dt.date(2024, 3, 15)).coverage_trend(RULE, months=MANY_DAYS + 6)
    assert [p.covered for p in found.rules[0].points] == [0] * (MANY_DAYS + 6 - 4) + [1, 1, 0, 0]


def test_a_rule_has_no_counts_before_it_is_in_force() -> None:
    rule = RULES[RULE].model_copy(update={"from_": dt.date(2024, 2, 1)})
    found = Moment(view_of(TOWN), dt.date(2024, 3, 15), {RULE: rule}).coverage_trend(months=5)
    assert [p.on for p in found.rules[0].points] == ["2024-02-29", "2024-03-15"]


def test_what_cannot_be_asked() -> None:
    with pytest.raises(UsageError):
        at(TOWN, day(5)).coverage_trend(RULE, months=0)
    with pytest.raises(NotFound):
        at(TOWN, day(5)).coverage_trend("nix")


@given(records=cities(rules=tuple(RULES)), on=days)
def test_each_month_end_is_the_answer_of_that_day(records: tuple[Record, ...], on: dt.date) -> None:
    view = view_of(records)
    for line in Moment(view, on, RULES).coverage_trend(months=3).rules:
        for point in line.points:
            found = Moment(view, dt.date.fromisoformat(point.on), RULES).coverage(line.rule, gaps=0).rules[0]
            assert (point.eligible, point.covered, point.missing, point.waived, point.rate) == (
                found.eligible, found.covered, found.missing, found.waived, found.rate)
