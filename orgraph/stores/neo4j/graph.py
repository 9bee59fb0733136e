"""The graph in the database: what the statements of each generation come to, laid out for Cypher.

(:Entity:<kind>:<wider kinds> {id, gen_from, gen_to, kind, name, code, number, aliases, start, end, <properties>})
    one node a version of an entity: when it changes, a new one takes its place with all its links.
-[:<relation type> {link, gen_from, gen_to, start, end, <properties>}]->
    one relationship a link, recorded or derived; `link` tells two links of the same ends apart. One that leads to where
    its subject lies stands once an area where this has lain, with [laid_from, laid_until) as HOME has [start, end).
-[:HOME {gen_from, gen_to, start, end}]->
    the area right above a node on the days [start, end); WITHIN is one or more of them, in force on the day.

All is read with gen_from <= g < gen_to; days are ordinals, texts are in Simplified characters. A relationship's
generations lie within those of its ends, so whoever comes to a node by one need not look at the node's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.stores.neo4j.elements import Elements, Ties, difference
from orgraph.stores.neo4j.schema import seek
from orgraph.stores.neo4j.writing import BATCH, Writing
from orgraph.stores.snapshot.columns import Array
from orgraph.stores.sqlite.tables import OPEN
from orgraph.vocabulary import vocabulary

_ONE = (f"MATCH ({{0}}:Entity {{{{id: row[{{1}}]}}}}) {seek('{0}')} "
        "WHERE {0}.gen_from <= $number AND {0}.gen_to = $open")


def write(writing: Writing, old: Elements, new: Elements) -> None:
    """Write what changed as of the writer's generation."""
    change = difference(old, new)
    writing.each(f"{_ONE.format('n', 0)} SET n.gen_to = $number "
                 f"WITH n MATCH (n)-[r]-() WHERE r.gen_to = $open SET r.gen_to = $number",
                 ([old.id(position)] for position in change.gone.tolist()))
    for type_, ties in change.gone_ties.items():
        writing.each(f"{_ENDS} MATCH (a)-[r:{type_} {{link: row[2], start: row[3], end: row[4]}}]->(b) "
                     f"WHERE r.gen_to = $open AND coalesce(r.laid_from, {DAY_MIN}) = row[5] SET r.gen_to = $number",
                     _ends(old, ties))
    writing.each("CREATE (n:Entity:$(row[0])) SET n = row[1]", _nodes(new, change.came, writing.number))
    writing.each(f"{_ENDS} CREATE (a)-[r:$(row[2])]->(b) SET r = row[3]",
                 (row for type_, ties in change.came_ties.items() for row in _links(new, type_, ties, writing.number)))


_ENDS = f"{_ONE.format('a', 0)} {_ONE.format('b', 1)}"


@cache
def _labels(kind: str) -> list[str]:
    words = vocabulary()
    return [name for name in words.kinds if words.is_a(kind, name)]


def _nodes(elements: Elements, positions: Array, number: int) -> Iterator[list[Any]]:
    for chunk in _chunks(positions):
        for node in elements.nodes(chunk):
            yield [_labels(node["kind"]), {**node, "gen_from": number, "gen_to": OPEN}]


def _links(elements: Elements, type_: str, ties: Ties, number: int) -> Iterator[list[Any]]:
    for chunk in _chunks(np.arange(len(ties.number))):
        some = ties.of(chunk)
        for (subject, object_, link, start, end, laid_from), until, props in zip(
                _ends(elements, some), some.laid_until.tolist(), elements.links(type_, some.number), strict=True):
            if (laid_from, until) != (DAY_MIN, DAY_MAX):
                props |= {"laid_from": laid_from, "laid_until": until}
            yield [subject, object_, type_, {
                **props, "link": link, "start": start, "end": end, "gen_from": number, "gen_to": OPEN}]


def _ends(elements: Elements, ties: Ties) -> Iterator[list[Any]]:
    columns = (ties.subject, ties.object, ties.link, ties.start, ties.end, ties.laid_from)
    for subject, object_, *rest in zip(*(column.tolist() for column in columns), strict=True):
        yield [elements.id(subject), elements.id(object_), *rest]


def _chunks(found: Array) -> Iterator[Array]:
    return (found[n:n + BATCH] for n in range(0, len(found), BATCH))
