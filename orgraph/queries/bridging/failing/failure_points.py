"""Failure points: what is cut off when a person, a post or an organisation goes, what breaks, and who may take over."""

from __future__ import annotations

import time
from bisect import insort
from collections.abc import Callable, Collection, Sequence
from typing import Literal

import numpy as np

from orgraph.errors import UsageError
from orgraph.queries.bridging.asking import MEMBERS, check_mode, head, projected, timed
from orgraph.queries.bridging.census import Census
from orgraph.queries.bridging.failing.losses import Losses
from orgraph.queries.bridging.failing.posts import Link, removed, with_posts
from orgraph.queries.bridging.failing.succession import successors
from orgraph.queries.bridging.layers import Mode
from orgraph.queries.bridging.measures.biconnected import biconnected
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.projection import Ints
from orgraph.queries.bridging.results import CutPart, FailurePoint, FailurePointsResult, Holding, WhatIfResult
from orgraph.queries.refs import node_ref, source_ref
from orgraph.results import Broken
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

Of = Literal["person", "post", "organization"]
OF: dict[Of, str] = {"person": "Person", "post": "Post", "organization": "Organization"}
Breaks = Callable[[Collection[int], Collection[Link]], list[Broken]]  # the rules that a loss breaks
SHOWN = 20  # members of a part that are named


def nothing(nodes: Collection[int], links: Collection[Link]) -> list[Broken]:
    """No rule is asked."""
    return []


def failure_points(view: View, layers: Sequence[str], mode: str | None, day: int, area: int | None = None, *,
                   top: int = 20, of: str | None = None, breaks: Breaks = nothing) -> FailurePointsResult:
    """Nodes whose loss cuts others off from the largest part left: most people first, then most others.

    Parameters
    ----------
    mode : "org": in the network of organisations; else in that of persons, organisations and what they are tied to
    of : "person", "post" or "organization": whose loss; persons and posts are looked for in the two-mode network. None:
        persons in mode "person", else persons and organisations. A person whose post is gone keeps the others.
    breaks : says which coverage rules break without some nodes and links
    """
    began = time.perf_counter()
    wanted = check_mode(mode or "person")
    kinds = (OF[check_of(of)],) if of else ("Person",) if wanted == "person" else ("Person", "Organization")
    net = _flat(view, layers, wanted, day, area, of)
    plain = biconnected(net.projection)
    result = FailurePointsResult.model_validate(
        {**head(view, net, day, area), "mode": wanted, "bridges": len(plain.bridges)})
    if of == "post":
        net = with_posts(view, net, day)
        plain = biconnected(net.projection)
    losses, census = Losses(plain), Census(view, net)
    able = plain.cut_vertices[census.is_a(*kinds)[plain.cut_vertices]]
    for rank, node in enumerate(_gravest(losses, census, able, top), 1):
        result.results.append(_point(view, net, losses, census, node, rank, day, breaks))
    timed(result, began)
    return result


def what_if(view: View, layers: Sequence[str], mode: str | None, day: int, position: int, area: int | None = None, *,
            breaks: Breaks = nothing) -> WhatIfResult:
    """The loss of one person, post or organisation, whether or not it cuts anybody off: before and after.

    Its network is that of `failure_points`. Posts are ties there and count as no nodes. What has lost its last tie is
    an island of its own afterwards. Raises UsageError for a node of another kind.
    """
    began = time.perf_counter()
    wanted = check_mode(mode or "person")
    root = vocabulary().root(view.kind(position))
    of = next((name for name, kind in OF.items() if kind == root), None)
    if of is None:
        raise UsageError(f"{view.name(position)}不是人、岗位或组织 (not a person, post or organisation)")
    net = _flat(view, layers, wanted, day, area, of)
    said = {**head(view, net, day, area), "mode": wanted}
    if of == "post":
        net = with_posts(view, net, day)
    losses, census = Losses(biconnected(net.projection)), Census(view, net)
    found = components(net.projection)
    counts = ~census.is_a("Post")
    sizes = np.bincount(found.labels[counts], minlength=len(found.sizes))
    node = int(np.searchsorted(net.positions, position))
    there = node < len(net.positions) and net.positions[node] == position
    after = sizes
    if there:
        pieces = [int(counts[piece].sum()) for piece in losses.pieces(node)]
        after = np.append(np.delete(sizes, found.labels[node]), pieces)
    result = WhatIfResult.model_validate({
        **said, "before": _holding(sizes), "after": _holding(after),
        "point": _point(view, net, losses, census, node if there else None, 0, day, breaks, position)})
    timed(result, began)
    return result


