"""Bridging measures against igraph and networkx, on the same projection; each answer is compared number by number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import igraph
import networkx as nx
import numpy as np
from region import DAY, SEED, Region
from timing import OURS, Report, timed

import orgraph
from orgraph.queries.bridging.layers import Mode, chosen
from orgraph.queries.bridging.measures.betweenness import betweenness
from orgraph.queries.bridging.measures.biconnected import biconnected
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.measures.constraint import constraint
from orgraph.queries.bridging.network import network
from orgraph.queries.bridging.projection import Projection
from orgraph.stores.base import View

LAYERS = ("membership", "alliance", "agreement", "instruction", "service", "report_in", "charge", "hierarchy")
DENSE = (21_096, 48_164)  # nodes and links of the district in design.md §4: nearly all of it one block
PIVOTS = 16  # sources from which the time of networkx's exact betweenness is worked out


def bridging_bench(report: Report, region: Region) -> None:
    """The whole region's network for what is linear, one district's for the rest."""
    now = orgraph.open(region.url).at(DAY)
    view, day = now.view, now.day.toordinal()
    _linear(report, _projected(report, view, day, 0, view.size, "region"))
    within = view.inside(int(view.of_kind("District")[0]))
    _constraint(report, _projected(report, view, day, *within, "district", "org"))
    _betweenness(report, "betweenness, district", _projected(report, view, day, *within, "district", "two"))
    _betweenness(report, "betweenness, one dense block", _dense())


def _projected(report: Report, view: View, day: int, lo: int, hi: int, what: str, mode: Mode = "two") -> Projection:
    layers = chosen(LAYERS if mode == "two" else (), mode)
    timing = timed(lambda: network(view, layers, mode, day, lo, hi))
    p = timing.result.projection
    report.add(f"project {what}, {mode}", OURS, timing, note=f"{p.n:,} nodes, {p.links:,} links")
    return p


def _dense() -> Projection:
    """A made-up graph of the size of DENSE: a ring, so that it hangs together, and links to nodes not far away."""
    n, links = DENSE
    random = np.random.default_rng(SEED)
    ring = np.arange(n)
    near = random.integers(0, n, 2 * links)
    far = (near + 2 + random.geometric(0.002, 2 * links)) % n
    pairs = np.unique(np.sort(np.column_stack((near, far)), axis=1), axis=0)
    drawn = random.permutation(pairs)[:links - n]
    return Projection.from_pairs(n, np.append(ring, drawn[:, 0]), np.append((ring + 1) % n, drawn[:, 1])).unweighted()


def _igraph(p: Projection) -> igraph.Graph:
    upper = p.rows < p.indices
    return igraph.Graph(p.n, np.column_stack((p.rows[upper], p.indices[upper])).tolist())


def _networkx(p: Projection) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(p.n))
    upper = p.rows < p.indices
    graph.add_edges_from(zip(p.rows[upper].tolist(), p.indices[upper].tolist(), strict=True))
    return graph


def _compare(report: Report, what: str, ours: Callable[[], Any], theirs: dict[str, Callable[[], Any]],
             same: Callable[[Any, Any], bool]) -> None:
    right = timed(ours)
    report.add(what, OURS, right)
    for engine, run in theirs.items():
        timing = timed(run)
        report.add(what, engine, timing, equal=same(right.result, timing.result))


def _linear(report: Report, p: Projection) -> None:
    ig, nxg = _igraph(p), _networkx(p)
    _compare(report, "components", lambda: np.sort(components(p).sizes), {
        "igraph": lambda: np.sort(ig.connected_components().sizes()),
        "networkx": lambda: np.sort([len(part) for part in nx.connected_components(nxg)])}, np.array_equal)
    _compare(report, "cut vertices and bridges", lambda: _cuts(p), {
        "igraph": lambda: (ig.articulation_points(), [ig.es[edge].tuple for edge in ig.bridges()]),
        "networkx": lambda: (list(nx.articulation_points(nxg)), list(nx.bridges(nxg)))}, _same_cuts)


def _cuts(p: Projection) -> tuple[Any, Any]:
    found = biconnected(p)
    return found.cut_vertices, found.bridges


def _same_cuts(a: tuple[Any, Any], b: tuple[Any, Any]) -> bool:
    """Whether two answers have the same nodes and the same links, in any order and direction."""
    def sets(cuts: tuple[Any, Any]) -> tuple[set[int], set[frozenset[int]]]:
        nodes, links = cuts
        return set(map(int, nodes)), {frozenset(map(int, link)) for link in links}

    return sets(a) == sets(b)


def _constraint(report: Report, p: Projection) -> None:
    plain = p.unweighted()
    ig, nxg = _igraph(p), _networkx(p)
    _compare(report, "constraint, district", lambda: constraint(plain), {
        "igraph": lambda: np.array(ig.constraint()),
        "networkx": lambda: np.array(list(nx.constraint(nxg).values()))}, _close)


def _betweenness(report: Report, what: str, p: Projection) -> None:
    ig, nxg = _igraph(p), _networkx(p)
    _compare(report, what, lambda: betweenness(p, normalised=False),
             {"igraph": lambda: np.array(ig.betweenness())}, _close)
    part = timed(lambda: nx.betweenness_centrality(nxg, k=PIVOTS, normalized=False, seed=0), runs=1)
    report.add(what, "networkx", part, times=p.n / PIVOTS,
               note=f"worked out from {PIVOTS} of {p.n:,} sources")


def _close(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    return bool(np.allclose(a, b, rtol=1e-7, atol=1e-9, equal_nan=True))
