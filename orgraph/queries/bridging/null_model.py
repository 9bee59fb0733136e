"""Is it high? A measure beside what it would be if the same numbers of ties fell at random.

In each random network every node keeps, in every layer, the number of its ties: ties of one layer exchange their far
ends (double-edge swaps), so that a person keeps the number of posts, an organisation the number of its members, a
unit the number of its alliances, and a post never becomes an agreement. What is projected (persons who share an
organisation, organisations that share a person) is projected anew from the exchanged memberships. A tie of two
nodes that counts several times keeps doing so.

Reference: Gobbi et al. and Milo et al., "On the uniform generation of random graphs with prescribed degree sequences",
arXiv:cond-mat/0312028 (2003); Neal, "The backbone of bipartite projections", Social Networks 39 (2014) 84-97.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace

import numpy as np

from orgraph.deadline import steps
from orgraph.queries.bridging.layers import Layer, Mode
from orgraph.queries.bridging.network import sides
from orgraph.queries.bridging.projection import Collapse, Floats, Ints, Projection
from orgraph.queries.bridging.results import ByChance
from orgraph.queries.bridging.ties import Scope, Ties, joined, recorded
from orgraph.stores.base import Positions, View

CHAINS = 4  # independent series of networks, whatever the machine has cores, so that the answer is the same everywhere
FIRST, BETWEEN = 20, 5  # exchanges tried for each tie before the first network of a series, and from one to the next
RARE = 2.5  # percent of the random networks at either end: what is beyond is said not to be chance
SHARP = 1e-9  # values nearer than this, in their own size, are equal

Compute = Callable[[Projection], Floats]


@dataclass(frozen=True, eq=False)
class Chance:
    """A measure and what chance gives: arrays of shape (n,) for the nodes at `positions`; NaN where it says nothing.

    mean, sd : over the random networks; z : (observed − mean) / sd, NaN where sd is 0.
    percentile : share of the random networks, in percent, in which the node's value is below the observed one, those
    with an equal value counting half. samples : random networks in all. exchanged : share of the exchanges tried that
    were possible.
    """

    positions: Positions
    observed: Floats
    mean: Floats
    sd: Floats
    percentile: Floats
    samples: int
    exchanged: float

    @property
    def z(self) -> Floats:
        """Standard deviations by which the observed value lies above the mean."""
        above: Floats = np.full(self.mean.shape, np.nan)
        return np.divide(self.observed - self.mean, self.sd, out=above, where=self.sd > 0)


class NullModel:
    """The random networks that keep each node's number of ties in each layer."""

    def __init__(self, view: View, chosen: Sequence[Layer], mode: Mode, day: int, scope: Scope, *,
                 collapse: Collapse = "count") -> None:
        found = [recorded(view, layer, mode, day, scope) for layer in chosen]
        self._mode, self._scope, self._collapse = mode, scope, collapse
        known = np.unique(np.concatenate([np.empty(0, np.int32), *(end for t in found for end in (t.a, t.b))]))
        self._persons = _numbers(known, np.intersect1d(known, scope.persons(view)))
        numbered = (replace(t, a=_numbers(known, t.a), b=_numbers(known, t.b)) for t in found)
        self.layers = [ties.distinct() for ties in numbered]
        self._known = known
        if mode == "person":
            nodes = self._persons
        else:
            nodes = np.unique(np.concatenate([np.empty(0, np.int32), *(
                end for t, _ in self.layers for end in ((t.b,) if t.shared else (t.a, t.b)))]))
        self._nodes = nodes.astype(np.int32)
        self.positions: Positions = known[self._nodes].astype(np.int32)
        a, b = self._ends([ties for ties, _ in self.layers])
        self._side = sides(scope.persons(view), self.positions, a, b) if mode == "two" else None

    def _ends(self, now: Sequence[Ties]) -> tuple[Ints, Ints]:
        """The pairs of nodes that the ties of all layers make."""
        whole = [replace(t, a=np.repeat(t.a, times), b=np.repeat(t.b, times))
                 for t, (_, times) in zip(now, self.layers, strict=True)]
        a, b = joined(whole, self._persons, self._mode)
        if self._scope.boundary:
            kept = self._scope.keeps(self._known[a], self._known[b])
            a, b = a[kept], b[kept]
        return _numbers(self._nodes, a), _numbers(self._nodes, b)

    def observed(self) -> Projection:
        """The network as it is, with all nodes that could have a tie."""
        return self._projection([ties for ties, _ in self.layers])

    def _projection(self, now: Sequence[Ties]) -> Projection:
        a, b = self._ends(now)
        return Projection.from_pairs(len(self._nodes), a, b, mode=self._side, collapse=self._collapse)

    def series(self, seed: int, number: int) -> Series:
        """One series of random networks; the same seed and number give the same networks."""
        return Series(self, np.random.default_rng((seed, number)), len(self._known))

    def compare(self, compute: Compute, samples: int, seed: int) -> Chance:
        """`compute` on the network as it is and on `samples` random ones."""
        observed = np.asarray(compute(self.observed()), dtype=np.float64)
        share = [samples // CHAINS + (number < samples % CHAINS) for number in range(CHAINS)]
        asked = [copy_context() for _ in range(CHAINS)]  # by which each thread knows whether anybody still waits
        with ThreadPoolExecutor() as threads:
            parts = list(threads.map(lambda n: asked[n].run(self.series(seed, n).tally, compute, observed, share[n]),
                                     range(CHAINS)))
        count, first, second, below = np.sum([sums for sums, _, _ in parts], axis=0)
        known = np.where(count > 0, count, np.nan)
        mean = first / known  # of differences from the observed value, so that the sums do not cancel
        variance = np.maximum(second / known - mean**2, 0.0) * known / np.where(count > 1, count - 1, np.nan)
        sd = np.sqrt(variance)
        sd[sd <= SHARP * np.maximum(np.abs(observed), 1e-300)] = 0.0
        tried, done = sum(tried for _, tried, _ in parts), sum(done for *_, done in parts)
        return Chance(self.positions, observed, observed + mean, sd, 100.0 * below / known, samples,
                      done / tried if tried else 0.0)


def beside(chance: Chance, number: int) -> ByChance:
    """What chance gives for the node at a place of `chance.positions`, in numbers and words."""
    mean, sd, z, share = (None if np.isnan(values[number]) else round(float(values[number]), 6)
                          for values in (chance.mean, chance.sd, chance.z, chance.percentile))
    return ByChance(expected=mean, sd=sd, z=z, percentile=share, words=_words(share, z, chance.samples))


def _words(share: float | None, z: float | None, samples: int) -> str:
    if share is None:
        return "随机时没有数值 (no value by chance)"
    if z is None:
        return "只由联系的数量决定，怎么连都一样 (given by the number of ties alone)"
    if RARE < share < 100 - RARE:
        return "与同样多的联系随机连成时差不多 (about what chance gives)"
    word, english = ("高", "higher") if share > RARE else ("低", "lower")
    times = share if share > RARE else 100 - share
    return (f"{samples} 个联系数量相同的随机网络中，有 {times:.1f}% 不及它{word}，不像偶然 "
            f"({english} than in {times:.1f}% of {samples} random networks)")


def _numbers(among: Ints, wanted: Ints) -> Ints:
    """The place of each of `wanted` in the ascending `among`."""
    return np.searchsorted(among, wanted).astype(np.int32)


class Series:
    """A walk through the random networks: each is made from the one before."""

    def __init__(self, model: NullModel, random: np.random.Generator, size: int) -> None:
        from orgraph.queries.bridging.measures.kernels.swaps import known

        self._model, self._random, self._size = model, random, size
        self._now = [replace(t, a=t.a.copy(), b=t.b.copy()) for t, _ in model.layers]
        self._tables = [known(t.a, t.b, size, t.symmetric) for t in self._now]
        self.tried = self.done = 0
        self._walk(FIRST)

    def _walk(self, each: int) -> None:
        from orgraph.queries.bridging.measures.kernels.swaps import exchange

        for ties, table in zip(self._now, self._tables, strict=True):
            attempts = each * len(ties.a)
            self.done += exchange(ties.a, ties.b, self._size, ties.symmetric, table, attempts, self._random)
            self.tried += attempts

    def next(self) -> Projection:
        """The next random network."""
        self._walk(BETWEEN)
        return self._model._projection(self._now)

    def tally(self, compute: Compute, observed: Floats, samples: int) -> tuple[Floats, int, int]:
        """Of `samples` networks, shape (4, n): how often there is a value, the sums of its difference from the observed
        one and of that squared, how often it is below the observed (equal ones half); exchanges tried and done."""
        count, first, second, below = sums = np.zeros((4, *observed.shape))
        close = SHARP * np.abs(observed)
        for _ in steps(range(samples)):
            apart = np.asarray(compute(self.next()), dtype=np.float64) - observed
            there = ~np.isnan(apart)
            apart = np.where(there, apart, 0.0)
            count += there
            first += apart
            second += apart**2
            below += there * ((apart < -close) + 0.5 * (np.abs(apart) <= close))
        return sums, self.tried, self.done
