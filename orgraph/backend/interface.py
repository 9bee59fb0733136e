"""What networkx asks of a backend (entry point `networkx.backends`), and the functions that it dispatches by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orgraph.backend.circles import (
    attribute_assortativity_coefficient,
    average_clustering,
    clustering,
    constraint,
    degree_assortativity_coefficient,
    degree_pearson_correlation_coefficient,
    effective_size,
    transitivity,
    triangles,
)
from orgraph.backend.limits import better_there, refused
from orgraph.backend.paths import (
    betweenness_centrality,
    closeness_centrality,
    edge_betweenness_centrality,
    harmonic_centrality,
)
from orgraph.backend.pieces import (
    articulation_points,
    biconnected_components,
    bridges,
    connected_components,
    has_bridges,
    is_biconnected,
    is_connected,
    is_weakly_connected,
    number_connected_components,
    number_weakly_connected_components,
    weakly_connected_components,
)
from orgraph.backend.standing import (
    core_number,
    degree_centrality,
    eigenvector_centrality,
    eigenvector_centrality_numpy,
    in_degree_centrality,
    out_degree_centrality,
    pagerank,
)
from orgraph.backend.ties import Ties, back, converted

__all__ = [
    "articulation_points", "attribute_assortativity_coefficient", "average_clustering", "betweenness_centrality",
    "biconnected_components", "bridges", "can_run", "closeness_centrality", "clustering", "connected_components",
    "constraint", "convert_from_nx", "convert_to_nx", "core_number", "degree_assortativity_coefficient",
    "degree_centrality", "degree_pearson_correlation_coefficient", "edge_betweenness_centrality", "effective_size",
    "eigenvector_centrality", "eigenvector_centrality_numpy", "harmonic_centrality", "has_bridges",
    "in_degree_centrality", "is_biconnected", "is_connected", "is_weakly_connected", "number_connected_components",
    "number_weakly_connected_components", "out_degree_centrality", "pagerank", "should_run", "transitivity",
    "triangles", "weakly_connected_components",
]


def convert_from_nx(graph: Any, *, edge_attrs: Mapping[str, Any] | None = None,
                    node_attrs: Mapping[str, Any] | None = None, preserve_edge_attrs: bool = False,
                    preserve_node_attrs: bool = False, **named: Any) -> Ties:
    """The graph as arrays; networkx keeps it beside the graph. Raises NotImplementedError where all attributes of any
    kind are to be kept, or a weight is no positive number."""
    if preserve_edge_attrs or preserve_node_attrs:
        raise NotImplementedError("attributes of any kind")
    return converted(graph, edge_attrs, node_attrs)


def convert_to_nx(result: Any, **named: Any) -> Any:
    """A graph of the backend as one of networkx; anything else as it is."""
    return back(result) if isinstance(result, Ties) else result


def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
    """Whether a call is computed here with networkx's answer; else why not."""
    return refused(name, globals()[name], args, kwargs) or True


def should_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
    """Whether a call that can be computed here is quicker so; else why not."""
    return better_there(name, args[0] if args else kwargs["G"], kwargs) or True
