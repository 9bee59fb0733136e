"""Any file of ties, measured: a file is read, a network is made of it, nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from orgraph.loaders.edges import EdgeList, Wanted, read_edges
from orgraph.queries.bridging.edge_list import Listed, measure_list
from orgraph.queries.bridging.projection import Collapse
from orgraph.queries.bridging.results import EdgeListResult


def network(path: str | Path, measure: Sequence[str] = (), *, two_mode: bool = False, directed: bool | None = None,
            ends: tuple[str, str] | None = None, weight: str | None = None, sheet: str | None = None,
            header: bool = True, nodes: str | Path | None = None, kind: str | None = None,
            collapse: Collapse | None = None, top: int = 20) -> EdgeListResult:
    """Bridging measures on an edge list in a file, without a database.

    Parameters
    ----------
    path : CSV, TSV, workbook, JSON, GraphML or GEXF
    measure : ids of measures (`orgraph measures`), default betweenness
    two_mode : the first column's nodes are of one sort, the second's of another
    directed : default what a graph file says of itself, and no of a table
    ends, weight : headers of columns, or their numbers from 1; default by known headers; weight "" uses none
    sheet, header : which sheet of a workbook, and whether it has a header
    nodes, kind : a list of the nodes, and the header of its column of groups
    collapse : "count", "sum", "max" or "one"; see `Projection.from_pairs`
    top : nodes in the results

    Raises
    ------
    LoadRejected : something is wrong with the file; UsageError: the measure says nothing of such a network
    """
    ties = read_edges(path, Wanted(ends, weight, sheet, header), two_mode=two_mode, nodes=nodes, kind=kind)
    listed, told = _listed(ties, two_mode=two_mode)
    return measure_list(listed, measure, directed=bool(ties.directed if directed is None else directed),
                        collapse=collapse, top=top, file=ties.file, sheet=ties.sheet, columns=ties.columns,
                        layers=[" ".join(filter(None, (ties.file, ties.sheet)))], warnings=[*ties.warnings, *told])


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
