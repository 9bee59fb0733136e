"""Numbers that add up: at every level, on the last day of a term, when a waiver ends, however the rows are ordered."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from cities import cities, days
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from stores.memory import view_of
from towns import RULES, TOWN, at, counts, day, link, node

from orgraph.errors import UsageError
from orgraph.model import Link, Record
from orgraph.moment import Moment
from orgraph.queries.coverage import Rule
from orgraph.stores.sqlite import SqliteStore

DERIVED = {"WITHIN", "HOLDS", "ON_BEHALF_OF", "PERFORMS", "AVAILABLE_IN"}


def walked(rule: Rule) -> set[str]:
    """The recorded relation types that a rule's modes walk and that decide nothing else of it."""
    def types(patterns: tuple[object, ...]) -> set[str]:
        return {t for p in patterns for r in p.relations for t in r.types}  # type: ignore[attr-defined]

    modes = types(tuple(mode.parsed for mode in rule.mode))
    follows = {"MEMBER", "POST_IN"} if modes & DERIVED else set()
    return modes - types((rule.eligible, *rule.exempt)) - DERIVED - follows


LINKED = sorted(name for name, rule in RULES.items() if walked(rule))


def test_rows_of_areas_and_what_is_in_none_of_them() -> None:
    found = at(TOWN, day(5)).coverage("owners-committee", area="街", by="Community").rules[0]
    rows = [(row.name, row.level, row.eligible, row.covered, row.missing) for row in found.by]
    assert sorted(rows) == [
        ("乙社区", "Community", 1, 0, 1), ("甲社区", "Community", 2, 1, 1), ("（直属）", "", 1, 1, 0)]
    assert rows[-1][0] == "（直属）"


def test_rows_of_property_firms() -> None:
    found = at(TOWN, day(5)).coverage("owners-committee", by="物业企业").rules[0]
    rows = {row.name: (row.eligible, row.covered, row.missing) for row in found.by}
    assert rows == {"物业": (2, 1, 1), "另一物业": (1, 1, 0), "无物业": (1, 0, 1)}


def test_rows_of_kinds() -> None:
    town = (*TOWN, node("MicroGrid", "微", "甲一"), node("Building", "楼", "甲一"), node("Building", "楼二", "甲二"))
    found = at(town, day(5)).coverage("tier-building", by="kind").rules[0]
    assert {row.level: row.eligible for row in found.by} == {"MicroGrid": 1, "Building": 2}


def test_a_level_that_there_is_none_of() -> None:
    with pytest.raises(UsageError):
        at(TOWN, day(5)).coverage("owners-committee", by="Person")


@pytest.mark.parametrize(("on", "covered"), [(2, 0), (3, 1), (5, 1), (6, 0)])
def test_the_end_day_is_the_first_without(on: int, covered: int) -> None:
    town = (node("Compound", "小区"), node("OwnersCommittee", "业委会"),
            link("SERVES", "业委会", "小区", day(3), day(6)))
    assert counts(at(town, day(on))) == (1, covered, 1 - covered, 0)


@pytest.mark.parametrize(("on", "waived"), [(2, 0), (3, 1), (5, 1), (6, 0)])
def test_a_waiver_ends_by_itself(on: int, waived: int) -> None:
    town = (node("Compound", "小区"), node("Waiver", "豁免", None, day(3), day(6), rule="owners-committee"),
            link("WAIVES", "豁免", "小区"))
    assert counts(at(town, day(on))) == (1, 0, 1 - waived, waived)


def test_a_waiver_does_not_hide_what_is_covered() -> None:
    town = (*TOWN, node("Waiver", "豁免", rule="owners-committee"), link("WAIVES", "豁免", "甲一"),
            link("WAIVES", "豁免", "甲二"))
    assert counts(at(town, day(5))) == (4, 2, 1, 1)


@given(data=st.data(), name=st.sampled_from(LINKED), on=days)
def test_one_fact_more_never_covers_less(data: st.DataObject, name: str, on: dt.date) -> None:
    records = data.draw(cities(rules=(name,)))
    types = walked(RULES[name])
    links = [record for record in records if isinstance(record, Link) and record.type in types]
    assume(links)
    dropped = data.draw(st.sets(st.sampled_from([one.id for one in links]), min_size=1))
    fewer = at([record for record in records if record.id not in dropped], on)
    before, after = counts(fewer, name), counts(at(records, on), name)
    assert before[0] == after[0]
    assert before[1] <= after[1]


@given(data=st.data(), name=st.sampled_from(LINKED))
def test_a_fact_counts_until_the_day_before_its_end(data: st.DataObject, name: str) -> None:
    records = data.draw(cities(rules=(name,)))
    types = walked(RULES[name])
    dated = [r for r in records if isinstance(r, Link) and r.type in types and r.end]
    assume(dated)
    one = data.draw(st.sampled_from(dated))
    assert one.end is not None
    without = [record for record in records if record.id != one.id]
    endless = [replace(r, end=None) if isinstance(r, Link) and r.id == one.id else r for r in records]
    assert counts(at(records, one.end), name) == counts(at(without, one.end), name)
    last = one.end - dt.timedelta(days=1)
    if not _reads_end(RULES[name]):
        assert counts(at(records, last), name) == counts(at(endless, last), name)


def _reads_end(rule: Rule) -> bool:
    return any(test.property == "end" for mode in rule.mode for r in mode.parsed.relations for test in r.tests)


@settings(max_examples=10)
@given(records=cities(rules=tuple(RULES)), on=days, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(
        tmp_path_factory: pytest.TempPathFactory, records: tuple[Record, ...], on: dt.date, seed: random.Random
        ) -> None:
    shuffled = list(records)
    seed.shuffle(shuffled)
    answers = []
    for order in (records, shuffled):
        store = SqliteStore(tmp_path_factory.mktemp("order") / "t.db")
        with store.begin("rows", sorted({record.source.file for record in records})) as load:
            load.put(order)
            load.activate()
        answers.append(Moment(store.view(), on, RULES).coverage(by="Street", gaps=20).to_dict() | {"took_ms": 0})
        store.close()
    assert answers[0] == answers[1]


@given(records=cities(rules=tuple(RULES)), on=days)
def test_every_level_adds_up_for_every_rule(records: tuple[Record, ...], on: dt.date) -> None:
    now = Moment(view_of(records), on, RULES)
    for by in ("Street", "Community", "Compound", "PropertyFirm", "kind", None):
        for rule in now.coverage(by=by, gaps=0).rules:
            assert rule.eligible == rule.covered + rule.missing + rule.waived
            for field in ("eligible", "covered", "missing", "waived"):
                assert sum(getattr(row, field) for row in rule.by) == getattr(rule, field), (rule.rule, by, field)
