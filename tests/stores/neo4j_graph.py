"""The graph that Cypher sees in a database, and the same of a view, to be compared."""

from __future__ import annotations

import datetime as dt
from typing import Any

import neo4j
from neo4j_server import Server

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.names import simplify
from orgraph.stores.base import View
from orgraph.stores.snapshot.view import SnapshotView
from orgraph.vocabulary import vocabulary

IN_FORCE = "{0}.gen_from <= $g AND $g < {0}.gen_to"
OWN = {"id", "gen_from", "gen_to", "link"}
Graph = tuple[list[Any], list[Any]]


def in_database(server: Server, generation: int) -> Graph:
    """Nodes with labels and properties, and relationships with ends, type and properties, of a generation."""
    with neo4j.GraphDatabase.driver(server.url, auth=server.auth) as driver, driver.session() as session:
        nodes = [(record["id"], sorted(record["labels"]), _kept(record["props"])) for record in session.run(
            f"MATCH (n:Entity) WHERE {IN_FORCE.format('n')} RETURN n.id AS id, labels(n) AS labels, "
            f"properties(n) AS props", g=generation)]
        links = [(record["type"], record["a"], record["b"], _kept(record["props"])) for record in session.run(
            f"MATCH (a:Entity)-[r]->(b:Entity) WHERE {IN_FORCE.format('r')} RETURN type(r) AS type, properties(r) AS "
            f"props, CASE WHEN {IN_FORCE.format('a')} THEN a.id END AS a, "
            f"CASE WHEN {IN_FORCE.format('b')} THEN b.id END AS b", g=generation)]
    return sorted(nodes, key=str), sorted(links, key=str)


def of_view(view: View) -> Graph:
    """The same of a view, asked one node and link after another."""
    assert isinstance(view, SnapshotView)
    words = vocabulary()
    there = [p for p in range(view.size) if view.position(view.ids([p])[0]) == p]
    nodes, links = [], []
    for p in there:
        said = view.record(p)
        start, end = view.lifetime(p)
        labels = ["Entity", *(kind for kind in words.kinds if words.is_a(said["kind"], kind))]
        own = {name: said[name] for name in ("kind", "name", "code", "number", "aliases")}
        nodes.append((said["id"], sorted(labels), _sorted(
            {**own, "start": start, "end": end, **_plain(said["props"])})))
        steps = view.snapshot.boundaries.moves.get(p) or [(DAY_MIN, view.home(p))]
        homes = [(first, last, home) for (first, home), last in zip(
            steps, [*(day for day, _ in steps[1:]), DAY_MAX], strict=True) if home >= 0]
        links += [("HOME", *view.ids((p, home)), _sorted({"start": first, "end": last})) for first, last, home in homes]
        for type_ in words.relations:
            for edge in view.edges(p, type_, inbound=False) if type_ != "WITHIN" else ():
                said = {"start": edge.start, "end": edge.end, **_plain(edge.props)}
                follows = type_ == "AVAILABLE_IN" and view.snapshot.columns["AVAILABLE_IN.id"][edge.number] < view.size
                if follows and len(steps) > 1:  # to where the service lies, and that has changed
                    links += [(type_, *view.ids((p, home)), _sorted({**said, "laid_from": first, "laid_until": last}))
                              for first, last, home in homes]
                elif edge.object in there:
                    links.append((type_, *view.ids((p, edge.object)), _sorted(said)))
    return sorted(nodes, key=str), sorted(links, key=str)


def _plain(props: Any) -> dict[str, Any]:
    kinds = {name: vocabulary().properties[name].type for name in props}
    return {name: dt.date.fromisoformat(value).toordinal() if kinds[name] == "date" else
            simplify(value) if isinstance(value, str) else value for name, value in props.items()}


def _kept(props: dict[str, Any]) -> dict[str, Any]:
    return _sorted({name: value for name, value in props.items() if name not in OWN})


def _sorted(props: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(props.items()))
