"""Measures on listed ties are those on the same network from anywhere else."""

from __future__ import annotations

import doctest
import importlib

import networkx as nx
import numpy as np
import pytest

from orgraph.errors import UsageError
from orgraph.queries.bridging.edge_list import Listed, measure_list
from orgraph.queries.bridging.placing import placed


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_as_networkx(seed: int, *, directed: bool) -> None:
    """With parallel ties, loops and isolates; the ties of a pair weigh together what theirs add up to."""
    random = np.random.default_rng(seed)
    a, b, weights = *random.integers(0, 15, size=(2, 40)), random.integers(1, 9, size=40)
    names = [f"n{number}" for number in range(18)]
    graph: nx.Graph[str] = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(names)
    for x, y, weight in zip(a.tolist(), b.tolist(), weights.tolist(), strict=True):
        if x != y:
            known = graph.get_edge_data(names[x], names[y], {"weight": 0})["weight"]
            graph.add_edge(names[x], names[y], weight=known + weight)
    found = measure_list(Listed(names, names, a, b, weights), ["strength", "pagerank", "component_size"],
                         directed=directed, top=18, file="f")
    strength, rank, size = ({one.id: one.value for one in each.results} for each in (found, *found.more))
    assert strength == pytest.approx(dict(graph.degree(weight="weight") if not directed else (
        (node, graph.in_degree(node, weight="weight") + graph.out_degree(node, weight="weight")) for node in graph)))
    assert rank == pytest.approx(nx.pagerank(graph, tol=1e-14, max_iter=1000), abs=1e-9)
    assert size == {node: len(part) for part in nx.connected_components(graph.to_undirected()) for node in part}
    assert (found.nodes, found.edges, found.loops) == (18, graph.number_of_edges(), int((a == b).sum()))
    assert found.ties == 40


def test_places_share_a_rank_and_say_how_many_are_not_before() -> None:
    values = np.array([2.0, 5.0, np.nan, 2.0, 1.0])
    assert [(one.node, one.rank, one.percentile) for one in placed(values, "high", 9)] == [
        (1, 1, 100.0), (0, 2, 75.0), (3, 2, 75.0), (4, 4, 25.0)]
    assert [one.node for one in placed(values, "low", 2, order=[4, 3, 2, 1, 0])] == [4, 3]
    assert placed(np.full(3, np.nan), "high", 3) == []


def test_groups_must_be_known() -> None:
    ties = Listed(["a", "b"], ["a", "b"], [0], [1])
    with pytest.raises(UsageError) as caught:
        measure_list(ties, ["ei_area"], file="f")
    assert caught.value.code == "no-groups"


@pytest.mark.parametrize("name", ["placing", "measures.brokered"])
def test_examples_in_docstrings(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"orgraph.queries.bridging.{name}"))
    assert outcome.attempted
    assert not outcome.failed
