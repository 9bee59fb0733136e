"""Effective size, efficiency and hierarchy against networkx, igraph, their definitions and Burt's figures."""

from __future__ import annotations

import doctest
from math import log
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pytest

from orgraph.queries.bridging.measures import effective_size as module
from orgraph.queries.bridging.measures.effective_size import effective_size, efficiency, hierarchy
from orgraph.queries.bridging.projection import Projection

SEEDS = range(50)


def sample(seed: int, *, directed: bool) -> tuple[Projection, Any]:
    """A random graph with isolates, loops and parallel ties; networkx gets each link once, with its summed weight."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 25))
    a, b = rng.integers(0, max(1, n - 1), (2, int(rng.integers(1, 3 * n))))
    a, b = np.append(a, a[:4]), np.append(b, b[:4])
    weights = rng.uniform(0.2, 4, len(a))
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(n))
    for x, y, w in zip(a.tolist(), b.tolist(), weights.tolist(), strict=True):
        if x != y:
            graph.add_edge(x, y, weight=w + (graph[x][y]["weight"] if graph.has_edge(x, y) else 0))
    return Projection.from_pairs(n, a, b, weights, directed=directed), graph


def ties(graph: Any, weight: str | None) -> np.ndarray:
    """a_ij + a_ji, which of an undirected graph is twice a_ij: only shares of it matter."""
    matrix = nx.to_numpy_array(graph, weight=weight)
    return matrix + matrix.T


def slow(graph: Any, weight: str | None) -> tuple[list[float], list[float], list[float]]:
    """Burt's definitions, sum by sum."""
    a = ties(graph, weight)
    n = len(a)
    sizes, efficiencies, hierarchies = [], [], []
    p = [[a[i, j] / a[i].sum() if a[i].sum() else 0.0 for j in range(n)] for i in range(n)]
    m = [[a[j, q] / a[j].max() if a[j].max() else 0.0 for q in range(n)] for j in range(n)]
    for i in range(n):
        contacts = [j for j in range(n) if a[i, j] > 0]
        count = len(contacts)
        size = sum(1 - sum(p[i][q] * m[j][q] for q in range(n) if q not in (i, j)) for j in contacts)
        c = [(p[i][j] + sum(p[i][q] * p[q][j] for q in range(n) if q not in (i, j))) ** 2 for j in contacts]
        ratio = [one / (sum(c) / count) for one in c]
        sizes.append(size if count else np.nan)
        efficiencies.append(size / count if count else np.nan)
        hierarchies.append(sum(r * log(r) for r in ratio) / (count * log(count)) if count > 1 else np.nan)
    return sizes, efficiencies, hierarchies


def close(found: np.ndarray, expected: Any) -> None:
    np.testing.assert_allclose(found, np.array(expected, float), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weight", ["weight", None])
def test_as_defined(seed: int, directed: bool, weight: str | None) -> None:
    p, graph = sample(seed, directed=directed)
    sizes, efficiencies, hierarchies = slow(graph, weight)
    seen = p if weight else p.unweighted()
    close(effective_size(seen), sizes)
    close(efficiency(seen), efficiencies)
    close(hierarchy(seen), hierarchies)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weight", ["weight", None])
def test_as_networkx(seed: int, directed: bool, weight: str | None) -> None:
    """Node by node, for its matrix form counts links of weight 0; there a node without links out has no size."""
    p, graph = sample(seed, directed=directed)
    found = effective_size(p if weight else p.unweighted())
    expected = nx.effective_size(graph, nodes=list(graph), weight=weight)
    asked = [v for v in graph if graph[v] or not nx.degree(graph, v)]
    close(found[asked], [expected[v] for v in asked])


@pytest.mark.parametrize("seed", SEEDS)
def test_borgattis_short_form(seed: int) -> None:
    """Without weights and direction: contacts less twice the links among them over contacts; igraph counts those."""
    p, graph = sample(seed, directed=False)
    other = igraph.Graph(n=p.n, edges=list(graph.edges))
    degrees = np.array(other.degree(), float)
    shut = np.nan_to_num(other.transitivity_local_undirected(mode="zero")) * degrees * (degrees - 1) / 2
    with np.errstate(invalid="ignore"):
        close(effective_size(p.unweighted()), degrees - 2 * shut / degrees)


def test_burts_holes() -> None:
    """networkx test_structuralholes.py, after UCINET and igraph; G, A and C."""
    weights = {"AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "GC": 10}
    a, b = ([ord(tie[end]) - ord("A") for tie in weights] for end in (0, 1))
    p = Projection.from_pairs(7, a, b, list(weights.values()))
    assert effective_size(p.unweighted())[[6, 0, 2]].tolist() == pytest.approx([4.67, 2.50, 1], abs=0.01)
    assert effective_size(p)[[6, 0, 2]].tolist() == pytest.approx([5.47, 2.47, 1], abs=0.01)
    # G has six contacts: 4.67 / 6 and 5.47 / 6.
    assert efficiency(p.unweighted())[6] == pytest.approx(0.778, abs=0.001)
    assert efficiency(p)[6] == pytest.approx(0.912, abs=0.001)


def test_direction_counts_a_tie_both_ways_twice() -> None:
    """0 ⇄ 1, 0 → 2, 1 → 2, by hand for 0: p_01 = 2/3, p_02 = 1/3; m_12 = 1/2, m_21 = 1; so 2 − 1/6 − 2/3."""
    p = Projection.from_pairs(3, [0, 1, 0, 1], [1, 0, 2, 2], directed=True).unweighted()
    assert effective_size(p)[0] == pytest.approx(2 - 1 / 3 * 1 / 2 - 2 / 3 * 1)
    assert effective_size(p.undirected())[0] == pytest.approx(1)


def test_a_star_and_a_clique() -> None:
    star = Projection.from_pairs(6, [0] * 5, range(1, 6))
    assert effective_size(star).tolist() == [5, 1, 1, 1, 1, 1]
    assert efficiency(star).tolist() == [1] * 6
    assert hierarchy(star)[0] == pytest.approx(0)
    n = 6
    clique = Projection.from_pairs(n, *np.triu_indices(n, 1))
    assert effective_size(clique).tolist() == pytest.approx([1] * n)  # all but one contact are redundant
    lopsided = Projection.from_pairs(4, [0, 0, 0], [1, 2, 3], [1e6, 1, 1])
    assert hierarchy(lopsided)[0] > 0.999


@pytest.mark.parametrize("function", [effective_size, efficiency, hierarchy])
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("n", [0, 1, 3])
def test_isolates_have_none(function: Any, directed: bool, n: int) -> None:
    found = function(Projection.from_pairs(n, [0] * min(n, 1), [0] * min(n, 1), directed=directed))
    assert found.shape == (n,)
    assert np.isnan(found).all()


def test_examples_in_docstrings() -> None:
    outcome = doctest.testmod(module)
    assert outcome.attempted
    assert not outcome.failed
