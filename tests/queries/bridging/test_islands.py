"""Islands by hand."""

from __future__ import annotations

import pytest
from small_towns import town

from orgraph.errors import UsageError
from orgraph.moment import Moment
from orgraph.queries.bridging import islands
from orgraph.queries.bridging.results import IslandsResult

# Two communities of one street. In k1 a committee member m could enter the owners' committee o of compound c1 (line
# community-to-owners): then the Party committee w and o have m in common. In k2 two firms share a manager and serve a
# compound of 80; nothing permits a tie of theirs with anybody else. The department d has no tie.
STREET = """
(s:Street), (k1:Community)-[:WITHIN]->(s), (k2:Community)-[:WITHIN]->(s),
(c1:Compound {population: 100})-[:WITHIN]->(k1), (c2:Compound {population: 80})-[:WITHIN]->(k2),
(b2:Building {population: 30})-[:WITHIN]->(c2),
(w:CommunityPartyCommittee)-[:WITHIN]->(k1), (w)-[:SERVES]->(k1), (r:ResidentsCommittee)-[:WITHIN]->(k1),
(m:Person), (m)-[:MEMBER]->(w), (m)-[:MEMBER]->(r),
(o:OwnersCommittee)-[:WITHIN]->(c1), (o)-[:SERVES]->(c1), (q:CompoundBranch)-[:WITHIN]->(c1),
(n:Person)-[:MEMBER]->(o), (n)-[:MEMBER]->(q), (n2:Person)-[:MEMBER]->(o),
(f:Enterprise)-[:WITHIN]->(k2), (g:Enterprise)-[:WITHIN]->(k2), (x:Person)-[:MEMBER]->(f), (x)-[:MEMBER]->(g),
(f)-[:SERVES]->(c2), (g)-[:SERVES]->(b2), (d:Department)-[:WITHIN]->(s)
"""


def asked(moment: Moment, **more: int) -> IslandsResult:
    return islands(moment.view, (), "org", moment.day.toordinal(), moment.view.position("s"), **more)


def test_sizes_people_population_and_who_is_alone() -> None:
    found = asked(town(STREET))
    assert (found.total, found.page, found.pages) == (3, 1, 1)
    by_member = {member.id: island for island in found.islands for member in island.members}
    assert by_member["w"] is by_member["r"]
    assert by_member["o"] is by_member["q"]
    assert by_member["f"] is by_member["g"]
    # o and q: n and n2, and the 100 of the compound served; f and g: x, and 80, for the 30 of b2 live in c2.
    assert [(by_member[i].size, by_member[i].organizations, by_member[i].people, by_member[i].population)
            for i in "wof"] == [(2, 2, 1, 0), (2, 2, 2, 100), (2, 2, 1, 80)]
    assert [(one.id, one.area_path) for one in found.isolates] == [("d", ["s"])]
    assert [(one.id, one.count) for one in found.isolated_in] == [("s", 1)]
    assert found.isolated == 1


def test_what_both_sides_could_share_and_who_is_near() -> None:
    found = {member.id: island for island in asked(town(STREET)).islands for member in island.members}
    for one, other in (("o", "w"), ("w", "o")):
        near = found[one].nearest
        assert near is not None
        assert {near.from_.id, near.to.id} & {"w", "r", "o", "q"}
        assert found[one].shared is not None
        place = found[one].by_place
        assert place is not None
        assert (place.area and place.area.id, place.island) == ("k1", found[other].id)
        assert place.lacks == ""
    # o lies in c1 in k1: two steps up; w and r right in k1: one.
    assert (found["o"].by_place.steps, found["w"].by_place.steps) == (2, 1)  # type: ignore[union-attr]
    far = found["f"].by_place
    assert far is not None
    assert (far.own.id, far.area and far.area.id, far.steps) == ("f", "s", 2)
    assert "cross_appointment" in far.tie


def test_pages() -> None:
    moment = town(STREET)
    every = [island.id for island in asked(moment).islands]
    pages = [asked(moment, page=number, size=2) for number in (1, 2, 3)]
    assert [[island.id for island in one.islands] for one in pages] == [every[:2], every[2:], []]
    assert {(one.total, one.pages) for one in pages} == {(3, 2)}
    with pytest.raises(UsageError):
        asked(moment, page=0)
