"""Every route finds its unit, and its person, in a town of a few facts, and not the one beside it."""

from __future__ import annotations

import datetime as dt

import pytest
from queries.covering.towns import node
from stores.memory import view_of

from orgraph.model import Entity
from orgraph.queries.coverage.facts import DAY, records
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.units import times
from orgraph.queries.who_to_call.units.candidates import Anchor, Weighing, collect, complete, topics_in
from orgraph.queries.who_to_call.units.routes import PARTS, ranking, routes
from orgraph.stores.base import View

TOWN = """
(k:Community)-[:WITHIN]->(s:Street)-[:WITHIN]->(d:District), (c:Compound)-[:WITHIN]->(k), (b:Building)-[:WITHIN]->(c),
(k2:Community)-[:WITHIN]->(s2:Street)-[:WITHIN]->(d), (c2:Compound)-[:WITHIN]->(k2), """

# Route → facts, where the place is, the unit and the person that must be found (as the facts call them), nobody else.
CASES: dict[str, tuple[str, str, str, str | None]] = {
    "duty": ("""(unit:Department)-[:RESPONSIBLE_FOR]->(t:Topic), (unit)-[:SERVES]->(d), (head:Person)-[:MEMBER]->(unit),
        (other:Department)-[:RESPONSIBLE_FOR {end: "2025-06-30"}]->(t), (other)-[:SERVES]->(d)""", "c", "unit", "head"),
    "offer": ("""(unit:Enterprise)-[:OFFERS]->(e:Service)-[:ABOUT]->(t:Topic), (e)-[:AVAILABLE_IN]->(k),
        (kept:Person)-[:IN_CHARGE_OF]->(e), (boss:Person)-[:MEMBER {role: "经理"}]->(unit),
        (other:Enterprise)-[:OFFERS]->(f:Service)-[:ABOUT]->(t), (f)-[:AVAILABLE_IN]->(k2)""", "c", "unit", "kept"),
    "alliance": ("""(unit:Enterprise)-[:OFFERS]->(e:Service)-[:ABOUT]->(t:Topic), (unit)-[:MEMBER]->(l:Alliance),
        (l)-[:SERVES]->(k), (other:Enterprise)-[:OFFERS]->(f:Service)-[:ABOUT]->(t)""", "c", "unit", None),
    "met": ("""(unit:Organ)-[:MEETS]->(e:Need)-[:ABOUT]->(t:Topic), (unit)-[:MEMBER]->(l:Alliance)-[:SERVES]->(k),
        (other:Organ)-[:MEETS]->(e)""", "c", "unit", None),
    "resident-unit": ("""(unit:Enterprise)-[:MEETS]->(e:Need)-[:ABOUT]->(t:Topic), (unit)-[:WITHIN]->(k),
        (other:Enterprise)-[:MEETS]->(e), (other)-[:WITHIN]->(k2)""", "c", "unit", None),
    "resident-offer": ("""(unit:PublicInstitution)-[:OFFERS]->(e:Service)-[:ABOUT]->(t:Topic), (unit)-[:WITHIN]->(k),
        (other:PublicInstitution)-[:OFFERS]->(e), (other)-[:WITHIN]->(k2)""", "c", "unit", None),
    "team": ("""(unit:VolunteerTeam)-[:OFFERS]->(e:Service)-[:ABOUT]->(t:Topic), (unit)-[:SERVES]->(k),
        (other:VolunteerTeam)-[:OFFERS]->(e), (other)-[:SERVES]->(k2)""", "c", "unit", None),
    "agreement": ("""(unit:Organ)-[:PARTY_TO]->(e:Agreement)-[:ABOUT]->(t:Topic),
        (party:CommunityPartyOrganization)-[:PARTY_TO]->(e), (party)-[:SERVES]->(k),
        (other:Organ)-[:PARTY_TO]->(old:Agreement {end: "2025-01-01"})-[:ABOUT]->(t), (party)-[:PARTY_TO]->(old)""",
                  "c", "unit", None),
    "agreement-usual": ("""(unit:Organ {function: "police"})-[:PARTY_TO]->(e:Agreement),
        (party:CommunityPartyOrganization)-[:PARTY_TO]->(e), (party)-[:SERVES]->(k),
        (other:Organ)-[:PARTY_TO]->(e)""", "c", "unit", None),
    "reported-in-offer": ("""(unit:Organ)-[:OFFERS]->(e:Service)-[:ABOUT]->(t:Topic), (unit)-[:REPORTS_IN]->(k),
        (other:Organ)-[:OFFERS]->(e), (other)-[:REPORTS_IN]->(k2)""", "c", "unit", None),
    "reported-in": ("""(unit:Organ {function: "police"})-[:REPORTS_IN]->(k),
        (other:Organ {function: "police"})-[:REPORTS_IN]->(k2), (third:Organ)-[:REPORTS_IN]->(k)""", "c", "unit", None),
    "usual": ("""(unit:FieldOffice {function: "police"})-[:SERVES]->(s), (other:FieldOffice)-[:SERVES]->(s)""",
              "c", "unit", None),
    "compound": ("""(unit:PropertyStation {function: "police"})-[:SERVES]->(c),
        (other:PropertyStation {function: "police"})-[:SERVES]->(c2)""", "b", "unit", None),
    "building-group": ("""(unit:BuildingGroup {function: "police"})-[:SERVES]->(b)""", "c", "unit", None),
    "cross-duty": ("""(p:Person)-[:MEMBER {role: "副书记"}]->(party:CommunityPartyCommittee)-[:SERVES]->(k),
        (p)-[:MEMBER {role: "民警"}]->(unit:FieldOffice)-[:RESPONSIBLE_FOR]->(t:Topic),
        (chief:Person)-[:MEMBER {role: "所长"}]->(unit), (q:Person)-[:MEMBER]->(party),
        (q)-[:MEMBER]->(firm:PropertyFirm), (firm)-[:RESPONSIBLE_FOR]->(t)""", "c", "unit", "p"),
    "cross-appointment": ("""(p:Person)-[:MEMBER {role: "副书记"}]->(party:CommunityPartyCommittee)-[:SERVES]->(k),
        (p)-[:MEMBER {role: "民警"}]->(unit:FieldOffice {function: "police"}),
        (chief:Person)-[:MEMBER {role: "所长"}]->(unit), (q:Person)-[:MEMBER]->(party),
        (q)-[:MEMBER]->(firm:PropertyFirm {function: "police"})""", "c", "unit", "p"),
    "centre": ("""(team:VolunteerTeam {function: "police"})-[:SUBORDINATE_TO]->(unit:ServiceCentre)-[:SERVES]->(k),
        (team)-[:SERVES]->(s2), (leader:Person)-[:MEMBER]->(unit), (other:ServiceCentre)-[:SERVES]->(k)""",
               "c", "unit", "leader"),
    "instructor": ("""(p:Person)-[:INSTRUCTS]->(firm:PropertyFirm {function: "police"})-[:SERVES]->(c),
        (p)-[:MEMBER {role: "干部"}]->(unit:StreetOffice {function: "parks"}),
        (chief:Person)-[:MEMBER {role: "主任"}]->(unit)""", "c", "unit", "p"),
    "instructor-here": ("""(p:Person)-[:INSTRUCTS]->(k), (p)-[:MEMBER]->(unit:Organ {function: "police"}),
        (q:Person)-[:INSTRUCTS {end: "2025-01-01"}]->(k), (q)-[:MEMBER]->(other:Organ {function: "police"})""",
                        "c", "unit", "p"),
    "solver": ("""(unit:GridBranch)-[:HANDLED]->(e:Case {status: "done"})-[:ABOUT]->(t:Topic), (e)-[:WITHIN]->(c),
        (other:GridBranch)-[:HANDLED]->(f:Case {status: "open"})-[:ABOUT]->(t), (f)-[:WITHIN]->(c),
        (third:GridBranch)-[:HANDLED]->(g:Case {status: "done"})-[:ABOUT]->(t), (g)-[:WITHIN]->(c2)""",
               "c", "unit", None),
}

