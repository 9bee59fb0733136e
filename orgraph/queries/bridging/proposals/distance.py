"""Average distance: in how few steps nodes reach each other."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.components import Components
from orgraph.queries.bridging.projection import Floats, Ints
from orgraph.queries.bridging.proposals.candidates import Bools
from orgraph.queries.bridging.proposals.objectives import Measured, Name
from orgraph.queries.bridging.proposals.reach import first_best
from orgraph.queries.bridging.proposals.situation import Situation

ROOM = 400_000_000  # pairs within components whose distances are held, two bytes each
WORK = 40_000_000_000  # pairs of nodes that are looked at for one choice, at the most


class Distance:
    r"""The harmonic sum over all pairs of nodes, and the harmonic mean distance that it gives.

    .. math:: f(G) = \sum_{u < v} 1 / d(u, v), \qquad \bar d = \frac{n (n - 1) / 2}{f(G)}

    with 1/d = 0 for a pair out of reach, so that joining islands brings nodes nearer as well (Newman 2003; the
    efficiency of Latora & Marchiori is f over the number of pairs). Monotone and not submodular: two links in a row
    make a way that neither makes alone. A gain is kept until a link touches the candidate's components.

    left_out: candidates that are too much work, because they lie within too large components.
    """

    id: Name = "distance"
    submodular = False

    def __init__(self) -> None:
        self.left_out = 0
        self._of: Components | None = None
        self._known: tuple[Situation, Floats] | None = None
        self._rows: tuple[Situation, _Rows] | None = None

    @staticmethod
    def fits(now: Situation) -> bool:
        """Whether the distances of a network can be held."""
        return int((now.components.sizes**2).sum()) <= ROOM

    def best(self, now: Situation, open_: Bools) -> tuple[int, float]:
        """See Objective."""
        gains = self._gains(now, open_ & now.linking)
        return first_best(np.where(open_, gains, 0.0))

    def measure(self, now: Situation) -> Measured:
        """See Objective."""
        from orgraph.queries.bridging.measures.kernels.shortcuts import inverse_sum

        total, n = float(inverse_sum(self._distances(now).steps)), now.projection.n
        return Measured(total, n * (n - 1) / 2 / total if total else None)

    def ceiling(self, widest: Situation, k: int) -> float:
        """Pairs linked at one step, and all others that any candidates bring into reach at two; not more than what all
        candidates together give, if none makes a tie only together with another."""
        new = int(np.sort(np.diff(widest.indptr))[::-1][:k].sum()) + (k * (k - 1) // 2 if widest.joint else 0)
        links, most = widest.projection.links + new, widest.everything()
        sizes = most.components.sizes
        reached = float((sizes * (sizes - 1) // 2).sum())
        near = min(links, reached) + max(0.0, reached - links) / 2
        return near if widest.joint or not self.fits(most) else min(near, Distance().measure(most).worth)

    def _gains(self, now: Situation, wanted: Bools) -> Floats:
        gains = np.zeros(len(wanted))
        stale = wanted.copy()
        if self._known is not None:
            before, known = self._known
            changed = _changed(before, now)
            at = np.repeat(np.arange(len(wanted)), np.diff(now.indptr))
            touched = np.zeros(len(wanted), np.bool_)
            touched[at[changed[now.a] | changed[now.b]]] = True
            stale &= touched
            gains = np.where(touched | ~wanted, 0.0, known)  # one whose links are all there by now ties nothing
        gains[stale] = self._shortcuts(now, np.flatnonzero(stale).astype(np.int32))
        self._known = now, gains
        return gains

    def _shortcuts(self, now: Situation, which: Ints) -> Floats:
        from orgraph.queries.bridging.measures.kernels import over_blocks
        from orgraph.queries.bridging.measures.kernels.shortcuts import shortcut_gains

        rows = self._distances(now)
        centre, leaves = _stars(now)
        sizes = now.components.sizes[now.components.labels]
        inner = np.append(0, np.cumsum(np.where(sizes[now.a] == 1, 0, sizes[now.b] * sizes[now.a])))
        work = (inner[now.indptr[1:]] - inner[now.indptr[:-1]])[which]
        order = np.lexsort((which, work))
        within = (np.cumsum(work[order]) <= WORK) & (centre[which[order]] >= 0)
        self.left_out = max(self.left_out, int((~within).sum()))
        tried = order[within]
        gains = np.zeros(len(which))
        kernel = partial(shortcut_gains, now.indptr, leaves, centre, *rows.columns, rows.steps, rows.longest)
        parts = over_blocks(kernel, which[tried], 1)
        gains[tried] = np.concatenate(parts) if parts else 0.0
        return gains

    def _distances(self, now: Situation) -> _Rows:
        if self._rows is None or self._rows[0] is not now:
            self._rows = now, _Rows(now)
        return self._rows[1]


class _Rows:
    """Steps between all nodes of each component, and where they stand (see `steps_within`)."""

    def __init__(self, now: Situation) -> None:
        from orgraph.queries.bridging.measures.kernels.shortcuts import FAR, steps_within

        labels, sizes = now.components.labels, now.components.sizes
        members = np.argsort(labels, kind="stable").astype(np.int32)
        start = np.cumsum(sizes) - sizes
        place = np.empty(len(labels), np.int64)
        place[members] = np.arange(len(labels)) - start[labels[members]]
        block = (np.cumsum(sizes**2) - sizes**2)[labels] + place * sizes[labels]
        self.columns = members, place, start[labels], sizes[labels], block
        self.steps = steps_within(now.projection.indptr, now.projection.indices, *self.columns)
        self.longest = int(np.where(self.steps == FAR, 0, self.steps).max(initial=0))


def _changed(before: Situation, now: Situation) -> NDArray[np.bool_]:
    """Nodes of components in which there is a link that was not there before."""
    n = np.int64(now.projection.n)
    old, p = before.projection, now.projection
    new = p.rows[~np.isin(p.rows * n + p.indices, old.rows * n + old.indices)]
    labels = now.components.labels
    return np.isin(labels, labels[new])


def _stars(now: Situation) -> tuple[Ints, Ints]:
    """For each candidate the node in which all its links meet (−1 where there is none), and the other end of each."""
    count = np.diff(now.indptr)
    at = np.repeat(np.arange(len(count)), count)
    first = np.minimum(now.indptr[:-1], max(len(now.a) - 1, 0))
    centre = np.full(len(count), -1, np.int32)
    for ends in (now.b, now.a) if len(now.a) else ():
        one = ends[first]
        meets = np.bincount(at, weights=(now.a == one[at]) | (now.b == one[at]), minlength=len(count)) == count
        centre[meets & (count > 0)] = one[meets & (count > 0)]
    return centre, np.where(now.a == centre[at], now.b, now.a).astype(np.int32)
