"""k-edge-connected components and blocks against networkx, igraph and their definitions."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pytest

from orgraph.queries.bridging.measures.edge_connectivity import block_cut_tree, edge_connected
from orgraph.queries.bridging.projection import Projection

SEEDS = range(50)


def sample(seed: int, *, directed: bool = False, most: int = 30) -> tuple[Projection, Any]:
    """A random graph with isolates, loops and parallel ties, as it is given and as networkx sees it."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, most))
    a, b = rng.integers(0, max(1, n - 2), (2, int(rng.integers(0, 3 * n))))
    a, b = np.append(a, a[:3]), np.append(b, b[:3])
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from((x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True) if x != y)
    return Projection.from_pairs(n, a, b, rng.uniform(1, 3, len(a)), directed=directed), graph


def parts(found: Any) -> list[list[int]]:
    return [found.members(number).tolist() for number in range(len(found.sizes))]


def largest_first(sets: Any) -> list[list[int]]:
    return sorted((sorted(part) for part in sets), key=lambda part: (-len(part), part))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_edge_connected_as_networkx(seed: int, k: int) -> None:
    p, graph = sample(seed)
    assert parts(edge_connected(p, k)) == largest_first(nx.k_edge_components(graph, k))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("k", [1, 2, 3])
def test_directed_edge_connected_as_networkx(seed: int, k: int) -> None:
    p, graph = sample(seed, directed=True)
    assert parts(edge_connected(p, k)) == largest_first(nx.k_edge_components(graph, k))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("k", [2, 3])
def test_edge_connected_by_its_definition(seed: int, k: int) -> None:
    """No loss of fewer than k links parts two nodes: every such loss is tried."""
    p, graph = sample(seed, most=7)
    labels = edge_connected(p, k).labels
    for x, y in combinations(graph, 2):
        holds = all(
            nx.has_path(nx.restricted_view(graph, [], lost), x, y) for lost in combinations(graph.edges, k - 1)
        ) and nx.has_path(graph, x, y) and (graph.number_of_edges() >= k - 1)
        assert (labels[x] == labels[y]) == holds


@pytest.mark.parametrize("seed", SEEDS)
def test_blocks(seed: int) -> None:
    p, graph = sample(seed)
    found = block_cut_tree(p)
    blocks = [found.block(number).tolist() for number in range(len(found.sizes))]
    assert blocks == largest_first(nx.biconnected_components(graph))
    other = igraph.Graph(n=p.n, edges=list(graph.edges))
    assert blocks == largest_first(other.biconnected_components())
    cuts = sorted(nx.articulation_points(graph))
    assert found.cut_vertices.tolist() == cuts
    assert found.tree.tolist() == [[number, v] for number, block in enumerate(blocks) for v in block if v in cuts]


@pytest.mark.parametrize("seed", SEEDS)
def test_blocks_and_cut_vertices_are_a_tree_in_every_component(seed: int) -> None:
    p, graph = sample(seed)
    found = block_cut_tree(p)
    tree = nx.Graph((("block", b), ("cut", v)) for b, v in found.tree.tolist())
    tree.add_nodes_from(("block", number) for number in range(len(found.sizes)))
    assert not tree or nx.is_forest(tree)
    assert nx.number_connected_components(tree) == sum(len(part) > 1 for part in nx.connected_components(graph))
    covered = Counter(v for number in range(len(found.sizes)) for v in found.block(number).tolist())
    assert set(covered) == {v for v in graph if graph.degree(v)}
    assert {v for v, times in covered.items() if times > 1} == set(found.cut_vertices.tolist())


def test_direction_does_not_matter_for_blocks() -> None:
    p = Projection.from_pairs(4, [0, 1, 2, 3], [1, 2, 0, 2], directed=True)
    assert [block_cut_tree(p).block(number).tolist() for number in range(2)] == [[0, 1, 2], [2, 3]]


def test_a_long_way_neither_recurses_nor_takes_many_rounds() -> None:
    n = 100_000
    path = Projection.from_pairs(n, np.arange(n - 1), np.arange(1, n))
    assert len(block_cut_tree(path).sizes) == n - 1
    ring = Projection.from_pairs(n, np.arange(n), np.roll(np.arange(n), 1))
    assert edge_connected(ring, 2).sizes.tolist() == [n]
    assert block_cut_tree(ring).sizes.tolist() == [n]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_nodes(n: int) -> None:
    p = Projection.from_pairs(n, [], [])
    assert [edge_connected(p, k).sizes.tolist() for k in (1, 2, 3)] == [[1] * n] * 3
    assert len(block_cut_tree(p).sizes) == len(block_cut_tree(p).tree) == 0
    assert edge_connected(Projection.from_pairs(n, [], [], directed=True), 1).sizes.tolist() == [1] * n


def test_k_is_at_least_one() -> None:
    with pytest.raises(ValueError, match="k"):
        edge_connected(Projection.from_pairs(2, [0], [1]), 0)


def test_zachary() -> None:
    """The blocks of the karate club as networkx counts them, and by hand: member 11 has one tie, to member 0."""
    graph = nx.karate_club_graph()
    found = block_cut_tree(Projection.from_pairs(34, *zip(*graph.edges, strict=True)))
    assert sorted(found.sizes.tolist()) == [2, 6, 28]
    assert found.cut_vertices.tolist() == [0]
    assert found.block(2).tolist() == [0, 11]
    assert found.block(1).tolist() == [0, 4, 5, 6, 10, 16]  # mutual friends who know nobody else
