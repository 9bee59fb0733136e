"""Who calls the units together, and who need not come: towns of a few facts, expectations by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from queries.covering.towns import node
from stores.memory import view_of

from orgraph.queries.coverage.facts import DAY, records
from orgraph.queries.who_to_call.convening.convene import convene
from orgraph.queries.who_to_call.reaching.escalation import Asked
from orgraph.queries.who_to_call.results import Convene
from orgraph.queries.who_to_call.units.candidates import Anchor, best_of, collect
from orgraph.stores.base import View

TOWN = """
(k:Community)-[:WITHIN]->(s:Street)-[:WITHIN]->(d:District), (c:Compound)-[:WITHIN]->(k), (b1:Building)-[:WITHIN]->(c),
(b2:Building)-[:WITHIN]->(c), """
FUNCTIONS = ("police", "housing", "compound_branch", "street_office")


def meeting(facts: str, place: str, lead: Sequence[str], support: Sequence[str], kind: str = "专事", topic: bool = True,
            apart: Sequence[str] = ()) -> Convene:
    view: View = view_of([*records(TOWN + facts), *(node("Function", f"f-{name}") for name in FUNCTIONS)])
    chain, main = [view.position(place), *view.path_of(view.position(place))], view.position("t") if topic else -1
    anchors = [Anchor(view.position(f"f-{name}"), "function", 0.9 - 0.1 * number, number >= len(lead), main)
               for number, name in enumerate((*lead, *support))]
    anchors += [Anchor(main, "topic", 0.9, False, main)] if topic else []
    chains = [[at, *view.path_of(at)] for at in map(view.position, apart)] or [chain]
    found = best_of([one for areas in chains for one in collect(view, areas, anchors, DAY.toordinal())])
    asked = Asked(dt.datetime(2025, 6, 30, 9, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    answer = convene(view, chain, found, lead, support, matter_class=kind, basis="", day=DAY.toordinal(),
                     asked=asked, apart=[view.position(area) for area in apart])
    assert answer is not None
    return answer


def around(answer: Convene) -> tuple[str | None, list[str]]:
    """Who calls, and who comes, the one who leads first."""
    assert answer.lead is not None
    return answer.convener.id if answer.convener else None, [answer.lead.id, *(one.id for one in answer.support)]


FIRMS = """(bus:Enterprise)-[:OFFERS]->(e:Service)-[:ABOUT]->(t:Topic), (e)-[:AVAILABLE_IN]->(k),
(bus)-[:MEMBER]->(l:Alliance),
(park:Enterprise)-[:OFFERS]->(f:Service)-[:ABOUT]->(t), (f)-[:AVAILABLE_IN]->(k), (park)-[:MEMBER]->(l),
(l)-[:SERVES]->(k), (party:StreetPartyCommittee)-[:SERVES]->(s)"""


def test_members_of_an_alliance_are_called_where_it_serves() -> None:
    assert around(meeting(FIRMS, "c", (), ())) == ("l", ["bus", "park"])
    table = FIRMS + ", (table:JointConference)-[:SERVES]->(k), (above:JointConference)-[:SERVES]->(d)"
    assert around(meeting(table, "c", (), ())) == ("table", ["bus", "park"])
    one = FIRMS.replace(", (park)-[:MEMBER]->(l)", "")
    assert around(meeting(one, "c", (), ())) == ("party", ["bus", "park"])


def test_a_member_s_task_force_calls_where_nobody_else_does() -> None:
    facts = """(a:Department {function: "police"})-[:SERVES]->(d), (b:Department {function: "housing"})-[:SERVES]->(d),
        (a)-[:MEMBER]->(force:TaskForce)-[:SERVES]->(d), (other:TaskForce)-[:SERVES]->(d)"""
    assert around(meeting(facts, "k", ["police"], ["housing"], topic=False)) == ("force", ["a", "b"])


DUTIES = """(a:Department {function: "police"})-[:RESPONSIBLE_FOR]->(t:Topic), (a)-[:SERVES]->(d),
(b:Department {function: "housing"})-[:SERVES]->(d), (office:StreetOffice {function: "street_office"})-[:SERVES]->(s),
(party:StreetPartyCommittee)-[:SERVES]->(s)"""


def test_where_the_register_names_who_leads_and_who_supports_nobody_else_must_come() -> None:
    only_lead = meeting(DUTIES, "k", ["police"], ["housing"])
    assert around(only_lead) == ("party", ["a", "b"])
    both = DUTIES + ", (x:Department)-[:RESPONSIBLE_FOR {part: \"support\"}]->(t), (x)-[:SERVES]->(d)"
    assert around(meeting(both, "k", ["police"], ["housing"])) == ("party", ["a", "x"])
    # To a hard matter all come, whatever the register says.
    assert set(around(meeting(both, "k", ["police"], ["housing"], "难事"))[1]) == {"a", "b", "x"}


def test_the_street_is_at_the_table_of_its_own_party_committee() -> None:
    assert around(meeting(DUTIES, "k", ["police"], ["housing", "street_office"])) == ("party", ["a", "b"])
    above = meeting(DUTIES + ", (centre:DispatchCentre)-[:SERVES]->(d)", "k", ["police"], ["housing", "street_office"],
                    "难事")
    assert around(above) == ("centre", ["a", "b", "office"])


def test_every_building_s_group_comes_for_its_own_residents() -> None:
    facts = """(branch:CompoundBranch {function: "compound_branch"})-[:RESPONSIBLE_FOR]->(t:Topic),
        (branch)-[:SERVES]->(c), (one:BuildingGroup)-[:RESPONSIBLE_FOR {part: "support"}]->(t), (one)-[:SERVES]->(c),
        (one)-[:SERVES]->(b1), (two:BuildingGroup)-[:RESPONSIBLE_FOR {part: "support"}]->(t), (two)-[:SERVES]->(c),
        (two)-[:SERVES]->(b2)"""
    assert around(meeting(facts, "c", ["compound_branch"], (), "社事")) == ("branch", ["branch", "one", "two"])
    assert around(meeting(facts, "b2", ["compound_branch"], (), "社事")) == ("branch", ["branch", "two"])


def test_each_of_several_places_sends_its_own() -> None:
    facts = """(k2:Community)-[:WITHIN]->(s), (one:ResidentsCommittee {function: "housing"})-[:SERVES]->(k),
        (two:ResidentsCommittee {function: "housing"})-[:SERVES]->(k2), (table:JointConference)-[:SERVES]->(s),
        (bureau:Department {function: "police"})-[:SERVES]->(d),
        (city:Department {function: "police"})-[:SERVES]->(d)"""
    assert around(meeting(facts, "s", ["housing", "police"], (), topic=False, apart=["k", "k2"])) == (
        "table", ["one", "two", "bureau"])
