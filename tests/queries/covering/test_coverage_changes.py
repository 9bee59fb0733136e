"""What changed between two days or two generations, and the fact behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from towns import FILE, at, day, link, node

from orgraph.config import Settings
from orgraph.errors import NotFound, UsageError
from orgraph.graph import Graph
from orgraph.model import Record
from orgraph.queries.coverage.results import Change, Moved
from orgraph.stores.sqlite import SqliteStore

RULE = "owners-committee"
COMMITTEE = node("OwnersCommittee", "业委会")


def since(records: Iterable[Record], then: int, now: int, rule: str = RULE) -> Change:
    change = at(records, day(now)).coverage(rule, since=day(then)).rules[0].change
    assert change is not None
    return change


def why(moved: Sequence[Moved]) -> list[tuple[str, str, str | None, str, str | None, int]]:
    """Of each: the focus, what happened, when, the fact, the other end, the row."""
    return [(one.id, one.cause.what, one.cause.on, one.cause.fact, one.cause.object and one.cause.object.id,
             one.cause.source.row) for one in moved if one.cause]


def test_a_term_that_ended() -> None:
    change = since((node("Compound", "小区"), COMMITTEE,
                    link("SERVES", "业委会", "小区", day(1), day(5), row=7)), 4, 8)
    assert why(change.new) == [("小区", "ended", "2024-01-05", "SERVES", "小区", 7)]
    assert [(one.was, one.now) for one in change.all] == [("covered", "missing")]


def test_a_committee_that_ended_takes_its_service_along() -> None:
    change = since((node("Compound", "小区"), node("OwnersCommittee", "业委会", None, None, day(6), row=3),
                    link("SERVES", "业委会", "小区", row=7)), 4, 8)
    assert why(change.new) == [("小区", "ended", "2024-01-06", "OwnersCommittee", None, 3)]


def test_of_several_ways_the_last_to_end_and_the_first_to_begin() -> None:
    town = (node("Compound", "小区"), COMMITTEE, node("PropertyManagementCommittee", "物管会"),
            link("SERVES", "业委会", "小区", day(1), day(5), row=7),
            link("SERVES", "物管会", "小区", day(1), day(6), row=8),
            link("SERVES", "业委会", "小区", day(12), row=9), link("SERVES", "物管会", "小区", day(11), row=10))
    assert why(since(town, 4, 8).new) == [("小区", "ended", "2024-01-06", "SERVES", "小区", 8)]
    assert why(since(town, 8, 14).fixed) == [("小区", "began", "2024-01-11", "SERVES", "小区", 10)]


def test_a_gap_that_stays_is_counted() -> None:
    change = since((node("Compound", "小区"), node("Compound", "小区二", None, None, day(6))), 4, 8)
    assert change.still_open == 1
    assert why(change.left) == [("小区二", "ended", "2024-01-06", "Compound", None, 1)]


def test_what_came_into_eligibility() -> None:
    change = since((node("Compound", "小区", None, day(6), row=4),), 4, 8)
    assert why(change.came) == [("小区", "began", "2024-01-06", "Compound", None, 4)]
    assert [one.id for one in change.opened] == ["小区"]


def test_a_waiver_granted_and_one_that_ran_out() -> None:
    town = (node("Compound", "小区"), node("Waiver", "豁免", None, day(3), day(6), row=5, rule=RULE),
            link("WAIVES", "豁免", "小区"))
    assert why(since(town, 2, 4).waived) == [("小区", "began", "2024-01-03", "Waiver", None, 5)]
    assert why(since(town, 4, 8).expired) == [("小区", "ended", "2024-01-06", "Waiver", None, 5)]


def test_a_confirmation_that_grew_old() -> None:
    unit = node("Organization", "单位", phone="000-0000-0001", confirmed_on=day(1), row=2)
    change = at((unit,), day(1).replace(month=6)).coverage("contact-confirmed", since=day(5)).rules[0].change
    assert change is not None
    (one,) = change.new
    assert one.cause is not None
    assert (one.cause.what, one.cause.field, one.cause.subject.id) == ("time", "confirmed_on", "单位")


def test_only_so_many_are_explained_and_later_days_are_refused() -> None:
    town = (COMMITTEE, *(record for n in range(4) for record in (
        node("Compound", f"小区{n}"), link("SERVES", "业委会", f"小区{n}", None, day(5)))))
    change = at(town, day(8)).coverage(RULE, since=day(2), explained=3).rules[0].change
    assert change is not None
    assert [one.cause is not None for one in change.new] == [True, True, True, False]
    with pytest.raises(UsageError):
        at(town, day(8)).coverage(RULE, since=day(9))


def recorded(path: Path, *generations: Sequence[Record]) -> Graph:
    """A database in which each load says all that the file says then."""
    store = SqliteStore(path / "town.db")
    for records in generations:
        with store.begin("rows", [FILE]) as load:
            load.put(records)
            load.activate()
    graph = Graph(store, Settings())
    assert len(graph.generations()) == len(generations)
    return graph


def between(graph: Graph) -> Change:
    change = graph.at(day(8)).coverage(RULE, since_generation=1).rules[0].change
    assert change is not None
    assert change.since_generation == 1
    return change


def test_a_statement_added(tmp_path: Path) -> None:
    town = [node("Compound", "小区"), COMMITTEE]
    change = between(recorded(tmp_path, town, [*town, link("SERVES", "业委会", "小区", row=9)]))
    assert why(change.fixed) == [("小区", "added", None, "SERVES", "小区", 9)]


def test_a_statement_removed(tmp_path: Path) -> None:
    town = [node("Compound", "小区"), COMMITTEE]
    change = between(recorded(tmp_path, [*town, link("SERVES", "业委会", "小区", row=9)], town))
    assert why(change.new) == [("小区", "removed", None, "SERVES", "小区", 9)]


def test_a_statement_changed(tmp_path: Path) -> None:
    town = [node("Compound", "小区"), COMMITTEE]
    old, new = link("SERVES", "业委会", "小区"), link("SERVES", "业委会", "小区", None, day(5))
    moved = between(recorded(tmp_path, [*town, old], [*town, new])).new
    assert why(moved) == [("小区", "changed", None, "SERVES", "小区", 1)]


def test_a_focus_removed_and_one_added(tmp_path: Path) -> None:
    first = [node("Compound", "小区"), node("Compound", "小区二", row=2)]
    change = between(recorded(tmp_path, first, [node("Compound", "小区"), node("Compound", "小区三", row=3)]))
    assert why(change.left) == [("小区二", "removed", None, "Compound", None, 2)]
    assert why(change.came) == [("小区三", "added", None, "Compound", None, 3)]
    assert change.still_open == 1


def test_a_generation_and_a_day(tmp_path: Path) -> None:
    town = [node("Compound", "小区"), COMMITTEE, link("SERVES", "业委会", "小区", None, day(5))]
    graph = recorded(tmp_path, town, [*town, node("Compound", "小区二", row=4)])
    change = graph.at(day(8)).coverage(RULE, since=day(2), since_generation=1).rules[0].change
    assert change is not None
    assert why(change.new) == [("小区", "ended", "2024-01-05", "SERVES", "小区", 1)]
    assert why(change.came) == [("小区二", "added", None, "Compound", None, 4)]


def test_a_generation_that_there_is_none_of(tmp_path: Path) -> None:
    graph = recorded(tmp_path, [node("Compound", "小区")])
    with pytest.raises(NotFound):
        graph.at(day(8)).coverage(RULE, since_generation=7)


