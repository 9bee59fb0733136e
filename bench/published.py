"""Published values on files of published networks, read as `orgraph network` reads any edge list.

    python bench/published.py FOLDER      NAME.edges.csv, NAME.nodes.csv and published_oracles.json

Each row: network, measure, number of values, largest difference from ours, what the published digits allow. 1 if any is
further off. The tests compare what needs no files (tests/published.py).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from orgraph.loaders.edges import read_edges
from orgraph.queries.bridging.measures.betweenness import betweenness
from orgraph.queries.bridging.measures.closeness import closeness
from orgraph.queries.bridging.measures.clustering import clustering, transitivity
from orgraph.queries.bridging.measures.constraint import constraint
from orgraph.queries.bridging.measures.degree import degree
from orgraph.queries.bridging.measures.effective_size import effective_size
from orgraph.queries.bridging.measures.two_mode_clustering import two_mode_clustering, two_mode_transitivity
from orgraph.queries.bridging.projection import Projection
from orgraph.queries.bridging.ties import through

Values = Mapping[str, float]
# The oracles' names of Davis's women → the files' (two spell some otherwise).
_SPELT = {"MYRA": "MYRNA", "KATHERINA": "KATHERINE"}


class Net:
    """A network of the folder; in a two-mode one persons are side 0 and the rest side 1."""

    def __init__(self, folder: Path, name: str, *, alone: bool = True) -> None:
        ties = read_edges(folder / f"{name}.edges.csv", nodes=folder / f"{name}.nodes.csv")
        sides = {one: node.kind for one, node in ties.nodes.items()}
        two = set(sides.values()) == {"person", "group"}
        kept = [at for at in range(len(ties.names)) if alone or at in set(ties.a) | set(ties.b)]
        place = {at: number for number, at in enumerate(kept)}
        self.a, self.b = (np.array([place[at] for at in end.tolist()]) for end in (ties.a, ties.b))
        self.names = [_key(ties.nodes[ties.names[at]].name) for at in kept]
        side = [int(sides[ties.names[at]] == "group") for at in kept] if two else None
        self.p = Projection.from_pairs(len(kept), self.a, self.b, mode=side)
        self.events = [self.names[number] for number in sorted(
            (number for number in range(len(kept)) if side and side[number]), key=lambda n: int(ties.names[kept[n]]))]

    def women(self) -> Net:
        """The projection on persons: tied once if they met."""
        other = object.__new__(Net)
        left, right = through(self.b.astype(np.int32), self.a.astype(np.int32))
        if self.p.mode is not None and self.p.mode[self.b[0]]:
            left, right = through(self.a.astype(np.int32), self.b.astype(np.int32))
        people, numbers = np.unique(np.concatenate((left, right)), return_inverse=True)
        other.names = [self.names[at] for at in people.tolist()]
        other.p = Projection.from_pairs(len(people), numbers[:len(left)], numbers[len(left):], collapse="one")
        return other

    def values(self, found: Any) -> dict[str, float]:
        """What a measure gives, by name."""
        return dict(zip(self.names, map(float, found), strict=True))


def _key(name: str) -> str:
    """Women by first name in capitals, whatever the file has; other names as they are."""
    first = name.split()[0].upper() if name.split() else name
    return _SPELT.get(first, name.upper() if name.lower().startswith("miss ") else first)


def compared(folder: Path) -> Iterator[tuple[str, str, Values, Values, float]]:
    """Entry, measure, published values, ours, tolerance."""
    said = json.loads((folder / "published_oracles.json").read_text(encoding="utf-8"))
    davis = Net(folder, "southern_women")

    def printed(name: str) -> tuple[Values, float]:
        found = {}
        for key, value in said[name]["values"].items():
            event = key[0] == "E" and key[1:].isdigit()
            found[davis.events[int(key[1:]) - 1] if event else _key(key)] = value
        return found, said[name]["tolerance"]

    for entry, found in (("davis_degree_two_mode", degree(davis.p, normalised=True)),
                         ("davis_betweenness_two_mode", betweenness(davis.p)),
                         ("davis_closeness_two_mode", closeness(davis.p))):
        values, within = printed(entry)
        yield entry, entry.split("_")[1], values, davis.values(found), within
    yield from _clustering(folder, said, davis)
    florence = Net(folder, "flo_marriage", alone=False)
    values = {key.upper(): value for key, value in said["florentine_betweenness"]["values"].items()}
    yield "florentine_betweenness", "betweenness", values, florence.values(betweenness(florence.p)), 1e-3
    yield from _burt(said["burt_holes"]["values"])


def _clustering(folder: Path, said: Mapping[str, Any], davis: Net) -> Iterator[tuple[str, str, Values, Values, float]]:
    tnet = said["davis_tnet"]["values"]
    local = {_key(name): value for name, value in tnet["local_women_in_order"].items()} | dict(
        zip(davis.events, tnet["local_events_in_date_column_order"], strict=True))
    yield "davis_tnet", "two-mode clustering", local, davis.values(two_mode_clustering(davis.p)), 1e-7
    women = davis.women()
    yield ("davis_tnet", "two-mode transitivity and pairs who met",
           {"": tnet["clustering_tm"], "pairs": tnet["proj_women_edges"]},
           {"": two_mode_transitivity(davis.p), "pairs": float(women.p.links)}, 1e-7)
    group = Net(folder, "women_group").women()
    met = {_key(name): row for name, row in said["women_group_projection"]["values"].items()}
    for at, (name, found) in enumerate((("degree", degree(group.p)), ("clustering", clustering(group.p)))):
        yield "women_group_projection", name, {one: row[at] for one, row in met.items()}, group.values(found), 1e-7
    clique = Net(folder, "women_clique")
    pairs, closure = clique.women(), said["women_clique_closure"]["values"]
    yield ("women_clique_closure", "transitivity, one and two modes",
           {"C": closure["global_"]["C"], "opsahl": closure["global_"]["opsahl"]},
           {"C": transitivity(pairs.p), "opsahl": two_mode_transitivity(clique.p)}, 1e-7)
    for at, (net, name, found) in enumerate(((pairs, "clustering", clustering(pairs.p)),
                                             (clique, "two-mode clustering", two_mode_clustering(clique.p)))):
        yield ("women_clique_closure", name, {_key(one): row[at] for one, row in closure["local_"].items()},
               net.values(found), 1e-7)


def _burt(values: Mapping[str, Any]) -> Iterator[tuple[str, str, Values, Values, float]]:
    a, b = ([ord(tie[end]) - ord("A") for tie in values["edges"]] for end in (0, 1))
    weighted = Projection.from_pairs(7, a, b, [values["weights"][tie] for tie in values["edges"]])
    for kind, p in (("unweighted", weighted.unweighted()), ("weighted", weighted)):
        for name, function in (("constraint", constraint), ("effective_size", effective_size)):
            yield ("burt_holes", f"{name}, {kind}", values[f"{name}_{kind}"],
                   dict(zip("ABCDEFG", map(float, function(p)), strict=True)), 0.01)


def main() -> int:
    """Print the table; 1 if any value is further off than it may be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    wrong = 0
    for entry, measure, published, ours, within in compared(parser.parse_args().folder):
        apart = max(abs(ours[name] - value) for name, value in published.items())
        wrong += apart > within
        print(f"{entry:28} {measure:40} {len(published):3} values  {apart:.2g} (≤ {within:g})"
              f"{'' if apart <= within else '  WRONG'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
