"""Posts as nodes: who holds a post is tied to the body through it, so that losing a post is losing a node.

A person who loses one post keeps the others, in the same body too: what goes is the tie, not its ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from orgraph.patterns import parse
from orgraph.queries.bridging.layers import layers
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.projection import Projection
from orgraph.stores.base import View

_HELD = parse("(a:Person)-[:HOLDS]->(s:Post)-[:POST_IN]->(b:Organization)")
Link = tuple[str, int]  # type, and number within it


def with_posts(view: View, net: Network, day: int) -> Network:
    """The network of persons and bodies with the posts in between that are held on a day.

    Nodes and links stay as they are where no post is held, or where memberships are not among the layers.
    """
    if not any(link.types == ("MEMBER",) and "Person" in layers()[name].parsed.nodes[link.subject].labels
               for name in net.layers for link in layers()[name].parsed.relations):
        return net
    known, p = net.positions, net.projection
    persons = known[np.isin(known, view.of_kind("Person"))]
    person, body = view.pairs(_HELD, "a", "b", day, persons)
    here = np.isin(body, known)
    ends = np.sort(np.searchsorted(known, np.column_stack((person[here], body[here]))).astype(np.int64), axis=1)
    filled, times = np.unique(ends[:, 0] * p.n + ends[:, 1], return_counts=True)
    upper = p.rows < p.indices
    near, far = p.rows[upper].astype(np.int64), p.indices[upper].astype(np.int64)
    ties = (np.ones(len(p.indices)) if p.weights is None else p.weights)[upper]
    ties[np.searchsorted(near * p.n + far, filled)] -= times
    direct = ties > 0  # somebody who is tied to the body in another way as well
    post, of = view.pairs(_HELD, "s", "b", day, view.of_kind("Post"))
    seats = np.unique(np.column_stack((post, of))[np.isin(of, known)], axis=0)
    holder, held = view.pairs(_HELD, "a", "s", day, persons)
    holds = np.unique(np.column_stack((holder, held))[np.isin(held, seats[:, 0])], axis=0)
    seats = seats[np.isin(seats[:, 0], holds[:, 1])]
    positions = np.union1d(known, seats[:, 0])
    pairs = np.concatenate((np.column_stack((known[near[direct]], known[far[direct]])), seats, holds))
    a, b = np.searchsorted(positions, pairs).T
    return replace(net, positions=positions, projection=Projection.from_pairs(len(positions), a, b))


def removed(view: View, position: int, day: int) -> tuple[frozenset[int], frozenset[Link]]:
    """What is gone with a node on a day: the node, and with a post that is there the memberships that hold it."""
    post = view.kind(position) == "Post" and view.alive(position, day)
    return frozenset((position,)), frozenset(_filling(view, position, day) if post else ())


def _filling(view: View, post: int, day: int) -> Iterator[Link]:
    bodies = view.neighbours(post, "POST_IN", inbound=False, day=day)
    for held in view.edges(post, "HOLDS", inbound=True, day=day):
        for member in view.edges(held.subject, "MEMBER", inbound=False, day=day):
            if (member.object in bodies and member.props.get("role") == view.name(post)
                    and (member.start, member.end, member.source) == (held.start, held.end, held.source)):
                yield "MEMBER", member.number
                sender = view.position(str(member.props.get("on_behalf_of", "")))
                yield from (("ON_BEHALF_OF", tie.number)
                            for tie in view.edges(held.subject, "ON_BEHALF_OF", inbound=False, day=day)
                            if tie.object == sender and (tie.start, tie.end, tie.source)
                            == (member.start, member.end, member.source))
