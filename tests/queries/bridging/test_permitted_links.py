"""Proposals: every one legal, the first the best there is, all within the bound stated, and every number recounted."""

from __future__ import annotations

import datetime as dt
import doctest
import importlib
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
import systems
from cities import cities, days
from hypothesis import given, settings
from proposing import (
    DAY,
    LINES,
    Permit,
    Records,
    asked,
    closed,
    fits,
    link,
    node,
    permit,
    permits,
    subsets,
    town,
    worths,
)
from reference.graph import Graph, build
from stores.memory import view_of

import orgraph
from orgraph.errors import UsageError
from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.queries.bridging.layers import MODES, Mode
from orgraph.queries.bridging.proposals import OBJECTIVES, proposals
from orgraph.queries.bridging.proposals.candidates import candidates
from orgraph.queries.bridging.proposals.limits import Limits
from orgraph.queries.bridging.results import ProposalsResult
from orgraph.queries.eligibility import BUSY
from orgraph.vocabulary import vocabulary

SEEDS = range(8)
NETWORK = ("islands", "failure-points", "distance")


@cache
def made(seed: int) -> tuple[Records, Graph]:
    records = town(seed)
    return records, build(records)


def all_permits(records: Records, graph: Graph, most: int = BUSY) -> list[Permit]:
    return permits(graph, DAY, most, set(graph))


# Candidates


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("most", [2, BUSY])
def test_candidates_are_exactly_what_the_tables_permit(seed: int, most: int) -> None:
    records, graph = made(seed)
    view = view_of(records)
    found = candidates(view, DAY.toordinal(), 0, view.size, most)
    ids = [view.ids(column.tolist()) for column in (found.subject, found.target)]
    free = Limits(view, found, DAY.toordinal(), most).open
    ours = [(found.line_of(at).link, *pair) for at, pair in enumerate(zip(*ids, strict=True)) if free[at]]
    assert len(found) == len({*zip((found.line_of(at).link for at in range(len(found))), *ids, strict=True)})
    assert sorted(ours) == sorted({(LINES[one.line].link, one.subject, one.target)
                                   for one in all_permits(records, graph, most)})


# Legal


def legal(graph: Graph, found: ProposalsResult, most: int, day: dt.date = DAY) -> None:
    taken = [permit(one) for one in found.results]
    for one, shown in zip(taken, found.results, strict=True):
        all_ = permits(graph, day, most, {one.target})
        assert one in all_
        assert (shown.person is None) != (shown.organization is None)
    assert fits(graph, taken, day, most)
    assert len({(one.subject, one.target, LINES[one.line].link) for one in taken}) == len(taken)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_proposal_violates_the_tables_on_towns(seed: int, objective: str) -> None:
    records, graph = made(seed)
    most = 2 + seed % 2
    legal(graph, asked(records, objective=objective, max_posts=most, mode=MODES[seed % 3], top=8), most)


@settings(max_examples=20)
@given(records=cities(), day=days)
def test_no_proposal_violates_the_tables_on_random_cities(records: tuple[Record, ...], day: dt.date) -> None:
    moment = Moment(view_of(records), day, {})
    for objective in NETWORK:
        found = moment.bridging("proposals", objective=objective, mode="two", top=5)
        assert isinstance(found, ProposalsResult)
        legal(build(records), found, BUSY, day)


# The first is the best there is, and every number is what the network gives when the link is recorded


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", SEEDS)
def test_one_link_is_the_best_and_all_numbers_come_out_of_the_network(seed: int, mode: Mode) -> None:
    records, graph = made(seed)
    base = worths(records, (), mode)
    single = [worths(records, (one,), mode) for one in {(p.subject, p.target, LINES[p.line].link): p
                                                       for p in all_permits(records, graph)}.values()]
    for objective in NETWORK:
        best = max((one[objective] - base[objective] for one in single), default=0)
        found = asked(records, objective=objective, mode=mode, top=4)
        assert (found.results[0].gain if found.results else 0) == pytest.approx(max(best, 0), abs=1e-8), objective
        before = base
        for number, one in enumerate(found.results):
            after = worths(records, [permit(p) for p in found.results[:number + 1]], mode)
            effects = {effect.objective: effect.gain for effect in one.effects}
            assert {name: effects[name] for name in NETWORK} == pytest.approx(
                {name: after[name] - before[name] for name in NETWORK}, abs=1e-8)
            assert one.gain == effects[objective] > 0
            before = after


@pytest.mark.parametrize("seed", [1, 4, 7, 8])
def test_gaps_closed_are_those_that_coverage_finds_closed(seed: int) -> None:
    records, graph = made(seed)
    each = {one: closed(records, one) for one in all_permits(records, graph)}
    found = asked(records, objective="gaps", top=3)
    assert (found.results[0].gain if found.results else 0) == max(map(len, each.values()), default=0)
    union: set[tuple[str, str]] = set()
    for one in found.results:
        assert one.gain == len(each[permit(one)] - union)
        assert one.gain == max(len(gaps - union) for gaps in each.values())
        assert one.before is not None
        assert one.after == one.before - one.gain
        union |= each[permit(one)]


