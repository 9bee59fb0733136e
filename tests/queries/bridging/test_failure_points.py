"""Losses by hand: who is cut off from whom, which rules break, who may take over."""

from __future__ import annotations

import pytest
from small_towns import town

from orgraph.errors import NotFound, UsageError
from orgraph.queries.bridging.failing.posts import removed
from orgraph.queries.bridging.results import FailurePointsResult

# The chair p of the owners' committee o is its only tie with the alliance u: p is "chair" of o by a post of that name,
# and sits in u by another, named "seat". The deputy e is in o alone; o serves a compound of 100, u has two members
# more.
TOWN = """
(k:Community), (c:Compound {population: 100})-[:WITHIN]->(k), (o:OwnersCommittee)-[:WITHIN]->(c), (o)-[:SERVES]->(c),
(chair:Post)-[:POST_IN]->(o), (seat:Post)-[:POST_IN]->(u), (u:Alliance)-[:WITHIN]->(k),
(p:Person), (p)-[:MEMBER {role: "chair"}]->(o), (p)-[:MEMBER {role: "seat"}]->(u),
(e:Person), (e)-[:MEMBER {role: "副主任"}]->(o),
(v:ResidentUnit)-[:WITHIN]->(k), (x:ResidentUnit)-[:WITHIN]->(k), (v)-[:MEMBER]->(u), (x)-[:MEMBER]->(u),
(f:PropertyFirm)-[:WITHIN]->(k), (f)-[:SERVES]->(c2), (c2:Compound {population: 50})-[:WITHIN]->(k),
(h:PropertyFirm)-[:WITHIN]->(k), (h)-[:SERVES]->(c3), (c3:Compound)-[:WITHIN]->(k)
"""


def points(**asked: str) -> FailurePointsResult:
    found = town(TOWN).bridging("failure-points", mode="two", **asked)  # type: ignore[arg-type]
    assert isinstance(found, FailurePointsResult)
    return found


def test_a_person() -> None:
    (p,) = points(of="person").results
    # Without p: {o, e, c} and {u, v, x}, equally large; o and c lie before u, so the first part stays.
    assert [(part.size, part.people, part.compounds, part.population) for part in p.parts] == [
        (3, 1, 1, 100), (3, 0, 0, 0)]
    assert [{ref.id for ref in part.members} for part in p.parts] == [{"o", "c"}, {"u", "v", "x"}]
    assert ({ref.id for ref in p.cut_off}, p.population, p.posts) == ({"u", "v", "x"}, 0, 2)
    assert [(s.who.id, s.organization.id, s.basis) for s in p.successors] == [("e", "o", "副职接替")]
    assert "post-filled" in {one.rule for one in p.broken}
    assert {gap.id for one in p.broken if one.rule == "post-filled" for gap in one.gaps} == {"chair", "seat"}
    assert p.gaps_opened == sum(one.count for one in p.broken)


def test_a_post_leaves_its_holder_the_other_posts() -> None:
    found = {point.id: point for point in points(of="post").results}
    # p goes on in u when the post of chair is gone, and in o when the seat is; there are then four.
    assert [({ref.id for ref in part.members}, part.size, part.people) for part in found["chair"].parts] == [
        ({"u", "v", "x"}, 4, 1), ({"o", "c"}, 3, 1)]
    assert [({ref.id for ref in part.members}, part.size, part.people) for part in found["seat"].parts] == [
        ({"o", "c"}, 4, 2), ({"u", "v", "x"}, 3, 0)]
    assert (found["chair"].population, found["seat"].population) == (100, 0)
    assert [s.who.id for s in found["chair"].successors] == ["e"]


def test_a_post_that_is_not_there_yet_takes_nobody_along() -> None:
    """Somebody sits in u before the seat was made: until then its loss cuts nobody off and opens no gap."""
    facts = TOWN.replace("(seat:Post)", '(seat:Post {start: "2024-07-01"})')
    eve, day = (town(facts, on) for on in ("2024-06-30", "2024-07-01"))
    assert [[kind for kind, _ in removed(now.view, now.view.position("seat"), now.day.toordinal())[1]]
            for now in (eve, day)] == [[], ["MEMBER"]]
    before, after = eve.what_if("seat"), day.what_if("seat")
    assert (before.before, before.point.broken) == (before.after, [])
    assert after.after.islands == after.before.islands + 1


def test_an_organisation_and_the_units_that_may_do_its_work() -> None:
    found = {point.id: point for point in points(of="organization").results}
    assert found.keys() == {"o", "u"}  # f and h tie one compound each, which cuts off nothing from anything
    assert [(part.size, part.people) for part in found["u"].parts] == [(4, 2), (1, 0), (1, 0)]
    lost = town(TOWN).what_if("f")
    assert [(s.person, s.organization.id, s.area and s.area.id, s.eligibility) for s in lost.point.successors] == [
        (None, "h", "c2", "extend-property-service")]
    assert [gap.id for one in lost.point.broken if one.rule == "property-or-self-managed" for gap in one.gaps] == ["c2"]
    assert lost.point.rank == 0


def test_before_and_after() -> None:
    found = town(TOWN).what_if("p")
    # {p, o, e, c, u, v, x} and {f, c2} and {h, c3}: 21 + 1 + 1 pairs; without p 3 + 3 + 1 + 1.
    assert (found.before.nodes, found.before.islands, found.before.largest, found.before.reachable_pairs
            ) == (11, 3, 7, 23)
    assert (found.after.nodes, found.after.islands, found.after.largest, found.after.reachable_pairs) == (10, 4, 3, 8)
    nobody = town(TOWN).what_if("e")  # no cut vertex: the island is smaller by one, 15 + 1 + 1
    assert (nobody.after.islands, nobody.after.reachable_pairs, len(nobody.point.parts)) == (3, 17, 1)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(UsageError):
        town(TOWN).what_if("c")
    with pytest.raises(NotFound):
        town(TOWN).what_if("没有这个人")
    with pytest.raises(UsageError):
        points(of="compound")


def test_one_of_several_lost_together_is_counted_once() -> None:
    """A mode in which the lost node could be two variables: only ways without it count."""
    facts = """(k:Community), (c:Compound)-[:WITHIN]->(k), (o:OwnersCommittee)-[:SERVES]->(c)"""
    found = town(facts).what_if("o")
    assert "owners-committee" in {one.rule for one in found.point.broken}
    twice = town(facts + ", (o2:OwnersCommittee)-[:SERVES]->(c)").what_if("o")
    assert "owners-committee" not in {one.rule for one in twice.point.broken}
