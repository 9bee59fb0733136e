"""Gould & Fernandez's brokerage against counting, R's sna, and every graph or every dealing of groups that there is."""

from __future__ import annotations

import datetime as dt
import doctest
from collections import Counter
from itertools import permutations, product
from typing import Any

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
from orgraph.queries.bridging.asking import Make, projected
from orgraph.queries.bridging.groups import groups
from orgraph.queries.bridging.layers import MODES
from orgraph.queries.bridging.measures import By
from orgraph.queries.bridging.measures import brokerage as module
from orgraph.queries.bridging.measures.brokerage import ROLES, TOTAL, Brokerage, Null, brokerage
from orgraph.queries.bridging.projection import Projection
from orgraph.queries.bridging.roles.brokers import roles
from orgraph.queries.bridging.roles.roles_results import BrokerageResult

City = tuple[Record, ...]
SEEDS = range(50)
NULLS: tuple[Null, ...] = ("ties", "groups")


def role(a: Any, v: Any, b: Any) -> str:
    """As the paper says it, from the groups of a → v → b."""
    if a == v == b:
        return "coordinator"
    if a == b:
        return "itinerant"
    if v == b:
        return "gatekeeper"
    return "representative" if a == v else "liaison"


def slow(ties: np.ndarray, groups: Any) -> list[list[int]]:
    """Every ordered triple, one by one; ties: a matrix of truth values."""
    result = []
    for v in range(len(ties)):
        found: Counter[str] = Counter()
        for a, b in permutations(range(len(ties)), 2):
            if v not in (a, b) and ties[a, v] and ties[v, b] and not ties[a, b]:
                found[role(groups[a], groups[v], groups[b])] += 1
        result.append([*(found[name] for name in ROLES), found.total()])
    return result