def town(facts: str, *more: str) -> View:
    """The streets with these facts, and the function that units of the facts perform."""
    return view_of([*records(TOWN + facts), node("Function", "f-police"), *(node("Topic", name) for name in more)])


def found_by(view: View, route: str, place: str, topic: str = "t") -> dict[str, str | None]:
    """Units found by the route alone, each with the person to speak to."""
    at = view.position(place)
    by = next(one.by for one in routes() if one.id == route)
    anchor = view.position(topic if by == "topic" else "f-police")
    found = collect(view, [at, *view.path_of(at)], [Anchor(anchor, by, 0.9, False, anchor)], DAY.toordinal())
    completed = (complete(view, one, DAY.toordinal()) for one in found if one.route.id == route)
    return {view.ids([one.organization])[0]: view.ids([edge.subject])[0] if edge else None
            for one, edge, _ in completed}


@pytest.mark.parametrize("route", CASES)
def test_route(route: str) -> None:
    facts, place, unit, person = CASES[route]
    view = town(facts)
    assert found_by(view, route, place) == {unit: person}
    if route not in ("duty", "usual", "building-group"):
        assert unit not in found_by(view, route, "k2")


def test_every_route_has_a_town() -> None:
    assert {route.id for route in routes()} == {*CASES, "social", "named-team", "named-offer"}


