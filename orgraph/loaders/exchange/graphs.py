"""The graph of an area as we write it to GraphML and GEXF, as sheets of statements.

Nodes say their kind and the area that they lie in, edges their type; a graph of anything else is for `orgraph network`.
What every load brings (topics) and what is worked out (posts held) is passed over.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from orgraph.loaders.edges.graphs import graph_of
from orgraph.loaders.exchange.rows import identified, statement_rows
from orgraph.loaders.exchange.statements import ALIASES, layouts
from orgraph.loaders.reading.table import FormatError, Table
from orgraph.vocabulary import vocabulary

ENDINGS = (".graphml", ".gexf")
# GEXF has a meaning of its own for these words: an edge's type is its direction, and a file with start and end is a
# film in Gephi, which then hides whatever it takes not to be there yet.
IN_GEXF = {"label": "label_zh", "start": "valid_from", "end": "valid_until", "type": "relation"}
_OURS = {theirs: ours for ours, theirs in IN_GEXF.items()}
BETWEEN = "、"  # between aliases


def graph_tables(path: Path, file: str, folder: str) -> list[Table] | None:
    """The nodes and the edges of a graph file; None: it is no graph file. Raises FileError."""
    suffix = path.suffix.lower()
    if suffix not in ENDINGS:
        return None
    graph = graph_of(path)
    if graph is None or not all("kind" in values for _, values in graph.nodes(data=True)):
        raise FormatError("图里的节点没有 kind；别的网络请用 orgraph network 计算")
    names = _OURS if suffix == ".gexf" else {}
    nodes = [(number, _node(str(node), _named(values, names)))
             for number, (node, values) in enumerate(graph.nodes(data=True), 1)]
    edges = [(number, _edge(str(a), str(b), _named(values, names)))
             for number, (a, b, values) in enumerate(graph.edges(data=True), 1)]
    sheets = (("nodes", [row for row in nodes if row[1]]), ("edges", [row for row in edges if row[1]]))
    return [Table(file, folder, sheet, partial(statement_rows, layout, file, sheet, rows))
            for layout, (sheet, rows) in zip(layouts(), sheets, strict=True)]


def _named(values: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """The attributes by our names; an edge's `source` is its row, which it no longer stands on."""
    return {names.get(key, key): value for key, value in values.items() if key not in ("source", "id")}


def _node(known: str, values: dict[str, Any]) -> dict[str, Any]:
    words = vocabulary()
    if values["kind"] in words.kinds and words.in_catalogue(values["kind"]):
        return {}
    aliases = str(values.get("aliases", "")).split(BETWEEN)
    return {**values, "id": known, "aliases": ALIASES.join(filter(None, aliases))}


def _edge(subject: str, object_: str, values: dict[str, Any]) -> dict[str, Any]:
    type_ = str(values.get("type", ""))
    relation = vocabulary().relations.get(type_)
    if relation is not None and relation.derived:
        return {}
    return identified({**values, "subject": subject, "object": object_})

