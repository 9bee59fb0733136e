"""The graph in the database: what the statements of each generation come to, laid out for Cypher.

(:Entity:<kind>:<wider kinds> {id, gen_from, gen_to, kind, name, code, number, aliases, start, end, <properties>})
    one node a version of an entity: when it changes, a new one takes its place with all its links.
-[:<relation type> {link, gen_from, gen_to, start, end, <properties>}]->
    one relationship a link, recorded or derived; `link` tells two links of the same ends apart.
-[:HOME {gen_from, gen_to, start, end}]->
    the area right above a node on the days [start, end); WITHIN is one or more of them, in force on the day.

All is read with gen_from <= g < gen_to; days are ordinals, texts are in Simplified characters. A relationship's
generations lie within those of its ends, so whoever comes to a node by one need not look at the node's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orgraph.stores.neo4j.elements import Elements, Ties, difference
from orgraph.stores.neo4j.writing import Writing
from orgraph.vocabulary import vocabulary

_END = "WHERE {0}.gen_from <= $number AND {0}.gen_to = $open"


def write(writing: Writing, old: Elements, new: Elements) -> None:
    """Write what changed as of the writer's generation."""
    change = difference(old, new)
    writing.each(f"MATCH (n:Entity {{id: row[0]}}) {_END.format('n')} SET n.gen_to = $number "
                 f"WITH n MATCH (n)-[r]-() WHERE r.gen_to = $open SET r.gen_to = $number",
                 ([old.id(position)] for position in change.gone.tolist()))
    for type_, ties in change.gone_ties.items():
        writing.each(f"{_ENDS} MATCH (a)-[r:{type_} {{link: row[2], start: row[3], end: row[4]}}]->(b) "
                     f"WHERE r.gen_to = $open SET r.gen_to = $number", _rows(old, type_, ties, bare=True))
    of_kind: dict[str, list[int]] = {}
    for position in change.came.tolist():
        of_kind.setdefault(new.kind(position), []).append(position)
    for kind, positions in of_kind.items():
        writing.each(f"MERGE (n:Entity {{id: row[0], gen_from: $number}}) SET n:{_labels(kind)}, n += row[1], "
                     f"n.gen_to = $open", _nodes(new, positions))
    for type_, ties in change.came_ties.items():
        writing.each(f"{_ENDS} MERGE (a)-[r:{type_} {{link: row[2], start: row[3], end: row[4], gen_from: $number}}]->"
                     f"(b) SET r += row[5], r.gen_to = $open", _rows(new, type_, ties))


_ENDS = f"MATCH (a:Entity {{id: row[0]}}) {_END.format('a')} MATCH (b:Entity {{id: row[1]}}) {_END.format('b')}"


def _labels(kind: str) -> str:
    words = vocabulary()
    return ":".join(name for name in words.kinds if words.is_a(kind, name))


def _nodes(elements: Elements, positions: list[int]) -> Iterator[list[Any]]:
    for position in positions:
        yield [elements.id(position), elements.node(position)]


def _rows(elements: Elements, type_: str, ties: Ties, *, bare: bool = False) -> Iterator[list[Any]]:
    columns = (ties.subject, ties.object, ties.link, ties.start, ties.end, ties.number)
    for subject, object_, link, start, end, number in zip(*(c.tolist() for c in columns), strict=True):
        row = [elements.id(subject), elements.id(object_), link, start, end]
        yield row if bare else [*row, elements.link(type_, number)]
