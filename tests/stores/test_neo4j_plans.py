"""The plans of what patterns are compiled to, on real servers: as they were reviewed, and none bad in itself."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import neo4j_plans
import pytest
from neo4j_plans import Question, operator_of, operators
from neo4j_server import Server
from neo4j_server.fixture import emptied

pytestmark = pytest.mark.long

Plans = Mapping[str, Mapping[str, Any]]
# What may begin: an index finds it. A scan of the links of one type is one of the index of types.
BEGINS = {"NodeUniqueIndexSeek", "NodeIndexSeek", "NodeByLabelScan", "UnionNodeByLabelsScan",
          "IntersectionNodeByLabelsScan", "DirectedRelationshipTypeScan", "Argument", "Unwind"}
UNTIED: set[str] = set()  # questions whose pattern has parts that nothing ties together
FEW = 300  # rows, as the server expects them, which takes a list that it does not know to have some ten items
TOLD = 40  # lines of a difference


@pytest.fixture(scope="module")
def questions() -> dict[str, Question]:
    return dict(neo4j_plans.questions())


@pytest.fixture(scope="module")
def plans(neo4j_server: Server) -> Plans:
    emptied(neo4j_server)
    neo4j_plans.filled(neo4j_server)
    return neo4j_plans.plans(neo4j_server)


@pytest.mark.slow
def test_as_reviewed(plans: Plans, neo4j_server: Server) -> None:
    """One that changed is to be looked at: `python tests/neo4j_plans.py` and the diff of tests/data/neo4j_plans."""
    kept = neo4j_plans.kept(neo4j_server.version).read_text(encoding="utf-8")
    now = neo4j_plans.text(plans)
    changed = list(difflib.unified_diff(kept.splitlines(), now.splitlines(), "reviewed", "now", lineterm="", n=8))
    assert not changed, "\n".join(changed[:TOLD])


@pytest.mark.slow
def test_begins_with_an_index(plans: Plans) -> None:
    """Nothing looks through all nodes, by whatever index."""
    bad = [(name, operator_of(one), one["args"].get("Details")) for name, plan in plans.items()
           for one in operators(plan) if not one.get("children")
           and (operator_of(one) not in BEGINS or str(one["args"].get("Details", "")).endswith(":Entity"))]
    assert not bad


@pytest.mark.slow
def test_asked_nodes_come_first(plans: Plans, questions: Mapping[str, Question]) -> None:
    """Where ids or an area are given, it begins there; or with all of a kind, or all links of a type, that are few."""
    for name, plan in plans.items():
        if questions[name].how.split()[-1] in ("ids", "area", "route"):
            begins = [one for one in operators(plan)
                      if not one.get("children") and operator_of(one) not in ("Argument", "Unwind")]
            assert any(operator_of(one) == "NodeUniqueIndexSeek" or one["args"]["EstimatedRows"] < FEW
                       for one in begins), name


@pytest.mark.slow
def test_no_cartesian_product(plans: Plans) -> None:
    assert {name for name, plan in plans.items()
            if "CartesianProduct" in map(operator_of, operators(plan))} <= UNTIED


@pytest.mark.slow
def test_nothing_waits_for_all_rows(plans: Plans) -> None:
    """Eager: the server holds every row before it goes on. What makes the list of an answer does so, last."""
    for name, plan in plans.items():
        held = [operator_of(one) for one in operators(plan) if "Eager" in operator_of(one)]
        assert held in ([], ["EagerAggregation"]), name
        if held:
            assert operator_of(plan["children"][0]) == "EagerAggregation", name


@pytest.mark.slow
def test_areas_are_looked_at_last(plans: Plans) -> None:
    """Areas above that only check what other links lead to: after those links, nearest to the rows that come out."""
    for name, plan in plans.items():
        if name.startswith(("ids ", "all ")) and "(f)-[:WITHIN]->(k" in name and "(f)<-[:SERVES]" in name:
            expands = [operator_of(one) for one in operators(plan) if "Expand" in operator_of(one)]
            lengths = ["VarLength" in one for one in expands]
            assert lengths == sorted(lengths), (name, expands)