def check_of(of: str) -> Of:
    """`of` if it is known. Raises UsageError."""
    for known in OF:
        if of == known:
            return known
    raise UsageError(f"不能问这一类的退出：{of} (no such kind of loss)", hint="、".join(OF))


def _flat(view: View, layers: Sequence[str], mode: Mode, day: int, area: int | None, of: str | None) -> Network:
    inner: Mode = "org" if mode == "org" and of in (None, "organization") else "two"
    return projected(view, layers, inner, day, area, flat=True)


def _gravest(losses: Losses, census: Census, cut_vertices: Ints, top: int) -> list[int]:
    """The cut vertices by the people that they cut off, then by how many organisations and areas.

    What each can cut off at most is known of all at once; so only those that may be among the first are looked into.
    """
    people, others = losses.most(census.residents), losses.most(census.placed.astype(np.int64))
    able = cut_vertices[others[cut_vertices] > 0]
    able = able[np.lexsort((able, -others[able], -people[able]))]
    kept: list[tuple[int, int, int]] = []
    for node in able.tolist():
        if len(kept) >= top and kept[top - 1] <= (-int(people[node]), -int(others[node]), node):
            break
        lost = losses.lost(node)
        if count := int(census.placed[lost].sum()):
            insort(kept, (-census.population(lost), -count, node))
    return [node for _, _, node in kept[:top]]


def _point(view: View, net: Network, losses: Losses, census: Census, node: int | None, rank: int, day: int,
           breaks: Breaks, position: int = -1) -> FailurePoint:
    """Everything about the loss of a node of the network, or of a position that is not in it."""
    position = position if node is None else int(net.positions[node])
    pieces = [] if node is None else losses.pieces(node)
    lost = np.concatenate(pieces[1:]) if len(pieces) > 1 else np.empty(0, np.int32)
    cut = lost[census.placed[lost]]
    broken = breaks(*removed(view, position, day))
    held = [edge for type_, inbound in ((("HOLDS", True),) if view.kind(position) == "Post" else (("MEMBER", False),))
            for edge in view.edges(position, type_, inbound=inbound, day=day)]
    return FailurePoint(
        **node_ref(view, position).model_dump(),
        rank=rank,
        cut_off=census.refs(cut, MEMBERS),
        cut_off_count=len(cut),
        population=census.people(lost),
        posts=len(held),
        parts=[part for piece in pieces if (part := _part(census, piece)).size],
        gaps_opened=sum(one.count for one in broken),
        broken=broken,
        successors=successors(view, position, day),
        evidence=[source_ref(edge.source) for edge in held],
    )


def _part(census: Census, piece: Ints) -> CutPart:
    nodes = piece[census.placed[piece] | census.person[piece]]
    compounds = nodes[census.compound[nodes]]
    named = nodes[census.placed[nodes]]
    return CutPart(size=len(nodes), people=int(census.person[nodes].sum()), compounds=len(compounds),
                   population=census.people(nodes), members=census.refs(named if len(named) else nodes, SHOWN),
                   compounds_named=census.refs(compounds, SHOWN))


def _holding(sizes: np.ndarray) -> Holding:
    there = sizes[sizes > 0].astype(np.int64)
    return Holding(nodes=int(there.sum()), islands=len(there), largest=int(there.max(initial=0)),
                   reachable_pairs=int((there * (there - 1) // 2).sum()))
