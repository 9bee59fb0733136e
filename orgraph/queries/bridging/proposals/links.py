"""A proposed link as answers show it, and the best one for each island."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

import numpy as np

from orgraph.queries.bridging.layers import layers
from orgraph.queries.bridging.measures.components import Components
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.proposals.candidates import Candidates, candidates, origin
from orgraph.queries.bridging.proposals.limits import Limits
from orgraph.queries.bridging.proposals.making import Making
from orgraph.queries.bridging.proposals.situation import Situation
from orgraph.queries.bridging.results import Proposal
from orgraph.queries.eligibility import BUSY
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View


@dataclass(frozen=True, slots=True)
class ProposedLink:
    """A permitted link between nodes of different islands (`joins`: their numbers). person: −1 where `source` itself
    is tied to `target`."""

    person: int
    source: int
    target: int
    line: str
    role: str
    basis: str
    why: str
    posts: int
    joins: tuple[int, ...] = ()
    gain: int = 0

    @classmethod
    def of(cls, view: View, found: Candidates, number: int, day: int) -> ProposedLink:
        """A candidate, with the body that its person comes from."""
        line, subject, target = found.line_of(number), int(found.subject[number]), int(found.target[number])
        person = subject if view.kind(subject) == "Person" else -1
        return cls(person, origin(view, day, line, subject, target), target, line.id, line.role, line.basis, line.zh,
                   int(found.posts[number]))

    def describe(self, view: View, before: int) -> Proposal:
        """The proposal as the answer shows it; before and after are numbers of islands."""
        person = None if self.person < 0 else node_ref(view, self.person)
        first = (person or node_ref(view, self.source)).id
        return Proposal(id=f"{self.line}:{first}:{view.ids([self.target])[0]}", person=person,
                        organization=None if person else node_ref(view, self.source), from_=node_ref(view, self.source),
                        to=node_ref(view, self.target), role=self.role, basis=self.basis, before=before,
                        after=before - len(self.joins) + 1, gain=self.gain, why=self.why,
                        posts_now=self.posts if person else None)


def in_layers(names: tuple[str, ...]) -> set[str]:
    """The types of links that layers speak of."""
    return {type_ for name in names for relation in layers()[name].parsed.relations for type_ in relation.types}


def propose(view: View, net: Network, found: Components, day: int, area: int | None, *, limit: int | None = None,
            of: Container[int] | None = None) -> list[ProposedLink]:
    """The permitted links between islands, best first, at most `limit`; of equals the least burdened first.

    found: the islands of `net`; of: only links that join one of these. Of several that join the same islands at the
    same target the first is given. The gain of a link is the number of pairs that can reach each other only with it, on
    the network as it is; a node without any tie is no island and counts for nothing.
    """
    from orgraph.queries.bridging.measures.kernels.joins import join_gains

    lo, hi = (0, view.size) if area is None else view.inside(area)
    permitted = candidates(view, day, lo, hi, BUSY, in_layers(net.layers))
    ties = Making(view, permitted, [layers()[name] for name in net.layers], net.mode, day, lo, hi)
    now = Situation.of(net, net.positions[:0], ties.made, len(permitted))
    labels = np.arange(len(found.sizes), len(found.sizes) + len(now.positions), dtype=np.int64)
    labels[np.searchsorted(now.positions, net.positions)] = found.labels
    sizes = np.concatenate((found.sizes, np.zeros(len(labels), np.int64)))
    gains, _ = join_gains(now.indptr, now.a, now.b, labels, sizes)
    gains[~Limits(view, permitted, day, BUSY).open] = 0
    first: dict[tuple[int, tuple[int, ...]], int] = {}
    for number in np.lexsort((np.arange(len(gains)), -gains)).tolist():
        if gains[number] <= 0:
            break
        own = slice(*now.indptr[number:number + 2])
        joins = {*labels[now.a[own]].tolist(), *labels[now.b[own]].tolist()}
        islands = tuple(sorted(island for island in joins if island < len(found.sizes)))
        if of is None or any(island in of for island in islands):
            first.setdefault((int(permitted.target[number]), islands), number)
    return [replace(ProposedLink.of(view, permitted, number, day), joins=islands, gain=int(gains[number]))
            for (_, islands), number in list(first.items())[:limit]]