# Several links against all subsets


@pytest.mark.parametrize(("seed", "mode", "most"), [(2, "org", BUSY), (5, "two", 3), (9, "person", BUSY)])
def test_three_links_are_within_the_bound_of_all_subsets(seed: int, mode: Mode, most: int) -> None:
    records = town(seed, bodies=7, people=3)
    graph = build(records)
    all_ = all_permits(records, graph, most)
    some = [one for one in all_ if worths(records, (one,), mode) != worths(records, (), mode)][:9]
    base = worths(records, (), mode)
    values = [(len(taken), worths(records, taken, mode)) for taken in subsets(graph, some, 3, most)]
    for objective in NETWORK:
        for k in (1, 2, 3):
            best = max((one[objective] - base[objective] for size, one in values if size <= k), default=0)
            found = asked(records, objective=objective, mode=mode, top=k, max_posts=most).bound
            assert found is not None
            assert found.at_most >= best - 1e-8
            assert found.reached <= found.at_most
            if k == 1 and len(some) < 9:
                assert found.reached == pytest.approx(max(best, 0), abs=1e-8)
            if found.optimal:
                assert found.reached >= best - 1e-8


@pytest.mark.parametrize(("seed", "most"), [(1, BUSY), (4, 2), (7, 2)])
def test_gaps_are_within_the_guarantee_of_all_subsets(seed: int, most: int) -> None:
    records, graph = made(seed)
    each = {one: closed(records, one) for one in all_permits(records, graph, most)}
    useful = [one for one, gaps in each.items() if gaps]
    for k in (2, 3):
        best = max((len(set().union(*(each[one] for one in taken)))
                    for taken in subsets(graph, useful, k, most)), default=0)
        found = asked(records, objective="gaps", top=k, max_posts=most).bound
        assert found is not None
        assert found.guarantee is not None
        assert found.at_most >= best >= found.reached >= found.guarantee * best


# By hand


LINE_OF_BODIES: Records = (
    node("Community", "k"), node("Compound", "c", "k", population=500), node("Compound", "c2", "k", population=70),
    node("CommunityPartyOrganization", "party", "k"), link("SERVES", "party", "k"),
    node("PropertyFirm", "firm", "k"), link("SERVES", "firm", "c"), link("SERVES", "firm", "c2"),
    node("Person", "boss", "k", party_member=True), link("MEMBER", "boss", "firm", role="经理"),
    node("Person", "head", "k", party_member=True), link("MEMBER", "head", "party", role="书记"),
)


def test_a_manager_joins_the_firm_to_the_party_organisation() -> None:
    """In mode org nobody sits in two bodies: 2 bodies alone. The manager's post ties them: 1 pair, 1 island."""
    (one,) = asked(LINE_OF_BODIES, layers=["cross_appointment"], top=5).results
    assert (one.id, one.before, one.after, one.gain) == ("property-to-party:boss:party", 2, 1, 1)
    assert one.person is not None
    assert (one.person.id, one.from_.id, one.to.id, one.posts_now) == ("boss", "firm", "party", 1)


def test_a_failure_point_ceases_and_its_population_is_the_gain() -> None:
    """party – head, and c, c2 – firm – boss: the firm alone holds boss (1) and c2 (70) to c (500), the heaviest: 71.

    Whatever joins the two islands makes new failure points and removes none, so nothing is proposed. Where the head
    works for the firm as well, the firm holds 1 + 70 + 2 (head, party), the head 1 (party). An instructor for c brings
    head and party to c: 2 fewer. With one for c2 besides, c2 is with them too, which by itself would have gained
    nothing: 70 fewer.
    """
    found = asked(LINE_OF_BODIES, objective="failure-points", top=5)
    assert (found.mode, found.results) == ("two", [])
    ring = (*LINE_OF_BODIES, link("MEMBER", "head", "firm", role="员工"))
    both = asked(ring, objective="failure-points", layers=["membership", "service", "instruction"], top=2)
    assert [(one.id, one.gain, one.before) for one in both.results] == [
        ("instructor:head:c", 2, 2), ("instructor:head:c2", 70, 2)]
    assert both.bound is not None
    assert (both.bound.guarantee, both.bound.reached) == (None, 72)


def test_nobody_comes_to_more_posts_than_allowed_with_the_proposals() -> None:
    """One manager of two communities' firms may enter both Party organisations, but not with two posts at the most."""
    town_: Records = (*LINE_OF_BODIES, node("Community", "k2"), node("Compound", "d", "k2"),
             node("CommunityPartyOrganization", "party2", "k2"), link("SERVES", "party2", "k2"),
             link("SERVES", "firm", "d"))
    free, limited = (asked(town_, layers=["cross_appointment"], max_posts=most, top=5).results for most in (3, 2))
    assert [one.to.id for one in free] == ["party", "party2"]
    assert len(limited) == 1
    assert asked(town_, layers=["cross_appointment"], max_posts=1, top=5).results == []


