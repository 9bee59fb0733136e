"""The kernels on graphs made to be awkward for them, against networkx and igraph, number by number."""

from __future__ import annotations

import importlib
from fractions import Fraction
from functools import cache
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pytest

from orgraph.queries.bridging.measures import kernels
from orgraph.queries.bridging.measures.betweenness import betweenness, sampled_betweenness
from orgraph.queries.bridging.measures.biconnected import biconnected
from orgraph.queries.bridging.measures.constraint import constraint
from orgraph.queries.bridging.projection import Projection

PAIRS = importlib.import_module("orgraph.queries.bridging.measures.kernels.pairs")
SEEDS = range(50)
EXACT = {"rtol": 1e-9, "atol": 1e-9}


@cache
def ties(seed: int) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    """n, both ends and the weight of every tie: random parts, cliques, cycles, twins, trees, loops, isolates."""
    rng = np.random.default_rng(seed)
    found: list[tuple[int, int]] = []
    n = 0
    for _ in range(int(rng.integers(1, 5))):
        size = int(rng.integers(3, 40))
        kind = rng.integers(0, 4)
        if kind == 0:
            found += [(n + int(a), n + int(b)) for a, b in rng.integers(0, size, size=(2 * size, 2))]
        elif kind == 1:
            size = min(size, 9)
            found += [(n + a, n + b) for a in range(size) for b in range(a)]
        elif kind == 2:
            found += [(n + a, n + (a + 1) % size) for a in range(size)]
        else:  # twins: some on one side know all on the other
            some = size // 3 + 1
            found += [(n + a, n + b) for a in range(some) for b in range(some, min(size, some + 11))]
        if n and rng.random() < 0.8:
            found.append((int(rng.integers(0, n)), n + int(rng.integers(0, size))))
        n += size
    hung = int(rng.integers(0, 20))
    found += [(n + leaf, int(rng.integers(0, n + leaf))) for leaf in range(hung)]
    n += hung + 2  # and isolates
    found += [(0, 0), *(found[at][::-1] for at in rng.integers(0, len(found), size=len(found) // 5))]
    renamed = rng.permutation(n)
    a, b = renamed[np.array(found).T]
    return n, a, b, rng.uniform(0.1, 5, size=len(a))


def graph(seed: int, *, directed: bool = False) -> tuple[Projection, Any, igraph.Graph]:
    """The projection, and the same by networkx and igraph, with `length` = 1 / weight."""
    n, a, b, weights = ties(seed)
    result: Any = nx.DiGraph() if directed else nx.Graph()
    result.add_nodes_from(range(n))
    for x, y, weight in zip(a.tolist(), b.tolist(), weights.tolist(), strict=True):
        if x != y:
            result.add_edge(x, y, weight=weight + result.get_edge_data(x, y, {"weight": 0})["weight"])
    for _, _, found in result.edges(data=True):
        found["length"] = 1 / found["weight"]
    edges = list(result.edges)
    attributes = {name: [result.edges[edge][name] for edge in edges] for name in ("weight", "length")}
    other = igraph.Graph(n, edges, directed=directed, edge_attrs=attributes)
    return Projection.from_pairs(n, a, b, weights, directed=directed), result, other


def close(found: np.ndarray, expected: Any) -> None:
    np.testing.assert_allclose(found, [float(expected[v]) for v in range(len(found))], **EXACT)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_betweenness(seed: int, directed: bool) -> None:
    p, known, other = graph(seed, directed=directed)
    close(betweenness(p), nx.betweenness_centrality(known))
    close(betweenness(p, normalised=False), other.betweenness())


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_weighted_betweenness(seed: int, directed: bool) -> None:
    p, known, other = graph(seed, directed=directed)
    close(betweenness(p, weighted=True), nx.betweenness_centrality(known, weight="length"))
    close(betweenness(p, weighted=True, normalised=False), other.betweenness(weights="length"))
    assert (betweenness(p.unweighted(), weighted=True) == betweenness(p)).all()


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_paths_of_one_length_by_other_sums(seed: int, directed: bool) -> None:
    """1/3 + 1/6 and 1/2 are one length, though not one float64: networkx adds fractions."""
    n, a, b, weights = ties(seed)
    whole = np.ceil(weights)
    p = Projection.from_pairs(n, a, b, whole, directed=directed, collapse="max")
    known: Any = nx.DiGraph() if directed else nx.Graph()
    known.add_nodes_from(range(n))
    for x, y, weight in zip(p.rows.tolist(), p.indices.tolist(), p.weights.tolist(), strict=True):
        known.add_edge(x, y, length=Fraction(1, int(weight)))
    close(betweenness(p, weighted=True), nx.betweenness_centrality(known, weight="length"))


@pytest.mark.parametrize("seed", SEEDS)
def test_cut_vertices_and_bridges(seed: int) -> None:
    p, known, other = graph(seed)
    found = biconnected(p)
    assert found.cut_vertices.tolist() == sorted(nx.articulation_points(known)) == sorted(other.articulation_points())
    bridges = [tuple(pair) for pair in found.bridges.tolist()]
    assert bridges == sorted((min(pair), max(pair)) for pair in nx.bridges(known))
    assert bridges == sorted((min(pair), max(pair)) for pair in (other.es[edge].tuple for edge in other.bridges()))


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_constraint(seed: int, directed: bool) -> None:
    p, known, other = graph(seed, directed=directed)
    close(constraint(p), nx.constraint(known, weight="weight"))
    close(constraint(p), other.constraint(weights="weight"))
    close(constraint(p.unweighted()), nx.constraint(known))


# Samples


@pytest.mark.parametrize("seed", SEEDS)
def test_sampled_betweenness_keeps_its_bound(seed: int) -> None:
    p, known, _ = graph(seed)
    exact = np.array(list(nx.betweenness_centrality(known, normalized=False).values()))
    for pivots in (1, 7):
        found = sampled_betweenness(p, pivots, normalised=False, seed=seed)
        assert (np.abs(found.values - exact) <= found.error + 1e-9 * exact).all()
        in_large_blocks = {v for block in nx.biconnected_components(known) if len(block) > pivots for v in block}
        assert set(np.flatnonzero(found.error).tolist()) <= in_large_blocks
    np.testing.assert_allclose(sampled_betweenness(p, p.n, normalised=False).values, exact, **EXACT)
    assert not sampled_betweenness(p, p.n).error.any()


@pytest.mark.parametrize("seed", range(8))
def test_a_sample_of_one_is_a_search_from_one_node_of_the_block(seed: int) -> None:
    """A ring with chords, a block, and leaves: what the leaves' nodes join, and N/2 times the search from some node."""
    n, leaves = 40, 20
    rng = np.random.default_rng(seed)
    block = nx.cycle_graph(n)
    block.add_edges_from((int(a), int(b)) for a, b in rng.integers(0, n, size=(15, 2)) if a != b)
    hung = rng.integers(0, n, size=leaves)
    on = np.bincount(hung, minlength=n)
    a, b = np.concatenate((np.array(block.edges), np.column_stack((hung, n + np.arange(leaves))))).T
    found = betweenness(Projection.from_pairs(n + leaves, a, b), normalised=False, pivots=1, seed=seed)
    everyone = n + leaves
    joined = on * (everyone - 2) - on * (on - 1) / 2  # a leaf here and any other, two leaves once
    searches = (joined + everyone / 2 * _search(block, s, 1 + on) for s in range(n))
    assert min(np.abs(found[:n] - search).max() for search in searches) < 1e-9
    assert not found[n:].any()


def _search(block: nx.Graph, source: int, stands: np.ndarray) -> np.ndarray:
    """For every node the share of shortest paths from the source, a target counting as often as it stands for nodes."""
    passed = np.zeros(len(block))
    for target in block:
        paths = list(nx.all_shortest_paths(block, source, target))
        for path in paths:
            passed[path[1:-1]] += stands[target] / len(paths)
    return passed


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_pivots_of_a_directed_graph_are_drawn_evenly(seed: int, weighted: bool) -> None:
    p, known, _ = graph(seed, directed=True)
    k = p.n // 3
    pivots = np.random.default_rng(7).choice(p.n, size=k, replace=False).tolist()
    length = "length" if weighted else None
    passed = nx.betweenness_centrality_subset(known, sources=pivots, targets=list(known), weight=length)
    found = betweenness(p, weighted=weighted, normalised=False, pivots=k, seed=7)
    close(found, {v: value * p.n / k for v, value in passed.items()})


def test_a_sample_needs_a_pivot_and_a_confidence_below_1() -> None:
    p, _, _ = graph(0)
    with pytest.raises(ValueError, match="pivots"):
        sampled_betweenness(p, 0)
    with pytest.raises(ValueError, match="confidence"):
        sampled_betweenness(p, 1, confidence=1)


@pytest.mark.parametrize("directed", [False, True])
def test_same_bytes_on_any_number_of_cores(directed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    p = Projection.from_pairs(900, *rng.integers(0, 900, size=(2, 2_000)), rng.uniform(1, 2, 2_000), directed=directed)
    monkeypatch.setattr(PAIRS, "PIECE", 500)  # many pieces
    answers = set()
    for cores in (1, 2, 7):
        monkeypatch.setattr(kernels.os, "cpu_count", lambda cores=cores: cores)
        answers.add((betweenness(p).tobytes(), betweenness(p, pivots=99).tobytes(),
                     betweenness(p, weighted=True).tobytes()))
    assert len(answers) == 1
