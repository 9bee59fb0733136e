"""Failure points: what is cut off when a person or an organisation goes, and who may take over."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from orgraph.queries.bridging.asking import MEMBERS, check_mode, head, projected, timed
from orgraph.queries.bridging.measures.biconnected import biconnected
from orgraph.queries.bridging.results import FailurePoint, FailurePointsResult, Successor
from orgraph.queries.people import rank as office
from orgraph.queries.refs import node_ref, source_ref
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary


def failure_points(
    view: View, layers: Sequence[str], mode: str, day: int, area: int | None = None, *, top: int = 20
) -> FailurePointsResult:
    """Nodes whose loss cuts others off from the largest part left.

    Mode "person": persons only, in the network of persons and what they are tied to; "org": organisations, in the
    network of organisations; "two": both.
    """
    began = time.perf_counter()
    wanted = check_mode(mode)
    net = projected(view, layers, "org" if wanted == "org" else "two", day, area, flat=True)
    found = biconnected(net.projection)
    result = FailurePointsResult.model_validate(
        {**head(view, net, day, area), "mode": wanted, "bridges": len(found.bridges)}
    )
    points = []
    for node in found.cut_vertices.tolist():
        position = int(net.positions[node])
        kind = vocabulary().root(view.kind(position))
        if kind not in ("Person", "Organization") or (wanted == "person" and kind != "Person"):
            continue
        lost = np.sort(np.concatenate(found.separated(node)))
        cut = [p for p in net.positions[lost].tolist() if view.kind(p) != "Person"]
        people = _population(view, cut)
        if cut:
            points.append((-people, -len(cut), position, cut))
    for number, (people, _, position, cut) in enumerate(sorted(points)[:top], 1):
        posts = view.edges(position, "MEMBER", inbound=False, day=day)
        result.results.append(
            FailurePoint(
                **node_ref(view, position).model_dump(),
                rank=number,
                cut_off=[node_ref(view, p) for p in cut[:MEMBERS]],
                cut_off_count=len(cut),
                population=-people,
                posts=len(posts),
                evidence=[source_ref(edge.source) for edge in posts],
                successors=_successors(view, position, day),
            )
        )
    timed(result, began)
    return result


def _population(view: View, cut: list[int]) -> int:
    """People in the areas cut off; an area inside another of them is not counted twice."""
    areas = [p for p in cut if vocabulary().root(view.kind(p)) == "Area"]
    inner = {p for p in areas for outer in areas if outer < p < view.inside(outer)[1]}
    return sum(int(view.prop(p, "population") or 0) for p in areas if p not in inner)


def _successors(view: View, person: int, day: int) -> list[Successor]:
    """For each body that the person leads: the deputy, else the next in office."""
    found = []
    for post in view.edges(person, "MEMBER", inbound=False, day=day) if view.kind(person) == "Person" else []:
        others = [
            e
            for e in view.edges(post.object, "MEMBER", inbound=True, day=day)
            if e.subject != person and view.kind(e.subject) == "Person"
        ]
        others.sort(key=lambda e: (office(str(e.props.get("role", ""))), e.start, e.number))
        if others:
            role = str(others[0].props.get("role", ""))
            basis = "副职接替" if "副" in role else "同一组织现任人员，按任职次序"
            found.append(
                Successor(
                    person=node_ref(view, others[0].subject),
                    organization=node_ref(view, post.object),
                    role=role,
                    basis=basis,
                )
            )
    return found
