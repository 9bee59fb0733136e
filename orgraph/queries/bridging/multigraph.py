"""The ties of some layers as a networkx graph that keeps every one of them: what exports and pictures are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from sys import maxsize
from typing import TYPE_CHECKING, Any

from orgraph.dates import iso
from orgraph.errors import UsageError
from orgraph.model import Source
from orgraph.queries.areas import area_path
from orgraph.queries.bridging.asking import Make, check_mode, scope, wanted
from orgraph.queries.bridging.layers import Layer
from orgraph.queries.bridging.ties import Scope, starts
from orgraph.stores.base import Match, View
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie with what it stands on: the days [start, end) on which all its facts hold, what it leads through, the
    roles, and the rows. By `layers` (one, unless two persons share something in several)."""

    a: int
    b: int
    layers: tuple[Layer, ...]
    start: int
    end: int
    via: tuple[int, ...]
    roles: tuple[str, ...]
    sources: tuple[Source, ...]


def multigraph(view: View, layers: Sequence[str], mode: str, day: int, area: int | None = None, *,
               directed: bool = False, boundary: bool = False, alone: bool = False) -> nx.MultiGraph[str]:
    """The network that the measures are computed on, before parallel ties are folded into one link.

    Nodes have name, kind, label (of the kind), area (the path), start and end. A tie has layer, label (of the layer),
    weight 1, start and end (the first day it no longer holds), via (what it leads through: the person that two
    organisations share), role and evidence (file:sheet:row). Ties of a node with itself are kept. What is not known is
    left out. A MultiDiGraph if directed, else a MultiGraph; nodes and ties in an order that the data alone decide.

    Parameters are those of `Moment.bridging`; alone: the ties of the node at the position `area` itself, of whatever
    kind it is, wherever they lead, and not of what lies in it. Raises UsageError for a layer or mode that there is none
    of, and for persons who share something with a direction.
    """
    import networkx as nx

    known = check_mode(mode)
    if directed and known == "person":
        raise UsageError("人与人之间的共事没有方向 (sharing an organisation has no direction)", hint="--mode two、org")
    chosen, within = wanted(layers, known, flat=False), scope(view, area, Make(boundary=boundary))
    if alone and area is not None:
        within = Scope(area, area + 1, boundary=True)
    found = [tie for layer in chosen for tie in _ties(view, layer, day, within)]
    if known == "person":
        found = list(_shared(view, found, within))
    graph: nx.MultiGraph[str] = nx.MultiDiGraph() if directed else nx.MultiGraph()
    graph.graph.update(mode=known, layers="、".join(layer.id for layer in chosen), generation=view.generation,
                       as_of=iso(day) or "")
    positions = sorted({end for tie in found for end in (tie.a, tie.b)})
    ids = dict(zip(positions, view.ids(positions), strict=True))
    for position, node in ids.items():
        graph.add_node(node, **_node(view, position))
    for number, tie in enumerate(sorted(found, key=lambda tie: (tie.a, tie.b, tie.layers[0].id))):
        said = _tie(view, tie)
        graph.add_edge(ids[tie.a], ids[tie.b], key=f"t{number}", **said)
        if directed and all(layer.symmetric for layer in tie.layers):
            graph.add_edge(ids[tie.b], ids[tie.a], key=f"t{number}-", **said)
    return graph


def _ties(view: View, layer: Layer, day: int, within: Scope) -> Iterator[Tie]:
    """The ties of a layer with an end in the scope, each once."""
    for end, other in (("a", "b"), ("b", "a")):
        for position in starts(view, layer, end, within).tolist():
            for match in view.matches(layer.parsed, {end: position}, day, maxsize):
                a, b = match.nodes["a"], match.nodes["b"]
                inside = match.nodes[other] in within
                again = inside and (end == "b" or (layer.symmetric and a >= b))  # found from its other end too
                if (inside or within.boundary) and not again:
                    yield _of(view, match, layer)
        if layer.symmetric or not within.boundary:
            return


def _of(view: View, match: Match, layer: Layer) -> Tie:
    facts = [view.edge(step.type, step.link) for step in match.steps if step.link >= 0]
    start, end = view.span(match)
    via = tuple(position for name, position in match.nodes.items() if name not in "ab")
    roles = tuple(dict.fromkeys(str(fact.props["role"]) for fact in facts if fact.props.get("role")))
    return Tie(match.nodes["a"], match.nodes["b"], (layer,), start, end, via, roles,
               tuple(dict.fromkeys(fact.source for fact in facts)))


def _shared(view: View, ties: Sequence[Tie], within: Scope) -> Iterator[Tie]:
    """Two persons tied to one thing are tied, once for each thing, while both are."""
    of: dict[int, dict[int, list[Tie]]] = {}
    is_a = vocabulary().is_a
    for tie in ties:
        if is_a(view.kind(tie.a), "Person"):
            of.setdefault(tie.b, {}).setdefault(tie.a, []).append(tie)
    for thing, persons in of.items():
        for p, q in combinations(sorted(persons), 2):
            if not ((p in within or q in within) if within.boundary else (p in within and q in within)):
                continue
            both = (*persons[p], *persons[q])
            start, end = (chosen(widest(getattr(tie, name) for tie in persons[one]) for one in (p, q))
                          for name, chosen, widest in (("start", max, min), ("end", min, max)))
            yield Tie(p, q, tuple({layer.id: layer for tie in both for layer in tie.layers}.values()), start, end,
                      (thing,), tuple(dict.fromkeys(role for tie in both for role in tie.roles)),
                      tuple(dict.fromkeys(source for tie in both for source in tie.sources)))


def _node(view: View, position: int) -> dict[str, Any]:
    kind = view.kind(position)
    start, end = view.lifetime(position)
    return _kept({"name": view.name(position), "kind": kind, "label": vocabulary().kinds[kind].zh[0],
                  "area": "/".join(area_path(view, position)), "start": iso(start), "end": iso(end)})


def _tie(view: View, tie: Tie) -> dict[str, Any]:
    return {"weight": 1} | _kept({
        "layer": "、".join(layer.id for layer in tie.layers), "label": "、".join(layer.zh for layer in tie.layers),
        "start": iso(tie.start), "end": iso(tie.end), "via": "、".join(view.name(position) for position in tie.via),
        "role": "、".join(tie.roles),
        "evidence": "；".join(f"{source.file}:{source.sheet}:{source.row}" for source in tie.sources)})


def _kept(values: dict[str, str | None]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
