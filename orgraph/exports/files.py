"""A networkx graph as a file for other programs: GraphML, GEXF 1.3 (Gephi) or JSON in node-link form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from orgraph.errors import UsageError
from orgraph.loaders.exchange.graphs import IN_GEXF

if TYPE_CHECKING:
    import networkx as nx


def _graphml(graph: nx.MultiGraph[str], path: Path) -> None:
    import networkx as nx

    nx.write_graphml(graph, path)


def _gexf(graph: nx.MultiGraph[str], path: Path) -> None:
    from networkx.readwrite.gexf import GEXFWriter

    plain = graph.__class__(**graph.graph)
    for node, values in graph.nodes(data=True):
        plain.add_node(node, **{IN_GEXF.get(name, name): value for name, value in values.items()},
                       label=values.get("name", node))
    for a, b, key, values in graph.edges(keys=True, data=True):
        plain.add_edge(a, b, key=key, **{IN_GEXF.get(name, name): value for name, value in values.items()})
    writer = GEXFWriter(plain, encoding="utf-8", version="1.3")
    # What networkx puts there is the day of writing, another namespace than XML Schema's, and an attribute of its own.
    writer.xml.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
    writer.xml.find("meta").attrib.pop("lastmodifieddate")
    writer.graph_element.attrib.pop("name")
    writer.write(path)


def _node_link(graph: nx.MultiGraph[str], path: Path) -> None:
    import networkx as nx
    import orjson

    path.write_bytes(orjson.dumps(nx.node_link_data(graph, edges="links"), option=orjson.OPT_INDENT_2))


PICTURES: dict[str, Callable[[nx.MultiGraph[str], Path], None]] = {".graphml": _graphml, ".gexf": _gexf}
GRAPHS: dict[str, Callable[[nx.MultiGraph[str], Path], None]] = {**PICTURES, ".json": _node_link}


def write_graph(graph: nx.MultiGraph[str], path: Path) -> None:
    """Write the graph in the format that the file's name ends in; networkx reads back what it was.

    GEXF calls the attributes label, start, end and type of the graph label_zh, valid_from, valid_until and relation.
    Raises UsageError for another ending.
    """
    writer = GRAPHS.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"不会写这种文件：{path.name} (unknown format)", hint="、".join(GRAPHS))
    writer(graph, path)
