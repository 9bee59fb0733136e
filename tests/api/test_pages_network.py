"""The network views: layouts stay, pictures hold what the network holds, and the table says the same."""

from __future__ import annotations

import doctest
import re
from typing import Any

import httpx
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgraph.api.drawing import apart, tiles, whole
from orgraph.api.drawing.around import around, star, way
from orgraph.api.drawing.layout import layout
from orgraph.api.drawing.nested import LEVELS, MOST, nested
from orgraph.moment import Moment
from orgraph.queries.bridging.asking import projected
from orgraph.queries.bridging.projection import Projection

DAY = "2022-10-15"
AREA = "宁德市"


def city(streets: int = 40, each: int = 30) -> tuple[Projection, list[str], np.ndarray[Any, Any]]:
    """Rings with spokes, a ring a street, some joined to the next: what a network of a city looks like."""
    ties = []
    for street in range(streets):
        first = street * each
        ties += [(first, first + one) for one in range(1, each)]
        ties += [(first + one, first + one + 1) for one in range(1, each - 1)]
        if street % 2:
            ties.append((first, first - each))
    n = streets * each
    p = Projection.from_pairs(n, [a for a, _ in ties], [b for _, b in ties])
    return p, [f"n-{one}" for one in range(n)], np.arange(n) / n


def part_of(p: Projection, kept: np.ndarray[Any, Any]) -> Projection:
    number = np.cumsum(kept) - 1
    once = (p.rows < p.indices) & kept[p.rows] & kept[p.indices]
    return Projection.from_pairs(int(kept.sum()), number[p.rows[once]], number[p.indices[once]])


def net_of(now: Moment, mode: str = "two") -> tuple[Any, int]:
    area = now.area(AREA)[0]
    assert area is not None
    return projected(now.view, [], "two" if mode == "two" else "org", now.day.toordinal(), area, flat=False), area


@pytest.mark.parametrize("module", [apart, tiles])
def test_examples(module: Any) -> None:
    assert doctest.testmod(module, extraglobs={"np": np}).failed == 0


def test_a_network_stands_the_same_every_time() -> None:
    p, ids, along = city()
    assert (layout(p, ids, along) == layout(p, ids, along)).all()


def test_a_small_change_moves_little() -> None:
    p, ids, along = city()
    before = layout(p, ids, along)
    kept = np.ones(p.n, bool)
    kept[[7, 45, 101]] = False
    after = layout(part_of(p, kept), [one for one, there in zip(ids, kept, strict=True) if there], along[kept])
    moved = np.linalg.norm(after - before[kept], axis=1)
    span = float(np.ptp(before, axis=0).max())
    assert np.median(moved) < 0.02 * span
    assert np.quantile(moved, 0.9) < 0.1 * span


def test_nodes_stand_apart_and_ties_are_short() -> None:
    p, ids, along = city()
    points = layout(p, ids, along)
    lengths = np.linalg.norm(points[p.rows] - points[p.indices], axis=1)
    assert 0.5 < np.median(lengths) < 2
    between = np.linalg.norm(points[:, None] - points[None], axis=2) + np.eye(p.n)
    assert between.min() > 0.02  # leaves of one hub, which distances alone do not tell apart


def test_no_tie_leads_to_no_place() -> None:
    nothing = Projection.from_pairs(0, [], [])
    assert layout(nothing, [], np.empty(0)).shape == (0, 2)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 6)), min_size=1, max_size=60))
def test_components_do_not_cover_each_other(parts: list[tuple[float, float]]) -> None:
    along, radii = (np.array(column) for column in zip(*parts, strict=True))
    at = apart.placed(along, radii)
    between = np.linalg.norm(at[:, None] - at[None], axis=2)
    over = (radii[:, None] + radii[None]) - between
    np.fill_diagonal(over, 0)
    assert over.max() < 0.15 * radii.max()


@given(st.lists(st.floats(1, 1000), min_size=1, max_size=40))
def test_tiles_fill_the_whole_in_proportion(sizes: list[float]) -> None:
    sizes = sorted(sizes, reverse=True)
    found = tiles.tiles(sizes, 900, 420)
    for size, tile in zip(sizes, found, strict=True):
        assert tile.width * tile.height == pytest.approx(900 * 420 * size / sum(sizes), rel=0.15, abs=90)
        assert min(tile.x, tile.y) >= -0.1
        assert tile.x + tile.width <= 900.3
        assert tile.y + tile.height <= 420.3


def test_around_a_node_is_its_ego_network(now: Moment) -> None:
    net, _ = net_of(now)
    graph = nx.Graph(now.to_networkx(area=AREA, mode="two"))
    position = now.view.position(now.find("陈碧乔").results[0].id)
    for steps in (1, 2, 3):
        drawn = around(now.view, now.day.toordinal(), net, [], position, steps)
        ego = nx.ego_graph(graph, now.view.ids([position])[0], radius=steps)
        assert {one.id for one in drawn.marks} == set(ego)
        inner = nx.single_source_shortest_path_length(ego, now.view.ids([position])[0])
        assert {frozenset((bond.a, bond.b)) for bond in drawn.bonds} == {
            frozenset(ends) for ends in ego.edges if min(map(inner.get, ends)) < steps}
        assert all(bond.sources for bond in drawn.bonds)
    first = star(now.view, now.day.toordinal(), [], "two", position)
    assert {one.id for one in first.marks} == set(nx.ego_graph(graph, now.view.ids([position])[0]))


