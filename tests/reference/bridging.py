"""Networks of ties between nodes, and what networkx says of them."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import networkx as nx

from orgraph.queries.bridging.layers import Layer
from reference.graph import Graph, above, holds_on, inside, of_kind
from reference.match import matches

Network = Any  # nx.Graph: nodes are ids, edge attribute `weight` counts ties


def network(graph: Graph, layers: Sequence[Layer], mode: str, day: dt.date, area: str | None) -> Network:
    """The nodes inside an area with a tie between them; ties count, whichever way they point; loops stay out."""
    within = inside(graph, area)
    ties: Counter[tuple[str, str]] = Counter()
    for layer in layers:
        for found in matches(graph, layer.parsed, day):
            a, b = found.nodes["a"], found.nodes["b"]
            if a in within and b in within and not (layer.symmetric and a > b):
                ties[a, b] += 1
    if mode == "person":
        ties = _shared(graph, ties)
    result = nx.Graph()
    for (a, b), count in sorted(ties.items()):
        result.add_nodes_from((a, b))
        if a != b:
            weight = result.get_edge_data(a, b, {"weight": 0})["weight"] + count
            result.add_edge(a, b, weight=weight)
    return result


def _shared(graph: Graph, ties: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """Persons tied through what both are tied to: once for each such thing."""
    people = of_kind(graph, "Person")
    of: dict[str, set[str]] = {}
    for a, b in ties:
        if a in people:
            of.setdefault(a, set()).add(b)
    return Counter({(p, q): shared for p, q in combinations(sorted(of), 2) if (shared := len(of[p] & of[q]))})


def is_two_mode(graph: Graph, net: Network) -> bool:
    """Whether every tie joins a person with something else."""
    people = of_kind(graph, "Person")
    return bool(net.edges) and all((a in people) != (b in people) for a, b in net.edges)


def values(graph: Graph, net: Network, mode: str) -> dict[str, dict[str, float]]:
    """Measure → node → value."""
    result: dict[str, dict[str, float]] = {
        "degree": dict(net.degree()),
        "strength": dict(net.degree(weight="weight")),
        "betweenness_raw": nx.betweenness_centrality(net, normalized=False),
        "closeness": nx.closeness_centrality(net),
        "component_size": {v: len(part) for part in nx.connected_components(net) for v in part},
        "cut_off": {v: float(len(cut_off(net, v, str))) for v in net},
    }
    if mode == "two" and is_two_mode(graph, net):
        result["betweenness"] = _two_mode(net, of_kind(graph, "Person") & set(net))
        del result["closeness"]  # its two-mode form has a test of its own, with the measure
    else:
        result["betweenness"] = nx.betweenness_centrality(net)
    if mode != "two" and net.edges:
        result["constraint"] = _known(nx.constraint(net, weight="weight"))
    return result


def _two_mode(net: Network, people: set[str]) -> dict[str, float]:
    """Betweenness over the most that a node of its side can have (Borgatti & Halgin 2011); 0 where that is 0."""
    raw = nx.betweenness_centrality(net, normalized=False)
    sides = people, set(net) - people
    result = {}
    for own, other in (sides, sides[::-1]):
        s, t = divmod(len(own) - 1, len(other))
        m = len(other)
        most = (m**2 * (s + 1) ** 2 + m * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2
        result.update({node: raw[node] / most if most > 0 else 0.0 for node in own})
    return result


def _known(found: dict[str, float]) -> dict[str, float]:
    return {node: value for node, value in found.items() if not math.isnan(value)}


def cut_off(net: Network, node: str, order: Callable[[str], Any]) -> set[str]:
    """What loses the largest part left of its component when a node goes; of equal parts the first by `order` stays."""
    rest = net.subgraph(nx.node_connected_component(net, node) - {node})
    parts = sorted(nx.connected_components(rest), key=lambda part: (-len(part), min(map(order, part))))
    return set().union(*parts[1:])


def without(graph: Graph, node: str, day: dt.date) -> Graph:
    """The graph without a node, and where it is a post of a body on the day without the memberships by which it is
    held: one that is not there on the day holds nobody."""
    left = graph.copy()
    entity = graph.nodes[node]["entity"]
    there = holds_on(entity.start, entity.end, day) and any(
        tie.type == "POST_IN" and holds_on(tie.start, tie.end, day) for _, _, tie in graph.out_edges(node, data="tie"))
    held = [(person, key.removesuffix(" holds")) for person, _, key in graph.in_edges(node, keys=True)
            if there and key.endswith(" holds")]
    for person, link in held:
        left.remove_edges_from([(a, b, key) for a, b, key in graph.out_edges(person, keys=True)
                                if key in (link, f"{link} for")])
    left.remove_node(node)
    return left


def lowest_area(graph: Graph, a: str, b: str) -> str | None:
    """The lowest area that holds both nodes, either of which it may be."""
    over = [b, *above(graph, b)]
    return next((area for area in (a, *above(graph, a)) if area in over), None)


def nearest(graph: Graph, island: set[str], others: set[str]) -> tuple[int, int]:
    """How many areas hold the nearest pair across, the lowest of them counted, and the steps up to it: by all pairs."""
    found = []
    for a in island:
        for b in others:
            area = lowest_area(graph, a, b)
            depth = 0 if area is None else 1 + len(above(graph, area))
            found.append((-depth, 1 + len(above(graph, a)) - depth))
    depth, steps = min(found)
    return -depth, steps


def cut_vertices(graph: Graph, net: Network) -> set[str]:
    """The persons and organisations without whom a part of the network falls apart."""
    return set(nx.articulation_points(net)) & (of_kind(graph, "Person") | of_kind(graph, "Organization"))
