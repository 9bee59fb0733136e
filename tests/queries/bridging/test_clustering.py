"""Clustering, in one mode and in two, against networkx, igraph, brute force and printed figures."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from random_graphs import SEEDS, close, of, sample, two_mode

from orgraph.errors import UsageError
from orgraph.queries.bridging.measures import kernels
from orgraph.queries.bridging.measures.clustering import clustering, clustering_weighted, density, transitivity
from orgraph.queries.bridging.measures.two_mode_clustering import two_mode_clustering, two_mode_transitivity
from orgraph.queries.bridging.projection import Projection

# One mode


@pytest.mark.parametrize("seed", SEEDS)
def test_local_clustering(seed: int) -> None:
    p, graph, other, *_ = sample(seed)
    found = clustering(p)
    close(found, other.transitivity_local_undirected(mode="nan"))
    close(np.nan_to_num(found), nx.clustering(graph))
    assert np.isnan(found).tolist() == [graph.degree(v) < 2 for v in graph]


@pytest.mark.parametrize("seed", SEEDS)
def test_local_clustering_with_direction(seed: int) -> None:
    p, graph, *_ = sample(seed, directed=True)
    close(np.nan_to_num(clustering(p)), nx.clustering(graph))


@pytest.mark.parametrize("seed", SEEDS)
def test_weighted_clustering(seed: int) -> None:
    """igraph's weighted form is Barrat's."""
    p, _, other, weights, _ = sample(seed)
    close(clustering_weighted(p), other.transitivity_local_undirected(mode="nan", weights=weights))
    close(clustering_weighted(p.unweighted()), clustering(p))


@pytest.mark.parametrize("seed", SEEDS)
def test_transitivity(seed: int) -> None:
    p, graph, other, *_ = sample(seed)
    found = transitivity(p)
    assert found == pytest.approx(other.transitivity_undirected(mode="nan"), nan_ok=True)
    assert np.nan_to_num(found) == pytest.approx(nx.transitivity(graph))
    assert density(p) == pytest.approx(nx.density(graph))


def test_without_two_contacts_there_is_nothing_to_say() -> None:
    p = Projection.from_pairs(4, [0], [1])
    assert np.isnan(clustering(p)).all()
    assert np.isnan(clustering_weighted(p)).all()
    assert np.isnan(transitivity(p))
    assert np.isnan(density(Projection.from_pairs(1, [], [])))


def test_direction_is_not_dropped_silently() -> None:
    p = sample(3, directed=True).p
    for measure in (clustering_weighted, transitivity):
        with pytest.raises(ValueError, match="undirected"):
            measure(p)


def test_southern_women_projected_on_women() -> None:
    """Clustering of the women tied by a common event, as printed in Brunson's bitriad vignette."""
    graph = nx.davis_southern_women_graph()
    women = nx.bipartite.projected_graph(graph, graph.graph["top"])
    p, place = of(women)
    printed = {
        "Evelyn Jefferson": 0.8970588, "Laura Mandeville": 0.9619048, "Charlotte McDowd": 1.0,
        "Frances Anderson": 0.9619048, "Pearl Oglethorpe": 0.9333333, "Nora Fayette": 0.8970588,
        "Myra Liddel": 0.9333333, "Dorothy Murchison": 0.9333333, "Flora Price": 1.0,
    }  # fmt: skip
    found = clustering(p)
    assert {name: found[place[name]] for name in printed} == pytest.approx(printed, abs=1e-7)


# Two modes


def by_walking(graph: nx.Graph) -> tuple[list[float], list[float]]:
    """For each node Opsahl's share, path by path; and for each side that of all its paths."""
    local, closed, paths = [], [0, 0], [0, 0]
    for v, side in graph.nodes(data="bipartite"):
        found = [bool((set(graph[a]) & set(graph[c])) - {x, y})
                 for x, y in permutations(graph[v], 2) for a in set(graph[x]) - {v} for c in set(graph[y]) - {v, a}]
        local.append(np.mean(found) if found else np.nan)
        closed[side] += sum(found)
        paths[side] += len(found)
    return local, [closed[side] / paths[side] if paths[side] else np.nan for side in (0, 1)]


@pytest.mark.parametrize("seed", SEEDS)
def test_two_mode_clustering(seed: int) -> None:
    p, graph = two_mode(seed)
    local, whole = by_walking(graph)
    close(two_mode_clustering(p), local)
    close([two_mode_transitivity(p, side=side) for side in (0, 1)], whole)


def test_southern_women_in_two_modes() -> None:
    """Opsahl's tnet (clustering_tm, clustering_local_tm) on Davis's women and events, as the R4SNA book prints them."""
    p, place = of(nx.davis_southern_women_graph(), sides=True)
    women = {
        "Evelyn Jefferson": 0.7666667, "Laura Mandeville": 0.8421751, "Theresa Anderson": 0.7523437,
        "Brenda Rogers": 0.8387909, "Charlotte McDowd": 1, "Frances Anderson": 0.8690476, "Eleanor Nye": 0.7959184,
        "Pearl Oglethorpe": 0.6462585, "Ruth DeSand": 0.6702509, "Verne Sanderson": 0.6740891,
        "Myra Liddel": 0.713881, "Katherina Rogers": 0.769556, "Sylvia Avondale": 0.7461929,
        "Nora Fayette": 0.8379501, "Helen Lloyd": 0.8159204, "Dorothy Murchison": 0.5407407,
        "Olivia Carleton": 0.5806452, "Flora Price": 0.5806452,
    }  # fmt: skip
    events = [1, 0.9487179, 0.9532967, 0.964497, 0.9628253, 0.8135593, 0.7171825, 0.779158, 0.735363, 0.8544601,
              0.9555556, 0.8844765, 0.8709677, 0.8709677]
    found = two_mode_clustering(p)
    assert two_mode_transitivity(p) == pytest.approx(0.7718968, abs=1e-7)
    assert {name: found[place[name]] for name in women} == pytest.approx(women, abs=1e-7)
    assert [found[place[f"E{at}"]] for at in range(1, 15)] == pytest.approx(events, abs=1e-7)


@pytest.mark.parametrize(("third", "share"), [([], 0.0), ([(0, 5), (2, 5)], 1.0)])
def test_a_body_of_three_is_no_closure_but_a_third_place_is(third: list[tuple[int, int]], share: float) -> None:
    """0, 1, 2 meet at 3, and 0 and 1 at 4. The one path around 1 is 2 - 3 - 1 - 4 - 0: closed when 0 and 2 meet at 5.

    Projected to persons it would be a triangle either way.
    """
    a, b = zip(*[(0, 3), (1, 3), (2, 3), (0, 4), (1, 4)], *third, strict=True)
    p = Projection.from_pairs(6, a, b, mode=[0, 0, 0, 1, 1, 1])
    assert two_mode_clustering(p)[1] == share


def test_one_mode_networks_are_refused() -> None:
    p = Projection.from_pairs(3, [0], [1])
    for measure in (two_mode_clustering, two_mode_transitivity):
        with pytest.raises(UsageError, match="two sides"):
            measure(p)


def test_same_bytes_on_any_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    p = Projection.from_pairs(500, *rng.integers(0, 500, size=(2, 3_000)), rng.uniform(size=3_000) + 0.1)
    answers = set()
    for cores in (1, 2, 7):
        monkeypatch.setattr(kernels.os, "cpu_count", lambda cores=cores: cores)
        answers.add((clustering(p).tobytes(), clustering_weighted(p).tobytes()))
    assert len(answers) == 1
