"""A view's ties on some layers, as a projection: nothing is projected that the caller did not name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgraph.errors import UsageError
from orgraph.queries.bridging.layers import Layer, Mode
from orgraph.queries.bridging.projection import Collapse, Projection
from orgraph.queries.bridging.ties import Scope, both_ways, joined, recorded
from orgraph.stores.base import Positions, View


@dataclass(frozen=True, eq=False)
class Network:
    """The projection with the view's position of each of its nodes, ascending, and how it was made."""

    projection: Projection
    positions: Positions
    mode: Mode
    layers: tuple[str, ...]
    collapse: Collapse = "count"
    boundary: bool = False


def network(view: View, chosen: Sequence[Layer], mode: Mode, day: int, scope: Scope, *, directed: bool = False,
            collapse: Collapse = "count") -> Network:
    """The ties of the layers on a day between nodes in the scope, with its boundary also those with one end in it.

    Nodes are those with a tie. Mode "org" and "two" take the ties as they are; "person" ties two persons who are tied
    to one organisation, once for each that they share. directed: a tie leads from the `a` to the `b` of its layer; of a
    symmetric layer both ways. collapse: what parallel ties weigh together (`Projection.from_pairs`). Raises UsageError
    where ties have no direction, which is so of all that is projected.
    """
    if directed and mode == "person":
        raise UsageError("人与人之间的共事没有方向 (sharing an organisation has no direction)", hint="--mode two、org")
    found = [recorded(view, layer, mode, day, scope) for layer in chosen]
    if directed:
        found = [both_ways(ties) for ties in found]
    persons = scope.persons(view)
    a, b = joined(found, persons, mode)
    kept = scope.keeps(a, b)
    a, b = a[kept], b[kept]
    positions, numbers = np.unique(np.concatenate((a, b)), return_inverse=True)
    left, right = (ends.astype(np.int32) for ends in (numbers[:len(a)], numbers[len(a):]))
    side = sides(persons, positions, left, right) if mode == "two" else None
    projection = Projection.from_pairs(len(positions), left, right, mode=side, directed=directed, collapse=collapse)
    return Network(projection, positions, mode, tuple(layer.id for layer in chosen), collapse, scope.boundary)


def sides(persons: Positions, positions: Positions, left: Positions, right: Positions
          ) -> np.ndarray[tuple[int], np.dtype[np.int8]] | None:
    """Persons on one side and the rest on the other, if every tie crosses; else the graph is not two-mode."""
    side = (~np.isin(positions, persons)).astype(np.int8)
    apart = left != right  # a tie of a node with itself is dropped, and says nothing
    return side if apart.any() and bool((side[left] != side[right])[apart].all()) else None
