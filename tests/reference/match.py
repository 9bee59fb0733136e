"""Every match of a pattern, by trying every node for every variable and every link for every relation."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from orgraph.names import simplify
from orgraph.patterns import AsOf, NodeTest, Pattern, RelationTest, Test
from orgraph.vocabulary import vocabulary
from reference.graph import Graph, Tie, holds_on

COMPARE = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@dataclass(frozen=True)
class Found:
    """A node id for each variable, and for each relation the link taken: type, subject, object, tie."""

    nodes: Mapping[str, str]
    links: tuple[tuple[str, str, str, Tie], ...]


def matches(graph: Graph, pattern: Pattern, day: dt.date, given: Mapping[str, str] | None = None, *,
            anytime: bool = False) -> Iterator[Found]:
    """All matches on a day; `given` fixes variables; `anytime`: whatever day facts hold on."""
    domains = {name: [node for node in graph if _fits(graph, node, test, day, anytime)]
               for name, test in pattern.nodes.items()}
    for name, node in (given or {}).items():
        domains[name] = [n for n in domains[name] if n == node]
    ties = {relation: _ties(graph, relation, day, anytime) for relation in pattern.relations}

    def extend(bound: dict[str, str]) -> Iterator[dict[str, str]]:
        if len(bound) == len(domains):
            yield bound
            return
        name = _next(pattern, bound)
        for node in domains[name]:
            tried = {**bound, name: node}
            if (all(ties[r].get((tried[r.subject], tried[r.object])) for r in pattern.relations
                    if r.subject in tried and r.object in tried)
                    and all(tried[d.left] != tried[d.right] for d in pattern.differ
                            if d.left in tried and d.right in tried)):
                yield from extend(tried)

    for nodes in extend({}):
        for links in product(*(ties[r][nodes[r.subject], nodes[r.object]] for r in pattern.relations)):
            ends = ((nodes[r.subject], nodes[r.object]) for r in pattern.relations)
            yield Found(nodes, tuple((tie.type, s, o, tie) for tie, (s, o) in zip(links, ends, strict=True)))


def values(graph: Graph, pattern: Pattern, name: str, day: dt.date) -> set[str]:
    """The nodes that a variable can be."""
    return {found.nodes[name] for found in matches(graph, pattern, day)}


def _next(pattern: Pattern, bound: Mapping[str, str]) -> str:
    """A variable to try next: one tied to what is known, so that a wrong start ends early."""
    left = [name for name in pattern.nodes if name not in bound]
    near = {v for r in pattern.relations for v, w in ((r.subject, r.object), (r.object, r.subject)) if w in bound}
    return next((name for name in left if name in near), left[0])


def _ties(graph: Graph, relation: RelationTest, day: dt.date, anytime: bool) -> dict[tuple[str, str], list[Tie]]:
    found: dict[tuple[str, str], list[Tie]] = {}
    for subject, object_, tie in graph.edges(data="tie"):
        if tie.type in relation.types and (anytime or holds_on(tie.start, tie.end, day)):
            facts = {**tie.props, "start": tie.start, "end": tie.end or dt.date.max}
            if all(_holds(facts.get(test.property), test, day) for test in relation.tests):
                found.setdefault((subject, object_), []).append(tie)
    return found


def _fits(graph: Graph, node: str, test: NodeTest, day: dt.date, anytime: bool) -> bool:
    entity = graph.nodes[node]["entity"]
    if test.labels and not any(vocabulary().is_a(entity.kind, label) for label in test.labels):
        return False
    if not anytime and not holds_on(entity.start, entity.end, day):
        return False
    facts = {**entity.props, "start": entity.start, "end": entity.end or dt.date.max}
    return all(_holds(facts.get(t.property), t, day) for t in test.tests)


def _holds(value: Any, test: Test, day: dt.date) -> bool:
    """Whether a value passes. One that is not there never does; an open end is later than every day."""
    if value is None:
        return False
    operands = [_operand(o, day, value) for o in (test.operand if isinstance(test.operand, tuple) else [test.operand])]
    if isinstance(value, str):
        value = simplify(value)
    if test.operator == "contains":
        return operands[0] in value
    if test.operator == "in":
        return value in operands
    return bool(COMPARE[test.operator](value, operands[0]))


def _operand(operand: Any, day: dt.date, value: Any) -> Any:
    if isinstance(operand, AsOf):
        return day + dt.timedelta(operand.days)
    return dt.date.fromisoformat(operand) if isinstance(value, dt.date) else operand
