"""Any file of ties and any networkx graph, measured: a network is made of it, nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgraph.errors import UsageError
from orgraph.loaders.edges import EdgeList, Wanted, read_edges
from orgraph.queries.bridging.edge_list import Listed, measure_list
from orgraph.queries.bridging.projection import Collapse
from orgraph.queries.bridging.results import EdgeListResult

if TYPE_CHECKING:
    import networkx as nx


def network(path: str | Path | nx.Graph[Any], measure: Sequence[str] = (), *, two_mode: bool = False,
            directed: bool | None = None, ends: tuple[str, str] | None = None, weight: str | None = None,
            sheet: str | None = None, header: bool = True, nodes: str | Path | None = None, kind: str | None = None,
            collapse: Collapse | None = None, top: int = 20) -> EdgeListResult:
    """Bridging measures on an edge list in a file, or on a networkx graph of any class, without a database.

    Parameters
    ----------
    path : CSV, TSV, workbook, JSON, GraphML or GEXF; or the graph, whose nodes may have a name, an area and a kind,
        with `two_mode` also `bipartite` (0 or 1, as networkx has it)
    measure : ids of measures (`orgraph measures`), default betweenness
    two_mode : the first column's nodes are of one sort, the second's of another
    directed : default what a graph says of itself, and no of a table
    ends, weight : headers of columns, or their numbers from 1; default by known headers; weight "" uses none. Of a
        graph's ties the attribute (default "weight", and 1 for a tie without)
    sheet, header : which sheet of a workbook, and whether it has a header
    nodes, kind : a list of the nodes, and the header of its column of groups; of a graph's nodes the attribute
    collapse : "count", "sum", "max" or "one"; see `Projection.from_pairs`
    top : nodes in the results

    Raises
    ------
    LoadRejected : something is wrong with the file; UsageError: the measure says nothing of such a network, or a
        weight is no positive number

    Examples
    --------
    >>> import networkx as nx
    >>> network(nx.path_graph(5), ["cut_off"], top=2).results[0].value
    2.0
    """
    if not isinstance(path, (str, Path)):
        if ends or sheet or nodes or not header:
            raise UsageError("图没有列、表和节点清单 (a graph has no columns, sheets or list of nodes)")
        way = path.is_directed() if directed is None else directed
        return measure_list(_of_graph(path, two_mode=two_mode, weight=weight, kind=kind), measure, directed=way,
                            collapse=collapse, top=top, file="")
    ties = read_edges(path, Wanted(ends, weight, sheet, header), two_mode=two_mode, nodes=nodes, kind=kind)
    listed, told = _listed(ties, two_mode=two_mode)
    return measure_list(listed, measure, directed=bool(ties.directed if directed is None else directed),
                        collapse=collapse, top=top, file=ties.file, sheet=ties.sheet, columns=ties.columns,
                        layers=[" ".join(filter(None, (ties.file, ties.sheet)))], warnings=[*ties.warnings, *told])


def _of_graph(graph: nx.Graph[Any], *, two_mode: bool, weight: str | None, kind: str | None) -> Listed:
    """A networkx graph as it stands, with every parallel tie and loop."""
    said = list(graph.nodes.values())
    place = {node: at for at, node in enumerate(graph)}
    ids = [str(node) for node in graph]
    if len({*ids}) < len(ids):  # 1 and "1" are two nodes
        ids = [repr(node) for node in graph]
    side = [one.get("bipartite") for one in said]
    if two_mode and not {*side} <= {0, 1}:
        raise UsageError("二模图的每个节点要有 bipartite=0 或 1 (each node needs its side)")
    ends = list(graph.edges())
    asked = "weight" if weight is None else weight
    weights = [strength for *_, strength in graph.edges(data=asked, default=1)] if asked else None
    if weights and not all(isinstance(one, Real) for one in weights):
        raise UsageError(f"“{asked}”不都是数 (not all weights are numbers)", code="weight")
    return Listed(
        ids=ids, names=[str(one.get("name") or id_) for one, id_ in zip(said, ids, strict=True)],
        a=[place[a] for a, _ in ends], b=[place[b] for _, b in ends], weights=weights,
        side=side if two_mode else None, kinds=[str(one.get(kind or "kind") or "") for one in said],
        areas=[str(one.get("area") or "") for one in said])


def _listed(ties: EdgeList, *, two_mode: bool) -> tuple[Listed, list[str]]:
    """The ties with the sides of their nodes; what that leaves out."""
    kinds = [ties.nodes[name].kind if name in ties.nodes else "" for name in ties.names]
    sides = dict(zip([*ties.a.tolist(), *ties.b.tolist()], [0] * len(ties.a) + [1] * len(ties.b), strict=True))
    told = []
    if two_mode and len(sides) < len(ties.names):
        told = _place_alone(sides, kinds)
    kept = sorted(sides) if two_mode else range(len(ties.names))
    number = {one: at for at, one in enumerate(kept)}
    names = [ties.names[one] for one in kept]
    return Listed(
        ids=names, names=[ties.nodes[name].name if name in ties.nodes else name for name in names],
        a=[number[one] for one in ties.a.tolist()], b=[number[one] for one in ties.b.tolist()], weights=ties.weights,
        side=[sides[one] for one in kept] if two_mode else None, kinds=[kinds[one] for one in kept],
        areas=[ties.nodes[name].area if name in ties.nodes else "" for name in names]), told


def _place_alone(sides: dict[int, int], kinds: Sequence[str]) -> list[str]:
    """Put nodes without a tie on the side of their kind, where that has one; what is told of the rest."""
    of_kind: dict[str, set[int]] = {}
    for node, side in sides.items():
        of_kind.setdefault(kinds[node], set()).add(side)
    alone = [node for node in range(len(kinds)) if node not in sides]
    known: Mapping[str, set[int]] = {kind: found for kind, found in of_kind.items() if kind and len(found) == 1}
    for node in alone:
        if kinds[node] in known:
            sides[node] = next(iter(known[kinds[node]]))
    left = sum(node not in sides for node in alone)
    return [f"{left} 个没有联系的节点不知道在哪一边，没有算 (no tie and no known side)"] if left else []