def test_what_lies_in_an_area_is_not_tied_to_it(now: Moment) -> None:
    city_at = now.area(AREA)[0]
    assert city_at is not None
    drawn = star(now.view, now.day.toordinal(), ["service"], "two", city_at)
    assert {bond.a for bond in drawn.bonds} | {bond.b for bond in drawn.bonds} <= {one.id for one in drawn.marks}
    assert len(drawn.marks) == 1  # nobody serves the whole city here, though many serve its compounds


def test_a_way_is_a_shortest_one(now: Moment) -> None:
    net, _ = net_of(now)
    graph = nx.Graph(now.to_networkx(area=AREA, mode="two"))
    largest = sorted(max(nx.connected_components(graph), key=len))
    start, end = largest[0], largest[-1]
    drawn = way(now.view, now.day.toordinal(), net, [], now.view.position(start), now.view.position(end))
    assert len(drawn.marks) - 1 == nx.shortest_path_length(graph, start, end)
    assert (drawn.marks[0].id, drawn.marks[-1].id) == (start, end)
    assert len(drawn.bonds) == len(drawn.marks) - 1
    other = next(node for node in graph if node not in set(largest))
    apart_ = way(now.view, now.day.toordinal(), net, [], now.view.position(start), now.view.position(other))
    assert not apart_.bonds


def test_areas_hold_all_nodes_inside_their_boxes(now: Moment) -> None:
    net, area = net_of(now)
    drawn = nested(now.view, net, area)
    assert sum(one.holds for one in drawn.marks) == net.projection.n > MOST >= len(drawn.marks)
    frames = {one.id: one for one in drawn.frames}
    for one in [*drawn.marks, *drawn.frames]:
        depth, up = 0, one.inside
        while up:
            depth, up = depth + 1, frames[up].inside
        assert depth <= LEVELS
    ids = {one.id for one in drawn.marks}
    assert len(ids) == len(drawn.marks)
    assert all({bond.a, bond.b} <= ids and bond.a != bond.b for bond in drawn.bonds)
    places = {(one.x, one.y) for one in drawn.marks}
    assert len(places) == len(drawn.marks)
    few = now.area("继光花园小区")[0]
    inside = projected(now.view, [], "two", now.day.toordinal(), few, flat=False)
    assert all(one.holds == 0 for one in nested(now.view, inside, few).marks)


def test_the_browser_gets_the_network_that_is_measured(client: httpx.Client, now: Moment) -> None:
    asked = {"area": AREA, "as_of": DAY, "mode": "two"}
    answer = client.get("/network/data", params=asked)
    data = answer.json()
    graph = nx.Graph(now.to_networkx(area=AREA, mode="two"))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    names = dict(zip(data["ids"], data["names"], strict=True))
    assert names == {node: said["name"] for node, said in graph.nodes(data=True)}
    assert dict(zip(data["ids"], data["links"], strict=True)) == dict(graph.degree())
    ends = np.array(data["ends"]).reshape(-1, 2)
    assert {frozenset((data["ids"][a], data["ids"][b])) for a, b in ends} == {frozenset(tie) for tie in graph.edges}
    assert len(data["x"]) == len(data["y"]) == len(data["looks"]) == len(data["ids"])
    assert max(data["looks"]) < len(data["legend"]) <= 7
    again = client.get("/network/data", params=asked, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/network/data", params=asked).content == answer.content


def test_a_network_too_large_to_draw_says_what_to_do(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MOST", 5)
    answer = client.get("/network/data", params={"area": "福州市", "as_of": DAY, "mode": "two"})
    assert answer.status_code == 400
    assert "缩小区域" in answer.text


def test_the_table_lists_what_is_drawn(client: httpx.Client, now: Moment) -> None:
    person = now.find("陈碧乔").results[0]
    page = client.get("/network", params={"focus": person.id, "as_of": DAY}).text
    data = client.get("/network/data", params={"focus": person.id, "as_of": DAY}).json()
    rows = set(re.findall(r'<tr data-id="([^"]+)"', page))
    assert rows == {one["id"] for one in data["marks"]} - {person.id}
    assert "直接联系 4 个" in page
    assert page.count('name="cut"') == len(data["bonds"])
    assert f'href="/row?as_of={DAY}' in page


def test_round_whom_must_be_said(client: httpx.Client) -> None:
    assert client.get("/network", params={"look": "around"}).status_code == 400
    assert client.get("/network", params={"look": "way", "focus": "陈碧乔"}).status_code == 400
    assert "没有路" in client.get("/network", params={"area": AREA, "as_of": DAY, "mode": "two", "focus": "陈碧乔",
                                                  "to": "湖滨社区党委"}).text
