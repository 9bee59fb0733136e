"""E-I index and assortativity against networkx, igraph, all permutations, and printed figures."""

from __future__ import annotations

from itertools import permutations
from math import nan
from typing import Any

import networkx as nx
import numpy as np
import pytest
from random_graphs import SEEDS, close, of, sample, two_mode

from orgraph.queries.bridging.measures.mixing import (
    assortativity,
    degree_assortativity,
    ei_expected,
    ei_index,
    ei_network,
)
from orgraph.queries.bridging.projection import Projection

DIRECTED = pytest.mark.parametrize("directed", [False, True], ids=["undirected", "directed"])


def slow_ei(edges: Any, groups: np.ndarray) -> float:
    """Krackhardt & Stern's index of some weighted links."""
    external = sum(w for x, y, w in edges if groups[x] != groups[y])
    internal = sum(w for x, y, w in edges if groups[x] == groups[y])
    return (external - internal) / (external + internal) if external + internal else nan


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize("seed", SEEDS)
def test_ei_index(seed: int, weighted: bool) -> None:
    p, graph, _, _, groups = sample(seed)
    if not weighted:
        p = p.unweighted()
        nx.set_edge_attributes(graph := graph.copy(), 1, "weight")
    close(ei_index(p, groups), {v: slow_ei(graph.edges(v, data="weight"), groups) for v in graph})
    assert ei_network(p, groups) == pytest.approx(slow_ei(graph.edges(data="weight"), groups), nan_ok=True)


@pytest.mark.parametrize("seed", range(10))
def test_expected_ei_index_is_the_mean_over_all_permutations(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = Projection.from_pairs(6, *rng.integers(0, 6, size=(2, 9)), rng.uniform(0.5, 3, size=9))
    groups = rng.integers(0, 3, size=6)
    every = [ei_network(p, groups[list(order)]) for order in permutations(range(6))]
    assert ei_expected(p, groups) == pytest.approx(np.mean(every))


@pytest.mark.parametrize("seed", range(10))
def test_expected_ei_index_in_two_modes_permutes_each_side(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = Projection.from_pairs(7, rng.integers(0, 3, size=6), 3 + rng.integers(0, 4, size=6), mode=[0] * 3 + [1] * 4)
    groups = rng.integers(0, 3, size=7)
    every = [ei_network(p, groups[[*one, *other]])
             for one in permutations(range(3)) for other in permutations(range(3, 7))]
    assert ei_expected(p, groups) == pytest.approx(np.mean(every))


def test_persons_and_bodies_are_always_of_different_kinds() -> None:
    p, graph = two_mode(4)
    kinds = np.array([graph.nodes[v]["bipartite"] for v in graph])
    assert (ei_network(p, kinds), ei_expected(p, kinds)) == (1, 1)


@DIRECTED
@pytest.mark.parametrize("seed", SEEDS)
def test_assortativity_by_group(seed: int, directed: bool) -> None:
    p, graph, other, _, groups = sample(seed, directed=directed)
    nx.set_node_attributes(graph, dict(enumerate(groups.tolist())), "group")
    found = assortativity(p.unweighted(), groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        matrix = nx.attribute_mixing_matrix(graph, "group")
        expected = nx.attribute_assortativity_coefficient(graph, "group")
    if (matrix.sum(axis=0) * matrix.sum(axis=1)).sum() < 1 - 1e-12:
        assert found == pytest.approx(expected, abs=1e-9)
        assert found == pytest.approx(other.assortativity_nominal(groups.tolist(), directed=directed), abs=1e-9)
    else:
        assert np.isnan(found)


@DIRECTED
@pytest.mark.parametrize("seed", SEEDS)
def test_weighted_assortativity_is_that_of_the_weighted_mixing_matrix(seed: int, directed: bool) -> None:
    """Newman's (2) on a mixing matrix that is summed here link by link."""
    p, graph, _, _, groups = sample(seed, directed=directed)
    mixing = np.zeros((4, 4))
    for x, y, w in graph.edges(data="weight"):
        mixing[groups[x], groups[y]] += w
        if not directed:
            mixing[groups[y], groups[x]] += w
    mixing /= mixing.sum()
    chance = (mixing @ mixing).sum()
    expected = (np.trace(mixing) - chance) / (1 - chance) if chance < 1 else nan
    assert assortativity(p, groups) == pytest.approx(expected, nan_ok=True)


@DIRECTED
@pytest.mark.parametrize("seed", SEEDS)
def test_degree_assortativity(seed: int, directed: bool) -> None:
    p, graph, other, *_ = sample(seed, directed=directed)
    found = degree_assortativity(p)
    expected = other.assortativity_degree(directed=directed)
    assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)
    if not np.isnan(found):
        assert found == pytest.approx(nx.degree_assortativity_coefficient(graph), abs=1e-9)


# Printed figures and edges


def test_couples_of_san_francisco() -> None:
    """Newman, Phys. Rev. E 67 (2003), table I: 1,958 couples by ethnicity, r = 0.621; the shares become ties.

    Printed to three places they sum to 0.997, which leaves r uncertain by 0.002.
    """
    table = [[0.258, 0.016, 0.035, 0.013], [0.012, 0.157, 0.058, 0.019], [0.013, 0.023, 0.306, 0.035],
             [0.005, 0.007, 0.024, 0.016]]
    groups = np.repeat(np.arange(4), 2)
    a, b, share = zip(*[(2 * g, 2 * h + 1, table[g][h]) for g in range(4) for h in range(4)], strict=True)
    p = Projection.from_pairs(8, a, b, share, directed=True)
    assert assortativity(p, groups) == pytest.approx(0.621, abs=2.5e-3)


def test_karate_club() -> None:
    """Degree assortativity −0.476 (Newman's and networkx' figure); by the two camps 78 − 10 links within."""
    graph = nx.karate_club_graph()
    p, _ = of(graph)
    assert degree_assortativity(p) == pytest.approx(-0.476, abs=5e-4)
    camps = np.array([graph.nodes[v]["club"] for v in graph])
    between = sum(camps[x] != camps[y] for x, y in graph.edges)
    assert ei_network(p, camps) == pytest.approx((2 * between - 78) / 78)


def test_undefined_values() -> None:
    empty, groups = Projection.from_pairs(3, [], []), np.array([0, 0, 1])
    one = Projection.from_pairs(3, [0], [1])
    assert np.isnan(ei_index(empty, groups)).all()
    assert np.isnan([ei_network(empty, groups), assortativity(empty, groups), degree_assortativity(empty)]).all()
    assert np.isnan([assortativity(one, groups), degree_assortativity(one)]).all()
    assert np.isnan(ei_expected(Projection.from_pairs(1, [], []), groups[:1]))
