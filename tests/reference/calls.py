"""Who can act on a matter at a place: every route, tried from the place upwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from orgraph.queries.who_to_call.units.routes import Route
from reference.graph import Graph, above
from reference.match import matches


def units(graph: Graph, routes: Iterable[Route], place: str, anchors: Iterable[tuple[str, str]], day: dt.date
          ) -> set[tuple[str, str, str]]:
    """(unit, route, area through which it was found) for anchors (by, node): topics and functions of the matter.

    Routes that look for a topic in words are left out: they need the catalogue, of which these cities know nothing.
    """
    found: set[tuple[str, str, str]] = set()
    for route in routes:
        for by, node in anchors:
            if by != route.by or route.speaks:
                continue
            for area in [place] if route.only_here else [place, *above(graph, place)]:
                for match in matches(graph, route.parsed, day, {"a": area, route.anchor: node}):
                    found.add((match.nodes["o"], route.id, area))
    return found


def solved(graph: Graph, unit: str, day: dt.date) -> tuple[int, int]:
    """How many cases of a unit are closed, and how many of them are done."""
    ties = [case for _, case, tie in graph.out_edges(unit, data="tie") if tie.type == "HANDLED" and _now(tie, day)]
    known = [graph.nodes[case]["entity"] for case in ties if _now(graph.nodes[case]["entity"], day)]
    cases = [case for case in known if case.props.get("status") != "open"]
    return len(cases), sum(case.props.get("status") == "done" for case in cases)


def _now(fact: object, day: dt.date) -> bool:
    start, end = fact.start, fact.end  # type: ignore[attr-defined]
    return bool((start or dt.date.min) <= day < (end or dt.date.max))
