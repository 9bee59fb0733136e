"""Reading another team's graph: sessions in READ mode, in which the server itself refuses every write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from orgraph.config import Settings
from orgraph.errors import StoreError
from orgraph.stores.neo4j.address import Address
from orgraph.stores.neo4j.connection import Connection
from orgraph.stores.neo4j.foreign.native import Native, native

_LARGEST_ROW = 2**31 - 1
_LOOKED_AT, _SAMPLES = 1_000, 20  # nodes of a label, and values of each of their properties


class ForeignNode(NamedTuple):
    """A node: its elementId, its labels, and the values of the properties asked for, in their order."""

    id: str
    labels: tuple[str, ...]
    values: list[Native]


class ForeignTie(NamedTuple):
    """A relationship: its elementId, those of its two ends, and the values of the properties asked for."""

    id: str
    start: str
    end: str
    values: list[Native]


def row_of(element: str) -> int:
    """The number at the end of an elementId, by which the server knows the node or relationship; 0 if there is none."""
    number = element.rpartition(":")[2]
    return int(number) if number.isdecimal() and int(number) <= _LARGEST_ROW else 0


def _plain(name: str) -> bool:
    """Whether a name between backquotes is read as nothing else."""
    return name.isprintable() and "`" not in name and "\\" not in name


def _quoted(name: str) -> str:
    """A label or type in Cypher. Raises StoreError."""
    if not _plain(name):
        raise StoreError(f"标签和关系类型里不能有反引号和反斜线：{name!r} (no backquotes or backslashes)")
    return f"`{name}`"


class ForeignGraph:
    """One database of a server, for reading only."""

    def __init__(self, address: Address, settings: Settings) -> None:
        """Connect. Raises StoreError."""
        self.name = address.shown
        self._connection = Connection(address, settings)

    def nodes(self, labels: Sequence[str], properties: Sequence[str]) -> list[ForeignNode]:
        """The nodes that have all these labels, in the order of their numbers."""
        found = self._connection.stream(
            f"MATCH (n:{':'.join(map(_quoted, labels))}) RETURN elementId(n), labels(n), [p IN $properties | n[p]]",
            properties=list(properties))
        return sorted((ForeignNode(known, tuple(sorted(of)), [native(value) for value in values])
                       for known, of, values in found), key=lambda node: (row_of(node.id), node.id))

    def ties(self, type_: str, properties: Sequence[str]) -> list[ForeignTie]:
        """The relationships of a type, in the order of their numbers."""
        found = self._connection.stream(
            f"MATCH (a)-[r:{_quoted(type_)}]->(b) RETURN elementId(r), elementId(a), elementId(b), "
            f"[p IN $properties | r[p]]", properties=list(properties))
        return sorted((ForeignTie(known, start, end, [native(value) for value in values])
                       for known, start, end, values in found), key=lambda tie: (row_of(tie.id), tie.id))

    def labels_of(self, nodes: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The labels of some nodes, by their elementIds."""
        return {known: tuple(sorted(labels)) for known, labels in self._connection.read(
            "MATCH (n) WHERE elementId(n) IN $nodes RETURN elementId(n), labels(n)", nodes=sorted(nodes))}

    def labels(self) -> dict[str, int]:
        """Label → how many nodes have it; those in use only. The server keeps these counts."""
        return self._counted("CALL db.labels() YIELD label RETURN label ORDER BY label",
                             "MATCH (n:{}) RETURN count(n)", "MATCH (n) WHERE $name IN labels(n) RETURN count(n)")

    def types(self) -> dict[str, int]:
        """Relationship type → how many there are."""
        return self._counted("CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type ORDER BY type",
                             "MATCH ()-[r:{}]->() RETURN count(r)",
                             "MATCH ()-[r]->() WHERE type(r) = $name RETURN count(r)")

    def _counted(self, names: str, count: str, odd: str) -> dict[str, int]:
        """odd: how those are counted whose names cannot stand in a query."""
        found = {name: int(self._connection.read(count.format(_quoted(name)) if _plain(name) else odd, name=name)[0][0])
                 for name, in self._connection.read(names)}
        return {name: number for name, number in found.items() if number}

    def properties(self) -> list[str]:
        """Every name of a property that the database knows."""
        return sorted(name for name, in self._connection.read(
            "CALL db.propertyKeys() YIELD propertyKey RETURN propertyKey"))

    def samples(self, name: str, *, relationships: bool = False) -> dict[str, list[Native]]:
        """What some of the nodes of a label (or relationships of a type) hold, by property."""
        pattern = f"()-[n:{_quoted(name)}]->()" if relationships else f"(n:{_quoted(name)})"
        return {key: [native(value) for value in values] for key, values in self._connection.read(
            f"MATCH {pattern} WITH n LIMIT $some UNWIND keys(n) AS key "
            f"RETURN key, collect(n[key])[..$few] ORDER BY key", some=_LOOKED_AT, few=_SAMPLES)}

    def close(self) -> None:
        """Close all connections."""
        self._connection.close()
