"""A networkx graph as a picture of one day for other programs: GraphML or GEXF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from orgraph.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx


def _graphml(graph: nx.MultiDiGraph[str], path: Path) -> None:
    import networkx as nx

    nx.write_graphml(graph, path)


def _gexf(graph: nx.MultiDiGraph[str], path: Path) -> None:
    import networkx as nx

    plain = nx.MultiDiGraph(**graph.graph)
    # GEXF gives a meaning of its own to these three words, and a wrong one to dates in Chinese order.
    renamed = {"label": "label_zh", "start": "valid_from", "end": "valid_until"}
    for node, values in graph.nodes(data=True):
        plain.add_node(node, **{renamed.get(name, name): value for name, value in values.items()}, label=values["name"])
    for a, b, key, values in graph.edges(keys=True, data=True):
        plain.add_edge(a, b, key=key, **{renamed.get(name, name): value for name, value in values.items()})
    nx.write_gexf(plain, path)


PICTURES: dict[str, Callable[[nx.MultiDiGraph[str], Path], None]] = {".graphml": _graphml, ".gexf": _gexf}


def write_graph(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write the graph in the format that the file's name ends in. Raises UsageError for another ending."""
    writer = PICTURES.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"不会写这种文件：{path.name} (unknown format)", hint="、".join(PICTURES))
    writer(graph, path)