@pytest.mark.parametrize(("held", "found"), [((), 1), (("other",), 0)])
def test_a_post_has_as_many_proposed_as_it_has_seats(held: tuple[str, ...], found: int) -> None:
    """Two may become the head of the micro-grid; it has one. Where somebody is, nobody is proposed."""
    grid: Records = (node("Community", "k"), node("MicroGrid", "m", "k"), node("BuildingGroup", "group", "k"),
            link("SERVES", "group", "m"), *(node("Person", name, "k") for name in ("a", "b", "other")),
            *(link("MEMBER", name, "group", role="组长") for name in "ab"),
            *(link("TAKES_CHARGE_OF", name, "m", role="微网格长") for name in held))
    result = asked(grid, layers=["membership", "charge"], mode="two", top=5)
    assert len(result.results) == found


def test_two_posts_of_one_person_are_tied_once_both_are_there() -> None:
    """Nobody of his bodies is in the area; the second post of the same person ties the two bodies that he entered."""
    outside: Records = (node("City", "z"), node("Community", "k", "z"), node("Compound", "c", "k"),
               node("CommunityPartyOrganization", "party", "k"), link("SERVES", "party", "k"),
               node("ResidentsCommittee", "residents", "k"), link("SERVES", "residents", "k"),
               node("OwnersCommittee", "owners", "c"), link("SERVES", "owners", "c"),
               node("SupervisorsCommittee", "watch", "c"), link("SERVES", "watch", "c"),
               node("CompoundBranch", "branch", "z"), link("SERVES", "branch", "c"),
               node("Person", "p", "z", party_member=True), link("MEMBER", "p", "branch"))
    found = asked(outside, area="k", layers=["cross_appointment"], top=5)
    assert found.results == []  # each post by itself ties nothing inside k
    assert found.bound is not None
    assert found.bound.at_most >= 1  # but the two together would, which the ceiling knows
    both = asked(outside, layers=["cross_appointment"], top=5).results
    assert [one.gain for one in both] == [1, 2]


def test_what_is_asked_for_must_exist() -> None:
    for wrong in ({"objective": "fame"}, {"max_posts": 0}, {"mode": "three"}):
        with pytest.raises(UsageError):
            asked(LINE_OF_BODIES, **wrong)
    view = view_of(LINE_OF_BODIES)
    with pytest.raises(UsageError):
        proposals(view, (), "org", DAY.toordinal(), objective="gaps")  # nobody says what the gaps are


def test_what_is_too_large_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    large = importlib.import_module("orgraph.queries.bridging.proposals.distance")
    monkeypatch.setattr(large, "WORK", -1)
    found = asked(LINE_OF_BODIES, objective="distance", top=2)
    assert (len(found.results), len(found.warnings)) == (0, 1)
    monkeypatch.setattr(large, "ROOM", 0)
    found = asked(LINE_OF_BODIES, top=2)
    assert "distance" not in {effect.objective for effect in found.results[0].effects}
    assert len(found.warnings) == 1
    with pytest.raises(UsageError, match="too large"):
        asked(LINE_OF_BODIES, objective="distance")


# A whole city


@pytest.fixture(scope="module")
def two_cities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[orgraph.Graph]:
    graph = orgraph.open(systems.database(tmp_path_factory.mktemp("proposals"), "shenyang", "fuzhou"))
    yield graph
    graph.close()


@pytest.mark.parametrize("city", ["沈阳市", "福州市"])
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_proposals_on_real_cities_are_legal(two_cities: orgraph.Graph, city: str, objective: str) -> None:
    """System 1, the city of the community of which 11 sit in the owners' committee, and system 26's."""
    moment = two_cities.at("2021-06-30")
    view, day = moment.view, moment.day.toordinal()
    found = moment.bridging("proposals", area=city, objective=objective, top=10)
    assert isinstance(found, ProposalsResult)
    assert found.candidates > 0
    came: Counter[int] = Counter()
    for one in found.results:
        line, words = LINES[one.id.split(":")[0]], vocabulary()
        subject, target = view.position((one.person or one.from_).id), view.position(one.to.id)
        nodes = line.parsed.nodes
        entered = nodes["t"] if "t" in nodes else nodes["f"]
        assert any(words.is_a(one.to.kind, label) for label in entered.labels)
        assert one.gain > 0
        if one.person is None:
            continue
        posts = [edge.object for edge in view.edges(subject, "MEMBER", inbound=False, day=day)]
        came[subject] += 1
        assert one.posts_now == len(posts)
        assert len(posts) + came[subject] <= BUSY
        assert target not in posts
        assert view.position(one.from_.id) in posts
        member = view.prop(subject, "party_member")
        assert member is True or not (line.link == "MEMBER" and words.is_a(one.to.kind, "PartyOrganization"))
        assert getattr(line, "party", None) in (None, member)


@pytest.mark.parametrize("name", ["orgraph.patterns.parts"])
def test_examples_in_docstrings(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted
    assert not outcome.failed
