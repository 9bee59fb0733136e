"""The null model against all networks with the same numbers of ties, counted out one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from stores.memory import view_of

from orgraph.model import Entity, Membership, Source
from orgraph.queries.bridging.layers import Mode, chosen
from orgraph.queries.bridging.measures.degree import degree
from orgraph.queries.bridging.measures.kernels.swaps import exchange, known
from orgraph.queries.bridging.null_model import NullModel
from orgraph.queries.bridging.ties import Scope

TODAY = dt.date(2026, 6, 30)
# Who sits where: degrees 2, 2, 1, 1 of the persons and 3, 2, 1 of the organisations.
POSTS = (("p1", "o1"), ("p1", "o2"), ("p2", "o1"), ("p2", "o3"), ("p3", "o1"), ("p4", "o2"))
Pairs = frozenset[tuple[str, str]]


def model(mode: Mode) -> NullModel:
    at = Source("名册.csv", "", 1)
    people = [Entity(id=f"p{n}", kind="Person", name=f"人{n}", source=at) for n in range(1, 5)]
    bodies = [Entity(id=f"o{n}", kind="Organization", name=f"单位{n}", source=at) for n in range(1, 4)]
    posts = [Membership(id=f"m{n}", subject=person, object=body, source=at) for n, (person, body) in enumerate(POSTS)]
    view = view_of((*people, *bodies, *posts))
    return NullModel(view, chosen((), mode), mode, TODAY.toordinal(), Scope(0, view.size))


def all_networks() -> list[Pairs]:
    """Every way to hand out the posts so that all keep their numbers."""
    wanted = Counter(end for pair in POSTS for end in pair)
    every = product(*(combinations(("o1", "o2", "o3"), wanted[person]) for person in ("p1", "p2", "p3", "p4")))
    found = [frozenset((f"p{n}", body) for n, bodies in enumerate(one, 1) for body in bodies) for one in every]
    bodies = {body: wanted[body] for body in ("o1", "o2", "o3")}
    return [pairs for pairs in found if Counter(body for _, body in pairs) == bodies]


def shared(pairs: Pairs) -> dict[str, int]:
    """Of each person the number of persons who sit in a body with them."""
    return {p: len({q for q, body in pairs if q != p and (p, body) in pairs}) for p in ("p1", "p2", "p3", "p4")}


def test_each_network_comes_equally_often() -> None:
    networks = all_networks()
    assert len(networks) == 8  # by hand: 3 × o1 leaves one person out; of the rest two sit in o2 and one in o3
    a, b = (np.array([int(pair[end][1]) for pair in POSTS], np.int32) for end in (0, 1))
    b += 4  # bodies are numbered after persons
    table, random = known(a, b, 8, False), np.random.default_rng(7)
    seen: Counter[Pairs] = Counter()
    for _ in range(20_000):
        exchange(a, b, 8, False, table, 12, random)
        seen[frozenset((f"p{p}", f"o{o - 4}") for p, o in zip(a.tolist(), b.tolist(), strict=True))] += 1
    assert set(seen) == set(networks)
    expected = 20_000 / len(networks)
    assert max(abs(count - expected) for count in seen.values()) < 5 * expected**0.5


def test_symmetric_ties_keep_their_numbers_and_reach_every_graph() -> None:
    """A ring of five and its exchanges: all 12 rings of five nodes, nothing else has degrees 2, 2, 2, 2, 2."""
    a, b = np.arange(5, dtype=np.int32), (np.arange(5, dtype=np.int32) + 1) % 5
    b = b.astype(np.int32)
    table, random = known(a, b, 5, True), np.random.default_rng(7)
    seen = Counter()
    for _ in range(12_000):
        exchange(a, b, 5, True, table, 10, random)
        seen[frozenset(frozenset(pair) for pair in zip(a.tolist(), b.tolist(), strict=True))] += 1
    assert len(seen) == 12
    assert all(set(Counter(end for pair in ring for end in pair).values()) == {2} for ring in seen)
    assert max(abs(count - 1000) for count in seen.values()) < 5 * 1000**0.5


def test_mean_and_spread_of_a_measure() -> None:
    chance = model("person").compare(degree, 8000, 7)
    networks = [shared(pairs) for pairs in all_networks()]
    now = shared(frozenset(POSTS))
    for number, person in enumerate(("p1", "p2", "p3", "p4")):
        values = np.array([network[person] for network in networks])
        error = 5 * max(values.std(), 0.1) / 8000**0.5
        assert chance.observed[number] == now[person]
        assert chance.mean[number] == pytest.approx(values.mean(), abs=2 * error)
        assert chance.sd[number] == pytest.approx(values.std(), abs=2 * error)
        below = 100 * np.mean((values < now[person]) + 0.5 * (values == now[person]))
        assert chance.percentile[number] == pytest.approx(below, abs=5 * 50 / 8000**0.5)
        if chance.sd[number]:
            assert chance.z[number] == (chance.observed - chance.mean)[number] / chance.sd[number]


def test_what_cannot_change_has_no_z() -> None:
    chance = model("two").compare(degree, 40, 7)
    assert not chance.sd.any()
    assert (chance.observed == chance.mean).all()
    assert np.isnan(chance.z).all()
    assert (chance.percentile == 50).all()


def test_the_same_seed_gives_the_same_answer() -> None:
    one, again, other = (model("person").compare(degree, 101, seed) for seed in (3, 3, 4))
    assert (one.mean == again.mean).all()
    assert (one.percentile == again.percentile).all()
    assert not (one.mean == other.mean).all()
