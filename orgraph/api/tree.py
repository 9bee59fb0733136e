"""The area tree around one area: what is above it, what is right below."""

from __future__ import annotations

from collections.abc import Iterator

from orgraph.moment import Moment
from orgraph.results import NodeRef
from orgraph.stores.base import View


def refs(view: View, positions: list[int]) -> list[NodeRef]:
    """Nodes as references."""
    return [NodeRef(id=id_, name=view.name(p), kind=view.kind(p))
            for p, id_ in zip(positions, view.ids(positions), strict=True)]


def above(view: View, position: int) -> list[NodeRef]:
    """The areas above a node, the largest first."""
    return refs(view, view.path_of(position)[::-1])


def below(now: Moment, area: int | None) -> list[NodeRef]:
    """The areas right below one (None: those that nothing is above) that exist on the day, in order."""
    return refs(now.view, [p for p in _children(now.view, area) if now.view.alive(p, now.day.toordinal())])


def only(now: Moment) -> NodeRef | None:
    """The one area that everything lies in, down to where it divides; None if it divides at the top."""
    found: NodeRef | None = None
    while len(parts := below(now, None if found is None else now.view.position(found.id))) == 1:
        found = parts[0]
    return found


def _children(view: View, area: int | None) -> Iterator[int]:
    """Areas stand in pre-order, so behind a child and all that is in it stands the next one."""
    lo, hi = (0, view.size) if area is None else view.inside(area)
    areas = view.of_kind("Area", lo, hi)
    at = 0 if area is None else 1
    while at < len(areas):
        child = int(areas[at])
        yield child
        at = int(areas.searchsorted(view.inside(child)[1]))
