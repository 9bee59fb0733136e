"""Bridging measures against igraph, rustworkx, NetworKit and networkx, on one projection, compared number by number."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import networkit as nk
import networkx as nx
import numpy as np
import rustworkx as rx
from region import DAY, SEED, Region
from timing import OURS, Report, timed

import orgraph
from orgraph.queries.bridging.layers import MODES, Mode, chosen
from orgraph.queries.bridging.measures.betweenness import betweenness, sampled_betweenness
from orgraph.queries.bridging.measures.biconnected import biconnected
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.measures.constraint import constraint
from orgraph.queries.bridging.network import network
from orgraph.queries.bridging.projection import Projection
from orgraph.queries.bridging.ties import Scope
from orgraph.stores.base import View

LAYERS = ("membership", "alliance", "agreement", "instruction", "service", "report_in", "charge", "hierarchy")
DENSE = (21_096, 48_164)  # nodes and links of the district in design.md §4: nearly all of it one block
PIVOTS = 16  # sources from which the time of networkx's exact betweenness is worked out
SAMPLE, TOP = 256, 20
HOUSE = Path(__file__).resolve().parent.parent


def bridging_bench(report: Report, region: Region) -> None:
    """The whole region's network for what is linear or sampled, a district's and the fixture's layers for the rest."""
    now = orgraph.open(region.url).at(DAY)
    view, day = now.view, now.day.toordinal()
    whole = _projected(report, view, day, 0, view.size, "region").unweighted()
    _linear(report, "region", whole)
    _sampled(report, whole)
    within = view.inside(int(view.of_kind("District")[0]))
    networks = {f"district, {mode}": _projected(report, view, day, *within, "district", mode) for mode in MODES}
    networks |= _fixture(report)
    for what, p in networks.items():
        _linear(report, what, p.unweighted())
        _betweenness(report, what, p.unweighted())
    _linear(report, "one dense block", _dense())
    _betweenness(report, "one dense block", _dense())


def _fixture(report: Report) -> dict[str, Projection]:
    """The demonstration data's layers in every mode."""
    with tempfile.TemporaryDirectory() as folder:
        graph = orgraph.open(f"sqlite:///{folder}/fixture.db")
        graph.load([HOUSE / "fixtures" / "dalian"])
        now = graph.at()
        view, day = now.view, now.day.toordinal()
        return {f"fixture, {mode}": _projected(report, view, day, 0, view.size, "fixture", mode) for mode in MODES}


def _projected(report: Report, view: View, day: int, lo: int, hi: int, what: str, mode: Mode = "two") -> Projection:
    layers = chosen(LAYERS if mode == "two" else (), mode)
    timing = timed(lambda: network(view, layers, mode, day, Scope(lo, hi)))
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


def _rustworkx(p: Projection) -> Any:
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(p.n))
    upper = p.rows < p.indices
    graph.add_edges_from_no_data(list(zip(p.rows[upper].tolist(), p.indices[upper].tolist(), strict=True)))
    return graph


def _networkit(p: Projection) -> Any:
    upper = p.rows < p.indices
    return nk.GraphFromCoo((p.rows[upper], p.indices[upper]), n=p.n)


def _compare(report: Report, what: str, ours: Callable[[], Any], theirs: dict[str, Callable[[], Any]],
             same: Callable[[Any, Any], bool]) -> None:
    right = timed(ours)
    report.add(what, OURS, right)
    for engine, run in theirs.items():
        timing = timed(run)
        report.add(what, engine, timing, equal=same(right.result, timing.result))


def _linear(report: Report, what: str, p: Projection) -> None:
    """Components, cut vertices with bridges, constraint."""
    ig, nxg, rxg = _igraph(p), _networkx(p), _rustworkx(p)
    _compare(report, f"components, {what}", lambda: np.sort(components(p).sizes), {
        "igraph": lambda: np.sort(ig.connected_components().sizes()),
        "rustworkx": lambda: np.sort([len(part) for part in rx.connected_components(rxg)]),
        "networkx": lambda: np.sort([len(part) for part in nx.connected_components(nxg)])}, np.array_equal)
    _compare(report, f"cut vertices and bridges, {what}", lambda: _cuts(p), {
        "igraph": lambda: (ig.articulation_points(), ig.bridges()),
        "rustworkx": lambda: (rx.articulation_points(rxg), rx.bridges(rxg)),
        "networkx": lambda: (list(nx.articulation_points(nxg)), list(nx.bridges(nxg)))},
             lambda a, b: _cut_sets(a, ig) == _cut_sets(b, ig))
    _compare(report, f"constraint, {what}", lambda: constraint(p),
             {"igraph": lambda: np.array(ig.constraint())}, _close)


def _cuts(p: Projection) -> tuple[Any, Any]:
    found = biconnected(p)
    return found.cut_vertices, found.bridges


def _cut_sets(cuts: tuple[Any, Any], ig: igraph.Graph) -> tuple[set[int], set[frozenset[int]]]:
    """Nodes and links in no order; igraph gives links by number."""
    nodes, links = cuts
    pairs = [ig.es[link].tuple if isinstance(link, int) else link for link in links]
    return set(map(int, nodes)), {frozenset(map(int, pair)) for pair in pairs}


def _betweenness(report: Report, what: str, p: Projection) -> None:
    ig, nxg, rxg, nkg = _igraph(p), _networkx(p), _rustworkx(p), _networkit(p)
    what = f"betweenness, {what}"
    _compare(report, what, lambda: betweenness(p, normalised=False), {
        "igraph": lambda: np.array(ig.betweenness()),
        "rustworkx": lambda: np.array(list(rx.betweenness_centrality(rxg, normalized=False).values())),
        "networkit": lambda: np.array(nk.centrality.Betweenness(nkg).run().scores()) / 2}, _close)
    pivots = min(PIVOTS, p.n)
    part = timed(lambda: nx.betweenness_centrality(nxg, k=pivots, normalized=False, seed=0), runs=1)
    report.add(what, "networkx", part, times=p.n / pivots, note=f"worked out from {pivots} of {p.n:,} sources")


def _sampled(report: Report, p: Projection) -> None:
    """A sample of sources beside the exact answer: what it costs, how far off it may be and is, who comes first."""
    exact = timed(lambda: betweenness(p, normalised=False))
    report.add("betweenness, region", OURS, exact)
    what = f"betweenness, region, {SAMPLE} pivots"
    found = timed(lambda: sampled_betweenness(p, SAMPLE, normalised=False, seed=SEED))
    bound = f"bound {found.result.error.max():.3g} pairs, "
    _sample(report, what, OURS, found, found.result.values, exact.result, bound)
    nkg = _networkit(p)
    other = timed(lambda: np.array(nk.centrality.EstimateBetweenness(nkg, SAMPLE).run().scores()) / 2)
    _sample(report, what, "networkit", other, other.result, exact.result, "")


def _sample(report: Report, what: str, engine: str, timing: Any, values: Any, exact: Any, note: str) -> None:
    first = len(set(np.argsort(-values)[:TOP]) & set(np.argsort(-exact)[:TOP]))
    off = np.abs(values - exact).max()
    report.add(what, engine, timing, note=f"{note}off by {off:.3g} at most, {first} of the first {TOP}")


def _close(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    return bool(np.allclose(a, b, rtol=1e-9, atol=1e-6, equal_nan=True))
