"""What is kept beside the generations: lists that are only appended to, in the order in which things were said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from orgraph.stores.neo4j.connection import Connection, Row, Transaction

LOCK = "MATCH (s:OrgraphState) SET s.asked = $key "  # one after another: the numbers count up


def append(connection: Connection, label: str, said: Sequence[Mapping[str, Any]]) -> None:
    """Append nodes of a label, all or none."""
    keyed = [{**one, "key": uuid4().hex} for one in said]  # told apart when a transaction is tried again
    connection.writing(lambda tx: appended(tx, label, keyed))


def appended(tx: Transaction, label: str, keyed: Sequence[Mapping[str, Any]]) -> None:
    """Append nodes that have a `key`, in a transaction; one that is there already stays as it is."""
    tx(LOCK, key=uuid4().hex)
    ((most,),) = tx(f"OPTIONAL MATCH (n:{label}) RETURN coalesce(max(n.number), 0)")
    tx(f"UNWIND $rows AS row MERGE (n:Kept {{key: row.key}}) ON CREATE SET n:{label}, n += row",
       rows=[{**one, "number": most + n} for n, one in enumerate(keyed, 1)])


def listed(label: str, names: Sequence[str], tail: str = "ORDER BY n.number") -> str:
    """The query of all nodes of a label."""
    return f"MATCH (n:{label}) RETURN {', '.join('n.' + name for name in names)} {tail}"


def rows(connection: Connection, label: str, names: Sequence[str]) -> list[Row]:
    """All nodes of a label in the order of their numbers."""
    return connection.read(listed(label, names))
