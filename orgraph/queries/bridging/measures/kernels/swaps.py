"""Ties exchanged at random, each node keeping the number of its ties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.kernels import Indices, compiled

Keys = NDArray[np.int64]
_EMPTY = np.int64(-1)


@compiled
def _home(table: Keys, key: int) -> int:
    """Where the key belongs in a table whose length is a power of two (Fibonacci hashing)."""
    return int(np.uint64(key) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(20)) & (len(table) - 1)


@compiled
def _slot(table: Keys, key: int) -> int:
    """Where the key is in the open-addressed table, or the empty place where it would be."""
    place = _home(table, key)
    while table[place] not in (_EMPTY, key):
        place = (place + 1) & (len(table) - 1)
    return place


@compiled
def _forget(table: Keys, key: int) -> None:
    """Take the key out and move back what was pushed past its place, so that no search ends too early."""
    mask = len(table) - 1
    hole = _slot(table, key)
    at = hole
    while True:
        at = (at + 1) & mask
        if table[at] == _EMPTY:
            break
        # A key may fill the hole if its own place does not lie after the hole on the way to where it is now.
        if (at - _home(table, table[at])) & mask >= (at - hole) & mask:
            table[hole] = table[at]
            hole = at
    table[hole] = _EMPTY


@compiled
def _key(a: int, b: int, n: int, symmetric: bool) -> int:
    return min(a, b) * n + max(a, b) if symmetric and a > b else a * n + b


@compiled
def known(a: Indices, b: Indices, n: int, symmetric: bool) -> Keys:
    """The table of all ties, for `exchange`: at most a quarter full."""
    size = 4
    while size < 4 * len(a):
        size *= 2
    table = np.full(size, _EMPTY, np.int64)
    for tie in range(len(a)):
        key = _key(a[tie], b[tie], n, symmetric)
        table[_slot(table, key)] = key
    return table


@compiled
def exchange(a: Indices, b: Indices, n: int, symmetric: bool, table: Keys, attempts: int, random: np.random.Generator
             ) -> int:
    """Try `attempts` times to let two ties exchange their far ends, in place; the number that were exchanged.

    a → b and c → d become a → d and c → b (of symmetric ties either end may be the far one), unless that would be a
    loop or a tie that is there already: then nothing changes, which also counts as a step, so that every graph with
    these degrees is equally likely in the long run (Milo et al., arXiv:cond-mat/0312028, 2003).
    """
    ties, done = len(a), 0
    if ties < 2:
        return 0
    for _ in range(attempts):
        one, other = random.integers(0, ties), random.integers(0, ties)
        if one == other:
            continue
        p, q, r, s = a[one], b[one], a[other], b[other]
        if symmetric and random.integers(0, 2) == 1:
            r, s = s, r
        if p == s or r == q:
            continue
        first, second = _key(p, s, n, symmetric), _key(r, q, n, symmetric)
        if first == second or table[_slot(table, first)] == first or table[_slot(table, second)] == second:
            continue
        _forget(table, _key(p, q, n, symmetric))
        _forget(table, _key(r, s, n, symmetric))
        table[_slot(table, first)] = first
        table[_slot(table, second)] = second
        a[one], b[one], a[other], b[other] = p, s, r, q
        done += 1
    return done
