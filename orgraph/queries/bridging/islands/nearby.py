"""The nearest of another island by place, whatever is permitted, and what a tie with it would take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.layers import Mode, layers
from orgraph.queries.bridging.projection import Ints
from orgraph.queries.eligibility import eligibility
from orgraph.queries.links import permitted_links
from orgraph.stores.base import Positions, View
from orgraph.vocabulary import vocabulary

Amounts = NDArray[np.int64]


class Pair(NamedTuple):
    """Two nodes of different islands (indices of the positions given) and the lowest area that holds both, −1: none."""

    own: int
    other: int
    area: int
    steps: int


class Places:
    """Where the islands lie: nodes at `positions` (ascending, shape (n,)), the island of each in `labels`, shape (n,).

    Areas lie in pre-order with what they hold right behind, so the lowest area that holds a node and anything of
    another island is found with the last node of another island before it or the first behind it.
    """

    def __init__(self, view: View, positions: Positions, labels: NDArray[np.int64]) -> None:
        self._view, self._positions = view, positions
        borders = np.flatnonzero(np.diff(labels)) + 1
        lengths = np.diff(np.concatenate(([0], borders, [len(labels)])))
        self._before = np.repeat(np.append(0, borders) - 1, lengths)
        self._behind = np.repeat(np.append(borders, len(labels)), lengths)

    def nearest(self, own: Ints) -> Pair | None:
        """Of the pairs of a node on an island (its nodes: `own`) with one on another, that which the lowest area holds.

        Of equally low areas the one reached with the fewest steps up from the island's node, then the first node.
        """
        n, view, positions = len(self._positions), self._view, self._positions
        near = np.concatenate((own, own)).astype(np.int64)
        far = np.concatenate((self._before[own], self._behind[own]))
        there = (far >= 0) & (far < n)
        near, far = near[there], far[there]
        if not len(near):
            return None
        areas = _holding(view, positions[near], positions[far])
        depths, steps = (_depth(view, at) for at in (areas, positions[near].astype(np.int64)))
        steps = steps - depths
        best = int(np.lexsort((far, near, steps, -depths))[0])
        return Pair(int(near[best]), int(far[best]), int(areas[best]), int(steps[best]))


def _holding(view: View, a: Positions, b: Positions) -> Amounts:
    """The lowest area (of which a node may be one itself) that holds a and b, −1 where none does."""
    first, last = np.minimum(a, b).astype(np.int64), np.maximum(a, b)
    at = first.copy()
    out = np.arange(len(at))
    while len(out):
        out = out[(at[out] >= 0) & (view.ends(at[out].astype(np.int32)) <= last[out])]
        at[out] = _homes(view, at[out])
    return at


def _depth(view: View, positions: Amounts) -> Amounts:
    """How many areas lie above each node, itself counted; 0 of −1."""
    depth = np.zeros(len(positions), np.int64)
    at = positions.copy()
    there = np.flatnonzero(at >= 0)
    while len(there):
        depth[there] += 1
        at[there] = _homes(view, at[there])
        there = there[at[there] >= 0]
    return depth


def _homes(view: View, positions: Amounts) -> Amounts:
    different, which = np.unique(positions, return_inverse=True)
    return np.array([view.home(p) for p in different.tolist()], np.int64)[which]


def would_tie(names: tuple[str, ...], mode: Mode, a: str, b: str) -> list[str]:
    """The layers, of those named, that can tie a node of kind `a` with one of kind `b` in the mode."""
    is_a = vocabulary().is_a
    if mode == "person" and a == b == "Person":
        return [name for name in names if "Person" in layers()[name].parsed.nodes["a"].labels]
    ends = [(layers()[name].parsed.nodes["a"].labels, layers()[name].parsed.nodes["b"].labels) for name in names]
    return [name for name, (left, right) in zip(names, ends, strict=True)
            if any(any(is_a(x, label) for label in left) and any(is_a(y, label) for label in right)
                   for x, y in ((a, b), (b, a)))]


def allowing(a: str, b: str) -> list[str]:
    """The lines of the eligibility table and the permitted links that lead from a node of one kind to one of the other.

    A person may take any post that the table gives to persons; of a body it is asked whether its people may.
    """
    is_a = vocabulary().is_a
    found = []
    lines = {name: line.parsed for name, line in eligibility().items()}
    for name, pattern in (lines | {name: link.parsed for name, link in permitted_links().items()}).items():
        nodes = pattern.nodes
        source, target = nodes.get("s", nodes.get("x")), nodes.get("t", nodes.get("f"))
        if source is not None and target is not None and any(
                ((x == "Person" and "p" in nodes) or any(is_a(x, label) for label in source.labels))
                and any(is_a(y, label) for label in target.labels) for x, y in ((a, b), (b, a))):
            found.append(name)
    return found
