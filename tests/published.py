"""Values that somebody published, beside ours, which a test compares and docs/measures.md shows.

The networks are those that networkx ships and small ones written out; nothing is read from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from orgraph.queries.bridging.measures.betweenness import betweenness
from orgraph.queries.bridging.measures.brokerage import ROLES, brokerage
from orgraph.queries.bridging.measures.closeness import closeness
from orgraph.queries.bridging.measures.clustering import clustering, transitivity
from orgraph.queries.bridging.measures.communities import best_modularity
from orgraph.queries.bridging.measures.constraint import constraint
from orgraph.queries.bridging.measures.coreness import coreness
from orgraph.queries.bridging.measures.degree import degree
from orgraph.queries.bridging.measures.effective_size import effective_size
from orgraph.queries.bridging.measures.fragmentation import fragmentation
from orgraph.queries.bridging.measures.key_players import key_players
from orgraph.queries.bridging.measures.mixing import assortativity
from orgraph.queries.bridging.measures.pagerank import pagerank
from orgraph.queries.bridging.measures.reach import reach
from orgraph.queries.bridging.measures.two_mode_clustering import two_mode_clustering, two_mode_transitivity
from orgraph.queries.bridging.projection import Projection

Values = Mapping[str, float]


@dataclass(frozen=True)
class Published:
    """Published values of a measure on a network, by node ("" for the whole network), as exact as they are printed."""

    network: str
    measure: str
    values: Values
    within: float
    source: str
    ours: Callable[[], Values]

    def __str__(self) -> str:
        return f"{self.network}, {self.measure}"


@dataclass(frozen=True)
class Net:
    """A network with the names of its nodes."""

    p: Projection
    names: Sequence[str]

    @classmethod
    def of(cls, graph: Any, *, two_mode: bool = False, weight: str | None = None) -> Net:
        """A networkx graph."""
        nodes = list(graph)
        place = {node: number for number, node in enumerate(nodes)}
        a, b, weights = zip(*((place[x], place[y], values.get(weight, 1)) for x, y, values in graph.edges(data=True)),
                            strict=True)
        side = [graph.nodes[node]["bipartite"] for node in nodes] if two_mode else None
        return cls(Projection.from_pairs(len(nodes), a, b, weights if weight else None, side,
                                         directed=graph.is_directed()), [str(node) for node in nodes])

    def values(self, found: Any) -> dict[str, float]:
        """What a measure gives, by name."""
        return dict(zip(self.names, (float(value) for value in found), strict=True))


DAVIS = Net.of(nx.davis_southern_women_graph(), two_mode=True)
_WOMEN = nx.davis_southern_women_graph()
WOMEN = Net.of(nx.bipartite.projected_graph(_WOMEN, _WOMEN.graph["top"]))
FLORENCE = Net.of(nx.florentine_families_graph())
KITE = Net.of(nx.krackhardt_kite_graph())
KARATE = Net.of(nx.karate_club_graph())
# Five women and five activities (Davis, Gardner & Gardner 1941).
_CLIQUE = {"Bridge": "ACD", "Dinner": "CDE", "Movies": "ABD", "Dance": "ABE", "Visiting": "CE"}


def _clique() -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((f"Miss {one}" for one in "ABCDE"), bipartite=0)
    graph.add_nodes_from(_CLIQUE, bipartite=1)
    graph.add_edges_from((f"Miss {one}", event) for event, those in _CLIQUE.items() for one in those)
    return graph


CLIQUE = Net.of(_clique(), two_mode=True)
CLIQUE_WOMEN = Net.of(nx.bipartite.projected_graph(_clique(), [f"Miss {one}" for one in "ABCDE"]))
_TIES = {"AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "GC": 10}
_BURT: nx.Graph[str] = nx.Graph()
_BURT.add_weighted_edges_from((*ends, weight) for ends, weight in _TIES.items())
BURT, BURT_WEIGHTED = Net.of(_BURT), Net.of(_BURT, weight="weight")
_WEB = {"1": "23", "2": "", "3": "125", "4": "56", "5": "46", "6": "4"}
WEB = Net.of(nx.DiGraph([(a, b) for a, all_ in _WEB.items() for b in all_]))
_SNA = ("011000000", "000110100", "000100001", "001011000", "000000001", "000010101", "110101011", "010000001",
        "110010000")  # a digraph of R's rgraph(9, tprob=0.35); groups 4, 3 and 2
SNA = Projection.from_pairs(9, *np.nonzero([[cell == "1" for cell in row] for row in _SNA]), directed=True)
_COUPLES = [[0.258, 0.016, 0.035, 0.013], [0.012, 0.157, 0.058, 0.019], [0.013, 0.023, 0.306, 0.035],
            [0.005, 0.007, 0.024, 0.016]]  # men's and women's groups, four each

_WOMEN_BH = {
    "Nora Fayette": (0.57, 0.11, 0.80), "Evelyn Jefferson": (0.57, 0.10, 0.80), "Theresa Anderson": (0.57, 0.09, 0.80),
    "Sylvia Avondale": (0.50, 0.07, 0.77), "Laura Mandeville": (0.50, 0.05, 0.73), "Brenda Rogers": (0.50, 0.05, 0.73),
    "Katherina Rogers": (0.43, 0.05, 0.73), "Helen Lloyd": (0.36, 0.04, 0.73), "Ruth DeSand": (0.29, 0.02, 0.71),
    "Verne Sanderson": (0.29, 0.02, 0.71), "Myra Liddel": (0.29, 0.02, 0.69), "Eleanor Nye": (0.29, 0.01, 0.67),
    "Frances Anderson": (0.29, 0.01, 0.67), "Pearl Oglethorpe": (0.21, 0.01, 0.67),
    "Charlotte McDowd": (0.29, 0.01, 0.60), "Olivia Carleton": (0.14, 0.01, 0.59), "Flora Price": (0.14, 0.01, 0.59),
    "Dorothy Murchison": (0.14, 0.00, 0.65), "E8": (0.78, 0.24, 0.85), "E9": (0.67, 0.23, 0.79),
    "E7": (0.56, 0.13, 0.73), "E6": (0.44, 0.07, 0.69), "E5": (0.44, 0.04, 0.59), "E3": (0.33, 0.02, 0.56),
    "E12": (0.33, 0.02, 0.56), "E11": (0.22, 0.02, 0.54), "E4": (0.22, 0.01, 0.54), "E10": (0.28, 0.01, 0.55),
    "E2": (0.17, 0.00, 0.52), "E1": (0.17, 0.00, 0.52), "E13": (0.17, 0.00, 0.52), "E14": (0.17, 0.00, 0.52)}
_TNET = {
    "Evelyn Jefferson": 0.7666667, "Laura Mandeville": 0.8421751, "Theresa Anderson": 0.7523437,
    "Brenda Rogers": 0.8387909, "Charlotte McDowd": 1, "Frances Anderson": 0.8690476, "Eleanor Nye": 0.7959184,
    "Pearl Oglethorpe": 0.6462585, "Ruth DeSand": 0.6702509, "Verne Sanderson": 0.6740891, "Myra Liddel": 0.713881,
    "Katherina Rogers": 0.769556, "Sylvia Avondale": 0.7461929, "Nora Fayette": 0.8379501, "Helen Lloyd": 0.8159204,
    "Dorothy Murchison": 0.5407407, "Olivia Carleton": 0.5806452, "Flora Price": 0.5806452,
    "E1": 1, "E2": 0.9487179, "E3": 0.9532967, "E4": 0.964497, "E5": 0.9628253, "E6": 0.8135593, "E7": 0.7171825,
    "E8": 0.779158, "E9": 0.735363, "E10": 0.8544601, "E11": 0.9555556, "E12": 0.8844765, "E13": 0.8709677,
    "E14": 0.8709677}
_WOMEN_PROJECTED = {
    "Evelyn Jefferson": (17, 0.8970588), "Laura Mandeville": (15, 0.9619048), "Theresa Anderson": (17, 0.8970588),
    "Brenda Rogers": (15, 0.9619048), "Charlotte McDowd": (11, 1.0), "Frances Anderson": (15, 0.9619048),
    "Eleanor Nye": (15, 0.9619048), "Pearl Oglethorpe": (16, 0.9333333), "Ruth DeSand": (17, 0.8970588),
    "Verne Sanderson": (17, 0.8970588), "Myra Liddel": (16, 0.9333333), "Katherina Rogers": (16, 0.9333333),
    "Sylvia Avondale": (17, 0.8970588), "Nora Fayette": (17, 0.8970588), "Helen Lloyd": (17, 0.8970588),
    "Dorothy Murchison": (16, 0.9333333), "Olivia Carleton": (12, 1.0), "Flora Price": (12, 1.0)}
_FLORENCE = {
    "Acciaiuoli": (0.000, 0.368), "Albizzi": (0.212, 0.483), "Barbadori": (0.093, 0.4375), "Bischeri": (0.104, 0.400),
    "Castellani": (0.055, 0.389), "Ginori": (0.000, 0.333), "Guadagni": (0.255, 0.467), "Lamberteschi": (0.000, 0.326),
    "Medici": (0.522, 0.560), "Pazzi": (0.000, 0.286), "Peruzzi": (0.022, 0.368), "Ridolfi": (0.114, 0.500),
    "Salviati": (0.143, 0.389), "Strozzi": (0.103, 0.4375), "Tornabuoni": (0.092, 0.483)}
_KITE = [(0.023, 0.529), (0.023, 0.529), (0.000, 0.500), (0.102, 0.600), (0.000, 0.500), (0.231, 0.643),
         (0.231, 0.643), (0.389, 0.600), (0.222, 0.429), (0.000, 0.310)]

_BH = "Borgatti & Halgin 2011, table 28.2, in networkx's tests"
_TNET_SAYS = "Opsahl's tnet (clustering_tm) in R4SNA, two-mode chapter"
_BITRIAD = "Brunson's bitriad, southern_women vignette"
_NX = "networkx's tests, after Padgett & Ansell 1993"
_NX_KITE = "networkx's tests, after Krackhardt 1990"
_UCINET = "networkx's tests, after UCINET and igraph"
_R_SNA = "R sna 2.7-1, brokerage()"
_BORGATTI = "by hand, after Borgatti 2006"


def _columns(table: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    return [{name: row[at] for name, row in table.items()} for at in range(len(next(iter(table.values()))))]


def _whole(value: float) -> dict[str, float]:
    return {"": value}


def published() -> Iterator[Published]:
    """All that there is."""
    norms = _columns(_WOMEN_BH)
    for name, values, function in zip(("two-mode degree", "two-mode betweenness", "two-mode closeness"), norms, (
            lambda: degree(DAVIS.p, normalised=True), lambda: betweenness(DAVIS.p), lambda: closeness(DAVIS.p)),
            strict=True):
        yield Published("Davis's women and events", name, values, 0.0051, _BH, lambda f=function: DAVIS.values(f()))
    yield Published("Davis's women and events", "two-mode clustering (Opsahl)", _TNET, 1e-7, _TNET_SAYS,
                    lambda: DAVIS.values(two_mode_clustering(DAVIS.p)))
    yield Published("Davis's women and events", "two-mode clustering of the network", _whole(0.7718968), 1e-7,
                    _TNET_SAYS, lambda: _whole(two_mode_transitivity(DAVIS.p)))
    meeting, closed = _columns(_WOMEN_PROJECTED)
    yield Published("Davis's women who met", "degree", meeting, 0, _BITRIAD, lambda: WOMEN.values(degree(WOMEN.p)))
    yield Published("Davis's women who met", "local clustering", closed, 1e-7, _BITRIAD,
                    lambda: WOMEN.values(clustering(WOMEN.p)))
    yield Published("Davis's clique of five", "two-mode clustering of the network", _whole(0.6111111), 1e-7, _BITRIAD,
                    lambda: _whole(two_mode_transitivity(CLIQUE.p)))
    yield Published("Davis's clique of five", "two-mode clustering (Opsahl)",
                    {"Miss A": 0.5, "Miss B": 0.6666667, "Miss C": 0.6666667, "Miss D": 0.6, "Miss E": 0.7142857},
                    1e-7, _BITRIAD, lambda: CLIQUE.values(two_mode_clustering(CLIQUE.p)))
    yield Published("Davis's clique of five, women who met", "transitivity", _whole(0.875), 1e-7, _BITRIAD,
                    lambda: _whole(transitivity(CLIQUE_WOMEN.p)))
    yield Published("Davis's clique of five, women who met", "local clustering",
                    {"Miss A": 0.8333333, "Miss B": 1, "Miss C": 1, "Miss D": 0.8333333, "Miss E": 0.8333333}, 1e-7,
                    _BITRIAD, lambda: CLIQUE_WOMEN.values(clustering(CLIQUE_WOMEN.p)))
    between, close = _columns(_FLORENCE)
    yield Published("Florentine marriages", "betweenness", between, 1e-3, _NX,
                    lambda: FLORENCE.values(betweenness(FLORENCE.p)))
    yield Published("Florentine marriages", "closeness", close, 1e-3, _NX,
                    lambda: FLORENCE.values(closeness(FLORENCE.p)))
    between, close = _columns({str(node): row for node, row in enumerate(_KITE)})
    yield Published("Krackhardt's kite", "betweenness", between, 1e-3, _NX_KITE,
                    lambda: KITE.values(betweenness(KITE.p)))
    yield Published("Krackhardt's kite", "closeness", close, 1e-3, _NX_KITE, lambda: KITE.values(closeness(KITE.p)))
    yield Published("Zachary's karate club", "betweenness",
                    {"0": 0.4376, "33": 0.3041, "32": 0.1452, "2": 0.1437, "31": 0.1383}, 1e-4,
                    "networkx and igraph, as textbooks print them", lambda: KARATE.values(betweenness(KARATE.p)))
    yield Published("Zachary's karate club", "members of the 4-core", _whole(10), 0, "networkx and igraph",
                    lambda: _whole(float((coreness(KARATE.p) == 4).sum())))
    yield Published("Zachary's karate club", "modularity of the best division", _whole(0.4198), 5e-5,
                    "Brandes et al. 2008, proved optimal", lambda: _whole(best_modularity(KARATE.p)))
    yield from _holes()
    yield from _roles_and_key_players()


def _holes() -> Iterator[Published]:
    for name, net, at, size in (("unweighted", BURT, (0.400, 0.595, 1.0), (4.67, 2.50, 1.0)),
                                ("weighted", BURT_WEIGHTED, (0.299, 0.795, 1.0), (5.47, 2.47, 1.0))):
        yield Published("Burt's structural holes", f"constraint, {name}", dict(zip("GAC", at, strict=True)), 1e-3,
                        _UCINET, lambda n=net: n.values(constraint(n.p)))
        yield Published("Burt's structural holes", f"effective size, {name}", dict(zip("GAC", size, strict=True)), 0.01,
                        _UCINET, lambda n=net: n.values(effective_size(n.p)))
    yield Published("Langville & Meyer's six pages", "PageRank, damping 0.9", dict(zip("123456", (
        0.03721, 0.05396, 0.04151, 0.37508, 0.20600, 0.28624), strict=True)), 1e-5,
        "Langville & Meyer 2006, in networkx's tests", lambda: WEB.values(pagerank(WEB.p, damping=0.9)))
    yield Published("couples by ethnic group", "assortativity by group", _whole(0.621), 0.003,
                    "Newman 2003, table I (its entries are rounded)", lambda: _whole(_couples()))


def _couples() -> float:
    a, b = np.indices((4, 4)).reshape(2, -1)
    p = Projection.from_pairs(8, a, b + 4, np.ravel(_COUPLES), directed=True)
    return float(assortativity(p, np.arange(8) % 4))


def _roles_and_key_players() -> Iterator[Published]:
    groups = list("aaaabbbcc")
    roles = (*ROLES, "total")
    yield Published("a digraph of nine in three groups", "Gould–Fernandez brokerage, all nodes",
                    dict(zip(roles, (4, 6, 7, 13, 13, 43), strict=True)), 0, _R_SNA,
                    lambda: dict(zip(roles, map(float, brokerage(SNA, groups).whole.counts), strict=True)))
    yield Published("a digraph of nine in three groups", "… expected by chance, all nodes", dict(zip(roles, (
        2.3610307356, 8.6571126972, 8.6571126972, 8.6571126972, 11.3329475309, 39.6653163580), strict=True)), 1e-9,
        _R_SNA, lambda: dict(zip(roles, map(float, brokerage(SNA, groups).whole.expected), strict=True)))
    yield Published("a digraph of nine in three groups", "… z of the ninth node", dict(zip(roles[1:], (
        1.1185589564, -0.5518414829, 1.4515504180, 1.7564358159, 1.6222460810), strict=True)), 1e-9,
        _R_SNA, lambda: dict(zip(roles, map(float, brokerage(SNA, groups).z[8]), strict=True)))
    # Without 7 seven and two are left together, 42 + 2 of 72 ordered pairs; without 5 and 6 five and three, 26 of 56.
    yield Published("Krackhardt's kite", "fragmentation without a node (KPP-neg)", {"7": 28 / 72, "8": 16 / 72}, 1e-12,
                    _BORGATTI, lambda: {str(node): fragmentation(KITE.p, [node]) for node in (7, 8)})
    yield Published("Krackhardt's kite", "fragmentation, the best two", _whole(30 / 56), 1e-12, _BORGATTI,
                    lambda: _whole(key_players(KITE.p, 2).value))
    yield Published("Krackhardt's kite", "share reached in two steps (KPP-pos)", {"5": 0.9}, 1e-12, _BORGATTI,
                    lambda: {"5": reach(KITE.p, [5], steps=2)})
    yield Published("a path of three", "distance-weighted fragmentation", _whole(1 / 6), 1e-12, _BORGATTI,
                    lambda: _whole(fragmentation(Projection.from_pairs(3, [0, 1], [1, 2]), by_distance=True)))


SHOWN = 3  # values of each that the table shows


def rows() -> Iterator[tuple[str, str, int, str, str, str, str]]:
    """Network, measure, number of values, the largest of them published and ours, largest difference, source."""
    for one in published():
        ours = one.ours()
        first = sorted(one.values, key=lambda name: (-one.values[name], name))[:SHOWN]
        digits = max(len(f"{value:.10g}".partition(".")[2]) for value in one.values.values())
        apart = max(abs(ours[name] - value) for name, value in one.values.items())

        def listed(values: Values, first: list[str] = first, digits: int = min(digits, 5)) -> str:
            return ", ".join(f"{name} {values[name]:.{digits}f}".strip() for name in first)

        yield (one.network, one.measure, len(one.values), listed(one.values), listed(ours),
               f"{_apart(apart)} (≤ {one.within:g})" if one.within else "none", one.source)


def _apart(value: float) -> str:
    """A difference; the last places of floating point are not the same on all machines."""
    return "< 1e-9" if value < 1e-9 else f"{value:.1g}"
