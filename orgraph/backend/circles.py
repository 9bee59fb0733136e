"""networkx's figures of who is linked with whom around a node: clustering, structural holes, mixing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np

from orgraph.backend.ties import Ties
from orgraph.queries.bridging.measures import clustering as closed
from orgraph.queries.bridging.measures import constraint as shut
from orgraph.queries.bridging.measures import effective_size as sizes
from orgraph.queries.bridging.measures import mixing
from orgraph.queries.bridging.projection import Floats, Projection


def clustering(G: Ties, nodes: None = None, weight: str | None = None) -> dict[Any, float]:
    """`networkx.clustering` of all nodes; with a weight Onnela's, the geometric mean of the weights of a triangle."""
    return G.by_node(_clustering(G, weight))


def average_clustering(G: Ties, nodes: None = None, weight: str | None = None, count_zeros: bool = True) -> float:
    """`networkx.average_clustering` of all nodes."""
    found = _clustering(G, weight)
    return float(found.sum()) / len(found if count_zeros else found[found > 0])


def transitivity(G: Ties) -> float:
    """`networkx.transitivity`: 0 without a triple."""
    return float(np.nan_to_num(closed.transitivity(G.links())))


def triangles(G: Ties, nodes: None = None) -> dict[Any, int]:
    """`networkx.triangles` of all nodes."""
    return G.by_node(closed.triangles(G.links())[0].astype(np.int64))


def constraint(G: Ties, nodes: Collection[Any] | None = None, weight: str | None = None) -> dict[Any, float]:
    """`networkx.constraint`."""
    return _of(G, nodes, shut.constraint(_mutual(G, weight)))


def effective_size(G: Ties, nodes: Collection[Any] | None = None, weight: str | None = None) -> dict[Any, float]:
    """`networkx.effective_size`."""
    return _of(G, nodes, sizes.effective_size(_mutual(G, weight)))


def degree_assortativity_coefficient(G: Ties, x: str = "out", y: str = "in", weight: None = None,
                                     nodes: None = None) -> float:
    """`networkx.degree_assortativity_coefficient`. Raises NotImplementedError below two ties."""
    if len(G.a) < 2:  # of which networkx's two functions say different things
        raise NotImplementedError("a graph of two ties")
    return mixing.degree_assortativity(G.links())


degree_pearson_correlation_coefficient = degree_assortativity_coefficient


def attribute_assortativity_coefficient(G: Ties, attribute: str, nodes: None = None) -> float:
    """`networkx.attribute_assortativity_coefficient`: nodes without the attribute are a group too."""
    known: dict[Any, int] = {}
    groups = np.asarray([known.setdefault(value, len(known)) for value in G.values[attribute]])
    if not len(G.a):
        raise NotImplementedError("a graph without ties")
    return mixing.assortativity(G.links(collapse="count"), groups)


def _mutual(ties: Ties, weight: str | None) -> Projection:
    """The weight of all ties of a pair, in both directions; of ties that are not weighted their number."""
    return ties.links(weight, collapse="sum", directed=False)


def _of(ties: Ties, nodes: Collection[Any] | None, values: Floats) -> dict[Any, float]:
    """The values of all nodes, or of some. Where nodes are named, networkx has NaN for those that no tie leads out of.
    """
    if nodes is None:
        return ties.by_node(values)
    alone = np.bincount(ties.a if ties.directed else np.append(ties.a, ties.b), minlength=len(ties)) == 0
    found = ties.by_node(np.where(alone, np.nan, values))
    if any(node not in found for node in nodes):
        raise NotImplementedError("nodes that are not in the graph")
    return {node: found[node] for node in nodes}


def _clustering(ties: Ties, weight: str | None) -> Floats:
    p = ties.links(weight)
    if weight is None:
        return np.nan_to_num(closed.clustering(p))
    heaviest = ties.weight(weight).max(initial=0.0)
    assert p.weights is not None
    around, _ = closed.triangles(replace(p, weights=np.cbrt(p.weights / heaviest)))
    pairs = (p.degrees * (p.degrees - 1)).astype(np.float64)
    return np.divide(2 * around, pairs, out=np.zeros(p.n), where=pairs > 0)
