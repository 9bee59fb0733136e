"""networkx's functions of what holds a graph together: components, cut vertices, bridges, blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orgraph.backend.ties import Ties, slots_of
from orgraph.queries.bridging.measures.biconnected import biconnected
from orgraph.queries.bridging.measures.components import Components, components
from orgraph.queries.bridging.measures.edge_connectivity import BlockCutTree, block_cut_tree


def connected_components(G: Ties) -> Iterator[set[Any]]:
    """`networkx.connected_components`, in its order: by their first nodes."""
    labels = _components(G).labels
    found: dict[int, set[Any]] = {}
    for node, label in zip(G.nodes, labels.tolist(), strict=True):
        found.setdefault(label, set()).add(node)
    yield from found.values()


def number_connected_components(G: Ties) -> int:
    """`networkx.number_connected_components`."""
    return len(_components(G).sizes)


def is_connected(G: Ties) -> bool:
    """`networkx.is_connected`."""
    return number_connected_components(G) == 1


weakly_connected_components = connected_components
number_weakly_connected_components = number_connected_components
is_weakly_connected = is_connected


def articulation_points(G: Ties) -> Iterator[Any]:
    """`networkx.articulation_points`."""
    yield from (G.nodes[one] for one in biconnected(G.links()).cut_vertices.tolist())


def bridges(G: Ties, root: None = None) -> Iterator[tuple[Any, Any]]:
    """`networkx.bridges`: parallel ties are no bridge."""
    p = G.links(collapse="count")
    pairs = biconnected(p).bridges
    assert p.weights is not None
    alone = p.weights[slots_of(p, pairs[:, 0], pairs[:, 1])] == 1
    yield from ((G.nodes[a], G.nodes[b]) for a, b in pairs[alone].tolist())


def has_bridges(G: Ties, root: None = None) -> bool:
    """`networkx.has_bridges`."""
    return next(bridges(G), None) is not None


def biconnected_components(G: Ties) -> Iterator[set[Any]]:
    """`networkx.biconnected_components`."""
    found = _blocks(G)
    yield from ({G.nodes[one] for one in found.block(number).tolist()} for number in range(len(found.sizes)))


def is_biconnected(G: Ties) -> bool:
    """`networkx.is_biconnected`."""
    sizes: list[int] = _blocks(G).sizes.tolist()
    return sizes == [len(G)]


def _components(ties: Ties) -> Components:
    return components(ties.links(directed=False))


def _blocks(ties: Ties) -> BlockCutTree:
    return block_cut_tree(ties.links())
