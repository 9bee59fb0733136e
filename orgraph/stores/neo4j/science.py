"""Neo4j's Graph Data Science procedures (GDS) on a network that the caller sends.

The network goes into GDS's memory under a name of its own, and out of it again whatever happens; all of it is done in
a read transaction, in which the server writes nothing to the database. What a run that broke off (its client died, the
network was cut) could not take out is taken out by a later one.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import uuid4

import numpy as np

from orgraph.errors import StoreError
from orgraph.stores.neo4j.connection import Connection, Transaction
from orgraph.stores.science import Links, Procedure, Worked

_NAME = "orgraph-"
_INSTALL = ("在服务器上装 GDS 插件，neo4j.conf 里写 dbms.security.procedures.unrestricted=gds.*；或去掉 --engine gds "
            "(install the GDS plugin, or leave --engine out)")
_THERE = "SHOW PROCEDURES EXECUTABLE YIELD name WHERE name STARTS WITH 'gds.' RETURN name"
_AGE = "P1D"  # no transaction lasts so long
_DROP = "CALL gds.graph.drop($name, false) YIELD graphName RETURN graphName"
# Also what a first try of the same transaction left.
_LEFT_OVER = ("CALL gds.graph.list() YIELD graphName, creationTime WHERE graphName = $name "
              "OR graphName STARTS WITH $prefix AND creationTime < datetime() - duration($age) "
              "CALL gds.graph.drop(graphName, false) YIELD graphName AS gone RETURN gone")
# An isolate is a link to nowhere. The node numbers are the caller's: no node of the database is touched.
_PROJECT = ("UNWIND range(0, size($a) - 1) AS i WITH $a[i] AS a, $b[i] AS b, i "
            "RETURN gds.graph.project($name, a, b, {data}, {{undirectedRelationshipTypes: $undirected}}), "
            "gds.version()")


class GraphDataScience:
    """See `stores.science.Science`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def work(self, links: Links, procedure: Procedure) -> Worked:
        """Run a procedure on a network."""
        name = _NAME + uuid4().hex
        try:
            return self._connection.reading(lambda tx: _work(tx, name, links, procedure))
        except BaseException:
            with suppress(StoreError):  # what went wrong first is what is said
                self._connection.read(_DROP, name=name)
            raise


def _work(tx: Transaction, name: str, links: Links, procedure: Procedure) -> Worked:
    called = f"{procedure.name}.stream"
    there = {found for found, in tx(_THERE)}
    if called not in there:
        lacks = f"的 GDS 里没有 {called} (its GDS lacks it)" if there else "没有装 Graph Data Science (it has no GDS)"
        raise StoreError(f"服务器{lacks}", code="no-gds", hint=_INSTALL)
    tx(_LEFT_OVER, name=name, prefix=_NAME, age=_AGE)
    version = _project(tx, name, links)
    given = dict(procedure.parameters)
    if links.weights is not None:
        given["relationshipWeightProperty"] = "weight"
    column = procedure.gives.partition(".")[0]
    # One row of two lists: a row a node would take several times as long to travel.
    ((keys, values),) = tx(f"CALL {called}($name, $given) YIELD {procedure.key} AS key, {column} "
                           f"RETURN collect(key), collect({procedure.gives})", name=name, given=given)
    tx(_DROP, name=name)
    return Worked(np.array(keys, np.int64), np.array(values, np.float64), version)


def _project(tx: Transaction, name: str, links: Links) -> str:
    """Send a network; the version of what has it then."""
    linked = np.zeros(links.n, bool)
    linked[links.a] = linked[links.b] = True
    alone: list[int] = np.flatnonzero(~linked).tolist()
    data = []
    given: dict[str, Any] = {"undirected": [] if links.directed else ["*"]}
    if links.weights is not None:
        data.append("relationshipProperties: {weight: $weights[i]}")
        given["weights"] = links.weights.tolist() + [1.0] * len(alone)
    if links.groups is not None:
        data += ["sourceNodeProperties: {group: $groups[a]}",
                 "targetNodeProperties: CASE WHEN b IS NULL THEN NULL ELSE {group: $groups[b]} END"]
        given["groups"] = links.groups.tolist()
    ((_, version),) = tx(_PROJECT.format(data=f"{{{', '.join(data)}}}"), name=name, a=links.a.tolist() + alone,
                         b=links.b.tolist() + [None] * len(alone), **given)
    return str(version)
