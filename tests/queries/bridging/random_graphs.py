"""Random graphs with isolates, loops and parallel ties, as a projection and as networkx and igraph have them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any, NamedTuple

import igraph
import networkx as nx
import numpy as np

from orgraph.queries.bridging.projection import Projection

SEEDS = range(50)
TOLERANCE = 1e-9


class Sample(NamedTuple):
    """The same graph three times over; `weights` are those of igraph's edges, `groups` are of the nodes."""

    p: Projection
    graph: Any
    other: igraph.Graph
    weights: list[float]
    groups: np.ndarray


@cache
def sample(seed: int, *, directed: bool = False) -> Sample:
    """Ties are folded here in plain Python, apart from what the projection does."""
    rng = np.random.default_rng([seed, directed])
    n = int(rng.integers(3, 60))
    linked = max(2, int(n * rng.uniform(0.5, 1)))  # the nodes above are isolates
    ties = int(rng.integers(1, 4 * n))
    a, b = rng.integers(0, linked, size=(2, ties))
    again = rng.integers(0, ties, size=ties // 4)
    a, b = np.concatenate([a, a[again], b[again], [0, 0]]), np.concatenate([b, b[again], a[again], [0, 1]])
    weights = rng.uniform(0.2, 5, size=len(a))
    folded: Counter[tuple[int, int]] = Counter()
    for x, y, w in zip(a.tolist(), b.tolist(), weights.tolist(), strict=True):
        if x != y:
            folded[(x, y) if directed else (min(x, y), max(x, y))] += w
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from((x, y, w) for (x, y), w in folded.items())
    other = igraph.Graph(n=n, edges=list(folded), directed=directed)
    p = Projection.from_pairs(n, a, b, weights, directed=directed)
    return Sample(p, graph, other, list(folded.values()), rng.integers(0, 4, size=n))


@cache
def two_mode(seed: int) -> tuple[Projection, Any]:
    """A random two-mode graph; the first side's nodes come first."""
    rng = np.random.default_rng(seed)
    top, bottom = (int(x) for x in rng.integers(2, 12, size=2))
    ties = int(rng.integers(1, 3 * (top + bottom)))
    a, b = rng.integers(0, top, size=ties), top + rng.integers(0, bottom, size=ties)
    graph = nx.Graph()
    graph.add_nodes_from(range(top), bipartite=0)
    graph.add_nodes_from(range(top, top + bottom), bipartite=1)
    graph.add_edges_from(zip(a.tolist(), b.tolist(), strict=True))
    return Projection.from_pairs(top + bottom, a, b, mode=np.repeat([0, 1], [top, bottom])), graph


def of(graph: Any, *, sides: bool = False) -> tuple[Projection, dict[Any, int]]:
    """A networkx graph as a projection, and the number of each node; `sides`: its attribute `bipartite`."""
    place = {node: at for at, node in enumerate(graph)}
    a, b = zip(*((place[x], place[y]) for x, y in graph.edges), strict=True)
    mode = [graph.nodes[v]["bipartite"] for v in graph] if sides else None
    return Projection.from_pairs(len(place), a, b, mode=mode, directed=graph.is_directed()), place


def close(found: Any, expected: Any, tolerance: float = TOLERANCE) -> None:
    """Equal, node by node; NaN is equal to NaN."""
    values = [expected[v] for v in range(len(found))]
    np.testing.assert_allclose(found, np.array(values, dtype=float), rtol=tolerance, atol=tolerance)
