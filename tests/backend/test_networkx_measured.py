"""Networks out of the database as networkx graphs, and any networkx graph measured."""

from pathlib import Path

import networkx as nx
import pytest

import orgraph
from orgraph.errors import UsageError


@pytest.fixture(scope="module")
def now(tmp_path_factory):
    graph = orgraph.open(f"sqlite:///{tmp_path_factory.mktemp('measured')}/city.db")
    graph.load([Path(__file__).parents[2] / "fixtures" / "xiamen"])
    yield graph.at("2026-06-30")
    graph.close()


@pytest.mark.parametrize(("mode", "layers"), [("org", ["alliance", "agreement"]), ("two", ["alliance"])])
def test_a_network_taken_out_and_measured_is_the_network_measured(now, mode, layers):
    ours = now.bridging(layers=layers, mode=mode, measure=["degree"], top=50)
    graph = now.to_networkx(layers=layers, mode=mode)
    again = orgraph.network(graph, ["degree"], top=50)
    linked = {one.id: one.value for one in ours.results if one.value}
    assert linked
    assert again.edges == ours.edges
    assert {key: nx.Graph(graph).degree(key) - 2 * graph.has_edge(key, key) for key in linked} == linked
    assert sorted((one.value for one in again.results), reverse=True)[: len(linked)] == sorted(
        linked.values(), reverse=True)


def test_a_graph_keeps_kinds_days_and_parallel_ties(now):
    graph = now.to_networkx(layers=["alliance", "agreement"], mode="org")
    assert graph.is_multigraph()
    assert all({"name", "kind", "label"} <= said.keys() for _, said in graph.nodes(data=True))
    ties = list(graph.edges(data=True))
    assert {said["layer"] for *_, said in ties} >= {"alliance", "agreement"}
    assert all(said.get("start", "") <= "2026-06-30" < said.get("end", "9999") for *_, said in ties)
    assert all(said["evidence"].count(":") >= 2 for *_, said in ties)
    assert orgraph.network(graph).parallel == len(ties) - nx.number_of_selfloops(graph) - len(
        {frozenset(ends[:2]) for ends in ties if ends[0] != ends[1]})


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_any_class_of_graph_with_its_direction_weights_and_loops(kind):
    graph = kind([("a", "b", {"weight": 2}), ("b", "a", {"weight": 3}), ("b", "c", {}), ("c", "c", {})])
    found = orgraph.network(graph, ["strength"])
    values = {one.id: one.value for one in found.results}
    # A Graph has one tie a-b, the later weight of the two (3); the others have both (2 + 3). b-c has none, so 1.
    assert values == ({"a": 3, "b": 4, "c": 1} if kind is nx.Graph else {"a": 5, "b": 6, "c": 1})
    assert found.directed is graph.is_directed()
    assert found.loops == 1


def test_two_sides_groups_and_nodes_of_one_text():
    graph = nx.Graph([(1, "1"), ("1", 2)])
    assert {one.id for one in orgraph.network(graph).results} == {"1", "'1'", "2"}
    sides = nx.Graph([("甲", "x"), ("乙", "x")])
    with pytest.raises(UsageError, match="bipartite"):
        orgraph.network(sides, two_mode=True)
    nx.set_node_attributes(sides, {"甲": 0, "乙": 0, "x": 1}, "bipartite")
    assert orgraph.network(sides, two_mode=True).mode == "two"
    nx.set_node_attributes(sides, {"甲": "街道", "乙": "街道", "x": "银行"}, "sort")
    assert orgraph.network(sides, ["ei_kind"], kind="sort").results[0].value == 1  # every tie leaves its group


@pytest.mark.parametrize(("graph", "options"), [
    (nx.Graph([(0, 1, {"weight": "much"})]), {}), (nx.Graph([(0, 1, {"weight": -1})]), {}),
    (nx.path_graph(3), {"sheet": "ties"})])
def test_what_cannot_be_measured_is_said(graph, options):
    with pytest.raises(UsageError):
        orgraph.network(graph, **options)
