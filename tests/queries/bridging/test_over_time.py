"""Bridges that came and went, by hand."""

from __future__ import annotations

import pytest
from small_towns import town

from orgraph.errors import UsageError

# From a to c by way of b, and round by way of d until that membership ends on 1 April: then b alone holds them
# together. From 1 May e is a member of a: a is then the only way to e.
FACTS = """
(k:Community), (a:Alliance)-[:WITHIN]->(k), (b:ResidentUnit)-[:WITHIN]->(k), (c:Alliance)-[:WITHIN]->(k),
(d:ResidentUnit)-[:WITHIN]->(k), (e:ResidentUnit)-[:WITHIN]->(k), (b)-[:MEMBER]->(a), (b)-[:MEMBER]->(c),
(d)-[:MEMBER]->(a), (d)-[:MEMBER {end: "2024-04-01"}]->(c), (e)-[:MEMBER {start: "2024-05-01", role: "成员单位"}]->(a)
"""


def test_months() -> None:
    found = town(FACTS).bridging_trend("betweenness", layers=["alliance"], months=4)
    assert [(p.on, p.edges, p.cut_vertices) for p in found.points] == [
        ("2024-03-31", 4, 0), ("2024-04-30", 3, 2), ("2024-05-31", 4, 2), ("2024-06-30", 4, 2)]
    values = {line.id: line.values for line in found.lines}
    # March: a ring of four, each between one pair half the time: (1/2) / 3. April: the path d a b c: a and b 2 / 3.
    # May: c b a, with d and e at a: of 6 pairs a joins 5, b 3.
    assert values["a"] == pytest.approx([1 / 6, 2 / 3, 5 / 6, 5 / 6])
    assert values["b"] == pytest.approx([1 / 6, 2 / 3, 3 / 6, 3 / 6])
    assert values["e"] == [None, None, 0, 0]
    assert list(found.frame().columns) == ["on", "id", "name", "value", "rank"]


def test_who_became_a_bridge_and_by_which_fact() -> None:
    change = town(FACTS).bridging_trend("betweenness", layers=["alliance"], months=4, top=1).change
    assert change is not None
    assert (change.since, change.ties_began, change.ties_ended) == ("2024-03-31", 1, 1)
    assert (change.became_total["cut-vertex"], change.ceased_total["cut-vertex"]) == (2, 0)
    (first,) = (one for one in change.became if one.how == "cut-vertex")
    # Gravest: a cuts off d and e from {b, c}. d's way past a went, and e came with a tie of its own.
    assert (first.id, first.cut_off) == ("a", 2)
    assert [(f.what, f.on, f.subject.id, f.object and f.object.id, f.role) for f in first.facts] == [
        ("began", "2024-05-01", "e", "a", "成员单位"), ("ended", "2024-04-01", "d", "c", "")]
    assert first.facts[0].source.file == "facts"


def test_one_tie_decides() -> None:
    change = town(FACTS, "2024-04-15").bridging_trend("betweenness", layers=["alliance"], months=1, since="2024-03-15",
                                                      top=5).change
    assert change is not None
    turned = {one.id: [(f.what, f.subject.id, f.object and f.object.id) for f in one.facts]
              for one in change.became if one.how == "cut-vertex"}
    assert turned == {"a": [("ended", "d", "c")], "b": [("ended", "d", "c")]}
    back = town(FACTS, "2024-03-15").bridging_trend(layers=["alliance"], months=1)
    assert back.change is None  # one day: nothing to compare


def test_a_body_that_begins_is_a_fact() -> None:
    """Two persons who share a body that begins: the ties of both and the body itself."""
    facts = """(k:Community), (o:OwnersCommittee {start: "2024-05-01"})-[:WITHIN]->(k), (g:GridBranch)-[:WITHIN]->(k),
    (p:Person)-[:MEMBER {start: "2024-05-01"}]->(o), (p)-[:MEMBER]->(g),
    (q:Person)-[:MEMBER {start: "2024-05-01"}]->(o), (r:Person)-[:MEMBER]->(g)"""
    change = town(facts).bridging_trend("degree", mode="person", months=3, top=5).change
    assert change is not None
    (p,) = (one for one in change.became if one.how == "cut-vertex")
    assert p.id == "p"
    assert {(f.type, f.subject.id, f.object and f.object.id) for f in p.facts} == {
        ("OwnersCommittee", "o", None), ("MEMBER", "p", "o"), ("MEMBER", "q", "o")}


@pytest.mark.parametrize("asked", [{"measure": "nix"}, {"months": 0}, {"since": "2025-01-01"}, {"mode": "nix"}])
def test_what_cannot_be_asked(asked: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        town(FACTS).bridging_trend(**asked)  # type: ignore[arg-type]
