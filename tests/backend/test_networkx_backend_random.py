"""Every function of the backend on random graphs, directed and with parallel ties too, against networkx's own."""

import math
import warnings
from collections.abc import Iterator

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgraph.backend import interface
from orgraph.backend.limits import limits

CLASSES = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)
FLAG = st.booleans()
WEIGHT = st.sampled_from([None, "w"])
# What the arguments that are taken may be; "k" is a share of the nodes.
VALUES = {
    "normalized": FLAG, "endpoints": FLAG, "wf_improved": FLAG, "count_zeros": FLAG, "weight": WEIGHT,
    "distance": WEIGHT, "k": st.none() | st.floats(0.01, 1), "seed": st.integers(0, 9), "alpha": st.floats(0, 0.9),
    "max_iter": st.just(1000), "tol": st.sampled_from([1e-6, 1e-9]), "attribute": st.just("kind"),
    "nodes": st.none() | st.just("some"),
}


@st.composite
def graphs(draw):
    """Up to nine nodes, named; lengths of thirds make ways that only rounding tells apart."""
    graph = draw(st.sampled_from(CLASSES))()
    nodes = [f"n{one}" for one in range(draw(st.integers(1, 9)))]
    graph.add_nodes_from((node, {"kind": draw(st.sampled_from("甲乙"))} if draw(FLAG) else {}) for node in nodes)
    ends = st.sampled_from(nodes)
    loops = draw(FLAG)
    for _ in range(draw(st.integers(0, 22))):
        a, b = draw(ends), draw(ends)
        if a != b or loops:
            graph.add_edge(a, b, **({"w": draw(st.sampled_from([1, 2, 3, 0.1, 1 / 3, 2 / 3, 2.5]))}
                                    if draw(st.integers(0, 4)) else {}))
    return graph


def _arguments(draw, name, graph):
    found = {}
    for one in limits()[name].takes:
        value = draw(VALUES[one], label=one)
        if one == "k" and value is not None:
            value = max(1, math.ceil(value * len(graph)))
        found[one] = sorted(graph)[::2] if value == "some" else value
    return found


def _plain(name, answer):
    """In a form that can be compared: what networkx yields in an order of its own is a set."""
    if isinstance(answer, Iterator):
        answer = list(answer)
        if name == "bridges":
            return {frozenset(one) for one in answer}
        if name == "biconnected_components":
            return {frozenset(one) for one in answer}
        return set(answer) if name == "articulation_points" else answer
    return answer


def _near(one, other, slack):
    return one == pytest.approx(other, rel=1e-9, abs=slack, nan_ok=True)


@pytest.mark.parametrize("name", limits())
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_backend_answers_as_networkx(name, data):
    graph = data.draw(graphs())
    given_ = _arguments(data.draw, name, graph)
    function = getattr(nx, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of NumPy where networkx divides by nothing, and of the cache
        try:
            found = _plain(name, function(graph, **given_, backend="orgraph"))
        except (NotImplementedError, nx.NetworkXNotImplemented):
            return  # left to networkx
        except (nx.NetworkXException, ZeroDivisionError) as raised:
            with pytest.raises(type(raised)):
                function(graph, **given_, backend="networkx")
            return
        plain = _plain(name, function(graph, **given_, backend="networkx"))
    if name in ("degree_assortativity_coefficient", "degree_pearson_correlation_coefficient") and math.isnan(found):
        ends = {(graph.out_degree(a), graph.in_degree(b)) for a, b in graph.edges} if graph.is_directed() else {
            (graph.degree(a), graph.degree(b)) for a, b in graph.edges}
        # Equal degrees at all sources or all targets: 0 / 0, which networkx's rounding may make any number.
        assert 1 in (len({a for a, _ in ends}), len({b for _, b in ends}))
        return
    slack = {"pagerank": len(graph) * given_.get("tol", 0) * 10, "eigenvector_centrality": 1e-8}.get(name, 1e-9)
    if isinstance(found, dict):
        assert list(found) == list(plain) or name in ("harmonic_centrality", "core_number")
        assert found.keys() == plain.keys()
        assert all(_near(found[key], plain[key], slack) for key in plain), (found, plain)
    elif isinstance(found, float):
        assert _near(found, plain, slack)
    else:
        assert found == plain


def test_most_random_graphs_are_within_the_limits():
    """The test above is of answers, not of refusals."""
    plain, way = nx.gnp_random_graph(9, 0.4, seed=1), nx.gnp_random_graph(9, 0.4, seed=1, directed=True)
    nx.set_node_attributes(plain, "甲", "kind")
    nx.set_node_attributes(way, "甲", "kind")
    for name, limit in limits().items():
        given_ = {"attribute": "kind"} if "attribute" in limit.takes else {}
        graph = way if "degree_centrality" in name or "weakly" in name else plain
        assert interface.can_run(name, (graph,), given_) is True
        some = {**given_, "nodes": [*way]} if name == "effective_size" else given_
        assert not limit.directed or interface.can_run(name, (way,), some) is True
        assert not limit.multigraph or interface.can_run(name, (nx.MultiDiGraph(way) if graph is way else nx.MultiGraph(
            graph),), given_) is True


@pytest.mark.parametrize("kind", CLASSES)
def test_views_are_converted_as_they_show_themselves(kind, monkeypatch):
    monkeypatch.setattr(nx.config, "warnings_to_ignore", {"cache"})
    whole = kind(nx.gnp_random_graph(12, 0.4, seed=3, directed=True))
    for number, ends in enumerate(whole.edges):
        whole.edges[ends]["w"] = 1 + number % 4
    views = [whole.subgraph(range(7)), nx.subgraph_view(whole, filter_node=lambda node: node != 3)]
    if whole.is_directed():
        views.append(whole.reverse(copy=False))
        folded = whole.to_undirected(as_view=True)  # a tie there and one back, of two weights, as one
        with pytest.raises(NotImplementedError):
            nx.constraint(folded, weight="w", backend="orgraph")
        assert nx.closeness_centrality(folded, backend="orgraph") == pytest.approx(
            nx.closeness_centrality(folded, backend="networkx"))
    for view in views:
        for name in ("betweenness_centrality", "pagerank", "constraint"):
            found, plain = (getattr(nx, name)(view, weight="w", backend=one) for one in ("orgraph", "networkx"))
            assert found == pytest.approx(plain, abs=1e-5)
