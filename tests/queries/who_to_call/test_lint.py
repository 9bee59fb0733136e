"""Whether every chain ends at somebody: by hand on a small town, and against asking each pair one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
import systems
from cities import FUNCTIONS, TOPICS, cities, days
from hypothesis import given
from queries.covering.towns import RULES, at, link, node
from stores.memory import view_of

import orgraph
from orgraph.model import Record
from orgraph.queries.coverage.facts import records
from orgraph.queries.who_to_call.proof import chains
from orgraph.queries.who_to_call.proof.chains import Anchors, can_be_reached, handed_down, reachable_bits
from orgraph.queries.who_to_call.proof.lint import LintHole, LintResult
from orgraph.queries.who_to_call.topics import Topic, topics
from orgraph.queries.who_to_call.units.candidates import Anchor, collect

DAY = dt.date(2025, 6, 30)
LEAVES = sum(1 for topic in topics().values() if topic.lead)


def lint(facts: str, *more: Record, on: dt.date = DAY, area: str | None = None) -> LintResult:
    return at([*records(facts), *more, *(node("Function", f"f-{name}") for name in FUNCTIONS)], on).call_lint(area=area)


def told(holes: list[LintHole]) -> set[tuple[str, str, str | None]]:
    """what, where, and the rule whose gap has the same id as coverage gives, checked."""
    return {(one.what, one.at.name, one.rule) for one in holes}


TOWN = """(s:Street)-[:WITHIN]->(d:District), (k:Community)-[:WITHIN]->(s), (c:Compound)-[:WITHIN]->(k),
    (e:Community)-[:WITHIN]->(s), (office:StreetOffice)-[:SERVES]->(s),
    (head:Person)-[:MEMBER {role: "主任"}]->(office), (x:Community),
    (d)<-[:SERVES]-(police:Department {function: "police", phone: "000-0000-0001", confirmed_on: "2025-06-01"})"""


def test_every_pair_is_counted_once_by_where_it_ends() -> None:
    found = lint(TOWN)
    led = sum(1 for topic in topics().values() if topic.lead and "police" in (*topic.lead[:3], *topic.support))
    assert (found.places, found.topics, found.pairs) == (6, LEAVES, 6 * LEAVES)
    assert sum(found.ends.values()) == found.pairs
    # Five places are the district's; the sixth lies nowhere. Villages and compounds may have other owners of a topic.
    outside = 4 * led
    assert found.ends["unit"] >= outside
    assert found.ends["nobody"] == LEAVES
    assert told(found.holes) == {("no-unit", "x", "place-reachable")}
    assert found.holes[0].topics == LEAVES


def test_the_ids_are_those_of_coverage() -> None:
    facts = TOWN + """, (post:Post)-[:POST_IN]->(group:ResidentsCommittee)-[:SERVES]->(e),
        (old:OwnersCommittee {phone: "000-0000-0002", confirmed_on: "2025-01-01"})-[:SERVES]->(c)"""
    now = at([*records(facts)], DAY)
    found = now.call_lint()
    assert {(one.what, one.at.name, one.rule) for one in found.weak} == {
        ("vacant", "group", "post-filled"), ("nobody", "group", "unit-reachable"),
        ("unconfirmed", "old", "contact-confirmed")}
    known = {gap.id for rule in now.coverage().rules for gap in rule.gaps}
    assert all(one.gap in known for one in (*found.holes, *found.weak))
    assert found.counts == {"nobody": 1, "unconfirmed": 1, "vacant": 1}


def test_an_area_is_asked_with_what_is_above_it() -> None:
    found = lint(TOWN, area="k")
    assert (found.places, found.ends["nobody"]) == (2, 0)
    assert found.area is not None
    assert found.area.name == "k"


def test_when_the_only_head_leaves_the_chain_breaks() -> None:
    facts = """(s:Street)-[:WITHIN]->(d:District), (k:Community)-[:WITHIN]->(s), (office:StreetOffice)-[:SERVES]->(s),
        (head:Person)-[:MEMBER {role: "主任", end: "2025-06-30"}]->(office)"""
    before, after = lint(facts, on=DAY - dt.timedelta(1)), lint(facts)
    assert told(before.holes) == {("no-unit", "d", "place-reachable")}
    assert told(after.holes) == {("no-unit", "d", "place-reachable"), ("nobody", "s", "place-reachable"),
                                 ("nobody", "k", "place-reachable")}
    assert ("lapsed", "office", None) in told(after.weak)
    held = lint(facts, node("Person", "deputy"), link("STANDS_IN_FOR", "deputy", "office", role="主任"))
    assert told(held.holes) == {("no-unit", "d", "place-reachable")}


def test_stand_ins_in_a_circle_and_those_that_are_never_called() -> None:
    facts = """(s:Street), (a:StreetOffice)-[:SERVES]->(s), (b:StreetPartyCommittee)-[:SERVES]->(s),
        (a)-[:STANDS_IN_FOR]->(b), (b)-[:STANDS_IN_FOR]->(a), (p:Person)-[:MEMBER {role: "书记"}]->(b),
        (q:Person)-[:STANDS_IN_FOR {role: "站长"}]->(b), (r:Person)-[:STANDS_IN_FOR {role: "党工委书记"}]->(b)"""
    assert told(lint(facts).weak) == {("loop", "a", None), ("loop", "b", None), ("unreached", "b", None)}


def test_nothing_missing_nothing_told() -> None:
    found = lint("""(s:Street)<-[:SERVES]-(o:StreetOffice)<-[:MEMBER {role: "主任"}]-(p:Person)""")
    assert (found.holes, found.weak, found.ends["nobody"]) == ([], [], 0)


def _catalogue() -> Mapping[str, Topic]:
    return {name: Topic(id="a-b", zh=name, en="", family="", family_zh="", matter_class="专事", lead=FUNCTIONS[:1])
            .model_copy(update={"id": name}) for name in TOPICS}


@given(records=cities(), on=days)
def test_what_areas_reach_is_what_asking_one_by_one_finds(records: tuple[Record, ...], on: dt.date) -> None:
    view, day = view_of(records), on.toordinal()
    areas = np.array([p for p in view.of_kind("Area").tolist() if view.alive(p, day)], np.int32)
    with mock.patch.object(chains, "topics", _catalogue):
        anchors = Anchors(view)
        _, bits = reachable_bits(view, areas, anchors, day)
    for number, area in enumerate(areas.tolist()):
        chain = [area]
        while (above := view.home(chain[-1])) in areas.tolist():
            chain.append(above)
        for by, node_ in [*(("topic", f"t-{t}") for t in TOPICS), *(("function", f"f-{f}") for f in FUNCTIONS)]:
            position = view.position(node_)
            found = collect(view, chain, [Anchor(position, by, 0.9, False, -1)], day)
            bit = int(anchors.bits(np.array([position], np.int32))[0])
            known = bool(bits[number, bit // 64] >> np.uint64(bit % 64) & np.uint64(1))
            assert known == any(can_be_reached(view, one.organization, day) for one in found), (area, node_)


def test_what_is_handed_down() -> None:
    tree = [node("City", "a"), node("District", "b", "a"), node("Street", "c", "b"), node("District", "e", "a")]
    view = view_of(tree)
    areas = np.array(sorted(view.position(name) for name in "abce"), np.int32)
    own = np.zeros((4, 1), np.uint64)
    own[areas == view.position("a")] = 1
    own[areas == view.position("b")] = 2
    down = dict(zip(view.ids(areas.tolist()), handed_down(view, areas, own)[:, 0].tolist(), strict=True))
    assert down == {"a": 1, "b": 3, "c": 3, "e": 1}


@pytest.mark.slow
@pytest.mark.parametrize("city", sorted({check["folder"] for check in systems.checks()}))
def test_every_hole_of_the_fixtures_is_a_gap_of_coverage(city: str, tmp_path: Path) -> None:
    graph = orgraph.open(f"sqlite:///{tmp_path / 'city.db'}")
    graph.load([systems.FIXTURES / city])
    asked = (check["args"].get("as_of", "") for check in systems.checks() if check["folder"] == city)
    now = graph.at(max(asked))
    found = now.call_lint()
    rules = {one.rule for one in (*found.holes, *found.weak) if one.rule}
    known = {gap.id for rule in (now.coverage(*rules, gaps=10**6).rules if rules else ()) for gap in rule.gaps}
    print(f"\n{city}: {found.pairs:,} pairs, {found.ends}, {len(found.holes)} holes, {found.counts}")
    assert all(one.gap in known for one in found.holes)
    assert all(one.gap in known for one in found.weak if one.rule)


def test_the_rules_that_name_the_holes_are_there() -> None:
    assert {"place-reachable", "unit-reachable", "post-filled", "contact-confirmed"} <= RULES.keys()
