"""Failure points removed: what single persons and bodies alone hold together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.census import outermost, residents
from orgraph.queries.bridging.measures.biconnected import Biconnected, biconnected
from orgraph.queries.bridging.projection import Floats, Projection
from orgraph.queries.bridging.proposals.candidates import Bools
from orgraph.queries.bridging.proposals.objectives import Measured, Name
from orgraph.queries.bridging.proposals.situation import Situation
from orgraph.stores.base import Positions, View


class Failing:
    r"""People and bodies that some single person or body alone holds to the rest, summed over all of those.

    .. math:: f(G) = -\sum_v \Big(\sum_i m(P_i) - \max_i m(P_i)\Big)

    over the persons and organisations v, where P_i are the parts into which v's component falls without v, and m(P)
    is the mass of a part: an area counts its population (1 if it is not recorded, or if a larger area of the network
    holds it), anything else 1. The term is 0 unless v is a cut vertex. A link removes a failure point where its term
    becomes 0; one that joins islands makes new ones.

    Neither submodular nor monotone. Candidates are tried in the order of what they relieve at the most (`relief`),
    until none can beat the best found, which is exact.
    """

    id: Name = "failure-points"
    submodular = False

    def __init__(self, view: View, positions: Positions) -> None:
        persons, bodies, areas = (np.isin(positions, view.of_kind(kind)) for kind in ("Person", "Organization", "Area"))
        self._counted = (persons | bodies).astype(np.int32)
        self._mass = np.ones(len(positions))
        outer = np.flatnonzero(areas)[outermost(view, positions[areas])]
        self._mass[outer] = np.maximum(1, residents(view, positions[outer]))

    def best(self, now: Situation, open_: Bools) -> tuple[int, float]:
        """See Objective."""
        most = np.where(open_, self._relief(now, now.indptr, now.biconnected), 0.0)
        load = -self.measure(now).worth
        best, gain = -1, 0.0
        for at in np.lexsort((np.arange(len(most)), -most)).tolist():
            if most[at] <= gain:
                break
            own = slice(*now.indptr[at:at + 2])
            value = most[at]
            if own.stop - own.start > 1:
                value = load - self._load(_with(now.projection, now.a[own], now.b[own]))
            if value > gain:
                best, gain = at, float(value)
        return best, gain

    def measure(self, now: Situation) -> Measured:
        """See Objective."""
        loads = self._loads(now.biconnected)[-1]
        held = np.where(self._counted, loads, 0.0)
        return Measured(-float(held.sum()), int(np.count_nonzero(held)))

    def ceiling(self, widest: Situation, k: int) -> float:
        """What all ends of candidates relieve, if those in one component were joined; no k links do more."""
        whole = np.array([0, len(widest.a)], np.int64)
        return self.measure(widest).worth + float(self._relief(widest, whole, widest.biconnected).sum())

    def _loads(self, found: Biconnected) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats, Floats, Floats, Floats]:
        from orgraph.queries.bridging.measures.kernels.cutting import cut_loads

        return cut_loads(found.order, found.number, found.low, found.parent, self._mass)

    def _load(self, p: Projection) -> float:
        return float(np.where(self._counted, self._loads(biconnected(p))[-1], 0.0).sum())

    def _relief(self, now: Situation, indptr: NDArray[np.int64], found: Biconnected) -> Floats:
        from orgraph.queries.bridging.measures.kernels.cutting import relief

        top, root, below, over, largest, _ = self._loads(found)
        return relief(indptr, now.a, now.b, top, root, found.parent, below, over, largest, self._counted)


def _with(p: Projection, a: NDArray[np.int32], b: NDArray[np.int32]) -> Projection:
    return Projection.from_pairs(p.n, np.concatenate((p.rows, a)), np.concatenate((p.indices, b)), collapse="one")
