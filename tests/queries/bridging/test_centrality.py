"""Degree, closeness, eigenvector, PageRank and cores against networkx, igraph and printed figures."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from networkx.algorithms import bipartite
from random_graphs import SEEDS, close, of, sample, two_mode

from orgraph.errors import UsageError
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.bridging.measures.betweenness import betweenness
from orgraph.queries.bridging.measures.closeness import closeness, harmonic
from orgraph.queries.bridging.measures.coreness import coreness
from orgraph.queries.bridging.measures.degree import degree, strength
from orgraph.queries.bridging.measures.eigenvector import eigenvector
from orgraph.queries.bridging.measures.pagerank import pagerank
from orgraph.queries.bridging.projection import COLLAPSES, Collapse, Projection

DIRECTED = pytest.mark.parametrize("directed", [False, True], ids=["undirected", "directed"])

# Projections: the collapse rules, direction


@pytest.mark.parametrize(
    ("collapse", "weight"), [("count", {(0, 1): 3, (1, 2): 1}), ("sum", {(0, 1): 7, (1, 2): 5}),
                             ("max", {(0, 1): 4, (1, 2): 5}), ("one", {(0, 1): 1, (1, 2): 1})])  # fmt: skip
def test_parallel_ties_by_each_rule(collapse: Collapse, weight: dict[tuple[int, int], float]) -> None:
    """Three ties of 1, 4 and 2 between 0 and 1 (one the other way), one of 5 between 1 and 2, and a loop."""
    p = Projection.from_pairs(4, [0, 1, 0, 1, 2], [1, 0, 1, 2, 2], [1, 4, 2, 5, 9], collapse=collapse)
    assert dict(nx.Graph(nx.from_scipy_sparse_array(p.matrix())).edges) == {e: {"weight": w} for e, w in weight.items()}
    assert (p.links, p.loops, p.parallel) == (2, 1, 2)
    assert (p.weights is None) == (collapse == "one")


@pytest.mark.parametrize(
    ("collapse", "weight"), [("count", [2, 1, 1]), ("sum", [3, 4, 5]), ("max", [2, 4, 5]), ("one", [1, 1, 1])])
def test_parallel_ties_with_direction(collapse: Collapse, weight: list[float]) -> None:
    p = Projection.from_pairs(4, [0, 1, 0, 1, 2], [1, 0, 1, 2, 2], [1, 4, 2, 5, 9], directed=True, collapse=collapse)
    assert list(zip(p.rows.tolist(), p.indices.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 2)]
    assert p.matrix().data.tolist() == weight
    assert (p.links, p.loops, p.parallel) == (3, 1, 1)


@DIRECTED
@pytest.mark.parametrize("seed", SEEDS)
def test_no_tie_and_no_strength_is_lost(seed: int, directed: bool) -> None:
    rng = np.random.default_rng(seed)
    n, ties = int(rng.integers(2, 20)), int(rng.integers(0, 80))
    a, b = rng.integers(0, n, size=(2, ties))
    weights, apart = rng.uniform(0.5, 2, size=ties), a != b
    for collapse in COLLAPSES:
        p = Projection.from_pairs(n, a, b, weights, directed=directed, collapse=collapse)
        assert p.links + p.loops + p.parallel == ties
        assert p.loops == (a == b).sum()
        if collapse in ("count", "sum"):
            each = (np.ones(ties) if collapse == "count" else weights)[apart]
            at = [np.bincount(end[apart], weights=each, minlength=n) for end in (a, b)]
            close(strength(p), at[0] + at[1])
            if directed:
                close(strength(p, side="out"), at[0])
                close(strength(p, side="in"), at[1])
        links = nx.Graph(zip(a[apart].tolist(), b[apart].tolist(), strict=True))
        folded = p.undirected()
        assert not folded.directed
        assert folded.links == links.number_of_edges()
        assert folded.links + folded.loops + folded.parallel == ties


@pytest.mark.parametrize("seed", SEEDS)
def test_reverse_and_undirected(seed: int) -> None:
    p, graph, *_ = sample(seed, directed=True)
    assert (p.reverse.matrix() != p.matrix().T).nnz == 0
    assert p.reverse.directed
    assert (p.undirected().matrix() != p.matrix() + p.matrix().T).nnz == 0
    assert p.unweighted().undirected().weights is None
    plain = p.undirected()
    assert plain.undirected() is plain
    assert plain.reverse is plain
    assert graph.to_undirected().number_of_edges() == plain.links
    with pytest.raises(ValueError, match="one slot"):
        _ = p.opposite


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UsageError, match="mean"):
        Projection.from_pairs(2, [0], [1], collapse="mean")  # type: ignore[arg-type]


# Parity with networkx and igraph


@DIRECTED
@pytest.mark.parametrize("seed", SEEDS)
def test_degree_and_strength(seed: int, directed: bool) -> None:
    p, graph, other, weights, _ = sample(seed, directed=directed)
    close(degree(p), dict(graph.degree))
    close(degree(p, normalised=True), nx.degree_centrality(graph))
    close(strength(p), dict(graph.degree(weight="weight")))
    close(strength(p), other.strength(weights=weights))
    for side in ("in", "out"):
        close(degree(p, side=side), other.degree(mode=side))
        close(strength(p, side=side), other.strength(mode=side, weights=weights))


@DIRECTED
@pytest.mark.parametrize("inward", [False, True], ids=["out", "in"])
@pytest.mark.parametrize("seed", SEEDS)
def test_closeness_and_harmonic(seed: int, inward: bool, directed: bool) -> None:
    p, graph, other, weights, _ = sample(seed, directed=directed)
    lengths = [1 / w for w in weights]
    for x, y, data in graph.edges(data=True):
        graph[x][y]["length"] = 1 / data["weight"]
    towards = graph.reverse() if directed and not inward else graph  # networkx measures distances towards a node
    mode = "in" if inward else "out"
    for weighted, name, of_edges in ((False, None, None), (True, "length", lengths)):
        asked = {"weighted": weighted, "inward": inward}
        close(closeness(p, **asked), nx.closeness_centrality(towards, distance=name))
        plain = [0.0 if np.isnan(c) else c for c in other.closeness(mode=mode, weights=of_edges, normalized=True)]
        close(closeness(p, normalised=False, **asked), plain)
        close(harmonic(p, normalised=False, **asked), nx.harmonic_centrality(towards, distance=name))
        close(harmonic(p, **asked), other.harmonic_centrality(mode=mode, weights=of_edges))


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize("seed", SEEDS)
def test_eigenvector(seed: int, weighted: bool) -> None:
    p, graph, other, weights, _ = sample(seed)
    name, ours = ("weight", p) if weighted else (None, p.unweighted())
    found = eigenvector(ours, normalised=False)
    close(found, repeated_averaging(nx.to_numpy_array(graph, weight=name)))
    close(eigenvector(ours), found * np.sqrt(2))
    # networkx and igraph know connected graphs only
    leading = np.flatnonzero(found > 1e-12).tolist()
    if nx.is_connected(inner := graph.subgraph(leading)) and len(leading) > 2:
        other.es["weight"] = weights
        theirs = np.array(other.induced_subgraph(leading).eigenvector_centrality(weights=name))
        close(found[leading], theirs / np.linalg.norm(theirs))
        close(found[leading], dict(enumerate(nx.eigenvector_centrality_numpy(inner, weight=name).values())))


def repeated_averaging(matrix: np.ndarray) -> np.ndarray:
    """The limit of x ← (A + I) x from equal values, which is their part in the space of the largest eigenvalue."""
    values, vectors = np.linalg.eigh(matrix)
    leading = vectors[:, values >= values[-1] * (1 - 1e-9)]
    limit = leading @ leading.T @ np.ones(len(matrix))
    return limit / np.linalg.norm(limit)


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@DIRECTED
@pytest.mark.parametrize("seed", SEEDS)
def test_pagerank(seed: int, directed: bool, weighted: bool) -> None:
    p, graph, other, weights, _ = sample(seed, directed=directed)
    found = pagerank(p if weighted else p.unweighted(), damping=0.85)
    assert found.sum() == pytest.approx(1)
    close(found, nx.pagerank(graph, tol=1e-13, max_iter=1000, weight="weight" if weighted else None))
    close(found, other.pagerank(weights=weights if weighted else None))


@pytest.mark.parametrize("seed", SEEDS)
def test_coreness(seed: int) -> None:
    p, graph, other, *_ = sample(seed)
    close(coreness(p), nx.core_number(graph))
    close(coreness(p), other.coreness())


@pytest.mark.parametrize("seed", SEEDS)
def test_two_mode_norms(seed: int) -> None:
    p, graph = two_mode(seed)
    top = [v for v, side in graph.nodes(data="bipartite") if side == 0]
    close(degree(p, normalised=True), bipartite.degree_centrality(graph, top))
    close(closeness(p), bipartite.closeness_centrality(graph, top))
    close(betweenness(p), bipartite.betweenness_centrality(graph, top))


@pytest.mark.parametrize("name", [m.id for m in MEASURES.values() if m.direction == "folded" and m.by is None])
def test_a_measure_without_direction_sees_both_directions_as_one_link(name: str) -> None:
    p = sample(7, directed=True).p
    measure = MEASURES[name]
    if measure.modes == ("two",):
        p = two_mode(7)[0]
    np.testing.assert_array_equal(measure.compute(p), measure.function(p.undirected()))


@pytest.mark.parametrize("measure", [eigenvector, coreness])
def test_direction_is_not_dropped_silently(measure: Any) -> None:
    with pytest.raises(ValueError, match="undirected"):
        measure(sample(3, directed=True).p)


# Eigenvectors where programs differ: several components, and two sides


def test_eigenvector_of_several_components() -> None:
    """A triangle (λ = 2) beside a longer path (λ < 2) and an isolate: the smaller but denser component has it all."""
    p = Projection.from_pairs(9, [0, 1, 2, 3, 4, 5, 6], [1, 2, 0, 4, 5, 6, 7])
    third = np.sqrt(2 / 3)
    assert eigenvector(p).tolist() == pytest.approx([third, third, third, 0, 0, 0, 0, 0, 0])


def test_eigenvector_of_equal_components() -> None:
    """Two stars with three leaves (λ = √3): the same values in both; their squares sum to 2 over all."""
    p = Projection.from_pairs(8, [0, 0, 0, 4, 4, 4], [1, 2, 3, 5, 6, 7])
    centre, leaf = np.sqrt(1 / 2), np.sqrt(1 / 6)
    assert eigenvector(p).tolist() == pytest.approx([centre, leaf, leaf, leaf] * 2)


def test_eigenvector_of_a_two_mode_graph_is_positive_and_each_side_sums_to_one() -> None:
    p, _ = of(nx.davis_southern_women_graph(), sides=True)
    found = eigenvector(p)
    assert (found > 0).all()
    assert p.mode is not None
    assert [(found[p.mode == side] ** 2).sum() for side in (0, 1)] == pytest.approx([1, 1])


def test_eigenvector_without_links_is_zero() -> None:
    assert eigenvector(Projection.from_pairs(3, [], [])).tolist() == [0, 0, 0]


def test_eigenvector_of_a_large_component_takes_the_sparse_solver() -> None:
    """A ring of 600 with a chord; each value is the mean of the neighbours' over λ: the definition itself."""
    n = 600
    p = Projection.from_pairs(n, [*range(n), 0], [*((v + 1) % n for v in range(n)), 2])
    found = eigenvector(p, normalised=False)
    image = p.matrix() @ found
    close(image, found * (image @ found), 1e-10)
    assert np.linalg.norm(found) == pytest.approx(1)