def sample(seed: int, *, directed: bool) -> tuple[Projection, np.ndarray, list[str]]:
    """A random graph with isolates, loops, parallel ties and weights; its ties; a kind for each node."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 16))
    a, b = rng.integers(0, max(1, n - 1), (2, int(rng.integers(0, 4 * n))))
    a, b = np.append(a, a[:3]), np.append(b, b[:3])
    ties = np.zeros((n, n), bool)
    ties[a, b] = True
    np.fill_diagonal(ties, False)
    p = Projection.from_pairs(n, a, b, rng.uniform(1, 5, len(a)), directed=directed)
    kinds = rng.choice(["社区", "街道", "企业", "医院"], n, p=rng.dirichlet([1] * 4)).tolist()
    return p, ties if directed else ties | ties.T, kinds


def of(ties: np.ndarray, groups: Any, *, directed: bool = True, null: Null = "ties") -> Brokerage:
    return brokerage(Projection.from_pairs(len(ties), *np.nonzero(ties), directed=directed), groups, null=null)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("null", NULLS)
def test_counts(seed: int, directed: bool, null: Null) -> None:
    p, ties, kinds = sample(seed, directed=directed)
    found = brokerage(p, kinds, null=null)
    expected = slow(ties, kinds)
    assert found.counts.tolist() == expected
    assert found.whole.counts.tolist() == np.sum(expected, axis=0).tolist()
    assert (brokerage(p.unweighted(), kinds).counts == found.counts).all()
    if not directed:
        assert (found.counts[:, 2] == found.counts[:, 3]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_turned_round_gatekeepers_are_representatives(seed: int) -> None:
    p, _, kinds = sample(seed, directed=True)
    found, turned = brokerage(p, kinds), brokerage(p.reverse, kinds)
    assert (found.counts == turned.counts[:, [0, 1, 3, 2, 4, 5]]).all()
    np.testing.assert_allclose(found.deviation, turned.deviation)


@pytest.mark.parametrize("seed", SEEDS)
def test_open_triads_as_networkx_counts_them(seed: int) -> None:
    """Without direction, each open triad is brokered both ways: triples less three to a triangle."""
    p, ties, kinds = sample(seed, directed=False)
    graph = nx.from_numpy_array(ties.astype(int))
    triples = sum(d * (d - 1) // 2 for _, d in graph.degree())
    assert brokerage(p, kinds).whole.counts[TOTAL] == 2 * (triples - sum(nx.triangles(graph).values()))


def every_graph(n: int, *, directed: bool) -> np.ndarray:
    """All digraphs, or all graphs, of n nodes: shape (graphs, n, n)."""
    places = [(a, b) for a, b in permutations(range(n), 2) if directed or a < b]
    drawn = np.array(list(product([False, True], repeat=len(places))))
    ties = np.zeros((len(drawn), n, n), bool)
    for number, (a, b) in enumerate(places):
        ties[:, a, b] = drawn[:, number]
        if not directed:
            ties[:, b, a] = drawn[:, number]
    return ties


def counted(ties: np.ndarray, groups: Any) -> np.ndarray:
    """As `slow`, for many graphs at once: shape (graphs, n, 6)."""
    n = ties.shape[1]
    result = np.zeros((len(ties), n, len(ROLES) + 1))
    for a, v, b in permutations(range(n), 3):
        brokered = ties[:, a, v] & ties[:, v, b] & ~ties[:, a, b]
        result[:, v, ROLES.index(role(groups[a], groups[v], groups[b]))] += brokered
        result[:, v, TOTAL] += brokered
    return result


@pytest.mark.parametrize(("directed", "groups"), [
    *((True, groups) for groups in ("aaaa", "aaab", "aabb", "aabc", "abcd")),
    *((False, groups) for groups in ("aaaaa", "aaabb", "aabbc", "abcde", "aaaab")),
])  # fmt: skip
@pytest.mark.parametrize("seed", range(3))
def test_chance_of_ties_over_every_graph(directed: bool, groups: str, seed: int) -> None:
    """Mean and deviation over all graphs, each as probable as its ties make it at the density of the one asked."""
    n = len(groups)
    everyone = every_graph(n, directed=directed)
    asked = everyone[np.random.default_rng(seed).integers(1, len(everyone) - 1)]
    found = of(asked, list(groups), directed=directed)
    slots = n * (n - 1)
    density = asked.sum() / slots
    links = everyone.sum(axis=(1, 2)) / (1 if directed else 2)
    places = slots if directed else slots // 2
    chance = density**links * (1 - density) ** (places - links)
    assert chance.sum() == pytest.approx(1)
    counts = counted(everyone, groups)
    for scores, mean, deviation in ((counts, found.expected, found.deviation),
                                    (counts.sum(axis=1), found.whole.expected, found.whole.deviation)):
        expected = np.tensordot(chance, scores, 1)
        np.testing.assert_allclose(mean, expected, atol=1e-12)
        np.testing.assert_allclose(deviation, np.sqrt(np.tensordot(chance, (scores - expected) ** 2, 1)), atol=1e-7)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("directed", [False, True])
def test_chance_of_groups_over_every_dealing(seed: int, directed: bool) -> None:
    """Mean and deviation over all ways to deal the other nodes' groups out, the node's own kept."""
    rng = np.random.default_rng(seed)
    n = 6
    ties = rng.random((n, n)) < rng.uniform(0.2, 0.7)
    ties = ties if directed else ties | ties.T
    np.fill_diagonal(ties, False)
    groups = rng.choice(list("abc"), n).tolist()
    found = of(ties, groups, directed=directed, null="groups")
    triples = np.array(list(permutations(range(n), 3)))
    a, v, b = triples.T
    open_ = ties[a, v] & ties[v, b] & ~ties[a, b]
    for node in range(n):
        dealt = []
        for rest in permutations(groups[:node] + groups[node + 1:]):
            all_ = [*rest[:node], groups[node], *rest[node:]]
            roles = Counter(role(all_[x], all_[y], all_[z]) for x, y, z in triples[open_ & (v == node)].tolist())
            dealt.append([*(roles[name] for name in ROLES), roles.total()])
        np.testing.assert_allclose(found.expected[node], np.mean(dealt, axis=0), atol=1e-9)
        np.testing.assert_allclose(found.deviation[node], np.std(dealt, axis=0), atol=1e-6)
    np.testing.assert_allclose(found.whole.expected, found.expected.sum(axis=0))
    assert np.isnan(found.whole.z).all()  # not worked out


def test_as_rs_sna_prints_it() -> None:
    """R 4.2.2, sna 2.7-1, brokerage(g, cl) on a digraph from rgraph(9, tprob=0.35); bench/brokerage_sna.py has more.

    Columns in the order of ROLES: w_I, w_O, b_OI, b_IO, b_O, t.
    """
    rows = ("011000000", "000110100", "000100001", "001011000", "000000001", "000010101", "110101011", "010000001",
            "110010000")
    found = of(np.array([[cell == "1" for cell in row] for row in rows]), list("aaaabbbcc"))
    assert found.counts.tolist() == [
        [0, 0, 2, 0, 0, 2], [1, 1, 2, 2, 3, 9], [1, 0, 0, 2, 0, 3], [1, 1, 1, 3, 0, 6], [0, 0, 0, 0, 2, 2],
        [1, 0, 1, 0, 1, 3], [0, 1, 1, 4, 2, 8], [0, 0, 0, 0, 0, 0], [0, 3, 0, 2, 5, 10]]
    expected = [[0.4722061471, 0.6296081962, 1.1805153678, 1.1805153678, 0.9444122942, 4.4072573731],
                [0.1574020490, 1.1018143433, 0.9444122942, 0.9444122942, 1.2592163923, 4.4072573731],
                [0, 1.4166184414, 0.5509071716, 0.5509071716, 1.8888245885, 4.4072573731]]
    deviation = [[0.7581400425, 0.8484047799, 1.4613716954, 1.4613716954, 1.1354672749, 3.4475303669],
                 [0.3808074927, 1.2546049432, 1.3070905805, 1.3070905805, 1.3803474040, 3.4475303669],
                 [0, 1.4155548526, 0.9983069209, 0.9983069209, 1.7713003705, 3.4475303669]]
    np.testing.assert_allclose(found.expected[[0, 4, 7]], expected, atol=1e-9)
    np.testing.assert_allclose(found.deviation[[0, 4, 7]], deviation, atol=1e-9)
    last = [np.nan, 1.1185589564, -0.5518414829, 1.4515504180, 1.7564358159, 1.6222460810]
    np.testing.assert_allclose(found.z[8], last, atol=1e-9)
    assert found.whole.counts.tolist() == [4, 6, 7, 13, 13, 43]
    np.testing.assert_allclose(found.whole.expected,
                               [2.3610307356, 8.6571126972, 8.6571126972, 8.6571126972, 11.3329475309, 39.6653163580],
                               atol=1e-9)


def test_five_roles_by_hand() -> None:
    """A community (v) between residents of two kinds: a₁, a₂ → v → a₃, b₁; b₂ → v; v is of kind a."""
    groups = ["a", "a", "a", "a", "b", "b"]  # v, a1, a2, a3, b1, b2
    ties = np.zeros((6, 6), bool)
    ties[[1, 2, 5], 0] = ties[0, [3, 4]] = True
    found = of(ties, groups).counts[0]
    # a1, a2 → a3: 2. b2 → b1: 1. b2 → a3: 1. a1, a2 → b1: 2. No third kind.
    assert dict(zip(ROLES, found.tolist(), strict=False)) == {
        "coordinator": 2, "itinerant": 1, "gatekeeper": 1, "representative": 2, "liaison": 0}
    ties[1, 3] = True  # a1 reaches a3 alone: one pair fewer to coordinate
    assert of(ties, groups).counts[0].tolist() == [1, 1, 1, 2, 0, 5]


def test_many_groups_and_a_hub_stay_exact() -> None:
    """A star of 3,000 leaves, each of a kind of its own: the hub is liaison of every ordered pair."""
    n = 3001
    star = Projection.from_pairs(n, np.zeros(n - 1, int), np.arange(1, n))
    found = brokerage(star, np.arange(n))
    assert found.counts[0].tolist() == [0, 0, 0, 0, 3000 * 2999, 3000 * 2999]
    assert found.expected[0, :4].tolist() == [0, 0, 0, 0]
    assert np.isnan(found.z[0, :4]).all()
    assert found.z[0, 4] > 100


@pytest.mark.parametrize("n", [0, 1, 2, 3])
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("null", NULLS)
def test_hardly_any_nodes(n: int, directed: bool, null: Null) -> None:
    found = brokerage(Projection.from_pairs(n, [0][: n > 1], [1][: n > 1], directed=directed), ["x"] * n, null=null)
    assert found.counts.shape == found.expected.shape == found.deviation.shape == found.z.shape == (n, 6)
    assert not found.counts.any()


@pytest.mark.parametrize("by", ["kind", "area"])
@pytest.mark.parametrize("directed", [False, True])
@settings(max_examples=15)
@given(records=cities(), data=st.data())
def test_the_answer(by: By, directed: bool, records: City, data: st.DataObject) -> None:
    """On random cities: the counts of every node by name, ranked, with groups that are all of the network."""
    view, day = view_of(records), data.draw(days)
    now = Moment(view, day, {})
    mode = data.draw(st.sampled_from([mode for mode in MODES if not directed or mode != "person"]))
    found = now.bridging("brokerage", mode=mode, by=by, directed=directed, top=1000)
    net = projected(view, (), mode, day.toordinal(), None, flat=False, make=Make(directed))
    ties = net.projection.matrix().toarray() > 0
    expected = slow(ties, groups(view, net.positions, by, None).tolist())
    of = dict(zip(view.ids(net.positions.tolist()), expected, strict=True))
    names = [role.id for role in found.roles]
    assert names == [*ROLES, "total"]
    assert {item.id: [item.scores[name].count for name in names] for item in found.results} == of
    totals = [item.scores["total"].count for item in found.results]
    assert totals == sorted(totals, reverse=True)
    assert [item.rank for item in found.results] == [1 + sum(t > total for t in totals) for total in totals]
    assert Counter(item.group for item in found.results) == {group.name: group.nodes for group in found.groups}
    assert found.directed is directed
    assert len(found.frame()) == len(of)
    if not directed:
        usual = now.bridging("brokerage", mode=mode, top=1000)
        assert isinstance(usual, BrokerageResult)
        assert usual.by == "kind"
        assert by == "area" or usual.results == found.results


def test_what_is_no_grouping_or_null() -> None:
    now = Moment(view_of(()), dt.date(2026, 1, 1), {})
    with pytest.raises(UsageError, match="grouping"):
        now.bridging("brokerage", by="size")
    with pytest.raises(UsageError, match="null"):
        now.bridging("brokerage", null="nix")
    assert now.bridging("brokerage").results == []


def test_every_role_is_told_in_both_languages() -> None:
    assert [role.id for role in roles()] == [*ROLES, "total"]
    for role in roles():
        assert role.meaning.endswith("。")
        assert role.meaning_en.endswith(".")
        ways = role.ways.split(" → ")
        assert role.id == "total" or said_by(ways) == role.id


def said_by(ways: list[str]) -> str:
    a, v, b = ways
    return role(a, v, b)


def test_what_it_does_not_take() -> None:
    p = Projection.from_pairs(2, [0], [1])
    with pytest.raises(ValueError, match="group"):
        brokerage(p, ["a"])
    with pytest.raises(ValueError, match="null"):
        brokerage(p, ["a", "b"], null="nix")  # type: ignore[arg-type]


def test_examples_in_docstrings() -> None:
    outcome = doctest.testmod(module)
    assert outcome.attempted
    assert not outcome.failed
