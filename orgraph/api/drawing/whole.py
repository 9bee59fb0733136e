"""A whole network as columns for the browser, with the places of its nodes: kept, for many look at the same one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

import numpy as np
import orjson

from orgraph.api.drawing.drawn import legend
from orgraph.api.drawing.layout import layout
from orgraph.charts.layout import Points
from orgraph.errors import UsageError
from orgraph.queries.bridging.asking import projected
from orgraph.queries.bridging.layers import Mode
from orgraph.queries.bridging.network import Network
from orgraph.stores.base import View

MOST = 60_000  # nodes that a browser is given
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The last few values by key, for all threads; two that ask at once may both work it out."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key, made if it is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


def most_tied(net: Network, begin: int, end: int) -> list[tuple[int, int]]:
    """Positions of the nodes of a network and how many links each has, those with most first: from one to another."""
    degrees = net.projection.degrees
    first = np.lexsort((net.positions, -degrees))[begin:end]
    return [(int(net.positions[at]), int(degrees[at])) for at in first]


@dataclass(frozen=True, eq=False)
class Whole:
    """A network with the places of its nodes."""

    net: Network
    ids: list[str]
    points: Points

    def json(self, view: View) -> bytes:
        """Columns: ids, names, looks, x, y, links a node; the ends of links two by two; the legend as kinds."""
        p = self.net.projection
        kinds = [view.kind(at) for at in self.net.positions.tolist()]
        lines, looks = legend(kinds)
        once = p.rows < p.indices
        ends = np.column_stack((p.rows[once], p.indices[once]))
        return orjson.dumps({
            "ids": self.ids, "names": [view.name(at) for at in self.net.positions.tolist()],
            "looks": [looks[kind] for kind in kinds], "x": self.points[:, 0].copy(), "y": self.points[:, 1].copy(),
            "links": p.degrees, "ends": ends.ravel(), "legend": [line for line, _ in lines],
        }, option=orjson.OPT_SERIALIZE_NUMPY)


def whole(view: View, day: int, area: int | None, layers: Sequence[str], mode: Mode) -> Whole:
    """The network of an area (None: everywhere) with its layout. Raises UsageError where it has too many nodes."""
    net = projected(view, layers, mode, day, area, flat=False)
    n = net.projection.n
    if n > MOST:
        raise UsageError(f"{n:,} 个节点画不下，最多 {MOST:,} 个 (too many nodes for a picture)", code="too-many-nodes",
                         hint="缩小区域，或少选几种联系 (a smaller area, or fewer kinds of tie)")
    lo, hi = (0, view.size) if area is None else view.inside(area)
    ids = view.ids(net.positions.tolist())
    points = layout(net.projection, ids, (net.positions - lo) / max(hi - lo, 1))
    return Whole(net, ids, points)
