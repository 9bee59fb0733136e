"""A network of two sorts of node as a picture: each sort on its side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from orgraph.charts.drawing import draw
from orgraph.charts.layout import columns
from orgraph.charts.network import connected, drawing_of, node_label, plain_graph, sized
from orgraph.errors import UsageError
from orgraph.results.table import kind_label
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx
    from plotly.graph_objects import Figure

_ROW, _MARK, _TALLEST = 18, 14.0, 4000  # pixels: of a row, of its mark at most, of a picture
_WORDS = {"Person": "人", "Organization": "单位"}  # what people call them; other kinds by the vocabulary
_FEW = 3  # sorts that a title names


def two_mode(graph: nx.Graph[Any], *, values: Mapping[Any, float] | None = None, measure: str = "") -> Figure:
    """Two sorts of node side by side, such that ties cross little.

    Persons stand left where every tie has a person at one end, else organisations where every tie has one organisation;
    else one value of the attribute `bipartite` (or `mode`). Where none of these parts the network, every tie still has
    an end on each side, and a kind stands as far as can be on one.
    values, measure : as of `island_map`
    Raises UsageError where no two sides have all ties between them, and beyond 2,000 nodes.
    """
    plain = plain_graph(graph, graph)
    left, right = _two_sides(plain)
    heights = columns([[right.index(near) for near in plain[one]] for one in left],
                      [[left.index(near) for near in plain[one]] for one in right])
    points = np.array([(0.0, height) for height in heights[0]] + [(1.0, height) for height in heights[1]])
    nodes = [*left, *right]
    drawing = drawing_of(plain, nodes, points.reshape(-1, 2), values, measure)
    rows = max(len(left), len(right))
    drawing.height = int(min(_TALLEST, max(420, 200 + _ROW * rows)))
    drawing.sides = dict.fromkeys(range(len(left)), (-1, 0)) | dict.fromkeys(
        range(len(left), len(nodes)), (1, 0))
    widest = max(drawing.sizes, default=_MARK)
    drawing.sizes = [size * min(1.0, _MARK / widest) for size in drawing.sizes]  # so that they still differ
    sorts = _named_apart(plain, left, right)
    return draw(drawing, f"{len(left)} 个{sorts[0]}和 {len(right)} 个{sorts[1]}，{plain.number_of_edges()} 对有联系<br>"
                         f"<sup>{'一边一类 each sort on its side' if all(sorts) else '联系都在两边之间 ties go across'}"
                         f"{sized(values, measure)}</sup>")


def _two_sides(plain: nx.Graph[Any]) -> tuple[list[Any], list[Any]]:
    of = plain.nodes
    given = {one: str(of[one].get("bipartite", of[one].get("mode"))) for one in plain}
    for side in ({one: _root(plain, one) == "Person" for one in plain},
                 {one: _root(plain, one) == "Organization" for one in plain},
                 {one: value == min(given.values()) for one, value in given.items()}):
        if all(side[a] != side[b] for a, b in plain.edges()) and plain.number_of_edges():
            break
    else:
        side = _coloured(plain)
    return [one for one in plain if side[one]], [one for one in plain if not side[one]]


def _coloured(plain: nx.Graph[Any]) -> dict[Any, bool]:
    """Two colours such that ties join different ones. In each connected part either may be left: the largest has its
    fewer nodes there, and each other part is turned so that most of its kinds stand where they already do."""
    import networkx as nx

    try:
        colour = nx.bipartite.color(plain)
    except nx.NetworkXError:
        raise UsageError("有的联系两端是同一类，画不成两列 (a tie joins two of one sort)", hint="--mode two") from None
    found: dict[Any, bool] = {}
    lean: Counter[str] = Counter()  # of a kind: how many more stand left than right
    for part in connected(plain):
        first = [one for one in part if colour[one] == colour[part[0]]]
        rest = [one for one in part if colour[one] != colour[part[0]]]
        wish = sum(lean[node_label(plain, one)] for one in first) - sum(lean[node_label(plain, one)] for one in rest)
        if wish < 0 or (wish == 0 and len(first) > len(rest)):
            first, rest = rest, first
        found |= dict.fromkeys(first, True) | dict.fromkeys(rest, False)
        lean.update(node_label(plain, one) for one in first)
        lean.subtract(node_label(plain, one) for one in rest)
    return found


def _named_apart(plain: nx.Graph[Any], left: Sequence[Any], right: Sequence[Any]) -> tuple[str, str]:
    """What stands on each side, in the widest words that tell them apart; "" where none do."""
    def widest(one: Any) -> str:
        root = _root(plain, one)
        return _WORDS.get(root) or kind_label(root)

    for word in (widest, lambda one: node_label(plain, one)):
        here, there = ([one for one, _ in Counter(map(word, side)).most_common()] for side in (left, right))
        if all((*here, *there)) and not set(here) & set(there):
            return _listed(here), _listed(there)
    return "", ""


def _listed(words: Sequence[str]) -> str:
    return "、".join(words[:_FEW]) + ("等" if len(words) > _FEW else "")


def _root(plain: nx.Graph[Any], one: Any) -> str:
    """The most general kind of a node; of a kind that is not ours, the kind itself."""
    kind = str(plain.nodes[one].get("kind") or "")
    return vocabulary().root(kind) if kind in vocabulary().kinds else kind
