"""A network on one of several days, its nodes numbered alike on all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.asking import projected
from orgraph.queries.bridging.failing.losses import Losses
from orgraph.queries.bridging.layers import Mode
from orgraph.queries.bridging.measures import Measure
from orgraph.queries.bridging.measures.biconnected import Biconnected, biconnected
from orgraph.queries.bridging.measures.components import Components, components
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.placing import ranked
from orgraph.queries.bridging.projection import Floats
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

Keys = NDArray[np.int64]


class Look:
    """The network of some layers on a day.

    Areas may lie otherwise on other days, and positions are then others too; so nodes are known by their position in
    one view, `base`, whatever the day.
    """

    def __init__(self, base: View, names: Sequence[str], mode: Mode, day: int, area: int | None) -> None:
        self.base, self.day, self.view = base, day, base.on(day)
        within = area if area is None or self.view is base else self.view.position(base.ids([area])[0])
        self.net: Network = projected(self.view, names, mode, day, within, flat=False)
        positions = self.net.positions
        self.nodes = positions.astype(np.int64) if self.view is base else np.array(
            [base.position(id_) for id_ in self.view.ids(positions)], np.int64)
        self.node = {position: number for number, position in enumerate(self.nodes.tolist())}

    def here(self, position: int) -> int:
        """Where a node of `base` is in this day's view."""
        return position if self.view is self.base else self.view.position(self.base.ids([position])[0])

    @cached_property
    def links(self) -> Keys:
        """Every link as lower · size + higher position, ascending."""
        p = self.net.projection
        upper = p.rows < p.indices
        a, b = self.nodes[p.rows[upper]], self.nodes[p.indices[upper]]
        return np.sort(np.minimum(a, b) * self.base.size + np.maximum(a, b))

    @cached_property
    def content(self) -> bytes:
        """What values depend on: the same on two days whose networks are the same."""
        p = self.net.projection
        columns = (self.nodes, p.indptr, p.indices, *(() if p.weights is None else (p.weights,)))
        return b"".join(column.tobytes() for column in columns)

    @cached_property
    def blocks(self) -> Biconnected:
        """Its cut vertices."""
        return biconnected(self.net.projection)

    @cached_property
    def losses(self) -> Losses:
        """What each node's loss separates."""
        return Losses(self.blocks)

    @cached_property
    def islands(self) -> Components:
        """Its components."""
        return components(self.net.projection)

    def cut_vertices(self) -> dict[int, int]:
        """The persons and organisations that alone hold others together, and how many each would cut off."""
        root, cut_off = vocabulary().root, self.blocks.cut_off
        return {int(self.nodes[v]): int(cut_off[v]) for v in self.blocks.cut_vertices.tolist()
                if root(self.view.kind(int(self.net.positions[v]))) in ("Person", "Organization")}

    def neighbours(self, position: int) -> Keys:
        """The positions tied to one, ascending; none if it has no tie."""
        number, p = self.node.get(position), self.net.projection
        if number is None:
            return np.empty(0, np.int64)
        return np.sort(self.nodes[p.indices[p.indptr[number]:p.indptr[number + 1]]])


class Ranking:
    """The values of a measure on one network, and the rank of each node that has one."""

    def __init__(self, look: Look, measure: Measure, values: Floats) -> None:
        order, ranks = ranked(values, measure.first, look.nodes)
        self.first: list[int] = look.nodes[order].tolist()
        self.value = dict(zip(self.first, values[order].tolist(), strict=True))
        self.rank = dict(zip(self.first, ranks.tolist(), strict=True))
