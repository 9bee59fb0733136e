"""networkx with and without `backend="orgraph"`, on random graphs: the same functions, the same answers.

    python bench/networkx_backend.py [--nodes 10000] [--seed 7] [--only bridges …] [--out FOLDER]

The first line of a graph is its conversion, which networkx keeps for all further calls. networkx's exact betweenness,
closeness and harmonic centrality are worked out from SOURCES nodes where a graph is larger than WHOLE.
"""

from __future__ import annotations

import argparse
import math
import os
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import networkx as nx
from timing import OURS, Report, Timing, about, timed

from orgraph.backend import interface

WHOLE, SOURCES = 2_000, 32
ALL = ("betweenness_centrality", "edge_betweenness_centrality", "closeness_centrality", "harmonic_centrality")
QUICK = ("pagerank", "eigenvector_centrality_numpy", "core_number", "clustering", "triangles", "transitivity",
         "constraint", "connected_components", "articulation_points", "bridges", "biconnected_components",
         "degree_assortativity_coefficient")
DENSE = 5_000  # nodes up to which networkx's effective size has room for its dense matrix


def graphs(nodes: int, seed: int) -> dict[str, nx.Graph[int]]:
    """One with a few hubs and many who are linked once, as organisations are; one of many small circles."""
    hubs = nx.barabasi_albert_graph(nodes, 2, seed=seed)
    draw = random.Random(seed)
    hubs.add_edges_from((nodes + one, draw.randrange(nodes)) for one in range(nodes // 2))
    return {"hubs": hubs, "circles": nx.connected_watts_strogatz_graph(nodes, 6, 0.05, seed=seed)}


def partly(name: str, graph: nx.Graph[int]) -> tuple[Callable[[], Any], float]:
    """networkx's function, or where it would take all day its searches from some nodes; by how much that is less."""
    function, some = getattr(nx, name), SOURCES if len(graph) > WHOLE and name in ALL else 0
    if not some:
        return partial(function, graph, backend="networkx"), 1.0
    chosen = random.Random(0).sample(sorted(graph), some)
    if name == "closeness_centrality":
        return (lambda: {node: function(graph, u=node, backend="networkx") for node in chosen}), len(graph) / some
    if name == "harmonic_centrality":
        return (lambda: function(graph, nbunch=chosen, backend="networkx")), len(graph) / some
    return (lambda: function(graph, k=some, seed=0, backend="networkx")), len(graph) / some


def settled(name: str, run: Callable[[], Any]) -> Any:
    """What a function gives, with what it yields taken from it, in an order of ours where it has none."""
    found = run()
    if not isinstance(found, Iterator):
        return found
    if name == "articulation_points":
        return set(found)
    return {frozenset(one) for one in found}


def equal(found: Any, plain: Any) -> bool:
    """Whether two answers are the same to a millionth, where the second has one (it may be of some nodes only)."""
    if isinstance(plain, dict):
        return all(math.isclose(found[key], value, rel_tol=1e-6, abs_tol=1e-6) or (value != value != found[key])
                   for key, value in plain.items())
    return math.isclose(found, plain, rel_tol=1e-6) if isinstance(plain, float) else found == plain


def compared(report: Report, what: str, graph: nx.Graph[int], name: str) -> None:
    """One function here and there."""
    ours: Timing[Any] = timed(lambda: settled(name, partial(getattr(nx, name), graph, backend="orgraph")), budget=20)
    report.add(f"{what}: {name}", OURS, ours)
    run, times = partly(name, graph)
    plain: Timing[Any] = timed(lambda: settled(name, run), runs=3, budget=20)
    found, told = ours.result, plain.result
    if name == "pagerank":  # whose default stops a hundredth away
        told = nx.pagerank(graph, tol=1e-15, max_iter=1000, backend="networkx")
    if times > 1 and "betweenness" in name:  # an estimate is compared with the same estimate
        found = getattr(nx, name)(graph, k=SOURCES, seed=0, backend="orgraph")
    report.add(f"{what}: {name}", "networkx", plain, equal=equal(found, told), times=times,
               note=f"from {SOURCES} nodes" if times > 1 else "")


def main() -> int:
    """Run it; 1 if an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", nargs="+", choices=(*QUICK, *ALL, "effective_size"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    nx.config.warnings_to_ignore.add("cache")
    report = Report({"seed": options.seed, **about("orgraph", "networkx", "numpy", "numba"),
                     "load before": "{:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg())})
    for name, graph in graphs(options.nodes, options.seed).items():
        what = f"{name}, {len(graph):,} nodes, {graph.number_of_edges():,} ties"
        report.add(f"{what}: conversion", OURS, timed(partial(interface.convert_from_nx, graph), budget=20))
        wanted = options.only or [*QUICK, *(["effective_size"] if len(graph) <= DENSE else []), *ALL]
        for function in wanted:
            compared(report, what, graph, function)
    report.save(options.out, f"networkx-{options.nodes}")
    print(report.table())
    return 1 if report.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
