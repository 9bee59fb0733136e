"""Key players against their definitions: every set tried, distances by networkx, and figures worked out by hand."""

from __future__ import annotations

import datetime as dt
import doctest
import importlib
from itertools import combinations
from math import e
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pytest
from cities import cities, days
from hypothesis import given, settings
from hypothesis import strategies as st
from stores.memory import view_of

from orgraph.errors import UsageError
from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.queries.bridging.asking import projected
from orgraph.queries.bridging.layers import MODES, Mode
from orgraph.queries.bridging.measures.fragmentation import Left, fragmentation
from orgraph.queries.bridging.measures.kernels import key_players as kernels
from orgraph.queries.bridging.measures.key_players import By, key_players
from orgraph.queries.bridging.measures.reach import reach
from orgraph.queries.bridging.projection import Projection
from orgraph.queries.bridging.roles.players import wishes
from orgraph.queries.bridging.roles.roles_results import KeyPlayersResult

SEEDS = range(50)
NAMES: tuple[By, ...] = ("fragmentation", "distance_fragmentation", "reach", "distance_reach")
H = 7  # of the kite: the one between the nine


def sample(seed: int, *, directed: bool = False, most: int = 10) -> tuple[Projection, Any]:
    """A random graph with isolates, loops and parallel ties, sparse or dense, and the same for networkx."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, most))
    a, b = rng.integers(0, max(1, n - int(rng.integers(0, 3))), (2, int(n * rng.uniform(0, 2.5))))
    a, b = np.append(a, a[:2]), np.append(b, b[:2])
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from((x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True) if x != y)
    return Projection.from_pairs(n, a, b, rng.uniform(1, 3, len(a)), directed=directed), graph


def slow(graph: Any, nodes: Any, by: By, steps: int = 2) -> float:
    """The value of a set by Borgatti's formulas, pair by pair."""
    if by in ("reach", "distance_reach"):
        paths = [nx.single_source_shortest_path_length(graph, v) for v in nodes]
        nearest = [min((found[j] for found in paths if j in found), default=np.inf) for j in graph]
        each = [d <= steps if by == "reach" else 1 / max(d, 1) for d in nearest]
        return sum(each) / len(graph)
    left = graph.to_undirected().subgraph(set(graph) - set(nodes))
    n = len(left)
    lengths = dict(nx.all_pairs_shortest_path_length(left))
    pairs = [d for i in left for j, d in lengths[i].items() if i != j]
    together = len(pairs) if by == "fragmentation" else sum(1 / d for d in pairs)
    return 1 - together / (n * (n - 1)) if n > 1 else 1.0


def ours(p: Projection, nodes: Any, by: By, steps: int = 2) -> float:
    if by in ("reach", "distance_reach"):
        return reach(p, nodes, steps=steps if by == "reach" else None)
    return fragmentation(p, nodes, by_distance=by == "distance_fragmentation")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by", NAMES)
