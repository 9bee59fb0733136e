"""What several losses at once would do: persons and bodies that go, and single ties that end."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.errors import UsageError
from orgraph.queries.bridging.asking import MEMBERS, check_mode, head, projected, timed
from orgraph.queries.bridging.census import Census
from orgraph.queries.bridging.failing.failure_points import Breaks, nothing
from orgraph.queries.bridging.layers import Mode
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.projection import Projection
from orgraph.queries.bridging.results import BridgingResult, Holding
from orgraph.queries.bridging.tables import lost_together, together_tables
from orgraph.queries.refs import node_ref
from orgraph.results import Broken, NodeRef, Tables
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

Pair = tuple[int, int]
Ints = NDArray[np.signedinteger[Any]]


class TogetherResult(BridgingResult):
    """Losses at once: the network before and after, who is cut off from the largest part left of their group, and which
    coverage rules would have new gaps. cut: ties that end, two ends each."""

    gone: list[NodeRef] = []
    cut: list[tuple[NodeRef, NodeRef]] = []
    before: Holding
    after: Holding
    cut_off: list[NodeRef] = []
    cut_off_count: int = 0
    population: int = 0
    gaps_opened: int = 0
    broken: list[Broken] = []

    def answer(self) -> str:
        return lost_together(self)

    def tables(self) -> Tables:
        return together_tables(self)


def together(view: View, layers: Sequence[str], mode: str | None, day: int, gone: Sequence[int], cut: Sequence[Pair],
             area: int | None = None, *, breaks: Breaks = nothing) -> TogetherResult:
    """The loss of some nodes and of all ties between some pairs of nodes (positions).

    As `what_if` of one node, in the network of persons and bodies, or with mode "org" in that of bodies alone. Raises
    UsageError where nothing is lost.
    """
    began = time.perf_counter()
    if not gone and not cut:
        raise UsageError("没有说谁走、哪条联系断 (say who goes or which tie ends)", hint="gone=…，cut=…~…")
    wanted = check_mode(mode or "person")
    inner: Mode = "org" if wanted == "org" else "two"
    net = projected(view, layers, inner, day, area, flat=True)
    p, census = net.projection, Census(view, net)
    left = ~np.isin(net.positions, np.array(gone, np.int32))
    whole = components(p).labels
    broken_up = components(_without(net, left, cut)).labels
    lost = _lost(whole, broken_up, left)
    placed = lost[census.placed[lost]]
    broken = breaks(set(gone), set(_links(view, cut, day)))
    result = TogetherResult.model_validate({
        **head(view, net, day, area), "mode": wanted, "before": _holding(whole), "after": _holding(broken_up[left]),
        "gone": [node_ref(view, at) for at in gone],
        "cut": [(node_ref(view, a), node_ref(view, b)) for a, b in cut], "cut_off": census.refs(placed, MEMBERS),
        "cut_off_count": len(placed), "population": census.population(lost), "broken": broken,
        "gaps_opened": sum(one.count for one in broken)})
    timed(result, began)
    return result


def _without(net: Network, left: NDArray[np.bool_], cut: Sequence[Pair]) -> Projection:
    """The network with nothing tied to what is lost, nor the ends of what is cut to each other."""
    p = net.projection
    kept = (p.rows < p.indices) & left[p.rows] & left[p.indices]
    near, far = net.positions[p.rows], net.positions[p.indices]
    for a, b in cut:
        kept &= ~((near == min(a, b)) & (far == max(a, b)))
    return Projection.from_pairs(p.n, p.rows[kept], p.indices[kept])


def _lost(whole: Ints, broken_up: Ints, left: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The nodes left that are no more in the largest part of the group that they were in."""
    there = np.flatnonzero(left)
    sizes = np.bincount(broken_up[there], minlength=int(broken_up.max(initial=-1)) + 1)
    order = np.lexsort((broken_up[there], -sizes[broken_up[there]], whole[there]))
    groups, first = np.unique(whole[there][order], return_index=True)
    stays = dict(zip(groups.tolist(), broken_up[there][order][first].tolist(), strict=True))
    kept = np.array([stays.get(group, -1) for group in whole[there].tolist()], np.int64)
    lost: NDArray[np.int32] = there[broken_up[there] != kept].astype(np.int32)
    return lost


def _links(view: View, cut: Collection[Pair], day: int) -> Iterator[tuple[str, int]]:
    """The recorded links between the ends of what is cut."""
    for a, b in cut:
        for type_, relation in vocabulary().relations.items():
            for start, end in ((a, b), (b, a)) if not relation.derived or type_ == "HOLDS" else ():
                yield from ((type_, edge.number) for edge in view.edges(start, type_, inbound=False, day=day)
                            if edge.object == end)


def _holding(labels: Ints) -> Holding:
    sizes = np.unique(labels, return_counts=True)[1].astype(np.int64)
    return Holding(nodes=int(sizes.sum()), islands=len(sizes), largest=int(sizes.max(initial=0)),
                   reachable_pairs=int((sizes * (sizes - 1) // 2).sum()))
