"""Brokerage by kind (Gould & Fernandez): whose ties join others without a tie of their own, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgraph.queries.bridging.measures.chance import Overlaps, by_groups, by_ties
from orgraph.queries.bridging.projection import Floats, Ints, Projection

Counts = NDArray[np.int64]
Null = Literal["ties", "groups"]
ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
TOTAL = len(ROLES)  # the column behind the roles


class Line(NamedTuple):
    """One row of figures, each of shape (6,): ROLES and their total."""

    counts: Counts
    expected: Floats
    deviation: Floats
    z: Floats


@dataclass(frozen=True, eq=False)
class Brokerage:
    """Brokerage of every node, columns ROLES and then their total, shape (n, 6), with what chance would give.

    `counts`: ordered pairs brokered. `expected`, `deviation`: mean and standard deviation under the null model.
    `whole`: the sums over all nodes; under the null "groups" its deviation and z are NaN (not worked out).
    """

    counts: Counts
    expected: Floats
    deviation: Floats
    whole: Line

    @cached_property
    def z(self) -> Floats:
        """Standard deviations above what chance would give, shape (n, 6); NaN where chance leaves no choice."""
        return _z(self.counts, self.expected, self.deviation)


def brokerage(p: Projection, groups: ArrayLike, *, null: Null = "ties") -> Brokerage:
    r"""The ordered pairs that each node brokers, by role: v brokers (a, b) when a → v → b and not a → b.

    With A, B, C the groups of a, v, b the roles are

    - coordinator (w_I in R's `sna`): A = B = C, joins two of its own kind;
    - itinerant (w_O), the consultant: A = C ≠ B, joins two of one other kind;
    - gatekeeper (b_OI): A ≠ B = C, lets another kind in to its own;
    - representative (b_IO): A = B ≠ C, speaks for its own kind to another;
    - liaison (b_O): all three differ, joins two other kinds.

    Null "ties" (Gould & Fernandez; R's `sna`): every tie is there with probability p, the density, independently of
    the others. A role that N_r ordered pairs give to a node of v's group then has

    .. math:: E = N_r\,p^2(1-p), \qquad \mathrm{Var} = N_r\,(p^2(1-p) - p^4(1-p)^2) + S_r\,p^3(1-p)^3

    where S_r counts the pairs of such pairs that share a or share b; the sums over all nodes have all covariances.
    In an undirected graph it is the links that are independent.
    Null "groups": the ties stay, and the other nodes' groups are dealt out anew in every order alike; v keeps its
    own. It asks whether it matters who is of which kind, whatever the shape of the graph.

    Parameters
    ----------
    p : n nodes; weights are not used. In an undirected graph every link is a tie both ways, so that each pair counts
        as (a, b) and as (b, a), and gatekeeper and representative are the same number.
    groups : shape (n,), the group of each node, any values that compare
    null : what chance is taken to be

    Returns
    -------
    Brokerage. Isolates broker nothing, nor does a node that no tie leads to, or out of.

    Raises
    ------
    ValueError : not one group a node, or a null that is not known

    References
    ----------
    Gould & Fernandez, Structures of mediation: a formal approach to brokerage in transaction networks, Sociological
    Methodology 19 (1989) 89-126. Everett & Borgatti, Categorical attribute based centrality, Social Networks 34 (2012)
    562-569. Butts, Social network analysis with sna, J. Statistical Software 24 (2008).

    Examples
    --------
    >>> ties = Projection.from_pairs(3, [0, 1], [1, 2], directed=True)  # a → b → c
    >>> found = brokerage(ties, ["hall", "hall", "shop"])
    >>> dict(zip(ROLES, found.counts[1].tolist()))
    {'coordinator': 0, 'itinerant': 0, 'gatekeeper': 0, 'representative': 1, 'liaison': 0}
    """
    n = p.n
    named = np.asarray(groups)
    if named.shape != (n,):
        raise ValueError("one group a node is needed")
    if null not in ("ties", "groups"):
        raise ValueError("null is ties or groups")
    _, group, sizes = np.unique(named, return_inverse=True, return_counts=True)
    counts, overlaps = _counted(p, group.astype(np.int32))
    totals = counts.sum(axis=0)
    if null == "ties":
        density = len(p.indices) / (n * (n - 1)) if n > 1 else 0.0
        chance = by_ties(sizes.tolist(), density, directed=p.directed)
        expected, deviation = chance.expected[group], chance.deviation[group]
        mean, spread = chance.whole_expected, chance.whole_deviation
    else:
        expected, deviation = by_groups(sizes.tolist(), group, overlaps)
        mean, spread = expected.sum(axis=0), np.full(TOTAL + 1, np.nan)
        # Who is of which kind never changes how much is brokered in all.
        expected[:, TOTAL], deviation[:, TOTAL], mean[TOTAL] = counts[:, TOTAL], 0.0, totals[TOTAL]
    return Brokerage(counts, expected, deviation, Line(totals, mean, spread, _z(totals, mean, spread)))


def _z(counts: Counts, expected: Floats, deviation: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(deviation > 0, (counts - expected) / deviation, np.nan)


def _counted(p: Projection, group: Ints) -> tuple[Counts, Overlaps]:
    """All ways a → v → b by role, from counts of neighbours by group, less the closed ones, from the triangles."""
    from scipy.sparse import csr_array

    from orgraph.queries.bridging.measures.kernels.brokerage import closed

    n = p.n
    away = csr_array((np.ones(len(p.indices), np.int8), p.indices, p.indptr), shape=(n, n))
    both = (away + 2 * away.T).tocsr()
    both.sort_indices()
    codes, near = both.data.astype(np.int8), np.repeat(np.arange(n), np.diff(both.indptr))
    far = both.indices.astype(np.int32)
    out, back = codes & 1, codes >> 1
    mutual, own = out & back, group[far] == group[near]

    def at(values: NDArray[np.generic]) -> Counts:
        return np.bincount(near, weights=values, minlength=n).astype(np.int64)

    outs, backs, mutuals = at(out), at(back), at(mutual)
    own_out, own_back = at(out * own), at(back * own)
    pairs, place = np.unique(near * (int(group.max(initial=0)) + 1) + group[far], return_inverse=True)
    alike = np.bincount(place, weights=out) * np.bincount(place, weights=back)
    same = np.bincount(pairs // (int(group.max(initial=0)) + 1), weights=alike, minlength=n).astype(np.int64) - mutuals
    every = outs * backs - mutuals
    coordinator = own_out * own_back - at(mutual * own)
    gate, speak = (backs - own_back) * own_out, own_back * (outs - own_out)
    ways = np.column_stack((coordinator, same - coordinator, gate, speak, every - same - gate - speak))

    opposite = np.argsort(far, kind="stable")  # slots by (far, near): the k-th is the mirror image of slot k
    shut, firsts, lasts, closed_mutual = closed(both.indptr.astype(np.int64), far, opposite, codes, group)
    counts = ways - shut
    first, last = (outs[near] - out - firsts) * back, (backs[near] - back - lasts) * out  # pairs that begin, end there
    total = counts.sum(axis=1)
    overlaps = Overlaps(total, at(first * (first - 1)), at(last * (last - 1)), at(first * last),
                        mutuals * (mutuals - 1) - 2 * closed_mutual)
    return np.column_stack((counts, total)), overlaps
