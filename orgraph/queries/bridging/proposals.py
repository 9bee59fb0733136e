"""Which permitted link gains most: appointments by the eligibility table, and the links of links.toml.

The gain of a link is the number of pairs of nodes that can reach each other only with it. Links are chosen greedily:
each is judged with those before it in place, so no two do the same work.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from orgraph.queries import eligibility
from orgraph.queries.bridging.asking import check_mode, head, projected, timed
from orgraph.queries.bridging.measures.components import Components, components
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.results import Proposal, ProposalsResult
from orgraph.queries.links import permitted_links
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View

LOOKED_AT = 200  # compounds and bodies per permitted link that are searched for candidates
_APPOINTMENTS = 20


@dataclass(frozen=True, slots=True)
class ProposedLink:
    """A permitted link between nodes of different islands (`joins`: their numbers)."""

    person: int
    source: int
    target: int
    line: str
    role: str
    basis: str
    why: str
    joins: tuple[int, ...]
    gain: int = 0

    def describe(self, view: View, before: int) -> Proposal:
        """The proposal as the answer shows it; before and after are numbers of islands."""
        person = None if self.person < 0 else node_ref(view, self.person)
        first = (person or node_ref(view, self.source)).id
        return Proposal(id=f"{self.line}:{first}:{view.ids([self.target])[0]}", person=person,
                        organization=None if person else node_ref(view, self.source), from_=node_ref(view, self.source),
                        to=node_ref(view, self.target), role=self.role, basis=self.basis, before=before,
                        after=before - len(self.joins) + 1, gain=self.gain, why=self.why)


def proposals(
    view: View, layers: Sequence[str], mode: str, day: int, area: int | None = None, *, top: int = 10
) -> ProposalsResult:
    """The permitted links that join most, one after another."""
    began = time.perf_counter()
    net = projected(view, layers, check_mode(mode), day, area, flat=True)
    found = components(net.projection)
    result = ProposalsResult.model_validate(head(view, net, day, area))
    before = len(found.sizes)
    for number, link in enumerate(propose(view, net, found, day, area, limit=top)):
        result.results.append(link.describe(view, before - number))
    timed(result, began)
    return result


def propose(view: View, net: Network, found: Components, day: int, area: int | None, *, limit: int | None
            ) -> list[ProposedLink]:
    """The links, best first; `limit` of them chosen greedily, or all with their gain on the network as it is."""
    candidates = list(_candidates(view, net, found, day, area))
    size = {n: int(s) for n, s in enumerate(found.sizes)}
    if limit is None:
        valued = [replace(c, gain=_gain(size, c.joins)) for c in candidates]
        return sorted(valued, key=lambda c: (-c.gain, c.source, c.person, c.target))
    group = {n: n for n in size}
    chosen: list[ProposedLink] = []
    while len(chosen) < limit:
        best: ProposedLink | None = None
        for candidate in candidates:
            joins = tuple(sorted({group[n] for n in candidate.joins}))
            gain = _gain(size, joins)
            if gain and (best is None or (gain, -candidate.source) > (best.gain, -best.source)):
                best = replace(candidate, joins=joins, gain=gain)
        if best is None:
            break
        chosen.append(best)
        first = best.joins[0]
        size[first] = sum(size[n] for n in best.joins)
        group = {n: first if g in best.joins else g for n, g in group.items()}
    return chosen


def _gain(size: dict[int, int], joins: tuple[int, ...]) -> int:
    """Pairs that become reachable when these islands are joined."""
    if len(joins) < 2:
        return 0
    total = sum(size[n] for n in joins)
    return (total * total - sum(size[n] ** 2 for n in joins)) // 2


def _candidates(view: View, net: Network, found: Components, day: int, area: int | None) -> Iterator[ProposedLink]:
    lo, hi = (0, view.size) if area is None else view.inside(area)

    def island(position: int) -> int | None:
        at = int(np.searchsorted(net.positions, position))
        return int(found.labels[at]) if at < len(net.positions) and net.positions[at] == position else None

    lines = tuple(eligibility.eligibility())
    for compound in view.of_kind("Compound", lo, hi).tolist()[:LOOKED_AT]:
        for c in eligibility.candidates(view, compound, lines, day, _APPOINTMENTS):
            bodies = [e.object for e in view.edges(c.person, "MEMBER", inbound=False, day=day)]
            joins = {n for p in (c.target, c.person, *bodies) if (n := island(p)) is not None}
            if len(joins) > 1:
                yield ProposedLink(c.person, c.source, c.target, c.line.id, c.line.role, c.line.basis, c.line.zh,
                                   tuple(sorted(joins)))
    for line in filter(lambda line: line.between_bodies, permitted_links().values()):
        start = np.unique(np.concatenate([view.of_kind(k, lo, hi) for k in line.parsed.nodes["x"].labels]))
        a, b = view.pairs(line.parsed, "x", "t", day, start)
        for source, target in dict.fromkeys(zip(a.tolist(), b.tolist(), strict=True)):
            ends = island(source), island(target)
            if None not in ends and ends[0] != ends[1] and source != target:
                yield ProposedLink(-1, source, target, line.id, line.role, line.basis, line.zh,
                                   tuple(sorted({n for n in ends if n is not None})))
