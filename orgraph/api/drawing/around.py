"""A node with those round it, and the way from one node to another: each tie with the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from orgraph.api.drawing.drawn import Bond, Drawn, mark
from orgraph.api.drawing.layout import layout
from orgraph.charts.layout import rings
from orgraph.queries.bridging.layers import Mode
from orgraph.queries.bridging.multigraph import multigraph
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.projection import Projection
from orgraph.results import SourceRef
from orgraph.stores.base import View

MOST = 150  # nodes drawn round one
RING = 130.0  # pixels from ring to ring, at least
_MARK = 30.0  # pixels that a mark takes on its ring
_STEP = 170.0  # from one node of a way to the next


def around(view: View, day: int, net: Network, layers: Sequence[str], position: int, steps: int) -> Drawn:
    """A node in the middle, on rings those up to so many ties away; the best tied ones where they are too many."""
    p = net.projection
    middle = _number(net, position)
    if middle is None:
        return Drawn([mark(view, position)]).looked()
    away = {middle: 0}
    ring, left = [middle], 0
    for step in range(1, steps + 1):
        found = {int(w) for v in ring for w in p.indices[p.indptr[v]:p.indptr[v + 1]]} - away.keys()
        chosen = sorted(found, key=lambda v: (-int(p.degrees[v]), v))[:MOST - len(away)]
        left += len(found) - len(chosen)
        ring = sorted(chosen)
        away |= dict.fromkeys(ring, step)
    nodes = sorted(away)
    drawn = Drawn([mark(view, int(net.positions[v]), step=away[v]) for v in nodes], left=left)
    inner = [v for v in nodes if away[v] < steps]
    drawn.bonds = bonds(view, day, layers, net.mode, net.positions[inner].tolist(), {one.id for one in drawn.marks})
    _place(drawn, nodes, net, middle, away)
    for rank, at in enumerate(sorted(range(len(nodes)), key=lambda at: (away[nodes[at]], -p.degrees[nodes[at]]))):
        drawn.marks[at].rank = rank
    return drawn.looked()


def star(view: View, day: int, layers: Sequence[str], mode: Mode, position: int, within: range | None = None) -> Drawn:
    """A node and those it is tied to, of each kind beside each other, without working out any network; within: of
    these positions alone."""
    own = view.ids([position])[0]
    graph = multigraph(view, layers, mode, day, position, alone=True)
    found = {one: view.position(one) for one in graph if one != own}
    kept = sorted((at, one) for one, at in found.items() if within is None or at in within)
    drawn = Drawn([mark(view, position)], left=max(len(kept) - MOST, 0))
    places = sorted((view.kind(at), at, rank) for rank, (at, _) in enumerate(kept[:MOST], 1))
    drawn.marks += [mark(view, at, step=1, rank=rank) for _, at, rank in places]
    drawn.bonds = bonds(view, day, layers, mode, [position], {one.id for one in drawn.marks})
    radius = max(RING, _MARK * len(places) / (2 * np.pi))
    for number, one in enumerate(drawn.marks[1:]):
        turn = 2 * np.pi * number / len(places) - np.pi / 2
        one.x, one.y = round(radius * float(np.cos(turn)), 1), round(radius * float(np.sin(turn)), 1)
    return drawn.looked()


def _place(drawn: Drawn, nodes: Sequence[int], net: Network, middle: int, away: dict[int, int]) -> None:
    at = {v: place for place, v in enumerate(nodes)}
    p = net.projection
    near = [[at[int(w)] for w in p.indices[p.indptr[v]:p.indptr[v + 1]] if int(w) in at] for v in nodes]
    ends = [(a, b) for a, others in enumerate(near) for b in others if a < b]
    part = Projection.from_pairs(len(nodes), [a for a, _ in ends], [b for _, b in ends])
    start = layout(part, [one.id for one in drawn.marks], np.arange(len(nodes)) / len(nodes))
    start = start - start[at[middle]]
    steps = np.array([away[v] for v in nodes])
    inward = [[w for w in others if steps[w] == steps[v] - 1] for v, others in enumerate(near)]
    points = rings(steps, np.arctan2(start[:, 1], start[:, 0]), inward)
    radius, reach = [0.0], 0.0
    for step in range(1, int(steps.max(initial=0)) + 1):
        reach = max(reach + RING, _MARK * float(np.count_nonzero(steps == step)) / (2 * np.pi))
        radius.append(reach / step)
    for one, step, (x, y) in zip(drawn.marks, steps.tolist(), points.tolist(), strict=True):
        one.x, one.y = round(x * radius[step], 1), round(-y * radius[step], 1)


def way(view: View, day: int, net: Network, layers: Sequence[str], start: int, end: int) -> Drawn:
    """The shortest way between two nodes, the one through the first positions where there are several; only its two
    ends where there is none."""
    from scipy.sparse.csgraph import breadth_first_order

    a, b = _number(net, start), _number(net, end)
    steps: list[int] = []
    if a is not None and b is not None:
        before = breadth_first_order(net.projection.matrix(), b, directed=False)[1]
        if a == b or before[a] >= 0:
            steps = [a]
            while steps[-1] != b:
                steps.append(int(before[steps[-1]]))
    places = [int(net.positions[v]) for v in steps] or [start, end]
    drawn = Drawn([mark(view, position, rank=rank, step=rank) for rank, position in enumerate(places)])
    for one in drawn.marks:
        one.x, one.y = one.step * _STEP, 36.0 * (one.step % 2)
    if steps:
        along = {frozenset(pair) for pair in pairwise(one.id for one in drawn.marks)}
        found = bonds(view, day, layers, net.mode, places[:-1], {one.id for one in drawn.marks})
        drawn.bonds = [bond for bond in found if frozenset((bond.a, bond.b)) in along]
    return drawn.looked()


def bonds(view: View, day: int, layers: Sequence[str], mode: Mode, positions: Iterable[int], within: set[str]
          ) -> list[Bond]:
    """The ties of some nodes with others of `within`, a bond for each pair with all that is recorded of it."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    seen: set[str] = set()
    for position in positions:
        own = view.ids([position])[0]
        graph = multigraph(view, layers, mode, day, position, alone=True)
        for a, b, said in graph.edges(data=True):
            other = b if a == own else a
            if other in within and other not in seen and other != own:
                found.setdefault((own, other), []).append(said)
        seen.add(own)
    return [Bond(a, b, _distinct(ties, "label"), _distinct(ties, "via"), _distinct(ties, "role"), _sources(ties),
                 len(ties))
            for (a, b), ties in found.items()]


def _distinct(ties: Sequence[dict[str, Any]], field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for tie in ties for word in str(tie.get(field, "")).split("、") if word))


def _sources(ties: Sequence[dict[str, Any]]) -> tuple[SourceRef, ...]:
    rows = dict.fromkeys(text for tie in ties for text in str(tie.get("evidence", "")).split("；") if text)
    found = [text.rsplit(":", 2) for text in rows]
    return tuple(SourceRef(file=file, sheet=sheet, row=int(row)) for file, sheet, row in found)


def _number(net: Network, position: int) -> int | None:
    at = int(np.searchsorted(net.positions, position))
    return at if at < len(net.positions) and net.positions[at] == position else None
