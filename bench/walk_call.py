"""The peers of who-to-call: every unit that a route reaches, by prepared SQLite statements and by a networkx search.

Both follow six routes of `routes.toml`, and are compared with orgraph's answer by these six; answers are sets of node
numbers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import networkx as nx
from sql import TYPES, alive, force, is_a
from tables import Node, Tables, codes

DEEPEST = 8  # areas of a place's chain, the place itself first


@dataclass(frozen=True)
class Question:
    """A place with the areas above it, a topic and the functions that own it, all as node numbers."""

    chain: tuple[int, ...]
    topic: int
    functions: tuple[int, ...]


def routes_sql(day: int) -> dict[str, str]:
    """One statement a route; parameters: topic or function, then the chain filled up to DEEPEST with -1."""
    chain = f"({', '.join('?' * DEEPEST)})"
    about = (f"JOIN ABOUT b ON b.s = e.id AND {force('b', day)} AND b.o = ? "
             f"JOIN node o ON o.id = x.s AND {alive('o', day)}")
    entry = f"JOIN node e ON e.id = x.o AND {alive('e', day)}"
    ally = (f"JOIN MEMBER m ON m.s = o.id AND {force('m', day)} JOIN node l ON l.id = m.o AND {is_a('l', 'Alliance')} "
            f"AND {alive('l', day)} JOIN SERVES v ON v.s = l.id AND {force('v', day)} AND v.o IN {chain}")
    serves = f"JOIN node o ON o.id = x.s AND {alive('o', day)} JOIN SERVES v ON v.s = o.id AND {force('v', day)}"
    need = f"{entry} AND {is_a('e', 'Need')} {about}"
    return {
        "duty": f"SELECT x.s FROM RESPONSIBLE_FOR x {serves} WHERE x.o = ? AND {force('x', day)} AND v.o IN {chain}",
        "offer": f"SELECT x.s FROM OFFERS x {entry} {about} JOIN AVAILABLE_IN v ON v.s = e.id AND {force('v', day)} "
                 f"WHERE {force('x', day)} AND v.o IN {chain}",
        "alliance": f"SELECT x.s FROM OFFERS x {entry} {about} {ally} WHERE {force('x', day)}",
        "met": f"SELECT x.s FROM MEETS x {need} {ally} WHERE {force('x', day)}",
        "resident-unit": f"SELECT x.s FROM MEETS x {need} AND {is_a('o', 'ResidentUnit')} "
                         f"JOIN node a ON a.id IN (o.community, o.street) WHERE {force('x', day)} AND a.id IN {chain}",
        "usual": f"SELECT x.s FROM PERFORMS x {serves} WHERE x.o = ? AND v.o IN {chain}",
    }


class Statements:
    """Six prepared statements on indexed tables."""

    def __init__(self, db: sqlite3.Connection, day: int) -> None:
        self._db = db
        self._usual = routes_sql(day).pop("usual")
        self._by_topic = [text for route, text in routes_sql(day).items() if route != "usual"]

    def __call__(self, question: Question) -> set[int]:
        """Units found."""
        chain = (*question.chain, *[-1] * (DEEPEST - len(question.chain)))
        found = {row[0] for text in self._by_topic for row in self._db.execute(text, (question.topic, *chain))}
        for function in question.functions:
            found.update(row[0] for row in self._db.execute(self._usual, (function, *chain)))
        return found


class Search:
    """A search in one networkx multigraph, edges keyed by type and number, out from what the matter is about."""

    def __init__(self, tables: Tables, day: int) -> None:
        self._nodes, self._day = tables.nodes, day
        self._graph = nx.MultiDiGraph()
        for type_ in TYPES:
            self._graph.add_edges_from((tie.subject, tie.object, (type_, n), {"tie": tie})
                                       for n, tie in enumerate(tables.ties.get(type_, ())))
        self._alliance, self._need, self._unit = (
            frozenset(codes(kind)) for kind in ("Alliance", "Need", "ResidentUnit"))

    def __call__(self, question: Question) -> set[int]:
        """Units found."""
        chain = set(question.chain)

        def serving(unit: int) -> bool:
            return any(area in chain for area in self._out(unit, "SERVES"))

        found = {unit for unit in self._into(question.topic, "RESPONSIBLE_FOR") if serving(unit)}
        for function in question.functions:
            found.update(unit for unit in self._into(function, "PERFORMS") if serving(unit))
        for entry in self._into(question.topic, "ABOUT"):
            near = any(area in chain for area in self._out(entry, "AVAILABLE_IN"))
            found.update(unit for unit in self._into(entry, "OFFERS") if near or self._allied(unit, serving))
            if self._nodes[entry].kind in self._need:
                found.update(unit for unit in self._into(entry, "MEETS")
                             if self._allied(unit, serving) or self._inside(self._nodes[unit], chain))
        return found

    def _allied(self, unit: int, serving: Callable[[int], bool]) -> bool:
        return any(self._nodes[other].kind in self._alliance and serving(other) for other in self._out(unit, "MEMBER"))

    def _inside(self, unit: Node, chain: set[int]) -> bool:
        return unit.kind in self._unit and (unit.community in chain or unit.street in chain)

    def _out(self, number: int, type_: str) -> Iterator[int]:
        return self._around(self._graph.succ[number] if number in self._graph else {}, type_)

    def _into(self, number: int, type_: str) -> Iterator[int]:
        return self._around(self._graph.pred[number] if number in self._graph else {}, type_)

    def _around(self, around: dict[int, dict[tuple[str, int], dict[str, object]]], type_: str) -> Iterator[int]:
        day = self._day
        for other, edges in around.items():
            node = self._nodes[other]
            if node.start <= day < node.end and any(
                    key[0] == type_ and data["tie"].start <= day < data["tie"].end  # type: ignore[attr-defined]
                    for key, data in edges.items()):
                yield other
