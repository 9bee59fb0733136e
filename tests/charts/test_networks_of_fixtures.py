"""Pictures of the fixtures' networks: what they must show for an analyst to read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from plotly import graph_objects as go

import orgraph
from orgraph import Graph, charts
from orgraph.charts.layout import packed

FIXTURES = Path(__file__).parents[2] / "fixtures"
STREET: dict[str, Any] = {"area": "人民路街道", "layers": ["alliance"], "mode": "two"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    opened = orgraph.open(f"sqlite:///{tmp_path_factory.mktemp('two')}/two.db")
    opened.load([FIXTURES / "dalian", FIXTURES / "ningde"])
    yield opened
    opened.close()


def named(figure: Any) -> Counter[str]:
    return Counter(note.text for note in figure.layout.annotations)


def test_the_bridges_are_named(graph: Graph) -> None:
    """The three organisations between alliances that the ranking puts first have names on the map, leaves or not."""
    then = graph.at("2022-06-30")
    figure = charts.island_map(then.to_networkx(**STREET), then.bridging("islands", **STREET))
    first = [one.name for one in then.bridging(**STREET, top=3).results]
    assert len(first) == 3
    assert set(first) <= set(named(figure))
    assert figure.layout.title.text.startswith("人民路街道 2022-06-30：2 个互不相连的群")


def test_each_sort_of_node_is_on_its_side(graph: Graph) -> None:
    """Organisations left, persons and areas right, in every one of hundreds of islands."""
    network = graph.at("2022-10-15").to_networkx(area="宁德市", mode="two")
    figure = charts.two_mode(network)
    persons = sum(kind == "Person" for _, kind in network.nodes(data="kind"))
    areas = sum(node.startswith("a-") for node in network)
    left = network.number_of_nodes() - persons - areas
    assert figure.layout.title.text.startswith(f"{left} 个单位和 {persons + areas} 个人、区域，")
    drawn = {(trace.name, x) for trace in figure.data if trace.mode == "markers" for x in trace.x}
    assert {("人员", 1.0), ("小区", 1.0), ("小区党支部", 0.0), ("业委会", 0.0)} <= drawn
    assert not {("人员", 0.0), ("小区", 0.0), ("小区党支部", 1.0)} & drawn


def test_a_map_of_many_islands_is_no_taller_than_wide(graph: Graph) -> None:
    network = graph.at("2022-10-15").to_networkx(area="宁德市", mode="org")
    assert nx.number_connected_components(network) == 25
    figure = charts.island_map(network)
    assert figure.layout.height < figure.layout.width


def test_pairs_do_not_stand_in_one_column() -> None:
    """Two islands, one 4 by 3 and one 6 by 5 edges large, and 22 of two nodes."""
    large = [np.array([[0.0, 0.0], [4.0, 3.0], [4.0, 0.0], [0.0, 3.0]]), np.array([[0.0, 0.0], [6.0, 5.0]] * 2)]
    placed = packed([*large, *[np.array([[0.0, 0.0], [1.0, 0.0]])] * 22])
    assert len({round(float(one[0, 0]), 3) for one in placed[2:]}) > 3


def test_a_loss_has_the_same_names_on_both_sides(graph: Graph) -> None:
    day = graph.at("2022-10-15")
    first = day.bridging("failure-points", area="宁德市", top=1).results[0]
    lost = day.what_if(first.id, area="宁德市")
    network = day.to_networkx(area="宁德市", mode="two")
    figure = charts.loss_map(network, lost)
    names = named(figure)
    assert {names.pop("之前 before"), names.pop("之后 after"), names.pop(first.name)} == {1}
    assert len(names) > 10
    assert set(names.values()) == {2}
    assert figure.layout.title.text.startswith(f"宁德市 2022-10-15：假如没有 {first.name}：断开 ")
    # The same picture as of its id, but for where and when.
    assert charts.loss_map(network, first.id).data == figure.data


def test_a_tie_that_ends_is_drawn_before_only(graph: Graph) -> None:
    day = graph.at("2022-10-15")
    a, b = next((a, b) for a, b in nx.bridges(nx.Graph(day.to_networkx(area="宁德市", mode="two")))
                if a.startswith("o-") and b.startswith("p-"))
    found = day.without(cut=[(a, b)], area="宁德市")
    figure = charts.loss_map(day.to_networkx(area="宁德市", mode="two"), found)
    names = [found.cut[0][0].name, found.cut[0][1].name]
    assert any("～".join(both) in figure.layout.title.text for both in (names, names[::-1]))
    ties = sum(list(trace.x).count(None) for trace in figure.data if trace.mode == "lines")
    assert ties % 2 == 1  # all others are drawn twice


def test_names_are_put_there_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one, plotly looks all of them through again for each: hundreds took half a minute."""
    monkeypatch.setattr(go.Figure, "add_annotation", None)
    assert len(charts.two_mode(nx.complete_bipartite_graph(40, 40)).layout.annotations) == 80
