"""Rules as SHACL shapes, as far as SHACL Core can say them, over the facts in force on a day as RDF.

A chain from the focus becomes nested qualified value shapes, modes an `sh:or`. Left out is what SHACL Core has no words
for: a variable that two branches share, tests on links (RDF has none on an edge), foci chosen by more than their kind.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyshacl import validate
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from orgraph.names import simplify
from orgraph.patterns import AsOf, Pattern, Test
from orgraph.queries.coverage import Rule
from orgraph.vocabulary import vocabulary

SH = Namespace("http://www.w3.org/ns/shacl#")
OG = Namespace("urn:orgraph:")
_BOUNDS = {"<": SH.maxExclusive, "<=": SH.maxInclusive, ">": SH.minExclusive, ">=": SH.minInclusive}


def sayable(rule: Rule) -> bool:
    """Whether SHACL Core can say the rule."""
    plain = not rule.eligible.relations and not rule.eligible.nodes["f"].tests
    return plain and all(_chain(p) for p in (*rule.exempt, *(mode.parsed for mode in rule.mode)))


def _chain(pattern: Pattern) -> bool:
    """A tree without tests on links or on validity; every relation then hangs on the one before."""
    tree = len(pattern.relations) == len(pattern.nodes) - 1
    tests = [t for r in pattern.relations for t in r.tests]
    dates = [t for n in pattern.nodes.values() for t in n.tests if t.property in ("start", "end")]
    return tree and not pattern.differ and not tests and not dates


def in_rdf(view: Any, rules: list[Rule], day: int) -> Graph:
    """The nodes and links in force that the rules ask about, with every kind above a node's own."""
    words, graph = vocabulary(), Graph()
    asked = [p for rule in rules for p in (rule.eligible, *rule.exempt, *(mode.parsed for mode in rule.mode))]
    props = {t.property for p in asked for n in p.nodes.values() for t in n.tests}
    alive = [p for p in range(view.size) if view.alive(p, day)]
    for position in alive:
        for kind in words.ancestry(view.kind(position)):
            graph.add((_node(position), RDF.type, OG[kind]))
        for prop in props:
            value = view.prop(position, prop)
            if value is not None:
                graph.add((_node(position), OG[prop], _literal(value, prop)))
    for type_ in {t for p in asked for r in p.relations for t in r.types}:
        for position in alive:
            ends = view.path_of(position) if type_ == "WITHIN" else [
                edge.object for edge in view.edges(position, type_, inbound=False, day=day)]
            for end in ends:
                graph.add((_node(position), OG[type_], _node(end)))
    return graph


def _node(position: int) -> URIRef:
    return URIRef(f"urn:n:{position}")


def _literal(value: Any, prop: str) -> Literal:
    if vocabulary().properties[prop].type == "date":
        return Literal(dt.date.fromisoformat(value))
    return Literal(simplify(value) if isinstance(value, str) else value)


def shapes(rule: Rule, day: int) -> Graph:
    """One node shape: a focus of the kind must fit a mode, or be exempt."""
    graph, shape = Graph(), OG[f"rule-{rule.id}"]
    graph.add((shape, RDF.type, SH.NodeShape))
    for label in rule.eligible.nodes["f"].labels:
        graph.add((shape, SH.targetClass, OG[label]))
    options = [_shape(graph, pattern, "f", frozenset(), day)
               for pattern in (*(mode.parsed for mode in rule.mode), *rule.exempt)]
    graph.add((shape, SH["or"], Collection(graph, BNode(), options).uri))
    return graph


def _shape(graph: Graph, pattern: Pattern, name: str, done: frozenset[int], day: int) -> BNode:
    """What a variable's node must be: its kind, its properties, and for each relation a link to something that fits."""
    shape, test = BNode(), pattern.nodes[name]
    if test.labels:
        kinds = []
        for label in test.labels:
            kind = BNode()
            graph.add((kind, SH["class"], OG[label]))
            kinds.append(kind)
        graph.add((shape, SH["or"], Collection(graph, BNode(), kinds).uri))
    for one in test.tests:
        graph.add((shape, SH.property, _property(graph, one, day)))
    for number, relation in enumerate(pattern.relations):
        if number in done or name not in (relation.subject, relation.object):
            continue
        outward = relation.subject == name
        target = relation.object if outward else relation.subject
        paths = []
        for type_ in relation.types:
            step: Any = OG[type_]
            if not outward:
                step = BNode()
                graph.add((step, SH.inversePath, OG[type_]))
            paths.append(step)
        path: Any = paths[0]
        if len(paths) > 1:
            path = BNode()
            graph.add((path, SH.alternativePath, Collection(graph, BNode(), paths).uri))
        link = BNode()
        graph.add((link, SH.path, path))
        graph.add((link, SH.qualifiedValueShape, _shape(graph, pattern, target, done | {number}, day)))
        graph.add((link, SH.qualifiedMinCount, Literal(1)))
        graph.add((shape, SH.property, link))
    return shape


def _property(graph: Graph, test: Test, day: int) -> BNode:
    shape = BNode()
    graph.add((shape, SH.path, OG[test.property]))
    graph.add((shape, SH.minCount, Literal(1)))
    operand = test.operand
    if isinstance(operand, AsOf):
        graph.add((shape, _BOUNDS[test.operator], Literal(dt.date.fromordinal(day + operand.days))))
    elif test.operator == "contains":
        graph.add((shape, SH.pattern, Literal(str(operand))))
    elif isinstance(operand, tuple):
        values = [_literal(value, test.property) for value in operand]
        graph.add((shape, SH["in"], Collection(graph, BNode(), values).uri))
    elif test.operator == "=":
        graph.add((shape, SH.hasValue, _literal(operand, test.property)))
    else:
        graph.add((shape, _BOUNDS[test.operator], _literal(operand, test.property)))
    return shape


def violations(data: Graph, rule: Rule, day: int) -> set[int]:
    """Positions of the foci that pySHACL finds wrong."""
    _, report, _ = validate(data, shacl_graph=shapes(rule, day))
    return {int(str(focus).rsplit(":", 1)[1]) for focus in report.objects(None, SH.focusNode)}
