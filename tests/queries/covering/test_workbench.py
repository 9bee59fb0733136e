"""The rule workbench: what check finds wrong, what explain says of a walk, and both on the command line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from stores.memory import view_of
from typer.testing import CliRunner

import orgraph
from orgraph.cli.app import app
from orgraph.moment import Moment
from orgraph.patterns import parse
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.containment import contains, impossible
from orgraph.queries.coverage.facts import DAY, records
from orgraph.queries.coverage.lint import check_rules
from orgraph.queries.coverage.walk import stages

RULES = load_rules()
HEAD = '''[x]
title = {zh = "甲", en = "x"}
gap = "{focus}缺"
basis = {document = "文件", place = "一"}
'''
MODE = '''
[[x.mode]]
id = "%s"
zh = "方式"
pattern = '%s'
'''
FIRM = view_of(records("""
(k:Community)<-[:SERVES]-(party:CommunityPartyOrganization),
(other:Community)<-[:SERVES]-(far:CommunityPartyOrganization),
(a:Compound)-[:WITHIN]->(k), (a)<-[:SERVES]-(one:PropertyFirm)<-[:MEMBER]-(p:Person)-[:MEMBER]->(party),
(b:Compound)-[:WITHIN]->(k), (b)<-[:SERVES]-(two:PropertyFirm)<-[:MEMBER]-(q:Person)-[:MEMBER]->(far),
(c:Compound)-[:WITHIN]->(k), (c)<-[:SERVES]-(three:PropertyFirm)<-[:MEMBER]-(r:Person),
(d:Compound)-[:WITHIN]->(k), (d)<-[:SERVES {end: "2025-01-01"}]-(one), (e:Compound)
"""))


def checked(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    (tmp_path / "ours.toml").write_text(text, encoding="utf-8")
    return [(found.rule, found.level, found.text) for found in check_rules(tmp_path) if found.file == "ours.toml"]


def test_the_rules_that_ship_have_no_problem() -> None:
    assert check_rules() == []


@pytest.mark.parametrize(("text", "said"), [
    (HEAD + 'focus = "(f:Compound"' + MODE % ("a", "(f)"), "ends too early"),
    (HEAD + 'focus = "(f:Compund)"' + MODE % ("a", "(f)"), "no kind Compund"),
    (HEAD + 'focus = "(f:Compound)"' + MODE % ("a", "(f {colour: 1})"), "no property colour"),
    (HEAD + 'focus = "(f:Compound)"' + MODE % ("a", "(x:OwnersCommittee)"), "no variable f"),
    (HEAD + 'focus = "(f)"' + MODE % ("a", "(f)"), "needs a kind"),
    (HEAD + 'focus = "(f:Compound)"\ncolour = 1' + MODE % ("a", "(f)"), "Extra inputs"),
    (HEAD + 'focus = "(f:Compound)"', "mode: Field required"),
    (HEAD + 'focus = "(f:Compound)"\nproposals = ["nobody"]' + MODE % ("a", "(f)"), "no line of the eligibility table"),
    (HEAD + 'focus = "(f:Compound)"\nnearest = [{pattern = "(f)<-[:SERVES]-(n)", link = "no"}]' + MODE % ("a", "(f)"),
     "no permitted link no"),
    (HEAD + 'focus = "(f:Compound)"' + MODE % ("a", "(f:Venue)"), "the focus is Compound, never Venue"),
    (HEAD + 'focus = "(f:Compound)"\nexcept = ["(f:Area)"]' + MODE % ("a", "(f {stars: 1})"), "all is excepted"),
    (HEAD + "focus = '(f:MicroGrid) WHERE f.households > 50 AND f.households < 30'" + MODE % ("a", "(f {stars: 1})"),
     "exclude each other"),
    (HEAD + 'focus = "(f:Compound)"' + MODE % ("a", "(f)<-[:SERVES]-(:CompoundBranch)")
     + MODE % ("b", '(f)<-[:SERVES]-(x:CompoundBranch {party_coverage: "joint"})'), "never reached, a takes them all"),
    (HEAD + 'focus = "(f:Compound)"' + MODE % ("a", "(f {stars: 5})") + MODE % ("a", "(f {stars: 4})"), "one id"),
    (HEAD + 'focus = "(f:Compound)"' + MODE % ("a", "(f {stars: 5})")
     + '[[x.example]]\nfacts = "(a:Compound)"\nmissing = ["z"]', "the facts have no z"),
])
def test_what_check_finds_wrong(tmp_path: Path, text: str, said: str) -> None:
    found = [(rule, told) for rule, level, told in checked(tmp_path, text) if level == "error"]
    assert [rule for rule, _ in found] == ["x"]
    assert said in found[0][1]


def test_a_file_that_is_no_toml_and_a_rule_without_examples(tmp_path: Path) -> None:
    assert [(rule, level) for rule, level, _ in checked(tmp_path, "[x")] == [("", "error")]
    lone = HEAD + 'focus = "(f:Compound)"' + MODE % ("a", "(f {stars: 5})")
    assert [(rule, level) for rule, level, _ in checked(tmp_path, lone)] == [("x", "warning")]


@pytest.mark.parametrize(("wide", "narrow", "said"), [
    ("(f)<-[:SERVES]-(:HousingCommittee)", "(f)<-[:SERVES]-(x:OwnersCommittee)", True),
    ("(f)<-[:SERVES]-(:OwnersCommittee)", "(f)<-[:SERVES]-(x:HousingCommittee)", False),
    ("(f)<-[:SERVES]-(:OwnersCommittee), (f)<-[:SERVES]-(:OwnersCommittee)", "(f)<-[:SERVES]-(:OwnersCommittee)", True),
    ("(f)<-[:SERVES]-(a:OwnersCommittee), (f)<-[:SERVES]-(b:OwnersCommittee) WHERE a <> b",
     "(f)<-[:SERVES]-(x:OwnersCommittee)", False),
    ("(f)<-[:SERVES]-(:Organization)<-[:MEMBER]-(:Person)", "(f)<-[:SERVES]-(:OwnersCommittee)", False),
    ("(f)<-[:TAKES_CHARGE_OF|INSTRUCTS]-()", "(f)<-[i:INSTRUCTS]-(x:Person) WHERE i.role CONTAINS \"甲\"", True),
    ("(f)<-[i:INSTRUCTS]-(x:Person) WHERE i.role CONTAINS \"甲\"", "(f)<-[:INSTRUCTS]-(x:Person)", False),
    ("(f)<-[i:INSTRUCTS]-(x) WHERE i.role CONTAINS \"甲\"", "(f)<-[:INSTRUCTS {role: \"甲乙\"}]-(x:Person)", True),
    ("(f {party_coverage: [\"own\", \"joint\"]})", "(f {party_coverage: \"own\"})", True),
    ("(f:Area)", "(f {stars: 5})", True),
    ("(f:Venue)", "(f {stars: 5})", False),
])
def test_whether_one_pattern_takes_all_that_another_finds(wide: str, narrow: str, said: bool) -> None:
    assert contains(parse(wide), parse(narrow), ("Compound",)) is said


@pytest.mark.parametrize(("text", "said"), [
    ('(f {status: "done"}) WHERE f.status = "open"', "status"), ("(f) WHERE f.stars > 5 AND f.stars <= 5", "stars"),
    ("(f) WHERE f.stars >= 5 AND f.stars <= 5", None),
    ('(f {status: ["done", "open"]}) WHERE f.status = "open"', None)])
def test_tests_that_exclude_each_other(text: str, said: str | None) -> None:
    assert impossible(parse(text)) == said


def test_a_walk_goes_outwards_from_the_focus() -> None:
    found = stages(RULES["cross-appointment-property"].mode[0].parsed)
    assert [stage.zh for stage in found] == [
        "物业企业、物业服务站—服务→本对象", "人员—任职→物业企业、物业服务站",
        "人员—任职→社区党组织、社区大党委、社区居委会",
        "社区党组织、社区大党委、社区居委会—服务→社区、村", "本对象—位于→社区、村"]
    assert [stage.joins for stage in found] == [(), (), (), (), ("f", "k")]


def test_explain_counts_who_comes_through_each_step() -> None:
    answer = Moment(FIRM, DAY, RULES).explain("cross-appointment-property")
    assert (answer.eligible, answer.covered, answer.missing) == (5, 1, 4)
    first, second = answer.modes
    assert [step.through for step in first.steps] == [3, 3, 2, 2, 1]
    assert (first.counted, second.counted) == (1, 0)
    assert Moment(FIRM, DAY, RULES).explain("cross-appointment-property", area="k").eligible == 4


@pytest.mark.parametrize(("focus", "step", "lacks"), [
    ("b", 5, {("b", "k", "不是other")}),
    ("c", 3, set()),
    ("d", 1, {("d", "one", "服务到 2025-01-01 为止")}),
    ("e", 1, set()),
])
def test_explain_says_where_a_focus_stops_and_what_was_there(focus: str, step: int, lacks: set[tuple[str, str, str]]
                                                             ) -> None:
    answer = Moment(FIRM, DAY, RULES).explain("cross-appointment-property", focus=focus)
    walk = answer.modes[0]
    assert walk.stopped == step
    assert {(one.at.name, one.found.name, "；".join(one.lacks)) for one in walk.found} == lacks
    assert answer.gap is not None
    assert {look.mode: look.step for look in answer.gap.looked}["property"] == step


def test_explain_names_the_test_that_fails() -> None:
    town = view_of(records('(a:MicroGrid {households: 60}), (g:Grid)<-[:TAKES_CHARGE_OF {role: "网格员"}]-(p:Person)'))
    now = Moment(town, DAY, RULES)
    assert now.explain("micro-grid-size", focus="a").modes[0].found[0].lacks == ["不满足：户数不大于50"]
    (found,) = now.explain("grid-leader", focus="g").modes[0].found
    assert (found.found.name, found.lacks) == ("p", ["不满足：职务含“包联”"])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('workbench') / 'town.db'}"
    graph = orgraph.open(url)
    with graph.store.begin("town", ["facts"]) as load:
        load.put(records('(a:Compound)<-[:SERVES]-(h:OwnersCommittee), (c:Compound), (b:Compound)<-[:WAIVES]-'
                         '(:Waiver {rule: "owners-committee", reason: "新建", approver: "街道", end: "2025-08-01"})'))
        load.activate()
    graph.close()
    return url


def run(*args: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    return done.exit_code, done.stdout


def test_on_the_command_line(town: str, tmp_path: Path) -> None:
    assert run("rules")[0] == 0
    assert {rule["id"] for rule in json.loads(run("rules", "--json")[1])} == set(RULES)
    assert run("rules", "check")[0] == 0
    assert json.loads(run("rules", "test", "owners-committee", "--json")[1]) == {"examples": 1, "wrong": []}
    assert run("rules", "test", "no-such-rule")[0] == 1
    asked = ("rules", "explain", "owners-committee", "--db", town, "--as-of", "2025-06-30")
    answer = json.loads(run(*asked, "--json")[1])
    assert [answer[name] for name in ("eligible", "covered", "missing", "waived")] == [3, 1, 1, 1]
    told = run(*asked, "--focus", "c")
    assert told[0] == 0
    assert "c没有业委会或物管会" in told[1]
    waived = json.loads(run("waivers", "--db", town, "--as-of", "2025-06-30", "--json")[1])["waivers"]
    assert [(line["focus"]["name"], line["days_left"], line["hides"]) for line in waived] == [
        ("b", 32, "b没有业委会或物管会")]
    assert "街道" in run("waivers", "--db", town, "--as-of", dt.date(2025, 6, 30))[1]


def test_a_local_folder_on_the_command_line(town: str, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(
        HEAD + 'focus = "(f:Compound)"' + MODE % ("a", "(f)<-[:SERVES]-(:OwnersCommittee)")
        + '[[x.example]]\nfacts = "(a:Compound)"\ncovered = ["a"]\n', encoding="utf-8")
    code, said = run("rules", "test", "x", "--rules", tmp_path)
    assert (code, "covered" in said, "missing" in said) == (1, True, True)
    assert json.loads(run("rules", "explain", "x", "--rules", tmp_path, "--db", town, "--json")[1])["covered"] == 1
    (tmp_path / "ours.toml").write_text("[x", encoding="utf-8")
    code, said = run("rules", "check", "--folder", tmp_path)
    assert (code, "ours.toml" in said) == (1, True)
