"""Islands: groups without a tie to one another, the hierarchy left out, and the step that would join each."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from orgraph.queries.bridging.asking import MEMBERS, check_mode, head, projected, timed
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.proposals import propose
from orgraph.queries.bridging.results import Island, IslandsResult
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View


def islands(
    view: View, layers: Sequence[str], mode: str, day: int, area: int | None = None, *, top: int = 200
) -> IslandsResult:
    """Groups without a tie to one another, the hierarchy left out; for each the best permitted link to another."""
    began = time.perf_counter()
    net = projected(view, layers, check_mode(mode), day, area, flat=True)
    found = components(net.projection)
    result = IslandsResult.model_validate(head(view, net, day, area))
    links = propose(view, net, found, day, area, limit=None)
    for number in range(min(len(found.sizes), top)):
        members = net.positions[found.members(number)]
        people = sum(view.kind(p) == "Person" for p in members.tolist())
        near = next((link for link in links if number in link.joins), None) if len(found.sizes) > 1 else None
        result.islands.append(
            Island(
                id="i-" + view.ids([int(members[0])])[0],
                size=len(members),
                people=people,
                members=[node_ref(view, p) for p in members[:MEMBERS].tolist()],
                nearest=near.describe(view, len(found.sizes)) if near else None,
            )
        )
    lo, hi = (0, view.size) if area is None else view.inside(area)
    kind = "Person" if net.mode == "person" else "Organization"
    alone = [p for p in np.setdiff1d(view.of_kind(kind, lo, hi), net.positions).tolist() if view.alive(p, day)]
    result.isolated, result.isolates = len(alone), [node_ref(view, p) for p in alone[:top]]
    timed(result, began)
    return result
