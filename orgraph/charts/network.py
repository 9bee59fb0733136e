"""Networks as pictures: round one node, islands, blocks.

Each takes a networkx graph as `Moment.to_networkx` gives it (any other will do: a node's attributes `name` and `label`
are shown where it has them) and stands the same whenever it is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from orgraph.charts.drawing import Drawing, as_text, check_size, draw, mark_size
from orgraph.charts.layout import SMALL, Points, packed, rings, stress
from orgraph.charts.style import headed
from orgraph.errors import NotFound

if TYPE_CHECKING:
    import networkx as nx
    from plotly.graph_objects import Figure

    from orgraph.queries.bridging.results import IslandsResult

_READ = 18  # pixels of a block on which a number can be read
_MANY = 12  # small islands: beyond, their nodes have no names


def ego(graph: nx.Graph[Any], node: str, *, steps: int = 1, values: Mapping[Any, float] | None = None,
        measure: str = "") -> Figure:
    """A node in the middle, round it those it is tied to, on further circles those some steps away.

    values : of nodes, by which marks are sized and which whoever points at one reads; `measure` is what they are of
    Raises NotFound for a node that the graph has not, UsageError beyond 2,000 nodes.
    """
    import networkx as nx

    if node not in graph:
        raise NotFound(f"网络里没有 {node} (no such node in the network)",
                       hint="没有联系的不在网络里 (only nodes with ties)")
    away = nx.single_source_shortest_path_length(nx.Graph(graph), node, cutoff=steps)
    plain = plain_graph(graph, away)
    nodes = list(plain)
    near = np.array([away[one] for one in nodes])
    around = plain.subgraph([one for one in nodes if one != node])
    placed = stress(distances(plain, nodes))
    placed = placed - placed[nodes.index(node)]
    at = {one: place for place, one in enumerate(nodes)}
    inward = [[at[other] for other in plain[one] if away[other] == away[one] - 1] for one in nodes]
    points = rings(near, np.arctan2(placed[:, 1], placed[:, 0]), inward)
    inner = sum(away[one] == 1 for one in nodes)
    title = (f"{node_name(graph, node)}的周围：{inner} 个直接联系<br><sup>{steps} 步之内 {len(nodes) - 1} 个，"
             f"它们之间 {around.number_of_edges()} 条联系 within {steps_said(steps)}{sized(values, measure)}</sup>")
    return draw(drawing_of(plain, nodes, points, values, measure, big={node}), title)


def island_map(graph: nx.Graph[Any], result: IslandsResult | None = None, *, values: Mapping[Any, float] | None = None,
               measure: str = "") -> Figure:
    """Every island on its own ground, the largest first; dotted, the nearest permitted link of each in `result`.

    values : of nodes, by which marks are sized and which whoever points at one reads; `measure` is what they are of
    Raises UsageError beyond 2,000 nodes.
    """
    plain = plain_graph(graph, graph)
    parts = connected(plain)
    nodes = [one for part in parts for one in part]
    grounds = packed([stress(distances(plain, part)) for part in parts])
    points = np.vstack(grounds) if grounds else np.empty((0, 2))
    at = {one: place for place, one in enumerate(nodes)}
    drawing = drawing_of(plain, nodes, points, values, measure)
    if sum(len(part) <= SMALL for part in parts) > _MANY:
        drawing.weight = [0.0 if len(part) <= SMALL else drawing.weight[at[one]] for part in parts for one in part]
    drawing.notes = [(float(ground[:, 0].mean()), float(ground[:, 1].max()), f"{rank}（{len(ground)}）")
                     for rank, ground in enumerate(grounds, 1) if len(ground) > 3 and len(parts) > 1]
    drawing.dashed = [] if result is None else _nearest(result, at)
    said = sized(values, measure)
    sizes = "、".join(str(len(part)) for part in parts[:5]) + ("…" if len(parts) > 5 else "")
    title = (f"连成一片 one island<br><sup>{sizes} 个节点 nodes{said}</sup>" if len(parts) == 1 else
             f"{len(parts)} 个互不相连的群 islands<br><sup>规模 sizes：{sizes}{said}</sup>")
    return draw(drawing, title if result is None else headed(result, title))


def blocks(graph: nx.Graph[Any]) -> Figure:
    """The block–cut tree: who alone holds blocks together; a block falls apart by no single loss.

    A block is as large as its mark, and named by its members to whoever points at it; cut vertices stand between the
    blocks that part without them. Raises UsageError beyond 2,000 nodes.
    """
    import networkx as nx

    plain = plain_graph(graph, graph)
    cut = set(nx.articulation_points(plain))
    found = sorted((sorted(block, key=_key(plain)) for block in nx.biconnected_components(plain)),
                   key=lambda block: (-len(block), [str(one) for one in block]))
    tree: nx.Graph[Any] = nx.Graph()
    for place, block in enumerate(found):
        inside = [one for one in block if one not in cut]
        named = "、".join(node_name(plain, one) for one in inside[:12]) + ("…" if len(inside) > 12 else "")
        tree.add_node(("block", place), name="", label="抱团的一块 a block", alone=len(inside), weight=0.0,
                      text=f"一块 {len(block)} 个，其中 {len(inside)} 个只在这一块<br>{named}",
                      size=float(np.clip(6 * np.sqrt(len(block)), 8, 60)))
        tree.add_edges_from((("block", place), one) for one in block if one in cut)
    for one in cut:
        tree.nodes[one].update(name=node_name(plain, one), label="单点：没有它就断开 cut vertex", size=11.0,
                               weight=float(1 + tree.degree(one)),
                               text=f"{node_name(plain, one)}（{node_label(plain, one)}）<br>"
                                    f"连着 {tree.degree(one)} 块")
    parts = connected(tree)
    nodes = [one for part in parts for one in part]
    grounds = packed([stress(distances(tree, part)) for part in parts], room=0.9)
    number_of = {one: number for number, one in enumerate(nodes)}
    of = [tree.nodes[one] for one in nodes]
    drawing = Drawing(np.vstack(grounds) if grounds else np.empty((0, 2)), [one["name"] for one in of],
                      [one["label"] for one in of], [one["text"] for one in of], [one["size"] for one in of],
                      [one["weight"] for one in of], [(number_of[a], number_of[b], 1) for a, b in tree.edges()],
                      inside={at: str(one["alone"]) for at, one in enumerate(of) if one["size"] >= _READ})
    return draw(drawing, f"{len(cut)} 个单点把 {len(found)} 块连在一起<br>"
                         f"<sup>数字是只在这一块里的有几个 how many are in one block alone</sup>")


def plain_graph(graph: nx.Graph[Any], nodes: Any) -> nx.Graph[Any]:
    """The simple undirected graph of some nodes, in an order that does not hang on how the graph was made; each edge
    knows how many ties it stands for."""
    import networkx as nx

    chosen = sorted(nodes, key=_key(graph))
    check_size(len(chosen))
    at = {one: place for place, one in enumerate(chosen)}
    ties = Counter((min(at[a], at[b]), max(at[a], at[b])) for a, b in graph.edges(chosen)
                   if a != b and a in at and b in at)
    plain: nx.Graph[Any] = nx.Graph()
    plain.add_nodes_from((one, graph.nodes[one]) for one in chosen)
    plain.add_edges_from((chosen[a], chosen[b], {"ties": number}) for (a, b), number in sorted(ties.items()))
    return plain


def _key(graph: nx.Graph[Any]) -> Any:
    return lambda one: (str(one), str(graph.nodes[one].get("name", "")))


def connected(plain: nx.Graph[Any]) -> list[list[Any]]:
    """The nodes of each connected part, the largest first."""
    import networkx as nx

    parts = [sorted(part, key=str) for part in nx.connected_components(plain)]
    return sorted(parts, key=lambda part: (-len(part), str(part[0])))


def distances(plain: nx.Graph[Any], nodes: Sequence[Any]) -> Points:
    """Steps between nodes of one connected part."""
    import networkx as nx
    from scipy.sparse.csgraph import shortest_path

    adjacency = nx.to_scipy_sparse_array(plain.subgraph(nodes), nodelist=list(nodes), weight=None, dtype=np.float64)
    found: Points = shortest_path(adjacency, directed=False, unweighted=True)
    return found


def drawing_of(plain: nx.Graph[Any], nodes: Sequence[Any], points: Points, values: Mapping[Any, float] | None,
               measure: str, big: set[Any] | frozenset[Any] = frozenset()) -> Drawing:
    """Nodes where they stand, with marks and names as `values` (else the numbers of ties) ask; `big`: the middle."""
    at = {one: place for place, one in enumerate(nodes)}
    degree = np.array([plain.degree(one) for one in nodes], dtype=np.float64)
    known = {one: float(value) for one, value in (values or {}).items() if value is not None and isfinite(value)}
    # A mark is as wide as the root of what it shows: of the value where there are any, else of the number of ties.
    shown = np.array([max(known.get(one, 0.0), 0.0) for one in nodes]) if known else degree
    most = float(shown.max(initial=0.0)) or 1.0
    usual = mark_size(len(nodes))
    sizes = [usual * (1.8 if one in big and not known else 0.75 + 0.75 * float(np.sqrt(much / most))) for one, much in
             zip(nodes, shown, strict=True)]
    hover = ["<br>".join(filter(None, (
        f"<b>{node_name(plain, one)}</b>", node_label(plain, one), str(plain.nodes[one].get("area", "")),
        f"{measure or '数值 value'} {as_text(known[one])}" if one in known else "",
        f"直接联系 {plain.degree(one)} 个"))) for one in nodes]
    return Drawing(points, [node_name(plain, one) for one in nodes], [node_label(plain, one) for one in nodes], hover,
                   sizes, weights(plain, nodes, lambda one: (one in big, known.get(one, 0.0))),
                   [(at[a], at[b], ties) for a, b, ties in plain.edges(data="ties")])


def steps_said(steps: int) -> str:
    """How far, in English."""
    return f"{steps} step{'s' * (steps != 1)}"


def sized(values: Mapping[Any, float] | None, measure: str) -> str:
    """What the size of a mark shows, where it is not the number of ties."""
    return f"；点的大小 mark size：{measure or '数值 value'}" if values else ""


def weights(plain: nx.Graph[Any], nodes: Sequence[Any], first: Callable[[Any], tuple[Any, ...]]) -> list[float]:
    """How much it matters that nodes are named: by what is asked `first`, then who alone holds others together, those
    first on whom most hangs; 0 of a node without ties of which nothing else is known."""
    import networkx as nx

    alone = set(nx.articulation_points(plain))
    between = nx.betweenness_centrality(plain, backend="orgraph") if plain.number_of_edges() else {}
    keys = [(*first(one), one in alone, round(between.get(one, 0.0), 9), plain.degree(one)) for one in nodes]
    ranks = {key: float(rank) for rank, key in enumerate(sorted({key for key in keys if any(key)}), 1)}
    return [ranks.get(key, 0.0) for key in keys]


def _nearest(result: IslandsResult, at: Mapping[Any, int]) -> list[tuple[int, int, str]]:
    found = {}
    for island in result.islands:
        link = island.nearest
        if link is not None and link.from_.id in at and link.to.id in at:
            ends = at[link.from_.id], at[link.to.id]
            found[min(ends), max(ends)] = f"{link.from_.name} → {link.to.name}<br>{link.why}"
    return [(*ends, text) for ends, text in sorted(found.items())]


def node_name(graph: nx.Graph[Any], one: Any) -> str:
    """What a node is called."""
    return str(graph.nodes[one].get("name") or one)


def node_label(graph: nx.Graph[Any], one: Any) -> str:
    """What kind of node it is, in words."""
    of = graph.nodes[one]
    return str(of.get("label") or of.get("kind") or "")
