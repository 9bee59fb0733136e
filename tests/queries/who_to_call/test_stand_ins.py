"""Who takes a matter that its usual kind of unit cannot, and whether a department or its field office goes first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pytest
from queries.covering.towns import node
from stores.memory import view_of

import orgraph
from orgraph.queries.coverage.facts import DAY, records
from orgraph.queries.who_to_call.reaching.offices import departments_first
from orgraph.queries.who_to_call.reaching.stand_ins import with_stand_ins
from orgraph.queries.who_to_call.units.candidates import Anchor, Weighing, collect
from orgraph.queries.who_to_call.units.routes import ranking
from orgraph.stores.base import View

TOWN = """
(k:Community)-[:WITHIN]->(s:Street)-[:WITHIN]->(d:District), (k2:Community)-[:WITHIN]->(s), (c:Compound)-[:WITHIN]->(k),
(own:Compound {self_managed: true})-[:WITHIN]->(k), """
BODIES = """(branch:CompoundBranch)-[:SERVES]->(c), (group:CompoundBranch)-[:SERVES]->(own),
(owners:OwnersCommittee)-[:SERVES]->(own), (party:CommunityPartyOrganization)-[:SERVES]->(k),
(street:StreetOffice)-[:SERVES]->(s), (centre:DispatchCentre)-[:SERVES]->(d)"""
FUNCTIONS = ("property_firm", "residents_committee", "water_supply", "police", "housing", "fire_rescue", "health")


def town(facts: str) -> View:
    """The street with these facts."""
    return view_of([*records(TOWN + facts), *(node("Function", f"f-{name}") for name in FUNCTIONS)])


def order(view: View, place: str, functions: Sequence[str], joint: str = "", topic: str = "", lead: Sequence[str] = ()
          ) -> list[tuple[str, str]]:
    """(unit, route), best first, for a matter of these kinds of unit, the likeliest first."""
    chain, both = ([] if not at else [view.position(at), *view.path_of(view.position(at))] for at in (place, joint))
    anchors = [Anchor(view.position(f"f-{name}"), "function", 0.9 - 0.3 * number, False, -1)
               for number, name in enumerate(functions)]
    anchors += [Anchor(view.position(topic), "topic", 0.9, False, -1)] if topic else []
    found = collect(view, chain, anchors, DAY.toordinal())
    found = with_stand_ins(view, chain, both, anchors, lead or functions[:1], found, DAY.toordinal(), Weighing())
    return [(view.ids([one.organization])[0], one.route.id) for one in departments_first(view, found, ranking())]


@pytest.mark.parametrize(("place", "function", "expected"), [
    ("c", "property_firm", [("branch", "ladder"), ("party", "ladder"), ("street", "ladder")]),
    ("own", "property_firm", [("owners", "self-managed"), ("group", "ladder"), ("party", "ladder"),
                              ("street", "ladder")]),
    ("c", "residents_committee", [("party", "party-organization"), ("branch", "ladder"), ("street", "ladder")]),
    ("k", "water_supply", [("party", "ladder"), ("street", "ladder"), ("centre", "ladder")]),
])
def test_the_nearest_stands_in_for_a_kind_of_unit_that_is_not_recorded(
    place: str, function: str, expected: list[tuple[str, str]]
) -> None:
    assert order(town(BODIES), place, [function]) == expected


def test_nobody_stands_in_where_the_usual_unit_is_there_or_the_matter_is_settled_otherwise() -> None:
    firm = BODIES + ", (firm:PropertyFirm {function: \"property_firm\"})-[:SERVES]->(c)"
    assert order(town(firm), "c", ["property_firm"]) == [("firm", "compound")]
    duty = BODIES + ", (bureau:Department)-[:RESPONSIBLE_FOR]->(t:Topic), (bureau)-[:SERVES]->(d)"
    assert order(town(duty), "c", ["property_firm"], topic="t") == [("bureau", "duty")]
    shares = BODIES + ", (bureau:Department {function: \"housing\"})-[:SERVES]->(d)"
    view, asked = town(shares), ["property_firm", "housing"]
    assert order(view, "c", asked, lead=asked) == [("bureau", "usual")]
    assert order(view, "c", asked, lead=asked[:1])[0] == ("branch", "ladder")
    # An owner-managed compound says itself that there is no firm, whoever else is known by the topic.
    assert ("owners", "self-managed") in order(town(duty), "own", ["property_firm"], topic="t")


def test_who_can_call_both_takes_a_matter_of_two_places() -> None:
    view = town(BODIES + """, (committee:ResidentsCommittee {function: "residents_committee"})-[:SERVES]->(k),
        (table:JointConference)-[:SERVES]->(s), (above:JointConference)-[:SERVES]->(d),
        (below:JointConference)-[:SERVES]->(k)""")
    assert order(view, "k", ["residents_committee"], joint="s") == [("table", "several-places"), ("committee", "usual")]
    assert order(view, "k", ["residents_committee"]) == [("committee", "usual")]


def test_departments_come_themselves_where_several_kinds_must() -> None:
    facts = """(bureau:Department {function: "police"})-[:SERVES]->(d), (station:FieldOffice {function: "police"}),
        (station)-[:SERVES]->(s), (a:Department {function: "housing"})-[:SERVES]->(d),
        (b:Department {function: "fire_rescue"})-[:SERVES]->(d)"""
    assert [unit for unit, _ in order(town(facts), "s", ["police", "housing"])] == ["station", "bureau", "a"]
    assert [unit for unit, _ in order(town(facts), "s", ["police", "housing", "fire_rescue"])][:2] == [
        "bureau", "station"]


@pytest.mark.parametrize(("day", "who", "post"), [
    ("2025-02-28", None, None), ("2025-03-01", "示例社区书记335", "代理书记")])
def test_the_fixtures_vacant_secretary_is_stood_in_for(
    all_cities: str, day: str, who: str | None, post: str | None
) -> None:
    """Row 3 of 代理书记.csv: from that day the street's convener is somebody to speak to."""
    with closing(orgraph.open(all_cities)) as graph:
        answer = graph.at(day).who_to_call("几家单位互相推，谁也不管排污的事", at="革镇堡街道")
    assert answer.convene
    convener = next(seat for seat in answer.convene.seats if seat.part == "convener")
    assert convener.organization.name == "革镇堡街道党工委"
    person = convener.person
    assert (person and person.name, person and person.post) == (who, post)
