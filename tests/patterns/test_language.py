"""The pattern language: what it reads, and what it says of a pattern that is wrong."""

from __future__ import annotations

import pytest

from orgraph.errors import PatternError
from orgraph.patterns import AsOf, Differ, NodeTest, RelationTest, parse
from orgraph.patterns import Test as Check
from orgraph.queries.bridging.layers import layers
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.gaps import owner_patterns
from orgraph.queries.eligibility import eligibility
from orgraph.queries.links import permitted_links
from orgraph.queries.who_to_call.units.routes import routes


def test_parts() -> None:
    pattern = parse('(f:Compound|Venue {households: 40})<-[s:SERVES]-(:PropertyFirm), (f)-[:WITHIN]->(k) '
                    'WHERE f.population >= 5 AND s.start <= as_of - 30 AND s.role IN ["甲", "乙"] AND f <> k')
    assert pattern.nodes == {
        "f": NodeTest(("Compound", "Venue"), (Check("households", "=", 40), Check("population", ">=", 5))),
        "_1": NodeTest(("PropertyFirm",)), "k": NodeTest()}
    assert pattern.relations == (
        RelationTest("_1", "f", ("SERVES",), (Check("start", "<=", AsOf(-30)), Check("role", "in", ("甲", "乙"))), "s"),
        RelationTest("f", "k", ("WITHIN",)))
    assert pattern.differ == (Differ("f", "k"),)
    assert pattern.variables == ("f", "k")


@pytest.mark.parametrize(("text", "same"), [
    ("(a:Person)-[:MEMBER]->(b)", "( a : Person )\n  -[ :MEMBER ]-> ( b )"),
    ("(a:Person {party_member: true})", "(a:Person) where a.party_member = TRUE"),
    ("(a:Person)-[:MEMBER]->(b)", "(b)<-[:MEMBER]-(a:Person)"),
    ('(a:Organization {phone: "1"})', "(a:Organization {phone: '1'})"),
    ("(a) WHERE a.end > as_of", "(a) where a.end > AS_OF"),
])
def test_ways_to_write_the_same(text: str, same: str) -> None:
    one, other = parse(text), parse(same)
    assert (one.nodes, one.relations, one.differ) == (other.nodes, other.relations, other.differ)


def test_tests_of_a_variable_add_up() -> None:
    pattern = parse("(a:Person {party_member: true})-[:MEMBER]->(b), (a {phone: \"1\"})-[:MEMBER]->(c)")
    assert [test.property for test in pattern.nodes["a"].tests] == ["party_member", "phone"]


@pytest.mark.parametrize(("text", "at", "hint"), [
    ("(a:Compund)", "Compund", "Compound"),
    ("(a)-[:SERVE]->(b)", "SERVE", "SERVES"),
    ("(a:Person {party_membr: true})", "party_membr", "party_member"),
    ("(a:Person {households: 3})", "households", "Area"),
    ("(a:Compound {households: true})", "households", ""),
    ('(a:Compound) WHERE a.households = "x"', "a.households", ""),
    ("(a:Person)-[:SERVES]->(b)", "-[", "Organization"),
    ("(a)-[:SERVES]->(b:Person)", "-[", "Area"),
    ('(a:HousingCommittee {party_coverage: "no"})', "party_coverage", "own"),
    ('(a:HousingCommittee) WHERE a.published_on <= "soon"', "a.published_on", ""),
    ('(a:HousingCommittee) WHERE a.published_on CONTAINS "2024-01-01"', "a.published_on", ""),
    ("(a)-[w:WITHIN]->(b) WHERE w.start <= as_of", "w.start", ""),
    ('(a)-[m:MEMBER]->(b) WHERE n.role = "x"', "n.role", ""),
    ("(a)-[:MEMBER]->(b) WHERE a <> c", "a <> c", ""),
    ("(a:Person), (a:Organization)", "(a:Organization", ""),
    ("(a)-[m:MEMBER]->(b), (b)-[m:SERVES]->(c)", "-[m:SERVES", ""),
    ("(a)-[a:MEMBER]->(b)", "-[a:", ""),
    ("(a)-[:MEMBER](b)", "(b)", "-[:TYPE]->"),
    ("(a", None, ""),
    ("", None, ""),
])
def test_what_is_wrong_and_where(text: str, at: str | None, hint: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse(text)
    error = caught.value
    assert error.column == (len(text) if at is None else text.index(at))
    assert hint in error.hint
    assert error.detail.endswith(" " * error.column + "^")


def test_every_shipped_pattern_is_read() -> None:
    for rule in load_rules().values():
        rule.check()
    texts = [line.pattern for line in layers().values()] + [line.pattern for line in permitted_links().values()]
    texts += [line.pattern for line in eligibility().values()] + [route.pattern for route in routes()]
    assert all(parse(text).nodes for text in texts)
    assert owner_patterns()