def test_what_a_social_organisation_says_it_does() -> None:
    topic = next(topic for topic in topics().values() if any("助餐" in name for name in (topic.zh, *topic.aliases)))
    facts = """(unit:SocialOrganization {service_type: "老年助餐"})-[:SERVES]->(k),
        (other:SocialOrganization {service_type: "法律咨询"})-[:SERVES]->(k),
        (third:SocialOrganization)-[:SERVES]->(k)"""
    assert topic.id in topics_in("老年助餐")
    assert set(found_by(town(facts, f"t-{topic.id}"), "social", "c", f"t-{topic.id}")) == {"unit"}


def test_what_an_offer_without_a_topic_is_called_says_what_it_is() -> None:
    facts = """(unit:VolunteerTeam)-[:OFFERS]->(cut:Service), (unit)-[:SERVES]->(k),
        (other:VolunteerTeam)-[:OFFERS]->(feet:Service), (other)-[:SERVES]->(k),
        (third:VolunteerTeam)-[:OFFERS]->(more:Service)-[:ABOUT]->(t:Topic), (third)-[:SERVES]->(k),
        (firm:Enterprise)-[:OFFERS]->(shop:Service)-[:AVAILABLE_IN]->(k), (office:Department)-[:OFFERS]->(shop)"""
    called = {"cut": "理发", "more": "理发", "shop": "理发", "feet": "修脚"}
    named = (Entity(id=one.id, kind=one.kind, name=called[one.id], source=one.source)
             if isinstance(one, Entity) and one.id in called else one for one in records(TOWN + facts))
    view = view_of([*named, node("Topic", "t-handy-service")])
    k, topic = view.position("k"), view.position("t-handy-service")

    def found(text: str) -> dict[str, str]:
        anchors = [Anchor(topic, "topic", 0.9, False, topic)]
        there = collect(view, [k], anchors, DAY.toordinal(), Weighing(text=text))
        return {view.ids([one.organization])[0]: one.route.id for one in there}

    assert found("想剪个头") == {"unit": "named-team", "firm": "named-offer"}
    assert found("脚指甲厚了，谁来帮着修修") == {"unit": "named-team", "firm": "named-offer", "other": "named-team"}


def test_a_service_at_another_time_comes_after_one_that_is_there() -> None:
    facts = """(early:VolunteerTeam)-[:OFFERS]->(e:Service {when: "上学时段"})-[:ABOUT]->(t:Topic),
        (late:VolunteerTeam)-[:OFFERS]->(f:Service {when: "放学时段"})-[:ABOUT]->(t), (early)-[:SERVES]->(k),
        (late)-[:SERVES]->(k)"""
    view = town(facts)
    k, t = view.position("k"), view.position("t")

    def order(text: str, at: dt.datetime | None = None) -> list[str]:
        weighing = Weighing(when=times.asked(text, at))
        found = collect(view, [k], [Anchor(t, "topic", 0.9, False, t)], DAY.toordinal(), weighing)
        return view.ids([one.organization for one in found])

    assert order("放学时校门口太堵") == ["late", "early"]
    assert order("校门口太堵", dt.datetime(2025, 6, 30, 7, 30)) == ["early", "late"]  # noqa: DTZ001 — Chinese time
    assert sorted(order("校门口太堵")) == ["early", "late"]
    assert order("放学时校门口太堵", dt.datetime(2025, 6, 30, 7, 30))[0] == "late"  # noqa: DTZ001 — the text knows better


@pytest.mark.parametrize(("offered", "wanted", "apart"), [
    ("每月25日", "25日", False), ("每月25日", "每月12日", True), ("周末", "星期六下午", False), ("周末", "周三", True),
    ("暑期", "寒假里", True), ("18:00-20:00", "晚上七点", False), ("18:00-20:00", "上午", True),
    ("随时", "半夜", False),
    ("", "半夜", False), ("夜間", "凌晨三点", False)])
def test_times(offered: str, wanted: str, apart: bool) -> None:
    assert times.apart(times.said(offered), times.said(wanted)) is apart


def test_the_weights_are_shares_of_the_parts_that_are_shown() -> None:
    assert sorted(ranking().weights) == sorted(PARTS)
    assert sum(ranking().weights.values()) == pytest.approx(1.0)