# Printed figures


def test_southern_women_in_two_modes() -> None:
    """All 32 of Davis, Gardner & Gardner's women and events: degree, betweenness, closeness.

    As in networkx bipartite/tests/test_centrality.py (BSD), after Borgatti & Halgin, Analyzing affiliation networks
    (2011), table 28.2, which are Borgatti & Everett's (1997) norms.
    """
    p, place = of(nx.davis_southern_women_graph(), sides=True)
    printed = {
        "E8": (0.78, 0.24, 0.85), "E9": (0.67, 0.23, 0.79), "E7": (0.56, 0.13, 0.73), "E6": (0.44, 0.07, 0.69),
        "E5": (0.44, 0.04, 0.59), "E3": (0.33, 0.02, 0.56), "E12": (0.33, 0.02, 0.56), "E11": (0.22, 0.02, 0.54),
        "E4": (0.22, 0.01, 0.54), "E10": (0.28, 0.01, 0.55), "E2": (0.17, 0.00, 0.52), "E1": (0.17, 0.00, 0.52),
        "E13": (0.17, 0.00, 0.52), "E14": (0.17, 0.00, 0.52),
        "Nora Fayette": (0.57, 0.11, 0.80), "Evelyn Jefferson": (0.57, 0.10, 0.80),
        "Theresa Anderson": (0.57, 0.09, 0.80), "Sylvia Avondale": (0.50, 0.07, 0.77),
        "Laura Mandeville": (0.50, 0.05, 0.73), "Brenda Rogers": (0.50, 0.05, 0.73),
        "Katherina Rogers": (0.43, 0.05, 0.73), "Helen Lloyd": (0.36, 0.04, 0.73),
        "Ruth DeSand": (0.29, 0.02, 0.71), "Verne Sanderson": (0.29, 0.02, 0.71), "Myra Liddel": (0.29, 0.02, 0.69),
        "Eleanor Nye": (0.29, 0.01, 0.67), "Frances Anderson": (0.29, 0.01, 0.67),
        "Pearl Oglethorpe": (0.21, 0.01, 0.67), "Charlotte McDowd": (0.29, 0.01, 0.60),
        "Olivia Carleton": (0.14, 0.01, 0.59), "Flora Price": (0.14, 0.01, 0.59),
        "Dorothy Murchison": (0.14, 0.00, 0.65),
    }  # fmt: skip
    assert len(printed) == p.n
    found = degree(p, normalised=True), betweenness(p), closeness(p)
    for name, values in printed.items():
        assert [each[place[name]] for each in found] == pytest.approx(values, abs=0.0051), name


def test_karate_club_cores() -> None:
    """Batagelj & Zaveršnik's decomposition of Zachary's club as igraph and networkx print it: ten in the 4-core."""
    p, _ = of(nx.karate_club_graph())
    assert np.bincount(coreness(p).astype(int)).tolist() == [0, 1, 11, 12, 10]


def test_pagerank_of_the_textbook_web() -> None:
    """Langville & Meyer (2006), six pages, one dangling: as in networkx link_analysis/tests/test_pagerank.py (BSD)."""
    links = [(1, 2), (1, 3), (3, 1), (3, 2), (3, 5), (4, 5), (4, 6), (5, 4), (5, 6), (6, 4)]
    p = Projection.from_pairs(6, [a - 1 for a, _ in links], [b - 1 for _, b in links], directed=True)
    printed = [0.03721, 0.05396, 0.04151, 0.37508, 0.20600, 0.28624]
    assert pagerank(p, damping=0.9).tolist() == pytest.approx(printed, abs=1e-5)
