"""The rule catalogue: every rule finds what its examples say; local rules override and extend by one file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from stores.memory import view_of

import orgraph
from orgraph.errors import DataError
from orgraph.moment import Moment
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.examples import Wrong, run_examples
from orgraph.queries.coverage.facts import DAY, records
from orgraph.queries.coverage.rules import Example

RULES = load_rules()
LOCAL = '''
[owners-chair]
title = {zh = "业委会有主任", en = "Owners' committee has a chair"}
focus = "(f:OwnersCommittee)"
gap = "{focus}没有在任主任"
nearest = ["(f)<-[:MEMBER]-(n:Person)"]
basis = {document = "本市文件", place = "第三条"}
[[owners-chair.mode]]
id = "chair"
zh = "在任"
pattern = '(f)<-[:MEMBER {role: "主任"}]-(:Person)'
[[owners-chair.example]]
facts = """
(a:OwnersCommittee)<-[:MEMBER {role: "主任"}]-(:Person), (b:OwnersCommittee)<-[:MEMBER {role: "委员"}]-(:Person)
"""
covered = ["a"]
missing = ["b"]
'''
STRICTER = '''
[micro-grid-size]
title = {zh = "微网格20—40户", en = "Micro-grid of 20 to 40 households"}
focus = "(f:MicroGrid)"
gap = "{focus}的户数不在20—40户之间"
version = "local-1"
basis = {document = "本市文件", place = "第四条"}
[[micro-grid-size.mode]]
id = "fit"
zh = "合规"
pattern = "(f) WHERE f.households >= 20 AND f.households <= 40"
'''


def test_every_rule_finds_what_its_examples_say() -> None:
    ran = list(run_examples(RULES.values()))
    assert [(one.rule, one.number, one.wrong) for one in ran if one.wrong] == []
    assert {one.rule for one in ran} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_shows_both_ends_and_cites_a_place(name: str) -> None:
    rule = RULES[name]
    assert any(example.covered for example in rule.example)
    assert any(example.missing for example in rule.example)
    assert rule.basis.document
    assert rule.basis.place
    assert rule.title.zh
    assert rule.title.en


def test_catalogue_is_as_large_as_the_texts_ask_for() -> None:
    assert len(RULES) >= 30
    assert any(example.waived for rule in RULES.values() for example in rule.example)
    assert {rule.severity for rule in RULES.values()} == {"info", "warn", "fail"}


def test_an_example_that_is_wrong_is_told() -> None:
    rule = RULES["owners-committee"]
    lie = Example(facts=rule.example[0].facts, covered=frozenset("ad"), missing=frozenset("b"))
    (ran,) = run_examples([rule.model_copy(update={"example": (lie,)})])
    assert Wrong("d", "covered", "missing") in ran.wrong
    assert Wrong("b", "missing", "covered") in ran.wrong
    assert Wrong("c", "", "missing") in ran.wrong
    assert "a" not in {one.focus for one in ran.wrong}


def test_a_rule_added_by_one_file(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(LOCAL, encoding="utf-8")
    found = load_rules(tmp_path)
    assert set(found) == {*RULES, "owners-chair"}
    assert all(not ran.wrong for ran in run_examples([found["owners-chair"]]))
    town = view_of(records('(a:OwnersCommittee)<-[:MEMBER {role: "委员"}]-(p:Person)'))
    answer = Moment(town, DAY, found).coverage("owners-chair").rules[0]
    assert [(gap.message, [near.name for near in gap.nearest]) for gap in answer.gaps] == [("a没有在任主任", ["p"])]


def test_a_rule_overridden_by_one_file(tmp_path: Path) -> None:
    town = view_of(records("(a:MicroGrid {households: 25}), (b:MicroGrid {households: 45})"))
    (tmp_path / "ours.toml").write_text(STRICTER, encoding="utf-8")
    found = load_rules(tmp_path)
    assert set(found) == set(RULES)
    shipped, ours = (Moment(town, DAY, rules).coverage("micro-grid-size").rules[0] for rules in (RULES, found))
    assert ([gap.focus.name for gap in shipped.gaps], shipped.version) == (["a"], "1")
    assert ([gap.focus.name for gap in ours.gaps], ours.version) == (["b"], "local-1")


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ours.toml").write_text(LOCAL, encoding="utf-8")
    monkeypatch.setenv("ORGRAPH_RULES", str(tmp_path))
    graph = orgraph.open(f"sqlite:///{tmp_path / 'empty.db'}")
    try:
        assert "owners-chair" in graph.rules
    finally:
        graph.close()


def test_coverage_by_organisation_and_by_work_are_kept_apart() -> None:
    town = view_of(records('(a:PropertyFirm {party_coverage: "own"}), (b:PropertyFirm)<-[:INSTRUCTS]-(:Person), '
                           '(c:PropertyFirm {party_coverage: "joint"})<-[:INSTRUCTS]-(:Person), (d:PropertyFirm)'))
    now = Moment(town, DAY, RULES)
    firm = now.coverage("firm-party-organization").rules[0]
    assert (firm.covered, firm.by_organization, firm.by_work) == (3, 2, 1)
    case = now.coverage("case-closed").rules[0]
    assert (case.by_organization, case.by_work) == (None, None)


def test_a_rule_holds_from_its_day_until_its_day() -> None:
    rule = RULES["compound-party-organization"]
    assert rule.from_ == dt.date(2020, 1, 1)
    assert [rule.in_force(dt.date(year, 1, 1).toordinal()) for year in (2019, 2020, 2025)] == [False, True, True]


@pytest.mark.parametrize(("facts", "said"), [
    ("(a:Compound|Venue)", "one kind"),
    ("(a)", "one kind"),
    ("(a:Person)-[:MEMBER|HOLDS]->(b:Organization)", "one kind or type"),
    ("(a:Person)-[:HOLDS]->(b:Post)", "follows from other facts"),
    ("(a:MicroGrid) WHERE a.households > 3", "one value"),
    ("(a:Compound)-[:WITHIN]->(b:Community), (a)-[:WITHIN]->(c:Street)", "two areas"),
])
def test_facts_that_are_none(facts: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        list(records(facts))


def test_facts_become_records() -> None:
    made = {record.id: record for record in records(
        '(a:Compound {households: 40})-[:WITHIN]->(k:Community), '
        '(a)<-[:SERVES {start: "2024-01-01", end: "2025-01-01"}]-(h:OwnersCommittee {published_on: "2024-02-01"})')}
    assert made["a"].home == "k"  # type: ignore[union-attr]
    assert made["a"].props == {"households": 40}
    assert made["h"].props == {"published_on": dt.date(2024, 2, 1)}
    (serves,) = (record for record in made.values() if getattr(record, "type", "") == "SERVES")
    assert (serves.subject, serves.object) == ("h", "a")  # type: ignore[union-attr]
    assert (serves.start, serves.end) == (dt.date(2024, 1, 1), dt.date(2025, 1, 1))
