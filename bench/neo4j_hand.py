"""The same questions by hand: Cypher as somebody writes it who knows Neo4j and how orgraph lays its graph out there.

It starts at a label or an index, asks EXISTS where any will do, and of links alone whether they are of the generation,
for a link's generations lie within those of its ends (`orgraph.stores.neo4j.graph`).
"""

from __future__ import annotations

from typing import Any

import neo4j
from cover import DATES, RULE
from neo4j_call import parameters, routes
from tables import Tables
from walk_call import Question

_CURRENT = " AND {0}.gen_from <= $g AND $g < {0}.gen_to"
KNOWN = "Entity&"  # the label of which ids are indexed
_PLACED = "Community|Village"
_FIRMS = "PropertyFirm|PropertyStation"
_BODIES = "CommunityPartyOrganization|CommunityPartyCommittee|ResidentsCommittee"
ROUTES = routes(KNOWN, _CURRENT)


def now(nodes: str, links: str, day: str = "$day") -> str:
    """Of variables of one letter: in force on the day, the links of the generation too."""
    return " AND ".join(f"{one}.start <= {day} AND {day} < {one}.end{_CURRENT.format(one) if one in links else ''}"
                        for one in nodes + links)


def _lies(links: str, day: str) -> str:
    return f"all(h IN {links} WHERE {now('', 'h', day)})"


def _staff(firms: str) -> str:
    return f"(f)<-[a:SERVES]-(w:{firms})<-[b:MEMBER]-(x:Person)"


def _here(day: str) -> str:
    """Whether the community or village k is the compound's."""
    return f"EXISTS {{ MATCH (f)-[fs:HOME*1..9]->(k) WHERE {_lies('fs', day)} }}"


def _seated(firms: str, bodies: str, day: str) -> str:
    """Whether somebody of the compound's firm sits in a body that serves its community."""
    return (f"EXISTS {{ MATCH {_staff(firms)}-[c:MEMBER]->(o:{bodies})-[d:SERVES]->(k:{_PLACED}) "
            f"WHERE {now('wxok', 'abcd', day)} AND {_here(day)} }}")


def _in_grid(day: str) -> str:
    return (f"EXISTS {{ MATCH {_staff(_FIRMS)}-[c:TAKES_CHARGE_OF]->(e:Grid)-[es:HOME*1..9]->(k:{_PLACED}) WHERE "
            f"{now('wxek', 'abc', day)} AND c.role CONTAINS '网格员' AND {_lies('es', day)} AND {_here(day)} }}")


def _state(day: str) -> str:
    """The rule's word on a compound f."""
    waived = f"EXISTS {{ MATCH (u:Waiver {{rule: $rule}})-[v:WAIVES]->(f) WHERE {now('u', 'v', day)} }}"
    return (f"CASE WHEN {_seated(_FIRMS, _BODIES, day)} THEN 'property' WHEN {_in_grid(day)} THEN 'property-grid' "
            f"WHEN {waived} THEN 'waived' ELSE 'missing' END AS state")


_TODAY = "$day"
_ALL = f"MATCH (f:Compound) WHERE {now('f', '')}{_CURRENT.format('f')}"
_DISTRICT = (f"MATCH (top:{KNOWN}District {{id: $area}})<-[up:HOME*1..9]-(f:Compound) "
             f"WHERE {_lies('up', _TODAY)} AND {now('f', '')}")
_STREETS = (f"MATCH (top:{KNOWN}District {{id: $area}})<-[i:HOME]-(part:Area)<-[up:HOME*0..9]-(f:Compound) "
            f"WHERE {now('', 'i')} AND {_lies('up', _TODAY)} AND {now('f', '')}")
PATTERN = f"{_ALL} AND {_seated('PropertyFirm', 'PartyOrganization', _TODAY)} RETURN f.id"
EACH = f"{_ALL} RETURN f.id, {_state(_TODAY)}"
EACH_OF_DISTRICT = f"{_DISTRICT} RETURN f.id, {_state(_TODAY)}"
COUNTS = f"{_ALL} RETURN {_state(_TODAY)}, count(*)"
COUNTS_BY_STREET = f"{_STREETS} RETURN part.id, {_state(_TODAY)}, count(*)"
TREND = (f"UNWIND $days AS day MATCH (f:Compound) WHERE {now('f', '', 'day')}{_CURRENT.format('f')} "
         f"RETURN day, {_state('day')}, count(*)")


def rows(session: neo4j.Session, text: str, generation: int, **given: Any) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    values = {"day": DATES, "rule": RULE, "g": generation, **given}
    return [tuple(record) for record in session.run(text, values)]


def called(question: Question, tables: Tables, generation: int) -> dict[str, Any]:
    """The parameters of a call's question, ids in place of numbers."""
    given = parameters(question)
    return {"chain": [tables.ids[n] for n in given["chain"]], "topic": tables.ids[given["topic"]],
            "functions": [tables.ids[n] for n in given["functions"]], "day": given["day"], "g": generation}
