"""Proposals: who may, ranked; what else would change; and that none breaks the eligibility table."""

from __future__ import annotations

from collections.abc import Iterable

import networkx
import pytest
from cities import cities
from hypothesis import given
from hypothesis import strategies as st
from stores.memory import view_of
from towns import RULES, link, node

from orgraph.errors import DataError
from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.queries.coverage.effects import with_effects
from orgraph.queries.coverage.facts import DAY, records
from orgraph.queries.coverage.results import Proposal
from orgraph.queries.coverage.standing import evaluate
from orgraph.queries.eligibility import BUSY, Eligibility, eligibility
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

FIRM = """
(k:Community)<-[:SERVES]-(party:CommunityPartyOrganization)-[:WITHIN]->(k),
(k)<-[:SERVES]-(residents:ResidentsCommittee)-[:WITHIN]->(k),
(c:Compound)-[:WITHIN]->(k), (c)<-[:SERVES]-(firm:PropertyFirm)
"""


def proposed(facts: str, rule: str, focus: str) -> list[Proposal]:
    gap = Moment(view_of(records(facts)), DAY, RULES).explain(rule, focus=focus).gap
    assert gap is not None
    return gap.proposals


def names(proposals: Iterable[Proposal]) -> list[tuple[str, str]]:
    return [(one.who.name, one.to.name) for one in proposals]


def test_a_party_member_enters_the_party_organisation_another_the_residents_committee() -> None:
    town = FIRM + """, (yes:Person {party_member: true})-[:MEMBER {role: "项目经理"}]->(firm),
        (no:Person {party_member: false})-[:MEMBER {role: "经理"}]->(firm),
        (unknown:Person)-[:MEMBER {role: "经理"}]->(firm),
        (cleaner:Person {party_member: true})-[:MEMBER {role: "保洁员"}]->(firm)"""
    assert names(proposed(town, "cross-appointment-property", "c")) == [("yes", "party"), ("no", "residents")]


def test_the_nearest_then_the_least_burdened_goes_first() -> None:
    town = """(k:Community)<-[:WITHIN]-(g:Grid), (c:Compound)-[:WITHIN]->(g), (c)<-[:SERVES]-(h:OwnersCommittee),
        (branch:GridBranch)-[:WITHIN]->(g), (residents:ResidentsCommittee)-[:WITHIN]->(k),
        (far:Person)-[:MEMBER]->(residents), (near:Person)-[:MEMBER]->(branch),
        (loaded:Person)-[:MEMBER]->(branch), (loaded)-[:MEMBER]->(:VolunteerTeam)"""
    found = proposed(town, "cross-appointment-owners", "c")
    assert names(found) == [("near", "h"), ("loaded", "h"), ("far", "h")]
    assert [(one.distance, one.posts_now) for one in found] == [(2, 1), (2, 2), (3, 1)]


def test_nobody_with_five_posts_and_nobody_who_sits_there() -> None:
    posts = ", ".join(f"(busy)-[:MEMBER]->(:VolunteerTeam), (free)-[:MEMBER]->(t{n}:VolunteerTeam)" for n in range(3))
    town = FIRM + f""", (c)<-[:SERVES]-(h:OwnersCommittee), (busy:Person)-[:MEMBER]->(residents), {posts},
        (busy)-[:MEMBER]->(:VolunteerTeam), (free:Person)-[:MEMBER]->(residents),
        (past:Person)-[:MEMBER]->(residents), (past)-[:MEMBER {{end: "2025-01-01"}}]->(h)"""
    assert names(proposed(town, "community-member-serving", "c")) == [("past", "h"), ("free", "h")]


