"""The backend against networkx's own tests, and what is within its limits."""

import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from orgraph.backend import interface
from orgraph.backend.limits import information, limits

# Where networkx tests the functions that the backend computes.
MODULES = [
    *(f"networkx.algorithms.{name}" for name in ("assortativity", "centrality", "components", "link_analysis")),
    *(f"networkx.algorithms.tests.test_{name}" for name in ("bridges", "cluster", "core", "structuralholes")),
    *(f"networkx.algorithms.community.tests.test_{name}" for name in ("centrality", "divisive", "quality")),
]


@pytest.fixture
def cache(monkeypatch):
    """networkx's warning of each graph that it has already converted is an error here, and no fault."""
    monkeypatch.setattr(nx.config, "warnings_to_ignore", {"cache"})


@pytest.mark.slow
def test_networkx_tests_pass_with_the_backend(tmp_path):
    """All of networkx's tests of these modules, each call within the limits computed by the backend."""
    counts = tmp_path / "counts.json"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "dispatched", "--pyargs", *MODULES],
        cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "NETWORKX_TEST_BACKEND": "orgraph", "NETWORKX_FALLBACK_TO_NX": "True",
             "DISPATCHED": str(counts), "PYTHONPATH": str(Path(__file__).parent)})
    last = done.stdout.splitlines()[-1]
    calls = json.loads(counts.read_text())
    print(f"\n{last}; calls computed by the backend: {sum(calls.values())}, {calls}")
    assert done.returncode == 0, done.stdout[-5000:]
    assert re.search(r"\d{3,} passed", last)
    assert "xfailed" not in last
    assert not limits().keys() - calls.keys()


def test_every_function_has_limits_and_networkx_parameters():
    for name in limits():
        ours, theirs = (inspect.signature(getattr(where, name)).parameters for where in (interface, nx))
        own = [(one.name, one.default) for one in ours.values()]
        # PageRank is networkx's under this name too; its parameters are those of its only implementation.
        assert own == [(one.name, one.default) for one in theirs.values()
                       if one.name not in ("backend", "backend_kwargs")]
        assert {*limits()[name].takes, *filter(None, [limits()[name].weight])} <= ours.keys()


def test_networkx_knows_the_backend():
    assert nx.utils.backends.backend_info["orgraph"]["functions"].keys() == limits().keys()
    assert information()["functions"]["constraint"]["additional_docs"] in nx.constraint.__doc__


def test_importing_networkx_starts_nothing_heavy():
    code = "import sys, networkx; print(sorted({'numpy', 'numba', 'scipy', 'pydantic', 'pandas'} & sys.modules.keys()))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "[]\n"


@pytest.mark.parametrize(("name", "graph", "arguments"), [
    ("betweenness_centrality", nx.path_graph(4), {"weight": lambda a, b, said: 1}),
    ("closeness_centrality", nx.path_graph(4), {"u": 2}),
    ("edge_betweenness_centrality", nx.MultiGraph([(0, 1), (0, 1)]), {}),
    ("core_number", nx.DiGraph([(0, 1)]), {}),
    ("clustering", nx.DiGraph([(0, 1)]), {"weight": "w"}),
    ("constraint", nx.Graph([(0, 1), (1, 1)]), {}),
    ("effective_size", nx.MultiGraph([(0, 1)]), {"nodes": [1]}),
    ("bridges", nx.path_graph(3), {"root": 0}),
    ("is_connected", nx.Graph(), {}),
])
def test_what_is_outside_the_limits_is_refused_and_left_to_networkx(name, graph, arguments, cache, monkeypatch):
    assert isinstance(interface.can_run(name, (graph,), arguments), str)
    with pytest.raises(NotImplementedError, match="orgraph"):
        list(getattr(nx, name)(graph, **arguments, backend="orgraph"))
    if len(graph):
        monkeypatch.setattr(nx.config.backend_priority, "algos", ["orgraph"])
        found, plain = (getattr(nx, name)(graph, **arguments, **one) for one in ({}, {"backend": "networkx"}))
        if name == "bridges":
            found, plain = list(found), list(plain)
        np.testing.assert_equal(found, plain)


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf"), "1", None, 2**60])
def test_a_weight_that_is_no_positive_number_is_left_to_networkx(weight, cache):
    graph = nx.path_graph(5)
    graph[0][1]["w"] = weight
    for name, argument in (("betweenness_centrality", "weight"), ("constraint", "weight"),
                           ("closeness_centrality", "distance")):
        with pytest.raises(NotImplementedError, match="orgraph"):
            getattr(nx, name)(graph, **{argument: "w"}, backend="orgraph")


def test_pagerank_is_left_to_networkx_where_that_might_not_come_near(cache):
    graph = nx.path_graph(5)
    with pytest.raises(NotImplementedError):
        nx.pagerank(graph, max_iter=20, backend="orgraph")
    assert nx.pagerank(graph, max_iter=200, backend="orgraph") == pytest.approx(nx.pagerank(graph), abs=1e-5)


def test_a_converted_graph_is_measured_and_given_back(cache):
    graph = nx.MultiDiGraph([("甲", "乙", {"w": 2}), ("甲", "乙", {"w": 3}), ("乙", "丙", {})])
    graph.add_node("丁", kind="office")
    ties = interface.convert_from_nx(graph, edge_attrs={"w": 1}, node_attrs={"kind": None})
    again = interface.convert_to_nx(ties)
    assert nx.betweenness_centrality(ties, weight="w") == nx.betweenness_centrality(graph, weight="w")
    assert [*again.nodes(data="kind")] == [("甲", None), ("乙", None), ("丙", None), ("丁", "office")]
    assert [*again.edges(data="w")] == [("甲", "乙", 2.0), ("甲", "乙", 3.0), ("乙", "丙", 1.0)]
    assert again.is_directed()
    assert again.is_multigraph()
    with pytest.raises(NotImplementedError, match="kept"):
        interface.constraint(ties, weight="cost")


def test_effective_size_with_weights_is_that_of_named_nodes(cache):
    # By hand for 0 with contacts 1 (weight 1) and 2 (weight 2), which are linked (weight 1): p_01 = 1/3, p_02 = 2/3,
    # m_12 = 1/1, m_21 = 1/2, so 2 - (p_02 m_12 + p_01 m_21) = 2 - (2/3 + 1/6) = 7/6.
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 1), (1, 2, 1), (0, 2, 2)])
    found = nx.effective_size(graph, nodes=[0], weight="weight", backend="orgraph")
    assert found == {0: pytest.approx(7 / 6)}
    assert found == pytest.approx(nx.effective_size(graph, nodes=[0], weight="weight"))
    with pytest.raises(NotImplementedError):
        nx.effective_size(graph, weight="weight", backend="orgraph")


def test_only_what_is_worth_a_conversion_is_taken_by_itself():
    small, large = nx.path_graph(10), nx.path_graph(1000)
    assert isinstance(interface.should_run("constraint", (small,), {}), str)
    assert interface.should_run("constraint", (), {"G": large}) is True
    assert isinstance(interface.should_run("degree_centrality", (large,), {}), str)
