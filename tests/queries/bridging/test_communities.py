"""Communities: modularity against networkx and igraph, the best division by brute force, and the Leiden promises."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import pytest
from random_graphs import SEEDS, of, sample

from orgraph.queries.bridging.measures.communities import best_modularity, communities, community, modularity
from orgraph.queries.bridging.projection import Projection

DIRECTED = pytest.mark.parametrize("directed", [False, True], ids=["undirected", "directed"])


def parts(labels: np.ndarray) -> list[set[int]]:
    return [set(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)]


@DIRECTED
@pytest.mark.parametrize("seed", SEEDS)
def test_modularity_of_any_division(seed: int, directed: bool) -> None:
    p, graph, other, weights, groups = sample(seed, directed=directed)
    for resolution in (1.0, 0.5, 2.0):
        found = modularity(p, groups, resolution=resolution)
        expected = nx.community.modularity(graph, parts(groups), resolution=resolution)
        assert found == pytest.approx(expected, abs=1e-9)
    theirs = other.modularity(groups.tolist(), weights=weights, directed=directed)
    assert modularity(p, groups) == pytest.approx(theirs, abs=1e-9)
    plain = modularity(p.unweighted(), groups)
    assert plain == pytest.approx(nx.community.modularity(graph, parts(groups), weight=None), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_communities_hang_together_and_are_as_good_as_igraph_finds(seed: int) -> None:
    """igraph's own Leiden is another program with other random numbers: neither may fall behind by more than 1 %."""
    p, graph, other, weights, _ = sample(seed)
    found = communities(p)
    assert found.modularity == pytest.approx(nx.community.modularity(graph, parts(found.labels)), abs=1e-9)
    assert all(nx.is_connected(graph.subgraph(part)) for part in parts(found.labels))
    theirs = other.community_leiden("modularity", weights=weights, n_iterations=-1).membership
    assert found.modularity >= other.modularity(theirs, weights=weights) - 0.01
    assert found.sizes.tolist() == sorted(map(len, parts(found.labels)), reverse=True)
    for label, size in enumerate(found.sizes.tolist()):
        assert len(found.members(label)) == size


def divisions(n: int) -> Iterator[list[int]]:
    """Every way to divide n nodes into groups."""
    def grown(labels: list[int]) -> Iterator[list[int]]:
        if len(labels) == n:
            yield labels
            return
        for label in range(max(labels, default=-1) + 2):
            yield from grown([*labels, label])

    return grown([])


@pytest.mark.parametrize("seed", range(8))
def test_the_best_of_all_divisions_of_seven_nodes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = Projection.from_pairs(7, *rng.integers(0, 7, size=(2, 10)), rng.uniform(0.5, 3, size=10))
    assert best_modularity(p) == pytest.approx(max(modularity(p, np.array(each)) for each in divisions(7)))


@pytest.mark.parametrize(("graph", "best"), [
    (nx.karate_club_graph(), 0.4198),  # Brandes et al., IEEE Trans. Knowledge and Data Eng. 20 (2008): proved optimal
    (nx.ring_of_cliques(8, 4), 48 / 56 - 1 / 8),  # 8 × 6 of 56 links inside, an eighth of the ends each
])  # fmt: skip
def test_known_best(graph: Any, best: float) -> None:
    p, _ = of(graph)
    assert best_modularity(p) == pytest.approx(best, abs=5e-5)


def test_two_triangles_and_an_isolate() -> None:
    """Two triangles with a link between: 6 of 7 links inside, half of the ends each: 6/7 − 1/2."""
    p = Projection.from_pairs(7, [0, 1, 2, 3, 4, 5, 0], [1, 2, 0, 4, 5, 3, 3])
    found = communities(p)
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 1, 2]
    assert found.modularity == pytest.approx(6 / 7 - 1 / 2)
    assert community(p).tolist() == [1, 1, 1, 2, 2, 2, 3]


def test_resolution_makes_communities_smaller_or_larger() -> None:
    p, _ = of(nx.karate_club_graph())
    counts = [len(communities(p, resolution=r).sizes) for r in (0.1, 1, 4)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_without_links_each_node_is_alone(n: int) -> None:
    found = communities(Projection.from_pairs(n, [], []))
    assert found.labels.tolist() == list(range(n))
    assert np.isnan(found.modularity)


def test_the_same_division_in_another_process() -> None:
    code = (
        "import numpy as np\n"
        "from orgraph.queries.bridging.measures.communities import communities\n"
        "from orgraph.queries.bridging.projection import Projection\n"
        "rng = np.random.default_rng(5)\n"
        "p = Projection.from_pairs(2000, *rng.integers(0, 2000, size=(2, 5000)))\n"
        "print(communities(p).labels.tolist())"
    )
    answers = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
               for _ in range(2)}
    assert len(answers) == 1
    rng = np.random.default_rng(5)
    p = Projection.from_pairs(2000, *rng.integers(0, 2000, size=(2, 5000)))
    assert f"{communities(p).labels.tolist()}\n" in answers
    assert communities(p, seed=1).labels.tolist() != communities(p).labels.tolist()


def test_direction_is_not_dropped_silently() -> None:
    with pytest.raises(ValueError, match="undirected"):
        communities(sample(3, directed=True).p)