def test_a_unit_that_may_extend_what_it_does() -> None:
    town = """(k:Community)-[:WITHIN]->(s:Street),
        (care:SocialOrganization {service_type: "养老服务"})-[:WITHIN]->(:Community),
        (there:Community)-[:WITHIN]->(s), (near:SocialOrganization {service_type: "养老服务"})-[:WITHIN]->(there),
        (other:SocialOrganization {service_type: "公益慈善"})-[:WITHIN]->(there)"""
    (one,) = proposed(town, "elder-care", "k")
    assert (one.organization and one.organization.name, one.person, one.eligibility) == ("near", None, "extend-service")
    assert (one.role, one.distance, one.effects) == ("服务", 3, None)


def test_a_body_that_may_send_an_instructor() -> None:
    town = """(v:Venue)-[:WITHIN]->(k:Community)<-[:SERVES]-(party:CommunityPartyOrganization),
        (p:Person {party_member: true})-[:MEMBER]->(party), (q:Person)-[:MEMBER]->(party)"""
    person, unit = proposed(town, "venue-party-organization", "v")
    assert (person.who.name, person.role, person.eligibility) == ("p", "党建指导员", "instructor")
    assert (unit.who.name, unit.eligibility) == ("party", "send-instructor-to-place")
    assert person.effects is not None
    assert [(one.rule, one.focus.name) for one in person.effects.closes] == [("venue-party-organization", "v")]


def test_what_else_an_appointment_would_change() -> None:
    town = FIRM + """, (d:Compound)-[:WITHIN]->(k), (d)<-[:SERVES]-(firm), (boss:Person {party_member: true}),
        (boss)-[:MEMBER {role: "项目经理"}]->(firm), (boss)-[:MEMBER]->(team:VolunteerTeam)<-[:MEMBER]-(link:Person),
        (link)-[:MEMBER {role: "委员"}]->(party)"""
    (one,) = proposed(town, "cross-appointment-property", "c")
    assert one.effects is not None
    assert {(closed.rule, closed.focus.name) for closed in one.effects.closes} == {
        (rule, focus) for rule in ("cross-appointment", "cross-appointment-property") for focus in "cd"}
    assert one.effects.joins_islands is False  # link ties the team to the Party organisation already
    assert [ref.name for ref in one.effects.first_ties] == ["firm"]
    assert [ref.name for ref in one.effects.relieves] == ["link"]


def test_islands_are_joined_where_no_chain_leads_over() -> None:
    town = FIRM + ', (boss:Person {party_member: true})-[:MEMBER {role: "经理"}]->(firm)'
    (alone,) = proposed(town, "cross-appointment-property", "c")
    assert alone.effects is not None
    assert alone.effects.joins_islands is True
    agreed = town + ", (firm)-[:PARTY_TO]->(:Agreement)<-[:PARTY_TO]-(party)"
    (tied,) = proposed(agreed, "cross-appointment-property", "c")
    assert tied.effects is not None
    assert tied.effects.joins_islands is False


def test_a_line_into_a_party_organisation_asks_for_a_party_member() -> None:
    line = eligibility()["property-to-party"]
    assert line.party is True
    with pytest.raises(DataError, match="party = true"):
        Eligibility.model_validate({**line.model_dump(), "party": None}).check()


BODIES = {"party": "CommunityPartyOrganization", "residents": "ResidentsCommittee", "joint": "CommunityPartyCommittee",
          "branch": "GridBranch", "owners": "OwnersCommittee", "supervisors": "SupervisorsCommittee",
          "firm": "PropertyFirm", "own": "CompoundBranch",
          "police": "FieldOffice", "unit": "Organ", "street": "StreetWorkingCommittee"}
HOMES = {"c": ("own", "owners", "supervisors", "firm"), "k": ("party", "residents", "joint", "branch", "unit"),
         "s": ("police", "street")}
ROLES = ("书记", "委员", "经理", "项目经理", "副书记", "保洁员")


