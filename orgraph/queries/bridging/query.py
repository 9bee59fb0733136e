"""The bridging query: measures, islands, failure points and proposals on chosen layers."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from orgraph.dates import iso
from orgraph.errors import UsageError
from orgraph.queries.bridging.layers import MODES, Mode, chosen
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.bridging.measures.biconnected import biconnected
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.network import Network, network
from orgraph.queries.bridging.proposals import propose
from orgraph.queries.bridging.results import (
    BridgingResult,
    FailurePoint,
    FailurePointsResult,
    Island,
    IslandsResult,
    MeasureResult,
    ProposalsResult,
    Ranked,
    Successor,
)
from orgraph.queries.people import rank as office
from orgraph.queries.refs import node_ref, source_ref
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

MEMBERS = 1000  # members of an island, and nodes cut off, that are listed


def check_mode(mode: str) -> Mode:
    """`mode` if there is such a mode. Raises UsageError."""
    for known in MODES:
        if mode == known:
            return known
    raise UsageError(f"没有这种模式：{mode} (no such mode)", hint="、".join(MODES))


def _network(view: View, names: Sequence[str], mode: Mode, day: int, area: int | None, *, flat: bool) -> Network:
    lo, hi = (0, view.size) if area is None else view.inside(area)
    wanted = [layer for layer in chosen(names, mode) if not (flat and layer.hierarchy)]
    return network(view, wanted, mode, day, lo, hi)


def _head(view: View, net: Network, day: int, area: int | None) -> dict[str, object]:
    p = net.projection
    return {
        "as_of": iso(day) or "",
        "generation": view.generation,
        "area": None if area is None else node_ref(view, area),
        "mode": net.mode,
        "layers": list(net.layers),
        "nodes": p.n,
        "edges": p.links,
        "loops": p.loops,
        "parallel": p.parallel,
    }


def _timed(result: BridgingResult, began: float) -> None:
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)


def measures(
    view: View,
    names: Sequence[str],
    layers: Sequence[str],
    mode: str,
    day: int,
    area: int | None = None,
    *,
    top: int = 20,
) -> MeasureResult:
    """One or more measures on the layers; nodes that bridge most first."""
    began = time.perf_counter()
    for name in names:
        if name not in MEASURES:
            raise UsageError(f"没有这个指标：{name} (no such measure)", hint="、".join(MEASURES))
    net = _network(view, layers, check_mode(mode), day, area, flat=False)
    head = _head(view, net, day, area)
    found = [_measure(view, net, name, head, top) for name in names or ("betweenness",)]
    found[0].more = found[1:]
    _timed(found[0], began)
    return found[0]


def _measure(view: View, net: Network, name: str, head: dict[str, object], top: int) -> MeasureResult:
    measure = MEASURES[name]
    if net.mode not in measure.modes:
        raise UsageError(
            f"指标 {name} 不能用于 {net.mode} 模式 (not defined in this mode)", hint="、".join(measure.modes)
        )
    values = measure.function(net.projection)
    known = np.flatnonzero(~np.isnan(values))
    sign = -1.0 if measure.first == "high" else 1.0
    order = known[np.lexsort((net.positions[known], np.round(sign * values[known], 12)))]
    ranked = np.sort(np.round(sign * values[known], 12))
    results = []
    for node in order[:top].tolist():
        key = round(sign * float(values[node]), 12)
        behind = len(ranked) - int(np.searchsorted(ranked, key, "left"))
        results.append(
            Ranked(
                **node_ref(view, int(net.positions[node])).model_dump(),
                value=float(values[node]),
                rank=int(np.searchsorted(ranked, key, "left")) + 1,
                percentile=round(100.0 * behind / len(ranked), 2),
            )
        )
    return MeasureResult.model_validate(
        {
            **head,
            "measure": name,
            "definition": measure.definition,
            "meaning": measure.meaning,
            "title": measure.zh,
            "results": results,
        }
    )


def islands(
    view: View, layers: Sequence[str], mode: str, day: int, area: int | None = None, *, top: int = 200
) -> IslandsResult:
    """Groups without a tie to one another, the hierarchy left out; for each the best permitted link to another."""
    began = time.perf_counter()
    net = _network(view, layers, check_mode(mode), day, area, flat=True)
    found = components(net.projection)
    result = IslandsResult.model_validate(_head(view, net, day, area))
    links = propose(view, net, found, day, area, limit=None)
    for number in range(min(len(found.sizes), top)):
        members = net.positions[found.members(number)]
        people = sum(view.kind(p) == "Person" for p in members.tolist())
        near = next((link for link in links if number in link.joins), None) if len(found.sizes) > 1 else None
        result.islands.append(
            Island(
                id="i-" + view.ids([int(members[0])])[0],
                size=len(members),
                people=people,
                members=[node_ref(view, p) for p in members[:MEMBERS].tolist()],
                nearest=near.describe(view, len(found.sizes)) if near else None,
            )
        )
    lo, hi = (0, view.size) if area is None else view.inside(area)
    kind = "Person" if net.mode == "person" else "Organization"
    alone = [p for p in np.setdiff1d(view.of_kind(kind, lo, hi), net.positions).tolist() if view.alive(p, day)]
    result.isolated, result.isolates = len(alone), [node_ref(view, p) for p in alone[:top]]
    _timed(result, began)
    return result


def failure_points(
    view: View, layers: Sequence[str], mode: str, day: int, area: int | None = None, *, top: int = 20
) -> FailurePointsResult:
    """Nodes whose loss cuts others off from the largest part left.

    Mode "person": persons only, in the network of persons and what they are tied to; "org": organisations, in the
    network of organisations; "two": both.
    """
    began = time.perf_counter()
    wanted = check_mode(mode)
    net = _network(view, layers, "org" if wanted == "org" else "two", day, area, flat=True)
    found = biconnected(net.projection)
    result = FailurePointsResult.model_validate(
        {**_head(view, net, day, area), "mode": wanted, "bridges": len(found.bridges)}
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
    _timed(result, began)
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


def proposals(
    view: View, layers: Sequence[str], mode: str, day: int, area: int | None = None, *, top: int = 10
) -> ProposalsResult:
    """The permitted links that join most, one after another."""
    began = time.perf_counter()
    net = _network(view, layers, check_mode(mode), day, area, flat=True)
    found = components(net.projection)
    result = ProposalsResult.model_validate(_head(view, net, day, area))
    before = len(found.sizes)
    for number, link in enumerate(propose(view, net, found, day, area, limit=top)):
        result.results.append(link.describe(view, before - number))
    _timed(result, began)
    return result
