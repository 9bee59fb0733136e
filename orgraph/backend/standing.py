"""networkx's centralities by neighbours: degree, eigenvector, PageRank, core."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from orgraph.backend.ties import Ties
from orgraph.queries.bridging.measures import coreness, eigenvector
from orgraph.queries.bridging.measures import pagerank as ranking
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.projection import Ints

_FEW = 3  # nodes below which networkx's solver has none of its own to say


def degree_centrality(G: Ties) -> dict[Any, float]:
    """`networkx.degree_centrality`: a loop counts twice."""
    return _share(G, np.concatenate((G.a, G.b)))


def in_degree_centrality(G: Ties) -> dict[Any, float]:
    """`networkx.in_degree_centrality`."""
    return _share(G, G.b)


def out_degree_centrality(G: Ties) -> dict[Any, float]:
    """`networkx.out_degree_centrality`."""
    return _share(G, G.a)


def eigenvector_centrality(G: Ties, max_iter: int = 100, tol: float = 1e-6, nstart: None = None,
                           weight: str | None = None) -> dict[Any, float]:
    """`networkx.eigenvector_centrality`: x ← (A + I)ᵀ x from equal values until it moves less than n · tol.

    Raises networkx.PowerIterationFailedConvergence where it moves more after max_iter steps.
    """
    import networkx as nx

    into = G.links(weight).matrix().T.tocsr()
    x = np.full(len(G), 1 / len(G))
    for _ in range(max_iter):
        last, x = x, x + into @ x
        x /= sqrt(float(x @ x)) or 1.0
        if float(np.abs(x - last).sum()) < len(G) * tol:
            return G.by_node(x)
    raise nx.PowerIterationFailedConvergence(max_iter)


def eigenvector_centrality_numpy(G: Ties, weight: str | None = None, max_iter: int = 50, tol: float = 0
                                 ) -> dict[Any, float]:
    """`networkx.eigenvector_centrality_numpy` of a connected graph. Raises NotImplementedError for another."""
    p = G.links(weight, collapse="sum")
    if p.n < _FEW or len(components(p).sizes) > 1:
        raise NotImplementedError("a connected graph of at least three nodes")
    return G.by_node(eigenvector.eigenvector(p, normalised=False))


def pagerank(G: Ties, alpha: float = 0.85, personalization: None = None, max_iter: int = 100, tol: float = 1e-6,
             nstart: None = None, weight: str | None = "weight", dangling: None = None) -> dict[Any, float]:
    """`networkx.pagerank`. Raises NotImplementedError where networkx might not come near enough in max_iter steps."""
    # A step brings the walk nearer by the factor alpha at least, from a distance of 2 at most.
    if not 0 <= alpha < 1 or max_iter < 1 or 2 * alpha ** (max_iter - 1) >= len(G) * tol:
        raise NotImplementedError("max_iter must suffice whatever the graph")
    return G.by_node(ranking.pagerank(G.links(weight, collapse="sum"), damping=alpha))


def core_number(G: Ties) -> dict[Any, int]:
    """`networkx.core_number`."""
    return G.by_node(coreness.coreness(G.links()).astype(np.int64))


def _share(ties: Ties, ends: Ints) -> dict[Any, float]:
    if len(ties) == 1:
        return dict.fromkeys(ties, 1)
    return ties.by_node(np.bincount(ends, minlength=len(ties)) / (len(ties) - 1.0))
