"""A networkx graph as arrays: what networkx hands to the backend's functions, and how it is made."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.projection import Collapse, Floats, Ints, Projection

_EXACT = 2.0**53  # whole numbers up to here are float64 as they are


@dataclass(eq=False)
class Ties:
    """The nodes of a graph in its order, and its ties by their places.

    nodes : the n nodes
    a, b : shape (ties,): the ends of each tie in the order of `G.edges`, parallel ties and loops each for itself
    weights : by attribute, shape (ties,), positive and finite
    values : by attribute, a value a node
    """

    __networkx_backend__: ClassVar[str] = "orgraph"

    nodes: list[Hashable]
    a: Ints
    b: Ints
    directed: bool
    multigraph: bool
    weights: Mapping[str, Floats] = field(default_factory=dict)
    values: Mapping[str, list[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.nodes)

    def is_directed(self) -> bool:
        """As networkx asks."""
        return self.directed

    def is_multigraph(self) -> bool:
        """As networkx asks."""
        return self.multigraph

    @property
    def loops(self) -> bool:
        """Whether a tie leads from a node to itself."""
        return bool((self.a == self.b).any())

    def weight(self, name: str) -> Floats:
        """Raises NotImplementedError for an attribute that was not kept."""
        if name not in self.weights:
            raise NotImplementedError(f"the attribute {name} was not kept when the graph was converted")
        return self.weights[name]

    def links(self, weight: str | None = None, *, collapse: Collapse | None = None, directed: bool | None = None
              ) -> Projection:
        """One link a pair, without loops; parallel ties by `collapse`, by default summed, without a weight as one."""
        strength = None if weight is None else self.weight(weight)
        rule = collapse or ("one" if weight is None else "sum")
        way = self.directed if directed is None else directed
        return Projection.from_pairs(len(self.nodes), self.a, self.b, strength, directed=way, collapse=rule)

    def lengths(self, weight: str) -> Projection:
        """As `links`; what a link weighs is the length of its shortest tie, to the last bit."""
        near, far, long = self.a, self.b, self.weight(weight)
        if not self.directed:
            near, far = np.minimum(near, far), np.maximum(near, far)
        order = np.lexsort((long, far, near))
        near, far, long = near[order], far[order], long[order]
        first = np.append(True, (near[1:] != near[:-1]) | (far[1:] != far[:-1]))[: len(near)]
        return Projection.from_pairs(len(self.nodes), near[first], far[first], long[first], directed=self.directed)

    def by_node(self, values: Iterable[Any]) -> dict[Any, Any]:
        """What networkx gives: a number of Python for every node."""
        numbers = values.tolist() if isinstance(values, np.ndarray) else values
        return dict(zip(self.nodes, numbers, strict=True))


def slots_of(p: Projection, a: Ints, b: Ints) -> NDArray[np.intp]:
    """For each link from a to b, which all are there, its slot in the arrays of a projection."""
    places = p.rows.astype(np.int64) * p.n + p.indices  # ascending
    return np.searchsorted(places, a.astype(np.int64) * p.n + b)


def converted(graph: Any, edge_attrs: Mapping[str, Any] | None = None, node_attrs: Mapping[str, Any] | None = None
              ) -> Ties:
    """A networkx graph as arrays, with the attributes that are named, each with its default.

    Raises NotImplementedError for an attribute of edges that is no positive and finite number somewhere.
    """
    nodes = list(graph)
    place = dict(zip(nodes, range(len(nodes)), strict=True))
    adjacent = graph.adj if _is_view(graph) else graph._adj  # dicts, without the wrapping of each
    near = [adjacent[node] for node in nodes]
    a = np.repeat(np.arange(len(nodes), dtype=np.int32), [len(one) for one in near])
    b = np.fromiter(map(place.__getitem__, chain.from_iterable(near)), np.int32, len(a))
    data: list[Any] = [] if not (edge_attrs or graph.is_multigraph()) else [
        said for one in near for said in one.values()]
    if graph.is_multigraph():
        times = [len(keys) for keys in data]
        a, b = np.repeat(a, times), np.repeat(b, times)
        data = [said for keys in data for said in keys.values()] if edge_attrs else []
    once = np.ones(len(a), np.bool_) if graph.is_directed() else a <= b  # others stand at both their ends
    weights = {name: _weights(data, name, default) for name, default in (edge_attrs or {}).items()}
    if not graph.is_directed() and _is_view(graph):
        _check_two_ways(a, b, weights)
    weights = {name: values[once] for name, values in weights.items()}
    values = {name: [said.get(name, default) for _, said in graph.nodes(data=True)]
              for name, default in (node_attrs or {}).items()}
    return Ties(nodes, a[once], b[once], graph.is_directed(), graph.is_multigraph(), weights, values)


def _check_two_ways(a: Ints, b: Ints, weights: Mapping[str, Floats]) -> None:
    """A view of a directed graph without direction has the tie from a to b at a, and that from b to a at b.

    Raises NotImplementedError where these weigh differently: networkx itself goes by where it comes from.
    """
    for name, values in weights.items():
        there, other = (np.column_stack((near[kept], far[kept], values[kept]))
                        for near, far, kept in ((a, b, a < b), (b, a, a > b)))
        if not np.array_equal(there[np.lexsort(there.T)], other[np.lexsort(other.T)]):
            raise NotImplementedError(f"{name}: weights that differ by direction in a graph without")


def _is_view(graph: Any) -> bool:
    return not isinstance(graph._adj, dict)


def _weights(data: list[Any], name: str, default: Any) -> Floats:
    found = np.asarray([said.get(name, default) for said in data])
    if not len(data):
        return np.zeros(0)
    if found.ndim != 1 or found.dtype.kind not in "iuf":
        raise NotImplementedError(f"{name}: not all weights are numbers")
    if not (np.isfinite(found) & (found > 0)).all() or (found.dtype.kind != "f" and found.max() > _EXACT):
        raise NotImplementedError(f"{name}: not all weights are positive and finite")
    return found.astype(np.float64)


def back(ties: Ties) -> Any:
    """The networkx graph, with what was kept of it."""
    import networkx as nx

    kinds = {(False, False): nx.Graph, (True, False): nx.DiGraph,
             (False, True): nx.MultiGraph, (True, True): nx.MultiDiGraph}
    graph = kinds[ties.directed, ties.multigraph]()
    graph.add_nodes_from(ties.nodes)
    for name, values in ties.values.items():
        nx.set_node_attributes(graph, ties.by_node(values), name)
    named = ({name: weights[at].item() for name, weights in ties.weights.items()} for at in range(len(ties.a)))
    graph.add_edges_from((ties.nodes[a], ties.nodes[b], said)
                         for a, b, said in zip(ties.a.tolist(), ties.b.tolist(), named, strict=True))
    return graph
