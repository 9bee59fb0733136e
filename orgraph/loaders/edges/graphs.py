"""A file of ties as tables: whatever the loaders read, and the graph files of other programs by networkx."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import error
from orgraph.loaders.reading import safety
from orgraph.loaders.reading.formats import source_name, tables
from orgraph.loaders.reading.privacy import private_value
from orgraph.loaders.reading.table import FileError, FormatError, Row, Table

if TYPE_CHECKING:
    from networkx import Graph


ENDS = ("source", "target")  # the columns of a graph file's ties


@dataclass
class Opened:
    """The tables of a file, what is wrong with it, and whether it says that its ties have a direction."""

    tables: list[Table]
    errors: list[RowError] = field(default_factory=list)
    directed: bool | None = None


def opened(path: Path) -> Opened:
    """The tables of a file; of a graph file one of the nodes and one of the edges, numbered from 1 in its order."""
    name = source_name(path)
    try:
        graph = graph_of(path)
    except OSError as problem:
        return Opened([], [error("file.unreadable", Where(name), reason=problem.strerror or type(problem).__name__)])
    except FileError as problem:
        return Opened([], [error(problem.code, Where(name, row=problem.row), **problem.parts)])
    if graph is None:
        return Opened(*tables(path))
    folder = path.resolve().parent.name
    nodes = [{**values, "id": node} for node, values in graph.nodes(data=True)]
    edges = [{**dict.fromkeys(ENDS), **values, "source": a, "target": b} for a, b, values in graph.edges(data=True)]
    found = [Table(name, folder, sheet, partial(_rows, records))
             for sheet, records in (("nodes", nodes), ("edges", edges)) if records]
    for table in found:
        if (place := private_value(table)) is not None:
            at = Where(name, table.sheet, *place)
            return Opened([], [error("privacy.roster", at, what=f"“{place[1]}”一列有身份证号")])
    return Opened(found, [] if found else [error("file.empty", Where(name))], graph.is_directed())


def graph_of(path: Path) -> Graph[Any] | None:
    """The graph of a graph file; None if the file is another. Raises FileError."""
    suffix = path.suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        return None
    content = safety.whole(path)
    if suffix != ".json" and (b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper()):
        raise FileError("file.unsafe", reason="XML 里有 DOCTYPE 或 ENTITY")
    import networkx as nx

    try:
        return reader(path)
    except (nx.NetworkXException, SyntaxError, ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
        raise FormatError(f"{suffix[1:]} {problem}") from None


def _graphml(path: Path) -> Graph[Any]:
    import networkx as nx

    graph: Graph[Any] = nx.read_graphml(path)
    return graph


def _gexf(path: Path) -> Graph[Any]:
    import networkx as nx

    graph: Graph[Any] = nx.read_gexf(path)
    return graph


def _node_link(path: Path) -> Graph[Any] | None:
    """networkx's and D3's form of JSON, whose edges are called links or edges; None for other JSON."""
    import networkx as nx
    import orjson

    try:
        found = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        return None  # the loaders' reader knows other encodings, and says what is wrong
    edges = next((name for name in ("edges", "links") if isinstance(found, dict) and name in found), None)
    if edges is None or "nodes" not in found:
        return None
    graph: Graph[Any] = nx.node_link_graph(found, edges=edges)
    return graph


_READERS: dict[str, Callable[[Path], Graph[Any] | None]] = {".graphml": _graphml, ".gexf": _gexf, ".json": _node_link}


def _rows(records: list[dict[str, Any]]) -> Iterator[Row]:
    headers: dict[str, int] = {}
    for record in records:
        for key in record:
            headers.setdefault(str(key), len(headers))
    yield 0, list(headers)
    for number, record in enumerate(records, 1):
        values = {str(key): value for key, value in record.items()}
        yield number, [_plain(values.get(header)) for header in headers]


def _plain(value: Any) -> str | int | float | bool | None:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