@st.composite
def crossroads(draw: st.DrawFn) -> tuple[Record, ...]:
    """One compound with all its bodies about it, and a few people with posts in some of them."""
    made: list[Record] = [node("Street", "s"), node("Community", "k", "s"), node("Compound", "c", "k")]
    for home, bodies in HOMES.items():
        for body in bodies:
            made += [node(BODIES[body], body, home, function="police") if body == "police" else
                     node(BODIES[body], body, home), link("SERVES", body, home)]
    if draw(st.booleans()):
        made += [node("Agreement", "g", "k"), link("PARTY_TO", "firm", "g"), link("PARTY_TO", "party", "g")]
    for number in range(draw(st.integers(1, 4))):
        member = draw(st.sampled_from([True, True, False, None]))
        made.append(node("Person", f"p{number}", "k", **({} if member is None else {"party_member": member})))
        for body in draw(st.sets(st.sampled_from(sorted(BODIES)), min_size=1, max_size=3)):
            made.append(link("MEMBER", f"p{number}", body, role=draw(st.sampled_from(ROLES))))
    return tuple(made)


@given(city=st.one_of(crossroads(), crossroads(), cities()))
def test_nobody_but_a_party_member_is_proposed_for_a_party_post(city: tuple[Record, ...]) -> None:
    view = view_of(city)
    for rule in Moment(view, DAY, RULES).coverage().rules:
        for proposal in (p for gap in rule.gaps for p in gap.proposals if p.person):
            line = eligibility()[proposal.eligibility]
            member = view.prop(view.position(proposal.who.id), "party_member")
            assert line.party is None or member is line.party
            into_party = vocabulary().is_a(proposal.to.kind, "PartyOrganization")
            assert member is True or not into_party
            posts = [edge.object for edge in view.edges(view.position(proposal.who.id), "MEMBER", inbound=False,
                                                        day=DAY.toordinal())]
            assert view.position(proposal.to.id) not in posts
            assert proposal.posts_now == len(posts) < BUSY


@given(city=crossroads())
def test_what_an_appointment_is_said_to_change_is_what_it_changes(city: tuple[Record, ...]) -> None:
    view, day = view_of(city), DAY.toordinal()
    found = {(p.who.id, p.to.id): p for rule in Moment(view, DAY, RULES).coverage().rules
             for gap in rule.gaps for p in gap.proposals if p.person and eligibility()[p.eligibility].link == "MEMBER"}
    for proposal in with_effects(view, list(found.values())[:4], list(RULES.values()), day):
        assert proposal.effects is not None
        after = view_of((*city, appointment(proposal)))
        before, then = (states(v, day) for v in (view, after))
        assert {(one.rule, one.focus.id) for one in proposal.effects.closes} == {
            key for key, state in before.items() if state == "missing" and then.get(key) == "covered"}
        assert proposal.effects.joins_islands is (islands(after) < islands(view))


def appointment(proposal: Proposal) -> Record:
    """The membership that the proposal proposes."""
    line = eligibility()[proposal.eligibility]
    props = {"role": line.role} | ({"on_behalf_of": proposal.from_.id} if line.on_behalf else {}) | (
        {"basis": line.basis} if line.direction in ("owners", "supervisors") else {})
    return link("MEMBER", proposal.who.id, proposal.to.id, DAY, row=999, **props)


def states(view: View, day: int) -> dict[tuple[str, str], str]:
    """What each focus is under each rule."""
    found = {rule.id: evaluate(view, rule, day, 0, view.size) for rule in RULES.values()}
    return {(rule, focus): state for rule, one in found.items() for state in ("covered", "missing")
            for focus in view.ids(getattr(one, state).tolist())}


def islands(view: View) -> int:
    """Parts of the network of people, bodies and agreements, by networkx."""
    net = networkx.Graph()
    for kind in ("Organization", "Person", "Agreement"):
        net.add_nodes_from(view.of_kind(kind).tolist())
    for type_ in ("MEMBER", "PARTY_TO"):
        for at in list(net):
            net.add_edges_from((at, edge.object) for edge in view.edges(at, type_, inbound=False, day=DAY.toordinal()))
    return int(networkx.number_connected_components(net))
