"""Nodes of a block with the same neighbours, made one: persons of a single body, bodies of the same persons.

Twins lie equally far from everybody, so no shortest path leads over one from another and what passes through them they
share alike. One node stands for all `copies`: it weighs what they weigh together, and each path to one of them goes on
as `copies` paths. Twins who are neighbours count too. What passes between two that are not is shared by their common
neighbours and added here.
"""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Bits, Floats, Indices, Indptr, compiled


@compiled
def _mixed(number: int) -> np.uint64:
    """A number's bits well mixed (Steele, Lea & Flood, Fast splittable pseudorandom number generators, 2014)."""
    z = np.uint64(number + 1) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@compiled
def _same(keys: Bits, first: Indices, table: Indices) -> None:
    """Seats of one key get the lowest of them as their `first`; the table's length is a power of 2, above theirs."""
    table[:] = -1
    last = np.uint64(len(table) - 1)
    for v in range(len(keys)):
        at = keys[v] & last
        while table[at] >= 0 and keys[table[at]] != keys[v]:
            at = (at + np.uint64(1)) & last
        if table[at] < 0:
            table[at] = v
        else:
            first[v] = table[at]


@compiled
def twins(start: Indptr, rows: Indptr, ends: Indices) -> Indices:
    """For every seat the first of its twins, or itself, counted from the block's first seat.

    Neighbours are compared as sums of mixed numbers: two sets differ in them but for one chance in 2⁶⁴.
    """
    first = np.empty(len(rows) - 1, np.int32)
    most = 0
    for b in range(len(start) - 1):
        most = max(most, start[b + 1] - start[b])
    mixed, keys = np.empty(most, np.uint64), np.empty(most, np.uint64)
    for v in range(most):
        mixed[v] = _mixed(v)
    table = np.empty(4 * most, np.int32)
    for b in range(len(start) - 1):
        base, size = start[b], start[b + 1] - start[b]
        room = 2
        while room < 2 * size:
            room *= 2
        for v in range(size):
            first[base + v] = v
            keys[v] = 0
            for slot in range(rows[base + v], rows[base + v + 1]):
                keys[v] += mixed[ends[slot]]
        _same(keys[:size], first[base : base + size], table[:room])
        for v in range(size):  # with the node itself: twins who are neighbours
            keys[v] += mixed[v]
        _same(keys[:size], first[base : base + size], table[:room])
    return first


@compiled
def merged(
    start: Indptr, weight: Floats, rows: Indptr, ends: Indices, first: Indices
) -> tuple[Indptr, Floats, Indptr, Indices, Indices, Floats, Floats]:
    """The blocks with twins made one: start, weight, rows, ends.

    Then by old seat the new one, by new seat its copies, by old seat the pairs of twins that pass through it.
    """
    seats = len(weight)
    begin = np.zeros(len(start), np.int64)
    becomes = np.empty(seats, np.int32)
    copies, together, squares = np.zeros(seats), np.zeros(seats), np.zeros(seats)
    links = np.zeros(seats + 1, np.int64)
    into = np.empty(len(ends), np.int32)
    through = np.zeros(seats)
    made = link = 0
    for b in range(len(start) - 1):
        base = start[b]
        for v in range(base, start[b + 1]):
            if first[v] == v - base:
                becomes[v] = made
                made += 1
            else:
                becomes[v] = becomes[base + first[v]]
            copies[becomes[v]] += 1
            together[becomes[v]] += weight[v]
            squares[becomes[v]] += weight[v] ** 2
        begin[b + 1] = made
        for v in range(base, start[b + 1]):
            if first[v] != v - base:
                continue
            new, apart = becomes[v], True
            for slot in range(rows[v], rows[v + 1]):
                w = base + ends[slot]
                apart &= becomes[w] != new
                if becomes[w] != new and first[w] == w - base:
                    into[link] = becomes[w] - begin[b]
                    link += 1
            links[new + 1] = link
            if apart and copies[new] > 1:
                pairs = (together[new] ** 2 - squares[new]) / 2
                for slot in range(rows[v], rows[v + 1]):
                    through[base + ends[slot]] += pairs / (rows[v + 1] - rows[v])
    return (
        begin, together[:made].copy(), links[: made + 1].copy(), into[:link].copy(), becomes, copies[:made].copy(),
        through,
    )
