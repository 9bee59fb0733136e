"""What chance would give of Gould & Fernandez's brokerage: means and deviations, exactly, for two null models.

A score is a sum over ordered pairs, so its variance is a sum over pairs of pairs, which depends only on which of their
nodes are the same and which are of one group. So it is enough to count the ways to place a few nodes in groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import permutations
from math import perm, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.projection import Floats

Nodes = tuple[int, int, int]  # a, v, b of a brokered pair, as places in a list of nodes of which the first is v
Numbers = NDArray[Any]  # Python's integers, exact however large, one a group
FIRST: Nodes = (1, 0, 2)
COLUMNS = 6  # five roles and their total


class Overlaps(NamedTuple):
    """For each node v: pairs (a, b) that it brokers, and how often two of them overlap; int64, shape (n,).

    `first`: they share a. `last`: they share b. `across`: the b of one is the a of the other. `turned`: (a, b) and
    (b, a). Each in either order; those turned are also across.
    """

    pairs: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    across: NDArray[np.int64]
    turned: NDArray[np.int64]


class TiesByChance(NamedTuple):
    """Mean and deviation of a node of each group, shape (groups, 6), and of the sums over all nodes, shape (6,)."""

    expected: Floats
    deviation: Floats
    whole_expected: Floats
    whole_deviation: Floats


def by_ties(sizes: Sequence[int], density: float, *, directed: bool) -> TiesByChance:
    """Every tie (undirected: every link) is there with probability `density`, independently of the others.

    sizes : nodes in each group
    """
    ways, groups = _Ways(sizes), len(sizes)
    each = np.array(sizes, dtype=object)
    mean = density**2 * (1 - density)
    found = TiesByChance(np.zeros((groups, COLUMNS)), np.zeros((groups, COLUMNS)), np.zeros(COLUMNS), np.zeros(COLUMNS))
    for role in range(COLUMNS):
        expected = ways.of(role, [FIRST]) * mean
        node = whole = np.zeros(groups, dtype=object)
        for other in _meeting():
            covariance = _both_open(FIRST, other, density, directed=directed) - mean**2
            part = ways.of(role, [FIRST, other]) * covariance
            whole = whole + part
            node = node + part * (other[1] == 0)  # brokered by v itself
        found.expected[:, role] = expected
        found.deviation[:, role] = _root(node)
        found.whole_expected[role] = (expected * each).sum()
        found.whole_deviation[role] = _root((whole * each).sum())
    return found


def by_groups(sizes: Sequence[int], group: NDArray[np.integer[Any]], overlaps: Overlaps) -> tuple[Floats, Floats]:
    """The groups of all nodes but v are dealt out anew: mean and deviation for every node, shape (n, 6)."""
    ways, others = _Ways(sizes), max(sum(sizes) - 1, 0)
    single = overlaps.across - overlaps.turned
    apart = overlaps.pairs**2 - overlaps.pairs - overlaps.first - overlaps.last - 2 * single - overlaps.turned
    times = {(1, 0, 2): overlaps.pairs, (2, 0, 1): overlaps.turned, (1, 0, 3): overlaps.first,
             (3, 0, 2): overlaps.last, (3, 0, 1): single, (2, 0, 3): single, (3, 0, 4): apart}
    mean, deviation = np.zeros((len(group), COLUMNS)), np.zeros((len(group), COLUMNS))
    for role in range(COLUMNS):
        chance = _share(ways.of(role, [FIRST]), perm(others, 2))
        spread = np.zeros(len(group))
        for other, count in times.items():
            both = _share(ways.of(role, [FIRST, other]), perm(others, max(FIRST + other)))
            spread += count * (both - chance**2)[group]
        mean[:, role] = overlaps.pairs * chance[group]
        deviation[:, role] = _root(spread)
    return mean, deviation


def _share(ways: Numbers, of: int) -> Floats:
    return np.array([way / of if of else 0.0 for way in ways])


def _root(variance: Any) -> Any:
    """The square root, of one figure or of many; rounding may leave a little less than 0."""
    return np.sqrt(np.maximum(np.asarray(variance, float), 0))


class _Ways:
    """Ways to place nodes: v in a group that is given, the others anywhere; an array of integers, one a group."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        self._zero = np.array([0 for _ in sizes], dtype=object)
        self._known: dict[tuple[int, ...], Numbers] = {}

    def of(self, role: int, pairs: Sequence[Nodes]) -> Numbers:
        """Ways in which every pair is of the role; the nodes are 0 (v) and those that the pairs name, all different."""
        total = self._zero
        for blocks in _partitions(1 + max(max(pair) for pair in pairs)):
            if all(role in (_role(*(blocks[node] for node in pair)), COLUMNS - 1) for pair in pairs):
                counts = [blocks.count(block) for block in range(max(blocks) + 1)]
                total = total + self._placed(counts[0], tuple(sorted(counts[1:])))
        return total

    def _placed(self, own: int, rest: tuple[int, ...]) -> Numbers:
        """Ways to take `own` − 1 more nodes of v's group and so many of other groups, each of another."""
        key = (own, *rest)
        if key not in self._known:
            with_v: Numbers = np.array([perm(max(size - 1, 0), own - 1) for size in self._sizes], dtype=object)
            parts: list[Numbers] = [np.array([perm(size, k) for size in self._sizes], dtype=object) for k in rest]
            self._known[key] = with_v * self._apart(parts)
        return self._known[key]

    def _apart(self, parts: list[Numbers]) -> Numbers:
        """Σ Π parts[i][g_i] over different groups g_i other than the group given: all choices less equal ones."""
        if not parts:
            return self._zero + 1
        *before, last = parts
        result: Numbers = self._apart(before) * (last.sum() - last)
        for i in range(len(before)):
            result = result - self._apart([*before[:i], before[i] * last, *before[i + 1:]])
        return result


def _role(first: int, middle: int, last: int) -> int:
    """As `kernels.brokerage.role_of`, which would bring in numba."""
    if first == last:
        return 0 if first == middle else 1
    return 2 if middle == last else 3 if first == middle else 4


@cache
def _partitions(count: int) -> tuple[tuple[int, ...], ...]:
    """All ways to divide nodes among blocks: the block of each, numbered as they come."""
    if count == 0:
        return ((),)
    return tuple((*rest, block) for rest in _partitions(count - 1) for block in range(max(rest, default=-1) + 2))


def _meeting() -> Iterator[Nodes]:
    """The pairs that have at least two nodes in common with FIRST: no others can share a tie."""
    yield from (nodes for nodes in permutations(range(4), 3))


@cache
def _both_open(one: Nodes, other: Nodes, density: float, *, directed: bool) -> float:
    """The probability that both pairs are brokered."""
    there, missing = set(), set()
    for a, v, b in (one, other):
        there |= {_tie(a, v, directed), _tie(v, b, directed)}
        missing.add(_tie(a, b, directed))
    return 0.0 if there & missing else prod((density ** len(there), (1 - density) ** len(missing)))


def _tie(a: int, b: int, directed: bool) -> tuple[int, int]:
    return (a, b) if directed else (min(a, b), max(a, b))
