"""A view's ties on some layers, as a projection: nothing is projected that the caller did not name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgraph.queries.bridging.layers import Layer, Mode
from orgraph.queries.bridging.projection import Projection
from orgraph.stores.base import Positions, View


@dataclass(frozen=True, eq=False)
class Network:
    """The projection with the view's position of each of its nodes, ascending."""

    projection: Projection
    positions: Positions
    mode: Mode
    layers: tuple[str, ...]


def network(view: View, chosen: Sequence[Layer], mode: Mode, day: int, lo: int, hi: int) -> Network:
    """The ties of the layers between nodes in the range [lo, hi) on a day.

    Nodes are those with a tie. Mode "org" and "two" take the ties as they are; "person" ties two persons who are tied
    to one organisation, its weight the number of organisations shared.
    """
    pairs = [_pairs(view, layer, day, lo, hi) for layer in chosen]
    a = np.concatenate([p[0] for p in pairs]) if pairs else np.empty(0, np.int32)
    b = np.concatenate([p[1] for p in pairs]) if pairs else np.empty(0, np.int32)
    if mode == "person":
        a, b = _through(view, a, b, lo, hi)
    positions, numbers = np.unique(np.concatenate((a, b)), return_inverse=True)
    left, right = (ends.astype(np.int32) for ends in (numbers[:len(a)], numbers[len(a):]))
    side = _sides(view, positions, left, right, lo, hi) if mode == "two" else None
    projection = Projection.from_pairs(len(positions), left, right, mode=side)
    return Network(projection, positions, mode, tuple(layer.id for layer in chosen))


def _pairs(view: View, layer: Layer, day: int, lo: int, hi: int) -> tuple[Positions, Positions]:
    labels = layer.parsed.nodes["a"].labels
    start = np.unique(np.concatenate([view.of_kind(label, lo, hi) for label in labels]))
    a, b = view.pairs(layer.parsed, "a", "b", day, start)
    kept = (b >= lo) & (b < hi)
    if layer.symmetric:
        kept &= a < b
    return a[kept], b[kept]


def _through(view: View, a: Positions, b: Positions, lo: int, hi: int) -> tuple[Positions, Positions]:
    """Persons tied through what they share."""
    from scipy.sparse import csr_array

    person = np.isin(a, view.of_kind("Person", lo, hi))
    people, row = np.unique(a[person], return_inverse=True)
    shared, column = np.unique(b[person], return_inverse=True)
    ties = csr_array((np.ones(len(row)), (row, column)), shape=(len(people), len(shared)))
    ties.sum_duplicates()
    ties.data[:] = 1  # two posts in one organisation share it once
    both = (ties @ ties.T).tocoo()
    upper = both.row < both.col
    times = both.data[upper].astype(np.int64)
    return (np.repeat(people[both.row[upper]], times).astype(np.int32),
            np.repeat(people[both.col[upper]], times).astype(np.int32))


def _sides(view: View, positions: Positions, left: Positions, right: Positions, lo: int, hi: int
           ) -> np.ndarray[tuple[int], np.dtype[np.int8]] | None:
    """Persons on one side and the rest on the other, if every tie crosses; else the graph is not two-mode."""
    side = (~np.isin(positions, view.of_kind("Person", lo, hi))).astype(np.int8)
    apart = left != right  # a tie of a node with itself is dropped, and says nothing
    return side if apart.any() and bool((side[left] != side[right])[apart].all()) else None
