"""The pairs that pass through a node, block by block: exact, or in large blocks from a sample of sources.

Nearly all of a network of posts and alliances is trees and small blocks. A path from s to t crosses a cut vertex for
certain, so what cut vertices join is counted, and only what crosses inside a block is searched, block by block, where a
node stands for all that hangs on it. On 740,000 nodes in blocks of up to 3,300 that is a thousandth of the searches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orgraph.queries.bridging.measures.kernels import Flags, Floats, Indices, Indptr, in_threads
from orgraph.queries.bridging.measures.kernels.blocks import across, blocks, clusters
from orgraph.queries.bridging.measures.kernels.dependencies import LANES, dependencies
from orgraph.queries.bridging.measures.kernels.lowpoint import lowpoints
from orgraph.queries.bridging.measures.kernels.twins import merged, twins

# The passes are cut into pieces of about so many links, at most so many pieces: whatever the machine, so that floating
# sums come out the same on one core and on many.
PIECE, PIECES = 50_000, 16


@dataclass(frozen=True)
class _Blocks:
    """Blocks with their twins made one, in compressed rows: see `kernels.blocks` and `kernels.twins`."""

    start: Indptr
    weight: Floats
    copies: Floats
    rows: Indptr
    ends: Indices

    @property
    def sizes(self) -> Indptr:
        return np.diff(self.start)

    def total(self, values: Floats) -> Floats:
        """By block the sum of its seats' values."""
        return np.add.reduceat(values, self.start[:-1])


@dataclass(frozen=True)
class _Sources:
    """Who is searched from: seats block by block, counted from the block's first, their weights, how many a block."""

    seats: Indices
    weights: Floats
    counts: Indptr


def pairs_through(
    indptr: Indptr, indices: Indices, pivots: int | None = None, seed: int = 0, doubt: float = 0.05
) -> tuple[Floats, Floats]:
    """For every node the pairs of others whose shortest paths pass through it, in shares, and the half-width of error.

    In a block of more than `pivots` nodes so many sources are drawn, each with a probability in proportion to the nodes
    that it stands for; then all errors together stay below their half-widths with probability 1 − `doubt`. Elsewhere,
    and without pivots, the result is exact and the half-width 0.
    """
    order, number, low, above, size = lowpoints(indptr, indices)
    joined, stands = across(low, above, size)
    start, who, weight, rows, ends = blocks(indptr, indices, order, number, low, above, size, stands)
    error = np.zeros(len(joined))
    if len(who):
        first = twins(start, rows, ends)
        start, weight, rows, ends, seat, copies, between = merged(start, weight, rows, ends, first)
        parts = _Blocks(start, weight, copies, rows, ends)
        drawn = parts.sizes > (len(weight) if pivots is None else pivots)
        stood = weight
        if pivots is not None and drawn.any():
            stood = _draw(parts, drawn, pivots, seed)
            half = _half_widths(parts, drawn, pivots, doubt) / copies
            error += np.bincount(who, weights=half[seat], minlength=len(joined))
        inside = _inside(parts, _sources(parts, stood)) / (2 * copies)
        joined += np.bincount(who, weights=inside[seat] + between, minlength=len(joined))
    return joined[number], error[number]


def _sources(parts: _Blocks, stood: Floats) -> _Sources:
    """The seats that stand for anybody, near-by ones in a row."""
    seats = clusters(parts.start, parts.rows, parts.ends, LANES)
    weights = stood[seats + np.repeat(parts.start[:-1], parts.sizes)]
    kept = weights > 0
    return _Sources(seats[kept], weights[kept], parts.total(kept.astype(np.float64)).astype(np.int64))


def _inside(parts: _Blocks, sources: _Sources) -> Floats:
    """For every seat the sum of r_s δ_s over the sources, in passes of LANES sources of one block."""
    passes = -(-sources.counts // LANES)
    block = np.repeat(np.arange(len(passes), dtype=np.int32), passes)
    lead = np.arange(len(block)) - np.repeat(np.cumsum(passes) - passes, passes)
    cuts = np.repeat(np.cumsum(sources.counts) - sources.counts, passes) + LANES * lead
    cuts = np.append(cuts, len(sources.seats))
    work = np.cumsum((parts.rows[parts.start[1:]] - parts.rows[parts.start[:-1]])[block])
    pieces = min(max(int(work[-1]) // PIECE, 1), PIECES)
    at = [0, *np.searchsorted(work, work[-1] * np.arange(1, pieces) / pieces).tolist(), len(block)]

    def run(piece: int) -> Floats:
        lo, hi = at[piece], at[piece + 1]
        return dependencies(
            parts.start, parts.rows, parts.ends, parts.weight, parts.copies, sources.seats, sources.weights,
            block[lo:hi], cuts[lo : hi + 1],
        )

    total = np.zeros(len(parts.weight))
    for part in in_threads(run, range(pieces)):
        total += part
    return total


def _draw(parts: _Blocks, drawn: Flags, pivots: int, seed: int) -> Floats:
    """What each seat stands for as a source: in a drawn block N/k as often as it comes up in k draws."""
    random = np.random.default_rng(seed)
    stood = parts.weight.copy()
    for b in np.flatnonzero(drawn):
        seats = slice(parts.start[b], parts.start[b + 1])
        everyone = stood[seats].sum()
        stood[seats] = random.multinomial(pivots, stood[seats] / everyone) * (everyone / pivots)
    return stood


def _half_widths(parts: _Blocks, drawn: Flags, pivots: int, doubt: float) -> Floats:
    r"""By seat: Hoeffding's bound, shared out over all seats of the drawn blocks.

    With N the nodes of the component and s drawn in proportion to r_s, N δ_s(v) / 2 has the mean that is sought, and
    lies between 0 and N (N − r_v) / 2: k draws miss it by more than that range times √(ln(2M/doubt) / 2k) with a
    probability of at most doubt / M. (Hoeffding, J. American Statistical Association 58 (1963) 13-30.)
    """
    chosen = np.repeat(drawn, parts.sizes)
    everyone = np.repeat(parts.total(parts.weight), parts.sizes)
    apart = np.sqrt(np.log(2 * chosen.sum() / doubt) / (2 * pivots))
    return np.where(chosen, everyone * (everyone - parts.weight) / 2 * apart, 0.0)
