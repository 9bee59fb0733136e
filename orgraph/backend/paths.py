"""networkx's centralities by shortest paths."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from orgraph.backend.ties import Ties, slots_of
from orgraph.queries.bridging.measures import betweenness as between
from orgraph.queries.bridging.measures import closeness as near
from orgraph.queries.bridging.projection import Floats, Ints, Projection


def betweenness_centrality(G: Ties, k: int | None = None, normalized: bool = True, weight: str | None = None,
                           endpoints: bool = False, seed: Any = None) -> dict[Any, float]:
    """`networkx.betweenness_centrality`."""
    p = _paths(G, weight)
    drawn = None if k is None or k == p.n else _drawn(G, k, seed)
    sources = np.arange(p.n, dtype=np.int32) if drawn is None else drawn
    found = _through(p, sources, exact=drawn is None, weighted=weight is not None)
    if endpoints:
        found += _ends(p, sources)
    return G.by_node(_scaled(found, p, normalized, endpoints=endpoints, drawn=drawn))


def edge_betweenness_centrality(G: Ties, k: int | None = None, normalized: bool = True, weight: str | None = None,
                                seed: Any = None) -> dict[Any, float]:
    """`networkx.edge_betweenness_centrality`."""
    from orgraph.queries.bridging.measures.kernels import brandes, dijkstra, over_blocks

    p = _paths(G, weight)
    drawn = None if k is None else _drawn(G, k, seed)
    kernel = partial(brandes.over_links, p.indptr, p.indices)
    if weight is not None:
        kernel = partial(dijkstra.over_lengths, p.indptr, p.indices, _lengths(p))
    slots = np.zeros(len(p.indices))
    for part in over_blocks(kernel, np.arange(p.n, dtype=np.int32) if drawn is None else drawn, 1):
        slots += part
    apart = G.a != G.b
    found = np.zeros(len(G.a))  # no path leads over a loop
    for one, other in ((G.a, G.b),) if G.directed else ((G.a, G.b), (G.b, G.a)):
        found[apart] += slots[slots_of(p, one[apart], other[apart])]
    found = _scaled(found, p, normalized, endpoints=True, drawn=drawn)
    return {(G.nodes[a], G.nodes[b]): value
            for a, b, value in zip(G.a.tolist(), G.b.tolist(), found.tolist(), strict=True)}


def closeness_centrality(G: Ties, u: None = None, distance: str | None = None, wf_improved: bool = True
                         ) -> dict[Any, float]:
    """`networkx.closeness_centrality` of all nodes."""
    return G.by_node(near.closeness(_near(G, distance), normalised=wf_improved, weighted=distance is not None,
                                    inward=True))


def harmonic_centrality(G: Ties, nbunch: None = None, distance: str | None = None, sources: None = None
                        ) -> dict[Any, float]:
    """`networkx.harmonic_centrality` of all nodes from all nodes."""
    return G.by_node(near.harmonic(_near(G, distance), normalised=False, weighted=distance is not None, inward=True))


def _paths(ties: Ties, weight: str | None) -> Projection:
    return ties.links() if weight is None else ties.lengths(weight)


def _near(ties: Ties, distance: str | None) -> Projection:
    """A link whose strength is one over its length, as the measures by distance have it."""
    if distance is None:
        return ties.links()
    p = ties.lengths(distance)
    return replace(p, weights=1 / _lengths(p))


def _lengths(p: Projection) -> Floats:
    """What links are long. Raises NotImplementedError where a path may be no longer than its part."""
    assert p.weights is not None
    long = p.weights
    if len(long) and (long.min() < np.finfo(np.float64).eps * long.sum() or 1 / long.min() == np.inf):
        raise NotImplementedError("lengths that vanish beside others")
    return long


def _drawn(ties: Ties, k: int, seed: Any) -> Ints:
    """The sources that networkx would draw, and in its order."""
    if not 0 < k <= len(ties):
        raise NotImplementedError("k is between 1 and the number of nodes")
    return np.asarray(seed.sample(range(len(ties)), k), dtype=np.int32)


def _through(p: Projection, sources: Ints, *, exact: bool, weighted: bool) -> Floats:
    """For every node the sum of the shares of shortest paths from the sources that pass through it."""
    from orgraph.queries.bridging.measures.kernels import brandes, dijkstra, over_blocks

    if exact and not weighted:  # each unordered pair is met from both its ends
        return between.betweenness(p, normalised=False) * (1.0 if p.directed else 2.0)
    kernel = partial(brandes.dependencies, p.indptr, p.indices)
    if weighted:
        kernel = partial(dijkstra.dependencies, p.indptr, p.indices, _lengths(p), epsilon=0.0)
    total = np.zeros(p.n)
    for part in over_blocks(kernel, sources, 1):
        total += part
    return total


def _ends(p: Projection, sources: Ints) -> Floats:
    """For every node the paths from the sources that begin or end there."""
    from orgraph.queries.bridging.measures.kernels.distances import distance_sums

    reached = distance_sums(p.indptr, p.indices, sources)[0].astype(np.float64)
    everyone = np.arange(p.n, dtype=np.int32)
    reached[sources] += distance_sums(p.reverse.indptr, p.reverse.indices, everyone)[0][sources]
    return reached


def _scaled(found: Floats, p: Projection, normalized: bool, *, endpoints: bool, drawn: Ints | None) -> Floats:
    """Sums over ordered pairs as networkx scales them.

    N nodes may be the far end of a path (all; for a node between two ends, all but itself), and k of N sources were
    taken: 1 / k (N − 1) is the share of the pairs, N / k times the sum that of all pairs, each counted once without
    direction. A source is no node between its own paths, so that it has k − 1 sources besides itself.
    """
    many = p.n if endpoints else p.n - 1
    if many < 2:
        return found
    taken = np.full(found.shape, many if drawn is None else len(drawn), np.float64)
    if drawn is not None and not endpoints:
        taken[drawn] -= 1
        taken[taken == 0] = np.nan
    scale = 1 / (taken * (many - 1)) if normalized else many / (taken * (1 if p.directed else 2))
    scaled: Floats = found * scale
    return scaled
