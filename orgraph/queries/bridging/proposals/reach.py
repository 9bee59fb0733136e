"""Islands joined: the pairs of nodes that can reach each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.proposals.candidates import Bools
from orgraph.queries.bridging.proposals.objectives import Measured, Name
from orgraph.queries.bridging.proposals.situation import Situation


class Reach:
    r"""Reachable pairs, and how many islands there are, a node without any tie counting as one.

    .. math:: f(G) = \sum_{C} |C| (|C| - 1) / 2

    Not submodular: a link to an island is worth more once that island has been joined to others. All candidates are
    valued each time, which is exact.
    """

    id: Name = "islands"
    submodular = False

    def best(self, now: Situation, open_: Bools) -> tuple[int, float]:
        """See Objective."""
        pairs, _ = gains(now)
        return first_best(np.where(open_, pairs, 0).astype(np.float64))

    def measure(self, now: Situation) -> Measured:
        """See Objective."""
        sizes = now.components.sizes
        return Measured(float((sizes * (sizes - 1) // 2).sum()), len(sizes))

    def ceiling(self, widest: Situation, k: int) -> float:
        """As many islands as k links can join at once, where they would bring most: the largest of those that all
        candidates together would join to one."""
        _, fewer = gains(widest)
        left = int(np.sort(fewer)[::-1][:k].sum()) + (k - 1 if widest.joint else 0)
        islands, groups = widest.components, widest.everything().components
        if not len(islands.sizes):
            return self.measure(widest).worth
        _, first = np.unique(islands.labels, return_index=True)
        group = groups.labels[first]  # of each island, the largest first
        order = np.argsort(group, kind="stable")
        most = np.zeros(left + 1)  # pairs joined by at most so many steps
        for sizes in np.split(islands.sizes[order], np.flatnonzero(np.diff(group[order])) + 1):
            joined = np.cumsum(sizes)[:left + 1]
            pairs = (joined**2 - np.cumsum(sizes**2)[:left + 1]) / 2
            most = np.max([np.append(np.full(steps, -1.0), most[:len(most) - steps] + pairs[steps])
                           for steps in range(len(pairs))], axis=0)
        return self.measure(widest).worth + float(most.max())


def gains(now: Situation) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each candidate the pairs that it joins, and how many islands fewer there are with it."""
    from orgraph.queries.bridging.measures.kernels.joins import join_gains

    found = now.components
    return join_gains(now.indptr, now.a, now.b, found.labels, found.sizes)


def first_best(gain: NDArray[np.float64]) -> tuple[int, float]:
    """The first of the largest, if that is above 0; else (-1, 0)."""
    at = int(gain.argmax()) if len(gain) else -1
    return (at, float(gain[at])) if at >= 0 and gain[at] > 0 else (-1, 0.0)
