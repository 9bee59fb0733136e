"""How much of a network a set of nodes reaches in few steps: what key players for spreading are chosen by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from heapq import heapify, heappop, heappush

import numpy as np

from orgraph.queries.bridging.measures.best_set import for_each
from orgraph.queries.bridging.measures.closeness import harmonic
from orgraph.queries.bridging.projection import Floats, Ints, Projection


def reach(p: Projection, nodes: Sequence[int], *, steps: int | None = 2) -> float:
    r"""The share of all nodes that the set reaches within `steps`, or, with None, each in the measure of its nearness.

    .. math:: R = \frac{|\{j : d_{Kj} \le m\}|}{n} \qquad D_R = \frac{1}{n} \sum_j \frac{1}{d_{Kj}}

    d_Kj is the number of steps from the nearest member of the set K to j. Members reach themselves; in D_R they count
    1, like those one step away (Borgatti), so that D_R = 1 when everybody is in the set or next to it.

    Parameters
    ----------
    p : n nodes; steps follow the direction of links where there is one; weights are not used
    nodes : the set
    steps : m, at least 0

    References
    ----------
    Borgatti, Identifying sets of key players in a social network, Comput. Math. Organ. Theory 12 (2006) 21-34.

    Examples
    --------
    >>> path = Projection.from_pairs(5, [0, 1, 2, 3], [1, 2, 3, 4])
    >>> reach(path, [1], steps=1), round(reach(path, [1], steps=None), 3)  # 1, 1, 1, 1/2, 1/3
    (0.6, 0.767)
    """
    worth = _worth(p.n, steps)
    distance = _distances(p, worth, nodes)
    return float(worth[distance].sum()) / p.n if p.n else 0.0


def _worth(n: int, steps: int | None) -> Floats:
    """What a node counts by its distance; the last entry is that of what is out of reach."""
    if steps is None:
        return np.append(np.append(1.0, 1 / np.arange(1, max(n, 2))), 0.0)
    return np.append(np.ones(min(steps, n) + 1), 0.0)


def _distances(p: Projection, worth: Floats, nodes: Sequence[int]) -> Ints:
    """Steps from the set to every node."""
    from orgraph.queries.bridging.measures.kernels.key_players import join

    distance = np.full(p.n, len(worth) - 1, np.int32)
    for node in nodes:
        join(p.indptr, p.indices, len(worth) - 1, distance, node)
    return distance


class Reaching:
    """The goal: as much as possible in reach. Scores are nodes reached, or sums of 1 / steps.

    What a node adds to a set never grows with the set (the score is submodular). So the greedy set has at least
    1 − 1/e of the best score (Nemhauser, Wolsey & Fisher 1978), and what a set could still gain is at most the sum of
    what single nodes would add to it now.
    """

    def __init__(self, p: Projection, *, steps: int | None) -> None:
        self._p, self._worth = p, _worth(p.n, steps)
        if steps is None:  # the same sums, 64 sources at a time
            alone = 1 + harmonic(p, normalised=False)
        else:
            alone = self._gains(_distances(p, self._worth, []), np.arange(p.n, dtype=np.int32))
        self.candidates = np.argsort(-alone, kind="stable").astype(np.int32)
        self._alone = alone[self.candidates]
        looked_at = p.n if steps is None else int(alone.mean()) if p.n else 0
        self._each = (1 + looked_at) * (1 + len(p.indices) // max(p.n, 1))

    def _gains(self, distance: Ints, candidates: Ints) -> Floats:
        from orgraph.queries.bridging.measures.kernels.key_players import gains

        p = self._p
        return for_each(partial(gains, p.indptr, p.indices, self._worth, distance), candidates, p.n)

    def step(self, chosen: list[int], candidates: Ints) -> Floats:
        """See Goal."""
        distance = _distances(self._p, self._worth, chosen)
        return float(self._worth[distance].sum()) + self._gains(distance, candidates)

    def room(self, chosen: list[int], candidates: Ints, scores: Floats) -> tuple[float, Floats]:
        """See Goal."""
        now = float(self._worth[_distances(self._p, self._worth, chosen)].sum())
        return now, scores - now

    def cost(self, candidates: int, *, room: bool) -> int:
        """See Goal."""
        return candidates * self._each

    def greedy(self, k: int) -> tuple[list[int], float, float]:
        """The set that always takes the node that adds most, its score, and what no set of k can exceed.

        What a node added to a smaller set bounds what it adds now, so that few are asked again (Minoux 1978).
        """
        from orgraph.queries.bridging.measures.kernels.key_players import join

        distance = _distances(self._p, self._worth, [])
        waiting = [(-gain, place) for place, gain in enumerate(self._alone.tolist())]
        heapify(waiting)
        chosen: list[int] = []
        score, bound = 0.0, np.inf
        while len(chosen) < k:
            bound = min(bound, score - sum(gain for gain, _ in sorted(waiting)[:k]))
            gain, place = self._first(waiting, distance)
            chosen.append(int(self.candidates[place]))
            score += gain
            join(self._p.indptr, self._p.indices, len(self._worth) - 1, distance, chosen[-1])
        return chosen, score, bound

    def _first(self, waiting: list[tuple[float, int]], distance: Ints) -> tuple[float, int]:
        """Take the node that adds most now, of equal ones the first by place, out of the heap."""
        while True:
            _, place = heappop(waiting)
            gain = float(self._gains(distance, self.candidates[place : place + 1])[0])
            if not waiting or (-gain, place) <= waiting[0]:
                return gain, place
            heappush(waiting, (-gain, place))