@pytest.mark.parametrize("directed", [False, True])
def test_the_exact_set_is_a_best_one(seed: int, by: By, directed: bool) -> None:
    p, graph = sample(seed, directed=directed)
    for k in range(1, 4):
        found = key_players(p, k, by)
        best = max(slow(graph, nodes, by) for nodes in combinations(range(p.n), k))
        assert found.exact
        assert len(set(found.nodes)) == k
        assert found.value == pytest.approx(slow(graph, found.nodes, by), abs=1e-12)
        assert found.value == pytest.approx(best, abs=1e-12)
        assert found.bound == found.value
        assert found.before == pytest.approx(slow(graph, [], by) if "frag" in by else 0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by", NAMES)
def test_without_effort_the_greedy_set_and_a_bound_that_holds(seed: int, by: By) -> None:
    p, graph = sample(seed)
    for k in (1, 2, 3):
        effort = 20 * k * 12 * 60 * 16 if by == "distance_fragmentation" else 0
        found = key_players(p, k, by, effort=effort)
        best = max(slow(graph, nodes, by) for nodes in combinations(range(p.n), k))
        assert found.value == pytest.approx(slow(graph, found.nodes, by), abs=1e-12)
        assert found.value <= best + 1e-12
        assert best <= found.bound + 1e-12
        if found.guarantee is not None:
            assert found.guarantee == pytest.approx(1 - 1 / e)
            assert found.value >= found.guarantee * best - 1e-12
            assert found.value == pytest.approx(slow(graph, greedily(graph, k, by), by), abs=1e-12)
        else:
            assert "fragmentation" in by


def greedily(graph: Any, k: int, by: By) -> list[int]:
    """Step by step the node that adds most; of equal ones the one that adds most alone, then the first."""
    alone = {v: round(slow(graph, [v], by), 12) for v in graph}
    chosen: list[int] = []
    for _ in range(k):
        rest = [v for v in graph if v not in chosen]
        chosen.append(max(rest, key=lambda v: (round(slow(graph, [*chosen, v], by), 12), alone[v], -v)))
    return chosen


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by", NAMES)
def test_values_of_any_set(seed: int, by: By) -> None:
    p, graph = sample(seed, most=40)
    nodes = np.random.default_rng(seed).permutation(p.n)[: seed % 4].tolist()
    for steps in (0, 1, 3):
        assert ours(p, nodes, by, steps) == pytest.approx(slow(graph, nodes, by, steps), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_left_after_each_node(seed: int) -> None:
    """One depth-first search against igraph's components, node by node."""
    p, graph = sample(seed, most=60)
    gone = np.zeros(p.n, bool)
    gone[seed % p.n] = True
    found = kernels.pairs_left(p.indptr, p.indices, gone)
    whole = igraph.Graph(n=p.n, edges=list(graph.edges))
    for v in range(p.n):
        left = whole.copy()
        left.delete_vertices(sorted({v, seed % p.n}))
        assert found[v] == (-1 if gone[v] else sum(s * (s - 1) for s in left.connected_components().sizes()))


def test_the_kite_by_hand() -> None:
    """Krackhardt's kite: without H the seven and the two at the tail are apart, without I the tail's end alone.

    Nodes left: 9, 72 ordered pairs. Without H: 7·6 + 2·1 = 44 together, F = 28/72. Without I: 8·7 = 56, F = 16/72.
    Of two, F and G are best: they part A–E from H–J, 5·4 + 3·2 = 26 of 56 together; H with one of the seven leaves
    6·5 + 2·1 = 32. F reaches all but the tail's end in two steps; D reaches seven in one, and I the other three.
    """
    graph = nx.krackhardt_kite_graph()
    p = Projection.from_pairs(10, *zip(*graph.edges, strict=True))
    assert fragmentation(p, [H]) == pytest.approx(28 / 72)
    assert fragmentation(p, [8]) == pytest.approx(16 / 72)
    assert key_players(p, 1).nodes == (H,)
    two = key_players(p, 2)
    assert set(two.nodes) == {5, 6}
    assert two.value == pytest.approx(30 / 56)
    assert reach(p, [5], steps=2) == pytest.approx(0.9)
    assert reach(p, [3], steps=1) == pytest.approx(0.7)
    assert set(key_players(p, 2, "reach", steps=1).nodes) == {3, 8}
    assert reach(p, [3, 8], steps=1) == reach(p, [3, 8], steps=None) == 1


def test_borgattis_point_that_the_two_best_alone_need_not_be_best_together() -> None:
    """Two hubs with the same five pendants behind them do the same work (Borgatti 2006, redundancy of nodes)."""
    ties = [(0, leaf) for leaf in range(3, 8)] + [(1, leaf) for leaf in range(3, 8)] + [(0, 2), (1, 2)]
    ties += [(2, 8), (8, 9), (8, 10), (8, 11)]
    p = Projection.from_pairs(12, *zip(*ties, strict=True))
    alone = [key_players(p, 1, "reach", steps=1).nodes[0]]
    assert alone == [0]
    assert set(key_players(p, 2, "reach", steps=1).nodes) in ({0, 8}, {1, 8})
    # Nothing is cut off by 0 or 1 alone, but together they set the five leaves free: greedy does not see it.
    assert set(key_players(p, 2).nodes) == {0, 1}
    assert fragmentation(p, [0]) == 0
    assert key_players(p, 2, effort=0).value < key_players(p, 2).value


def test_fragmentation_of_the_whole_lies_between_one_piece_and_dust() -> None:
    complete = Projection.from_pairs(5, *zip(*combinations(range(5), 2), strict=True))
    assert fragmentation(complete) == fragmentation(complete, by_distance=True) == 0
    assert fragmentation(Projection.from_pairs(5, [], [])) == 1
    # Borgatti (2006): DF of a path of three: pairs at 1, 1 and 2 steps, 1 − (1 + 1 + 1/2) / 3.
    assert fragmentation(Projection.from_pairs(3, [0, 1], [1, 2]), by_distance=True) == pytest.approx(1 / 6)


def test_a_large_network_is_answered_greedily_and_says_so() -> None:
    rng = np.random.default_rng(1)
    p = Projection.from_pairs(3000, *rng.integers(0, 3000, (2, 5000)))
    found = key_players(p, 5, effort=200_000)
    assert not found.exact
    assert found.before < found.value < found.bound <= 1
    with pytest.raises(ValueError, match="large"):
        key_players(p, 5, "distance_fragmentation", effort=10_000_000)


def test_a_shortlist_is_never_called_exact() -> None:
    rng = np.random.default_rng(2)
    p = Projection.from_pairs(80, *rng.integers(0, 80, (2, 160)))
    few = key_players(p, 2, "distance_fragmentation", effort=560_000)
    assert not few.exact
    best = key_players(p, 2, "distance_fragmentation")
    assert best.exact
    assert few.value <= best.value <= few.bound


@pytest.mark.parametrize("k", [0, 4])
def test_k_is_a_number_of_nodes(k: int) -> None:
    with pytest.raises(ValueError, match="k"):
        key_players(Projection.from_pairs(3, [0], [1]), k)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=10)
@given(records=cities(), data=st.data())
def test_the_answer(mode: Mode, records: tuple[Record, ...], data: st.DataObject) -> None:
    """On random cities: each set has its value, and no other set of the size has more."""
    view, day = view_of(records), data.draw(days)
    now = Moment(view, day, {})
    found = now.bridging("key-players", mode=mode, measure=NAMES, size=2)
    net = projected(view, (), mode, day.toordinal(), None, flat=False)
    p = net.projection
    graph = nx.from_scipy_sparse_array(p.matrix())
    assert found.size == min(2, p.n)
    assert [one.measure for one in found.results] == (list(NAMES) if p.n else [])
    place = {name: at for at, name in enumerate(view.ids(net.positions.tolist()))}
    for one, by in zip(found.results, NAMES, strict=False):
        assert one.value == pytest.approx(slow(graph, [place[who.id] for who in one.members], by))
        assert one.exact
        assert one.goal == ("neg" if "fragmentation" in by else "pos")
        if p.n <= 25:
            assert one.value == pytest.approx(max(slow(graph, s, by) for s in combinations(range(p.n), found.size)))
    usual = now.bridging("key-players", mode=mode)
    assert isinstance(usual, KeyPlayersResult)
    assert [one.measure for one in usual.results] == (["fragmentation", "reach"] if p.n else [])


def test_what_is_no_question() -> None:
    now = Moment(view_of(()), dt.date(2026, 1, 1), {})
    with pytest.raises(UsageError, match="nix"):
        now.bridging("key-players", measure=["nix"])
    with pytest.raises(UsageError, match="at least one"):
        now.bridging("key-players", size=0)
    assert now.bridging("key-players").results == []
    for wish in wishes().values():
        assert wish.meaning.endswith("。")
        assert wish.meaning_en.endswith(".")


@pytest.mark.parametrize("by", NAMES)
def test_everybody(by: By) -> None:
    assert key_players(Projection.from_pairs(3, [0], [1]), 3, by).value == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_takes_away_more_than_needs_him(seed: int) -> None:
    """The worth of pairs through a node is networkx's betweenness and its own pairs; no loss exceeds its sum."""
    p, graph = sample(seed, most=14)
    for by_distance in (False, True):
        left = Left(p, by_distance=by_distance)
        now, needed = left.needed([])
        if not by_distance:
            own = {v: 2 * (len(nx.node_connected_component(graph, v)) - 1) for v in graph}
            through = nx.betweenness_centrality(graph, normalized=False)
            assert needed.tolist() == pytest.approx([own[v] + 2 * through[v] for v in graph])
        assert now == pytest.approx(left.of([]))
        for nodes in combinations(range(p.n), 2):
            assert now - left.of(nodes) <= needed[list(nodes)].sum() + 1e-9


@pytest.mark.parametrize("name", ["fragmentation", "reach", "key_players"])
def test_examples_in_docstrings(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"orgraph.queries.bridging.measures.{name}"))
    assert outcome.attempted
    assert not outcome.failed
