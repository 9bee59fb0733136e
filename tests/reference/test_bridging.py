"""Every layer and mode on random cities: the same network, and on it what networkx finds."""

from __future__ import annotations

import datetime as dt

import networkx as nx
import pytest
from cities import cities, days
from hypothesis import given
from hypothesis import strategies as st
from stores.memory import view_of

from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.patterns import parse
from orgraph.queries.bridging.layers import MODES, Mode, chosen, layers
from orgraph.queries.bridging.network import network
from orgraph.queries.bridging.results import FailurePointsResult, IslandsResult, MeasureResult
from orgraph.queries.bridging.ties import Scope
from orgraph.stores.base import View

from . import bridging as slow
from .graph import Graph, build, inside, of_kind
from .match import values

ALL = 1_000_000
City = tuple[Record, ...]


def edges(view: View, mode: Mode, names: tuple[str, ...], day: dt.date
          ) -> tuple[list[str], dict[frozenset[str], float]]:
    """Nodes and weighted links of the program's network."""
    net = network(view, chosen(names, mode), mode, day.toordinal(), Scope(0, view.size))
    ids, p = view.ids(net.positions), net.projection
    weights = [1.0] * len(p.indices) if p.weights is None else p.weights.tolist()
    return ids, {frozenset((ids[a], ids[b])): w
                 for a, b, w in zip(p.rows.tolist(), p.indices.tolist(), weights, strict=True)}


def same_network(records: City, mode: Mode, names: tuple[str, ...], day: dt.date) -> None:
    expected = slow.network(build(records), chosen(names, mode), mode, day, None)
    nodes, links = edges(view_of(records), mode, names, day)
    assert sorted(nodes) == sorted(expected)
    assert links == {frozenset((a, b)): w for a, b, w in expected.edges(data="weight")}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("layer", layers())
@given(records=cities(), day=days)
def test_layer(layer: str, mode: Mode, records: City, day: dt.date) -> None:
    same_network(records, mode, (layer,), day)


@pytest.mark.parametrize("mode", MODES)
@given(records=cities(), day=days, names=st.sets(st.sampled_from(sorted(layers()))))
def test_several_layers(mode: Mode, records: City, day: dt.date, names: set[str]) -> None:
    same_network(records, mode, tuple(sorted(names)), day)


def of_area(records: City, data: st.DataObject) -> tuple[Graph, str | None]:
    graph = build(records)
    return graph, data.draw(st.sampled_from([None, None, *sorted(of_kind(graph, "Area"))]))


@pytest.mark.parametrize("mode", MODES)
@given(records=cities(), day=days, data=st.data())
def test_measures(mode: Mode, records: City, day: dt.date, data: st.DataObject) -> None:
    graph, area = of_area(records, data)
    net = slow.network(graph, chosen((), mode), mode, day, area)
    expected = slow.values(graph, net, mode)
    asked = Moment(view_of(records), day, {}).bridging(area=area, mode=mode, measure=sorted(expected), top=ALL)
    assert isinstance(asked, MeasureResult)
    assert (asked.nodes, asked.edges) == (len(net), len(net.edges))
    for found in (asked, *asked.more):
        assert {r.id: r.value for r in found.results} == pytest.approx(expected[found.measure]), found.measure
        sign = 1 if found.measure == "constraint" else -1
        ordered = [round(sign * (r.value or 0.0), 9) for r in found.results]
        assert ordered == sorted(ordered)
        assert [r.rank for r in found.results] == [1 + sum(v < value for v in ordered) for value in ordered]


@pytest.mark.parametrize("mode", MODES)
@given(records=cities(), day=days, data=st.data())
def test_islands(mode: Mode, records: City, day: dt.date, data: st.DataObject) -> None:
    graph, area = of_area(records, data)
    flat = [layer for layer in chosen((), mode) if not layer.hierarchy]
    net = slow.network(graph, flat, mode, day, area)
    found = Moment(view_of(records), day, {}).bridging("islands", area=area, mode=mode, size=ALL)
    assert isinstance(found, IslandsResult)
    assert sorted(sorted(m.id for m in island.members) for island in found.islands) == sorted(
        map(sorted, nx.connected_components(net)))
    assert [island.size for island in found.islands] == sorted(map(len, nx.connected_components(net)), reverse=True)
    kind = "Person" if mode == "person" else "Organization"
    alone = values(graph, parse(f"(v:{kind})"), "v", day) & inside(graph, area) - set(net)
    assert {ref.id for ref in found.isolates} == alone


@pytest.mark.parametrize("mode", MODES)
@given(records=cities(), day=days, data=st.data())
def test_failure_points(mode: Mode, records: City, day: dt.date, data: st.DataObject) -> None:
    graph, area = of_area(records, data)
    inner: Mode = "org" if mode == "org" else "two"
    view = view_of(records)
    net = slow.network(graph, [x for x in chosen((), inner) if not x.hierarchy], inner, day, area)
    found = Moment(view, day, {}).bridging("failure-points", area=area, mode=mode, top=ALL)
    assert isinstance(found, FailurePointsResult)
    assert found.bridges == len(list(nx.bridges(net)))
    people = of_kind(graph, "Person")
    lost = {node: slow.cut_off(net, node, view.position) - people for node in nx.articulation_points(net)
            if node in people or (mode != "person" and node in of_kind(graph, "Organization"))}
    assert {p.id: {ref.id for ref in p.cut_off} for p in found.results} == {n: cut for n, cut in lost.items() if cut}
    for point in found.results:
        areas = lost[point.id] & of_kind(graph, "Area")
        outer = [a for a in areas if not any(a != b and a in inside(graph, b) for b in areas)]
        assert point.population == sum(graph.nodes[a]["entity"].props.get("population", 0) for a in outer)
