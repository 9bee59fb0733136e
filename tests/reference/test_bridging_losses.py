"""Islands, losses and bridges that come and go, on random cities: what brute force finds, the program finds."""

from __future__ import annotations

import datetime as dt

import networkx as nx
import pytest
from cities import cities, days
from hypothesis import given
from hypothesis import strategies as st
from stores.memory import view_of

from orgraph.errors import UsageError
from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.queries.bridging.layers import MODES, Mode, chosen
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.bridging.over_time.bridges_changed import Change
from orgraph.queries.bridging.over_time.looks import Look, Ranking
from orgraph.queries.bridging.results import FailurePointsResult, IslandsResult
from orgraph.queries.coverage import load_rules
from reference.coverage import coverage

from . import bridging as slow
from .graph import Graph, above, build, inside, of_kind

RULES = load_rules()
ALL = 1_000_000
City = tuple[Record, ...]
fortnight = st.lists(days, min_size=2, max_size=2, unique=True).map(sorted)


def flat_network(graph: Graph, mode: Mode, day: dt.date, area: str | None = None) -> slow.Network:
    return slow.network(graph, [layer for layer in chosen((), mode) if not layer.hierarchy], mode, day, area)


def holding(net: slow.Network) -> tuple[int, int, int, int]:
    sizes = [len(part) for part in nx.connected_components(net)]
    return len(net), len(sizes), max(sizes, default=0), sum(s * (s - 1) // 2 for s in sizes)


def after(graph: Graph, node: str, mode: Mode, day: dt.date, area: str | None = None) -> slow.Network:
    """The network without the node; what has lost its last tie is still there."""
    left = flat_network(slow.without(graph, node, day), mode, day, area)
    left.add_nodes_from(set(flat_network(graph, mode, day, area)) - {node})
    return left


@pytest.mark.parametrize("mode", MODES)
@given(records=cities(), day=days)
def test_islands_nearest_by_place(mode: Mode, records: City, day: dt.date) -> None:
    graph = build(records)
    net = flat_network(graph, mode, day)
    found = Moment(view_of(records), day, {}).bridging("islands", mode=mode)
    assert isinstance(found, IslandsResult)
    assert found.total == len(found.islands) == nx.number_connected_components(net)
    assert sum(one.count for one in found.isolated_in) == found.isolated
    for island in found.islands:
        members = {ref.id for ref in island.members}
        near = island.by_place
        assert (near is None) == (found.total == 1)
        assert island.people >= len(members & of_kind(graph, "Person"))
        if near:
            assert near.own.id in members
            assert near.node.id in set(net) - members
            area = slow.lowest_area(graph, near.own.id, near.node.id)
            assert area == (near.area.id if near.area else None)
            depth = 0 if area is None else 1 + len(above(graph, area))
            assert (depth, near.steps) == slow.nearest(graph, members, set(net) - members)


@given(records=cities(), day=days, data=st.data())
def test_what_if(records: City, day: dt.date, data: st.DataObject) -> None:
    graph = build(records)
    kinds = {kind: sorted(of_kind(graph, kind)) for kind in ("Person", "Post", "Organization")}
    node = data.draw(st.sampled_from([node for nodes in kinds.values() for node in nodes]))
    mode: Mode = data.draw(st.sampled_from(MODES))
    inner: Mode = "org" if mode == "org" and node in kinds["Organization"] else "two"
    found = Moment(view_of(records), day, RULES).what_if(node, mode=mode)
    before, left = flat_network(graph, inner, day), after(graph, node, inner, day)
    assert (found.before.nodes, found.before.islands, found.before.largest, found.before.reachable_pairs
            ) == holding(before)
    assert (found.after.nodes, found.after.islands, found.after.largest, found.after.reachable_pairs) == holding(left)
    opened = {}
    for name, rule in RULES.items():
        old, new = (coverage(g, rule, day, None).missing for g in (graph, slow.without(graph, node, day)))
        if rule.in_force(day.toordinal()) and new - old:
            opened[name] = new - old
    assert {one.rule: {gap.id for gap in one.gaps} for one in found.point.broken} == opened
    assert found.point.gaps_opened == sum(map(len, opened.values()))


@given(records=cities(), day=days, data=st.data())
def test_every_part_of_every_loss(records: City, day: dt.date, data: st.DataObject) -> None:
    graph, view = build(records), view_of(records)
    of = data.draw(st.sampled_from(("person", "post", "organization")))
    net = flat_network(graph, "two", day)
    found = Moment(view, day, {}).bridging("failure-points", mode="two", of=of, top=ALL)
    assert isinstance(found, FailurePointsResult)
    people = of_kind(graph, "Person")
    expected = {}
    for node in of_kind(graph, {"person": "Person", "post": "Post", "organization": "Organization"}[of]):
        left = after(graph, node, "two", day)
        if of != "post" and node not in net:
            continue
        whole = next((part for part in nx.connected_components(net) if node in part), None)
        if whole is None:  # a post: all that it holds together
            touched = {p for p, _, key in graph.in_edges(node, keys=True) if key.endswith(" holds")} & set(net)
            whole = next((part for part in nx.connected_components(net) if touched & part), set())
        parts = [part for part in nx.connected_components(left) if part <= whole]
        if len(parts) > 1:
            expected[node] = sorted((len(part), len(part & people)) for part in parts)
    seen = {point.id: sorted((part.size, part.people) for part in point.parts) for point in found.results}
    assert all(expected.get(node) == parts for node, parts in seen.items())
    if of == "post":  # left out are those that cut nobody but persons off
        assert {node for node, parts in expected.items() if all(size > people for size, people in parts)} <= seen.keys()
    else:
        assert seen.keys() == {node for node in expected if slow.cut_off(net, node, view.position) - people}


@pytest.mark.parametrize("mode", MODES)
@given(records=cities(), two=fortnight)
def test_bridges_that_came_and_went(mode: Mode, records: City, two: list[dt.date]) -> None:
    graph = build(records)
    nets = [slow.network(graph, chosen((), mode), mode, day, None) for day in two]
    weak = [slow.cut_vertices(graph, net) for net in nets]
    found = Moment(view_of(records), two[1], {}).bridging_trend("degree", mode=mode, months=1, since=two[0], top=3)
    assert [(p.nodes, p.edges, p.islands) for p in found.points] == [
        (len(nets[1]), len(nets[1].edges), nx.number_connected_components(nets[1]))]
    assert found.change is not None
    assert found.change.became_total["cut-vertex"] == len(weak[1] - weak[0])
    assert found.change.ceased_total["cut-vertex"] == len(weak[0] - weak[1])
    for turned, mine, others in ((found.change.became, weak[1], weak[0]), (found.change.ceased, weak[0], weak[1])):
        assert {one.id for one in turned if one.how == "cut-vertex"} <= mine - others
        assert all(one.facts for one in turned if one.how == "cut-vertex")
        for fact in (fact for one in turned for fact in one.facts):
            assert (two[0] < dt.date.fromisoformat(fact.on) <= two[1])
    degrees = [dict(net.degree()) for net in nets]
    for one in (*found.change.became, *found.change.ceased):
        assert (one.before, one.after) == tuple(d.get(one.id) for d in degrees)


@pytest.mark.parametrize("mode", MODES)
@given(records=cities(), two=fortnight)
def test_undoing_what_decides_undoes_the_bridge(mode: Mode, records: City, two: list[dt.date]) -> None:
    view = view_of(records)
    looks = [Look(view, (), mode, day.toordinal(), None) for day in two]
    measure = MEASURES["degree"]
    ranks = [Ranking(look, measure, measure.compute(look.net.projection)) for look in looks]
    change = Change(looks[0], looks[1], chosen((), mode), *ranks)
    graphs = []
    for look in looks:
        graph = nx.Graph()
        graph.add_nodes_from(look.nodes.tolist())
        graph.add_edges_from(divmod(key, view.size) for key in look.links.tolist())
        graphs.append(graph)
    for here, there in ((1, 0), (0, 1)):
        for v in looks[here].cut_vertices().keys() - looks[there].cut_vertices().keys():
            undone = graphs[here].copy()
            for look, link in change.deciding(v, looks[here], looks[there]):
                (undone.remove_edge if look is looks[here] else undone.add_edge)(*link)
            assert v not in set(nx.articulation_points(undone))


@given(records=cities(), day=days)
def test_only_persons_posts_and_organisations_can_be_lost(records: City, day: dt.date) -> None:
    graph = build(records)
    area = min(inside(graph, None) & of_kind(graph, "Area"))
    with pytest.raises(UsageError):
        Moment(view_of(records), day, {}).what_if(area)
