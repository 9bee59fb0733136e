"""Gould & Fernandez's brokerage beside R's `sna` on random digraphs: scores, what chance gives, z. Needs Rscript.

    python bench/brokerage_sna.py [--graphs 50] [--large 2000]

1 if anything differs that should not. What is known to differ: the deviation of the sums over all nodes. A variance has
a covariance for every two triples a → v → b; where a tie that one needs is one that the other forbids, they cannot both
be, and the covariance is −(p²(1−p))². sna leaves some of these out, ours has all (tests/queries/bridging/test_brokerage
checks it by listing every digraph of four nodes). `_left_out` counts them, and the difference must be just that.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter

import numpy as np

from orgraph.queries.bridging.measures.brokerage import Brokerage, brokerage
from orgraph.queries.bridging.projection import Projection

SCRIPT = Path(__file__).with_name("brokerage_sna.R")
COLUMN = {"w_I": 0, "w_O": 1, "b_OI": 2, "b_IO": 3, "b_O": 4, "t": 5}
TOLERANCE = 1e-9

Graph = tuple[np.ndarray, np.ndarray]  # ties (0 or 1, n × n) and groups
Scores = dict[str, np.ndarray]  # score → rows × roles


def main() -> int:
    """Compare, print the largest difference of each score, and time one large graph."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--graphs", type=int, default=50)
    parser.add_argument("--large", type=int, default=2000, help="nodes of the graph that is timed")
    options = parser.parse_args()
    graphs = [_drawn(seed) for seed in range(options.graphs)] + [_drawn(0, options.large)]
    theirs, seconds = _sna(graphs)
    worst: dict[str, float] = defaultdict(float)
    for graph, theirs_here in zip(graphs, theirs, strict=True):
        for score, difference in _differences(graph, theirs_here).items():
            worst[score] = max(worst[score], difference)
    for score, difference in worst.items():
        print(f"{score:8} largest difference {difference:.1e}")
    projection, groups = _projection(graphs[-1]), graphs[-1][1]
    brokerage(projection, groups)
    began = perf_counter()
    brokerage(projection, groups)
    took = perf_counter() - began
    print(f"{options.large} nodes, {projection.links} ties: orgraph {took:.3f} s, sna {seconds:.3f} s")
    return int(max(worst.values()) > TOLERANCE)


def _drawn(seed: int, n: int | None = None) -> Graph:
    """A random digraph: 4 to 40 nodes, sparse to dense, one to seven groups of any size; isolates happen."""
    rng = np.random.default_rng(seed)
    size = n or int(rng.integers(4, 41))
    ties = rng.random((size, size)) < (20 / size if n else rng.uniform(0.03, 0.6))
    np.fill_diagonal(ties, False)
    return ties.astype(int), rng.integers(0, rng.integers(1, 8), size)


def _projection(graph: Graph) -> Projection:
    ties, _ = graph
    return Projection.from_pairs(len(ties), *np.nonzero(ties), directed=True, collapse="one")


def _sna(graphs: list[Graph]) -> tuple[list[Scores], float]:
    """What R says of every graph, and how long it took for the last, seconds."""
    with tempfile.TemporaryDirectory() as folder:
        for number, (ties, groups) in enumerate(graphs):
            np.savetxt(Path(folder, f"{number:03}.ties.csv"), ties, "%d", ",")
            np.savetxt(Path(folder, f"{number:03}.groups.csv"), groups, "%d")
        subprocess.run(["Rscript", str(SCRIPT), folder], check=True)
        found = [_read(Path(folder, f"{number:03}.sna.csv")) for number in range(len(graphs))]
        with Path(folder, "times.csv").open() as file:
            return found, float(list(csv.DictReader(file))[-1]["seconds"])


def _read(path: Path) -> Scores:
    cells: dict[str, dict[tuple[int, int], float]] = defaultdict(dict)
    with path.open() as file:
        for line in csv.DictReader(file):
            value = float("nan") if line["value"] in ("NA", "NaN") else float(line["value"])
            cells[line["score"]][max(int(line["row"]) - 1, 0), COLUMN[line["role"]]] = value
    return {score: np.array([[at[row, role] for role in range(6)] for row in range(len(at) // 6)])
            for score, at in cells.items()}


def _differences(graph: Graph, theirs: Scores) -> dict[str, float]:
    ours = brokerage(_projection(graph), graph[1])
    whole = ours.whole
    explained = np.sqrt(whole.deviation**2 + _left_out(graph[1]) * _mean(graph) ** 2)
    return {
        "raw.nli": _apart(ours.counts, theirs["raw.nli"]), "exp.nli": _apart(ours.expected, theirs["exp.nli"]),
        "sd.nli": _apart(ours.deviation, theirs["sd.nli"]), "z.nli": _apart_z(ours, theirs["z.nli"]),
        "raw.gli": _apart(whole.counts, theirs["raw.gli"]), "exp.gli": _apart(whole.expected, theirs["exp.gli"]),
        "sd.gli*": _apart(explained, theirs["sd.gli"]),
    }


def _apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest difference, relative where figures are large."""
    theirs = theirs.reshape(ours.shape)
    return float((np.abs(ours - theirs) / np.maximum(1, np.abs(theirs))).max(initial=0))


def _apart_z(ours: Brokerage, theirs: np.ndarray) -> float:
    known = ours.deviation > 0
    return _apart(ours.z[known], theirs[known])


def _mean(graph: Graph) -> float:
    """The probability that a triple is brokered, p²(1 − p)."""
    ties, _ = graph
    density = ties.sum() / (len(ties) * (len(ties) - 1))
    return float(density**2 * (1 - density))


def _left_out(groups: np.ndarray) -> np.ndarray:
    """How many covariances of triples that exclude each other sna's deviation of a sum lacks, by role and in all.

    Coordinator and total: a → v → b with a → b → v and with v → a → b, which exclude each other twice over.
    Gatekeeper and representative: all that exclude each other. Itinerant and liaison: none.
    """
    sizes = np.unique(groups, return_counts=True)[1].astype(float)
    n = len(groups)
    across = sizes * (sizes - 1) * (n - sizes)
    mixed = (across + 2 * across * (sizes - 2)).sum()
    within = 2 * (sizes * (sizes - 1) * (sizes - 2)).sum()
    return np.array([within, 0, mixed, mixed, 0, 2 * n * (n - 1) * (n - 2)])


if __name__ == "__main__":
    sys.exit(main())
