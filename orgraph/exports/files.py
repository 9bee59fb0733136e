"""A networkx graph as a file: GraphML, GEXF, node-link JSON, a workbook, or CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgraph.errors import UsageError
from orgraph.exports.cells import Cell, add_sheet, open_workbook, write_csv

if TYPE_CHECKING:
    import networkx as nx

_NODE = {"id": "编号", "name": "名称", "label": "类别", "kind": "kind", "code": "代码", "number": "部门编号",
         "area": "所在", "contact": "联系方式", "start": "开始日期", "end": "结束日期"}
_LINK = {"label": "关系", "type": "type", "from": "起点编号", "from_name": "起点", "to": "终点编号",
         "to_name": "终点", "role": "职务", "start": "开始日期", "end": "结束日期", "source": "来源"}


def _nodes(graph: nx.MultiDiGraph[str]) -> Iterator[list[Cell]]:
    for node, values in graph.nodes(data=True):
        yield [{"id": node, **values}.get(name, "") for name in _NODE]


def _links(graph: nx.MultiDiGraph[str]) -> Iterator[list[Cell]]:
    names = graph.nodes
    for a, b, values in graph.edges(data=True):
        row = {**values, "from": a, "from_name": names[a]["name"], "to": b, "to_name": names[b]["name"]}
        yield [row.get(name, "") for name in _LINK]


def _graphml(graph: nx.MultiDiGraph[str], path: Path) -> list[Path]:
    import networkx as nx

    nx.write_graphml(graph, path)
    return [path]


def _gexf(graph: nx.MultiDiGraph[str], path: Path) -> list[Path]:
    import networkx as nx

    plain = nx.MultiDiGraph(**graph.graph)
    # GEXF gives a meaning of its own to these three words, and a wrong one to dates in Chinese order.
    renamed = {"label": "label_zh", "start": "valid_from", "end": "valid_until"}
    for node, values in graph.nodes(data=True):
        plain.add_node(node, **{renamed.get(name, name): value for name, value in values.items()}, label=values["name"])
    for a, b, key, values in graph.edges(keys=True, data=True):
        plain.add_edge(a, b, key=key, **{renamed.get(name, name): value for name, value in values.items()})
    nx.write_gexf(plain, path)
    return [path]


def _json(graph: nx.MultiDiGraph[str], path: Path) -> list[Path]:
    import networkx as nx

    document: dict[str, Any] = nx.node_link_data(graph, edges="links")
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [path]


def _xlsx(graph: nx.MultiDiGraph[str], path: Path) -> list[Path]:
    with open_workbook(path) as book:
        add_sheet(book, "节点", list(_NODE.values()), _nodes(graph), widths=(30, 30, 16, 20, 20, 12, 40))
        add_sheet(book, "关系", list(_LINK.values()), _links(graph), widths=(12, 18, 30, 30, 30, 30))
    return [path]


def _csv(graph: nx.MultiDiGraph[str], path: Path) -> list[Path]:
    beside = path.with_name(f"{path.stem}.nodes.csv")
    write_csv(path, list(_LINK.values()), _links(graph))
    write_csv(beside, list(_NODE.values()), _nodes(graph))
    return [path, beside]


FORMATS: dict[str, Callable[[nx.MultiDiGraph[str], Path], list[Path]]] = {
    ".graphml": _graphml, ".gexf": _gexf, ".json": _json, ".xlsx": _xlsx, ".csv": _csv}


def write_graph(graph: nx.MultiDiGraph[str], path: Path) -> list[Path]:
    """Write the graph in the format that the file's name ends in; gives the files written.

    CSV holds the links, and the nodes in a second file beside it. Raises UsageError for another ending.
    """
    writer = FORMATS.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"不会写这种文件：{path.name} (unknown format)", hint="、".join(FORMATS))
    return writer(graph, path)
