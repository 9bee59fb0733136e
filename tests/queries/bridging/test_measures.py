"""Bridging measures against networkx, igraph, their own definitions, and numbers printed elsewhere."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pytest
from networkx.algorithms import bipartite

from orgraph.errors import UsageError
from orgraph.queries.bridging.measures import MEASURES, kernels
from orgraph.queries.bridging.measures.betweenness import betweenness
from orgraph.queries.bridging.measures.biconnected import biconnected
from orgraph.queries.bridging.measures.closeness import closeness, harmonic
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.measures.constraint import constraint
from orgraph.queries.bridging.measures.degree import degree, strength
from orgraph.queries.bridging.projection import Projection

SEEDS = range(60)
TOLERANCE = 1e-9


@cache
def sample(seed: int) -> tuple[Projection, nx.Graph, igraph.Graph]:
    """A random graph with isolates, loops, parallel ties and several components, collapsed three times over."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 90))
    ties = int(rng.integers(0, 3 * n))
    linked = max(2, int(n * rng.uniform(0.5, 1)))  # the nodes above are isolates
    a, b = rng.integers(0, linked, size=(2, ties))
    again = rng.integers(0, ties, size=ties // 4) if ties else np.zeros(0, np.int64)
    a, b = np.concatenate([a, b[again], [0]]), np.concatenate([b, a[again], [0]])
    weights = rng.uniform(0.1, 5, size=len(a))
    folded: Counter[tuple[int, int]] = Counter()
    for x, y, w in zip(a.tolist(), b.tolist(), weights.tolist(), strict=True):
        if x != y:
            folded[min(x, y), max(x, y)] += w
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from((x, y, w) for (x, y), w in folded.items())
    other = igraph.Graph(n=n, edges=list(folded), edge_attrs={"weight": list(folded.values())})
    return Projection.from_pairs(n, a, b, weights), graph, other


def two_mode(seed: int) -> tuple[Projection, nx.Graph]:
    rng = np.random.default_rng(seed)
    top, bottom = (int(x) for x in rng.integers(2, 30, size=2))
    ties = int(rng.integers(1, 3 * (top + bottom)))
    a, b = rng.integers(0, top, size=ties), top + rng.integers(0, bottom, size=ties)
    graph = nx.Graph()
    graph.add_nodes_from(range(top + bottom))
    graph.add_edges_from(zip(a.tolist(), b.tolist(), strict=True))
    return Projection.from_pairs(top + bottom, a, b, mode=np.repeat([0, 1], [top, bottom])), graph


def of(graph: nx.Graph, **kwargs: Any) -> tuple[Projection, dict[Any, int]]:
    place = {node: at for at, node in enumerate(graph)}
    a, b = zip(*((place[x], place[y]) for x, y in graph.edges), strict=True)
    return Projection.from_pairs(len(place), a, b, **kwargs), place


def close(found: np.ndarray, expected: Any) -> None:
    values = [expected[v] for v in range(len(found))]
    np.testing.assert_allclose(found, np.array(values, dtype=float), rtol=TOLERANCE, atol=TOLERANCE)


# The projection


def test_collapse_counts_and_sums_ties() -> None:
    p = Projection.from_pairs(4, [0, 1, 0, 3], [1, 0, 2, 3], [1.0, 2.5, 4.0, 1.0])
    assert (p.links, p.loops, p.parallel) == (2, 1, 1)
    assert p.weights is not None
    assert p.weights.tolist() == [3.5, 4.0, 3.5, 4.0]
    assert (p.indptr.dtype, p.indices.dtype) == (np.int64, np.int32)


def test_collapse_ignores_order_and_direction_of_ties() -> None:
    p = Projection.from_pairs(3, [0, 1, 2], [1, 2, 1])
    q = Projection.from_pairs(3, [1, 2, 1], [2, 1, 0])
    assert p.indices.tolist() == q.indices.tolist()
    assert p.matrix().toarray().tolist() == q.matrix().toarray().tolist() == [[0, 1, 0], [1, 0, 2], [0, 2, 0]]


@pytest.mark.parametrize("seed", SEEDS)
def test_slots_and_their_opposites(seed: int) -> None:
    p, graph, _ = sample(seed)
    assert sorted(zip(p.rows.tolist(), p.indices.tolist(), strict=True)) == sorted(graph.to_directed().edges)
    assert (p.indices[p.opposite] == p.rows).all()
    assert (p.rows[p.opposite] == p.indices).all()
    close(p.unweighted().matrix().toarray().ravel(), nx.to_numpy_array(graph, weight=None).ravel())


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_weights_must_be_positive(weight: float) -> None:
    with pytest.raises(UsageError, match="tie 2"):
        Projection.from_pairs(3, [0, 1], [1, 2], [1.0, weight])


def test_two_mode_ties_must_cross() -> None:
    with pytest.raises(UsageError, match="tie 2"):
        Projection.from_pairs(3, [0, 0], [2, 1], mode=[0, 0, 1])


@pytest.mark.parametrize("end", [-1, 3])
def test_ends_must_be_nodes(end: int) -> None:
    with pytest.raises(IndexError):
        Projection.from_pairs(3, [0], [end])


def test_wrong_lengths() -> None:
    with pytest.raises(ValueError, match="length"):
        Projection.from_pairs(3, [0, 1], [1])
    with pytest.raises(ValueError, match="mode"):
        Projection.from_pairs(3, [0], [1], mode=[0, 1])


# Parity with networkx and igraph


@pytest.mark.parametrize("seed", SEEDS)
def test_betweenness(seed: int) -> None:
    p, graph, other = sample(seed)
    close(betweenness(p, normalised=False), other.betweenness())
    close(betweenness(p, normalised=False), nx.betweenness_centrality(graph, normalized=False))
    close(betweenness(p), nx.betweenness_centrality(graph))


@pytest.mark.parametrize("seed", SEEDS)
def test_closeness_and_harmonic(seed: int) -> None:
    p, graph, other = sample(seed)
    close(closeness(p), nx.closeness_centrality(graph))
    close(closeness(p, normalised=False), nx.closeness_centrality(graph, wf_improved=False))
    close(harmonic(p, normalised=False), nx.harmonic_centrality(graph))
    close(harmonic(p), other.harmonic_centrality())


@pytest.mark.parametrize("seed", SEEDS)
def test_constraint(seed: int) -> None:
    p, graph, other = sample(seed)
    close(constraint(p), nx.constraint(graph, weight="weight"))
    close(constraint(p), other.constraint(weights="weight"))
    close(constraint(p.unweighted()), nx.constraint(graph))
    close(constraint(p.unweighted()), other.constraint())


@pytest.mark.parametrize("seed", SEEDS)
def test_degree_and_strength(seed: int) -> None:
    p, graph, _ = sample(seed)
    close(degree(p), dict(graph.degree))
    close(degree(p, normalised=True), nx.degree_centrality(graph))
    close(strength(p), dict(graph.degree(weight="weight")))


@pytest.mark.parametrize("seed", SEEDS)
def test_components(seed: int) -> None:
    p, graph, other = sample(seed)
    found = components(p)
    expected = sorted((sorted(c) for c in nx.connected_components(graph)), key=lambda c: (-len(c), c[0]))
    assert [found.members(island).tolist() for island in range(len(found.sizes))] == expected
    assert found.sizes.tolist() == sorted(other.connected_components().sizes(), reverse=True)
    close(MEASURES["component_size"].function(p), {v: len(c) for c in expected for v in c})
    close(MEASURES["firm_size"].function(p), {v: len(c) for c in nx.k_edge_components(graph, 2) for v in c})


@pytest.mark.parametrize("seed", SEEDS)
def test_cut_vertices_bridges_and_who_is_cut_off(seed: int) -> None:
    p, graph, other = sample(seed)
    found = biconnected(p)
    assert found.cut_vertices.tolist() == sorted(nx.articulation_points(graph)) == sorted(other.articulation_points())
    links = [tuple(sorted(other.es[e].tuple)) for e in other.bridges()]
    assert [tuple(pair) for pair in found.bridges.tolist()] == sorted(links)
    assert sorted(tuple(sorted(pair)) for pair in nx.bridges(graph)) == sorted(links)
    for v in graph:
        left = nx.subgraph(graph, nx.node_connected_component(graph, v) - {v})
        pieces = sorted((sorted(c) for c in nx.connected_components(left)), key=lambda c: (-len(c), c[0]))
        assert [part.tolist() for part in found.pieces(v)] == pieces
        assert [part.tolist() for part in found.separated(v)] == pieces[1:]
        assert found.cut_off[v] == sum(map(len, pieces[1:]))


@pytest.mark.parametrize("seed", SEEDS)
def test_two_mode_normalisation(seed: int) -> None:
    p, graph = two_mode(seed)
    assert p.mode is not None
    top = np.flatnonzero(p.mode == 0).tolist()
    close(betweenness(p), bipartite.betweenness_centrality(graph, top))
    close(closeness(p), bipartite.closeness_centrality(graph, top))
    close(degree(p, normalised=True), bipartite.degree_centrality(graph, top))
    assert harmonic(p).max() <= 1


# Published numbers


def test_florentine_families() -> None:
    """networkx test_betweenness_centrality.py, after Padgett & Ansell's marriages."""
    p, place = of(nx.florentine_families_graph())
    printed = {
        "Acciaiuoli": 0.000, "Albizzi": 0.212, "Barbadori": 0.093, "Bischeri": 0.104, "Castellani": 0.055,
        "Ginori": 0.000, "Guadagni": 0.255, "Lamberteschi": 0.000, "Medici": 0.522, "Pazzi": 0.000,
        "Peruzzi": 0.022, "Ridolfi": 0.114, "Salviati": 0.143, "Strozzi": 0.103, "Tornabuoni": 0.092,
    }  # fmt: skip
    found = betweenness(p)
    assert {name: found[place[name]] for name in printed} == pytest.approx(printed, abs=1e-3)


def test_krackhardt_kite() -> None:
    """networkx test_betweenness_centrality.py, after Krackhardt, Administrative Science Quarterly 35 (1990)."""
    p, _ = of(nx.krackhardt_kite_graph())
    printed = [0.023, 0.023, 0.000, 0.102, 0.000, 0.231, 0.231, 0.389, 0.222, 0.000]
    assert betweenness(p).tolist() == pytest.approx(printed, abs=1e-3)


def test_karate_club() -> None:
    """Zachary (1977): the two leaders and the three members between their camps, as printed in textbooks."""
    p, _ = of(nx.karate_club_graph())
    printed = {0: 0.4376, 33: 0.3041, 32: 0.1452, 2: 0.1437, 31: 0.1383}
    found = betweenness(p)
    assert {v: found[v] for v in printed} == pytest.approx(printed, abs=1e-4)
    assert np.argsort(-found)[:5].tolist() == list(printed)


def test_southern_women_two_mode() -> None:
    """Borgatti & Halgin (2011), as in networkx bipartite/tests/test_centrality.py: degree, betweenness, closeness."""
    graph = nx.davis_southern_women_graph()
    p, place = of(graph, mode=[graph.nodes[v]["bipartite"] for v in graph])
    printed = {
        "E8": (0.78, 0.24, 0.85), "E9": (0.67, 0.23, 0.79), "E7": (0.56, 0.13, 0.73), "E6": (0.44, 0.07, 0.69),
        "E12": (0.33, 0.02, 0.56), "E1": (0.17, 0.00, 0.52), "E14": (0.17, 0.00, 0.52),
        "Nora Fayette": (0.57, 0.11, 0.80), "Evelyn Jefferson": (0.57, 0.10, 0.80),
        "Theresa Anderson": (0.57, 0.09, 0.80), "Sylvia Avondale": (0.50, 0.07, 0.77),
        "Pearl Oglethorpe": (0.21, 0.01, 0.67), "Flora Price": (0.14, 0.01, 0.59),
    }  # fmt: skip
    found = degree(p, normalised=True), betweenness(p), closeness(p)
    for name, values in printed.items():
        assert [each[place[name]] for each in found] == pytest.approx(values, abs=0.0051), name


def test_burt_holes() -> None:
    """networkx test_structuralholes.py, after UCINET and igraph."""
    ties = {"AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "GC": 10}
    a, b = ([ord(tie[end]) - ord("A") for tie in ties] for end in (0, 1))
    g, first, pendant = 6, 0, 2
    weighted = Projection.from_pairs(7, a, b, list(ties.values()))
    at = [g, first, pendant]
    assert constraint(weighted.unweighted())[at].tolist() == pytest.approx([0.400, 0.595, 1.0], abs=1e-3)
    assert constraint(weighted)[at].tolist() == pytest.approx([0.299, 0.795, 1.0], abs=1e-3)


# Edge cases and the house


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.id)
@pytest.mark.parametrize("n", [0, 1, 2])
def test_every_measure_on_hardly_any_nodes(measure: Any, n: int) -> None:
    sides = np.zeros(n, np.int8) if measure.modes == ("two",) else None
    p = Projection.from_pairs(n, [], [], mode=sides)
    values = np.asarray(measure.compute(p, np.zeros(n, np.int64)))
    assert values.shape == ((n,) if measure.scope == "node" else ())
    assert values.dtype == np.float64


def test_measures_do_not_recurse() -> None:
    n = 150_000
    path = Projection.from_pairs(n, np.arange(n - 1), np.arange(1, n))
    found = biconnected(path)
    assert len(found.cut_vertices) == n - 2
    assert len(found.bridges) == n - 1
    assert found.cut_off[1] == 1
    assert len(found.separated(n // 2)[0]) == n // 2 - 1
    assert betweenness(path, pivots=2).max() > 0


def test_same_bytes_on_any_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    p = Projection.from_pairs(2_000, *rng.integers(0, 2_000, size=(2, 6_000)))
    answers = []
    for cores in (1, 2, 7):
        monkeypatch.setattr(kernels.os, "cpu_count", lambda cores=cores: cores)
        answers.append((betweenness(p).tobytes(), betweenness(p, pivots=99).tobytes(), harmonic(p).tobytes()))
    assert all(one == two for one, two in pairwise(answers))


def test_pivots_need_one_and_stop_at_all() -> None:
    p, _, _ = sample(5)
    with pytest.raises(ValueError, match="pivots"):
        betweenness(p, pivots=0)
    assert (betweenness(p, pivots=p.n) == betweenness(p)).all()


def test_registry_is_complete_and_says_what_it_means() -> None:
    texts = ("zh", "en", "meaning", "meaning_en", "definition", "formula", "normalisation", "reference")
    for name, measure in MEASURES.items():
        assert measure.id == name
        assert all(getattr(measure, text) for text in texts)
        assert measure.meaning.endswith("。")
        assert measure.meaning_en.endswith(".")
        p, of = (two_mode(5) if measure.modes == ("two",) else sample(5))[0], np.arange(90) % 3
        plain, weighted = (measure.compute(q, of[:p.n]) for q in (p.unweighted(), p))
        assert (not np.array_equal(plain, weighted, equal_nan=True)) == measure.weighted, name
    assert MEASURES["constraint"].first == "low"
    assert "two" not in MEASURES["constraint"].modes


def test_numba_and_scipy_wait_until_a_kernel_is_needed() -> None:
    code = "import sys, orgraph.queries.bridging.measures; print([m for m in ('numba', 'scipy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    "name",
    ["projection", *(f"measures.{m}" for m in ("betweenness", "biconnected", "closeness", "clustering", "communities",
                                               "components", "constraint", "coreness", "degree", "eigenvector",
                                               "mixing", "pagerank", "two_mode_clustering"))],
)  # fmt: skip
def test_examples_in_docstrings(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"orgraph.queries.bridging.{name}"))
    assert outcome.attempted
    assert not outcome.failed
