"""Islands: groups without a tie to one another, the hierarchy left out, and the step that would join each."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from orgraph.errors import UsageError
from orgraph.patterns import Pattern, parse
from orgraph.queries.areas import area_path, steps_between
from orgraph.queries.bridging.asking import MEMBERS, check_mode, head, projected, timed
from orgraph.queries.bridging.census import Census, any_withheld, outermost, residents
from orgraph.queries.bridging.islands.nearby import Places, allowing, would_tie
from orgraph.queries.bridging.measures.components import Components, components
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.projection import Ints
from orgraph.queries.bridging.proposals import ProposedLink, propose
from orgraph.queries.bridging.results import AreaCount, Island, IslandsResult, Isolate, Nearby
from orgraph.queries.refs import node_ref
from orgraph.stores.base import Positions, View

PAGE = 200  # islands a page
_NOBODY = "条文允许这两类之间的联系，但眼下没有合条件的人或单位 (permitted between such kinds, but nobody qualifies)"
_NO_LINE = "没有条文规定这两类之间的联系，要由双方自愿商定 (no line provides for it: both would have to agree)"
_SERVED = parse("(b:Organization)-[:SERVES]->(c:Compound|Venue|Building)")
_SITTING = parse("(b:Organization)<-[:MEMBER]-(p:Person)")


def islands(view: View, layers: Sequence[str], mode: str | None, day: int, area: int | None = None, *, page: int = 1,
            size: int = PAGE) -> IslandsResult:
    """Groups without a tie to one another, the hierarchy left out, the largest first; what would join each to another.

    Parameters
    ----------
    page : from 1; a page beyond the last is empty
    size : islands a page, and isolates that are named
    """
    began = time.perf_counter()
    if page < 1:
        raise UsageError(f"页码从 1 起：{page} (pages count from 1)")
    net = projected(view, layers, check_mode(mode or "org"), day, area, flat=True)
    found = components(net.projection)
    result = IslandsResult.model_validate(head(view, net, day, area))
    total = len(found.sizes)
    result.total, result.page, result.pages = total, page, max(1, -(-total // size))
    shown = range((page - 1) * size, min(page * size, total))
    links = _by_island(propose(view, net, found, day, area, of=shown), shown) if total > 1 else {}
    described = _Islands(view, net, found, shown, day)
    result.islands = [described.describe(number, links.get(number, [])) for number in shown]
    _isolates(view, net, day, area, size, result)
    timed(result, began)
    return result


def _by_island(links: Sequence[ProposedLink], shown: range) -> dict[int, list[ProposedLink]]:
    """The permitted links of each island shown, those that gain most first."""
    found: dict[int, list[ProposedLink]] = {}
    for link in links:
        for number in link.joins:
            if number in shown:
                found.setdefault(number, []).append(link)
    return found


class _Islands:
    """The islands of a network, of which some are shown."""

    def __init__(self, view: View, net: Network, found: Components, shown: range, day: int) -> None:
        self._view, self._net, self._labels, self._count = view, net, found.labels, len(found.sizes)
        order = np.argsort(found.labels, kind="stable")
        self._nodes = np.split(order.astype(np.int32), np.cumsum(found.sizes)[:-1])
        self._census = Census(view, net)
        self._places = Places(view, net.positions, found.labels)
        seen = (found.labels >= shown.start) & (found.labels < shown.stop)
        bodies = np.flatnonzero(seen & self._census.organization).astype(np.int32)
        self._sitting = self._beside(_SITTING, "p", bodies, day)
        self._served = self._beside(_SERVED, "c", bodies, day)

    def describe(self, number: int, links: Sequence[ProposedLink]) -> Island:
        """One island; links: the permitted ones that would join it to others, those that gain most first."""
        view, census, nodes = self._view, self._census, self._nodes[number]
        positions = self._net.positions[nodes]
        link = min(links, key=lambda link: steps_between(view, link.source, link.target), default=None)
        people = np.union1d(positions[census.person[nodes]], self._of(self._sitting, number))
        areas = np.union1d(positions[census.is_area[nodes]], self._of(self._served, number)).astype(np.int32)
        kept_back = any_withheld(view, areas)
        areas = areas[residents(view, areas) > 0]
        return Island(
            id=self._id(number),
            size=len(nodes),
            organizations=int(census.organization[nodes].sum()),
            people=len(people),
            population=None if kept_back else int(residents(view, areas[outermost(view, areas)]).sum()),
            members=[node_ref(view, p) for p in positions[:MEMBERS].tolist()],
            nearest=link.describe(view, self._count) if link else None,
            shared=node_ref(view, link.source if link.person < 0 else link.person) if link else None,
            by_place=self._by_place(number, links) if self._count > 1 else None,
        )

    def _beside(self, pattern: Pattern, name: str, bodies: Ints, day: int) -> tuple[Ints, Positions]:
        """What the pattern leads to from the bodies, ordered by the island on which each is."""
        body, other = self._view.pairs(pattern, "b", name, day, self._net.positions[bodies])
        island = self._labels[np.searchsorted(self._net.positions, body)]
        order = np.argsort(island, kind="stable")
        return island[order].astype(np.int32), other[order]

    @staticmethod
    def _of(beside: tuple[Ints, Positions], number: int) -> Positions:
        first, last = np.searchsorted(beside[0], (number, number + 1))
        return beside[1][first:last]

    def _id(self, number: int) -> str:
        return "i-" + self._view.ids([int(self._net.positions[self._nodes[number][0]])])[0]

    def _by_place(self, number: int, links: Sequence[ProposedLink]) -> Nearby | None:
        pair = self._places.nearest(self._nodes[number])
        if pair is None:
            return None
        view, net = self._view, self._net
        own, other, there = int(net.positions[pair.own]), int(net.positions[pair.other]), int(self._labels[pair.other])
        tie = would_tie(net.layers, net.mode, view.kind(own), view.kind(other))
        lines = allowing(view.kind(own), view.kind(other))
        lacks = "" if any(there in link.joins for link in links) else _NOBODY if lines else _NO_LINE
        return Nearby(own=node_ref(view, own), node=node_ref(view, other), island=self._id(there),
                      area=None if pair.area < 0 else node_ref(view, pair.area), steps=pair.steps, tie=tie, lines=lines,
                      lacks=lacks)


def _isolates(view: View, net: Network, day: int, area: int | None, most: int, result: IslandsResult) -> None:
    """Those of the mode's own kind that have no tie at all, and in which of the areas right below they are."""
    lo, hi = (0, view.size) if area is None else view.inside(area)
    kind = "Person" if net.mode == "person" else "Organization"
    there = view.select(parse(f"(v:{kind})"), "v", day, lo, hi)
    alone = np.setdiff1d(there, net.positions, assume_unique=True)
    result.isolated = len(alone)
    result.isolates = [Isolate(**node_ref(view, p).model_dump(), area_path=area_path(view, p))
                       for p in alone[:most].tolist()]
    below = view.of_kind("Area", lo if area is None else lo + 1, hi)
    below = below[outermost(view, below)]
    row = np.searchsorted(below, alone, "right") - 1
    ends = np.append(view.ends(below), 0)  # the last is that of row -1
    row[alone >= ends[row]] = -1
    for number, count in zip(*np.unique(row, return_counts=True), strict=True):
        at = int(below[number]) if number >= 0 else area
        where = {"id": "", "name": ""} if at is None else node_ref(view, at).model_dump()
        result.isolated_in.append(AreaCount(**where, count=int(count)))
