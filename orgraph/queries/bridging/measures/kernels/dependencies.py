r"""Brandes' accumulation of dependencies on the blocks of a graph, `LANES` sources to a pass.

Breadth-first searches from near-by sources meet the same nodes at nearly the same time. A pass therefore runs them side
by side, one to a lane: a word of bits per node says in which lanes it was seen, a row of numbers per node holds path
counts (forward) and then dependencies (backward). One walk along a node's links serves all lanes. The links that lie on
shortest paths are written down on the way out, so that the way back neither searches nor guesses.

What adds rows is written in LLVM's language, whose vectors become whatever the processor has and a word's bits their
masks: as loops over lanes, which numba does not turn into vectors, the kernel takes three times as long. It stands here
and not in a module of its own because numba's cache of a kernel looks at the kernel's own file alone.

A node v of a block stands for `weight[v]` nodes, itself and all that the block's loss would part from it:

.. math::  \delta_s(v) = \sum_{t} r_t \frac{\sigma_{st}(v)}{\sigma_{st}}
           = \sigma_s(v) \sum_{w\ \text{after}\ v} \frac{r_w + \delta_s(w)}{\sigma_s(w)}

and the pairs that cross v inside the block are the sum over s of r_s δ_s(v), each met from both ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled

LANES = 32
Word = np.uint32  # a bit a lane
CHUNK = 8  # lanes to a vector
NONE, ONE = np.uint64(0), np.uint64(1)
Words = NDArray[Word]
Nodes = NDArray[np.uint32]
Places = NDArray[np.uint64]
_INT, _VECTOR = ir.IntType(32), ir.VectorType(ir.DoubleType(), CHUNK)
_ZEROS, _UNDEFINED = ir.Constant(_VECTOR, [0.0] * CHUNK), ir.Constant(_VECTOR, ir.Undefined)


class _Code:
    """What the operations below are written with: rows, masks and sums in LLVM's language."""

    def __init__(self, context: Any, builder: Any, signature: Any, arguments: Any) -> None:
        self.context, self.builder = context, builder
        self.types, self.arguments = signature.args, arguments

    def row(self, array: int, number: int) -> list[Any]:
        """Addresses of the vectors of the row: its array and its number are these arguments."""
        data = self.context.make_array(self.types[array])(self.context, self.builder, self.arguments[array]).data
        vectors = self.builder.bitcast(data, _VECTOR.as_pointer())
        index = self.context.cast(self.builder, self.arguments[number], self.types[number], types.intp)
        start = self.builder.mul(index, ir.Constant(index.type, LANES // CHUNK))
        return [self.builder.gep(vectors, [self.builder.add(start, ir.Constant(index.type, chunk))])
                for chunk in range(LANES // CHUNK)]

    def masks(self, lanes: int) -> list[Any]:
        """The bits of the argument `lanes`, a mask a vector."""
        word = self.context.cast(self.builder, self.arguments[lanes], self.types[lanes], types.uint32)
        bytes_ = [self.builder.trunc(self.builder.lshr(word, ir.Constant(word.type, start)), ir.IntType(8))
                  for start in range(0, LANES, CHUNK)]
        return [self.builder.bitcast(byte, ir.VectorType(ir.IntType(1), CHUNK)) for byte in bytes_]

    def read(self, address: Any) -> Any:
        return self.builder.load(address, align=8)

    def write(self, value: Any, address: Any) -> None:
        self.builder.store(value, address, align=8)

    def spread(self, number: int) -> Any:
        """A vector with the argument in every lane."""
        single = self.builder.insert_element(_UNDEFINED, self.arguments[number], ir.Constant(_INT, 0))
        return self.builder.shuffle_vector(single, _UNDEFINED, ir.Constant(ir.VectorType(_INT, CHUNK), [0] * CHUNK))

    def total(self, vector: Any) -> Any:
        """The sum of a vector's numbers, by halves: the same additions on every processor."""
        width = CHUNK
        while width > 1:
            width //= 2
            parts = [ir.Constant(ir.VectorType(_INT, width), list(range(at, at + width))) for at in (0, width)]
            vector = self.builder.fadd(*(self.builder.shuffle_vector(vector, vector, part) for part in parts))
        return self.builder.extract_element(vector, ir.Constant(_INT, 0))


@intrinsic
def _add(_: Any, into: Any, row: Any, rows: Any, other: Any, lanes: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        code = _Code(context, builder, signature, arguments)
        for target, source, mask in zip(code.row(0, 1), code.row(2, 3), code.masks(4), strict=True):
            more = builder.select(mask, code.read(source), _ZEROS)
            code.write(builder.fadd(code.read(target), more), target)
        return context.get_dummy_value()

    return types.void(into, row, rows, other, lanes), generate


@intrinsic
def _settle(_: Any, rows: Any, row: Any, sums: Any, zero: Any, weights: Any, weight: Any, lanes: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        code = _Code(context, builder, signature, arguments)
        own, total = code.spread(5), _ZEROS
        rows = code.row(0, 1), code.row(2, 3), code.row(4, 3)
        for paths, successors, source, mask in zip(*rows, code.masks(6), strict=True):
            sigma, above = code.read(paths), code.read(successors)
            flow = builder.fmul(builder.fmul(sigma, above), code.read(source))
            total = builder.fadd(total, builder.select(mask, flow, _ZEROS))
            share = builder.fadd(builder.fdiv(own, sigma), above)
            code.write(builder.select(mask, share, sigma), paths)
            code.write(_ZEROS, successors)
        return code.total(total)

    return types.float64(rows, row, sums, zero, weights, weight, lanes), generate


@intrinsic
def _scale(_: Any, rows: Any, row: Any, factor: Any, lanes: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        code = _Code(context, builder, signature, arguments)
        for address, mask in zip(code.row(0, 1), code.masks(3), strict=True):
            number = code.read(address)
            code.write(builder.select(mask, builder.fmul(number, code.spread(2)), number), address)
        return context.get_dummy_value()

    return types.void(rows, row, factor, lanes), generate


# add(into, row, rows, other, lanes): to row `row` of `into` add row `other` of `rows`, in `lanes` alone.
add = cast("Callable[[Floats, int, Floats, int, Word], None]", _add)
# scale(rows, row, factor, lanes): multiply row `row` of `rows` by the factor, in `lanes` alone.
scale = cast("Callable[[Floats, int, float, Word], None]", _scale)
# settle(rows, row, sums, 0, weights, weight, lanes): see `dependencies`, whose inmost step it is.
settle = cast("Callable[[Floats, int, Floats, int, Floats, float, Word], float]", _settle)


@compiled
def _slots(rows: Places, order: Nodes, entry: np.uint64, end: np.uint64) -> np.uint64:
    """The links of the nodes of some entries: as many may be written down next."""
    found = NONE
    for now in range(entry, end):
        v = order[now]
        found += rows[v + ONE] - rows[v]
    return found


@compiled
def _reach(
    rows: Places, ends: Nodes, order: Nodes, lanes_of: Words, ahead: Places, entry: np.uint64, end: np.uint64,
    seen: Words, new: Words, links: Nodes, lanes_on: Words, link: np.uint64,
) -> tuple[np.uint64, np.uint64]:
    """From the entries of a level note the next level's nodes and the links there; where both lists end then.

    Everything is written, and the ends of the lists move on or do not: a branch would be guessed wrong half the time.
    """
    tail = end
    for now in range(entry, end):
        v, lanes = order[now], lanes_of[now]
        ahead[now] = link
        for slot in range(rows[v], rows[v + ONE]):
            w = ends[slot]
            reached, before = Word(lanes & ~seen[w]), new[w]
            links[link], lanes_on[link], order[tail] = w, reached, w
            link += np.uint64(reached != 0)
            tail += np.uint64((before == 0) & (reached != 0))
            new[w] = before | reached
    ahead[end] = link
    return tail, link


@compiled
def _out(
    order: Nodes, lanes_of: Words, ahead: Places, entry: np.uint64, end: np.uint64, tail: np.uint64, seen: Words,
    new: Words, links: Nodes, lanes_on: Words, numbers: Floats, copies: Floats,
) -> None:
    """Add the path counts of a level's nodes to those of the next level, and close that."""
    for now in range(entry, end):
        for link in range(ahead[now], ahead[now + ONE]):
            add(numbers, links[link], numbers, order[now], lanes_on[link])
    for now in range(end, tail):
        w = order[now]
        lanes_of[now] = new[w]
        seen[w] |= new[w]
        if copies[w] != 1:
            scale(numbers, w, copies[w], new[w])
        new[w] = Word(0)


@compiled
def _back(
    order: Nodes, lanes_of: Words, ahead: Places, begun: np.uint64, end: np.uint64, links: Nodes, lanes_on: Words,
    numbers: Floats, weight: Floats, copies: Floats, sums: Floats, lane_weight: Floats, result: Floats,
) -> None:
    """Settle all entries but the sources, the farthest first."""
    now = end
    while now > begun:
        now -= ONE
        v, lanes = order[now], lanes_of[now]
        for link in range(ahead[now], ahead[now + ONE]):
            add(sums, 0, numbers, links[link], lanes_on[link])
        result[v] += settle(numbers, v, sums, 0, lane_weight, weight[v], lanes)
        if copies[v] != 1:
            scale(numbers, v, copies[v], lanes)


@compiled
def dependencies(
    start: Indptr, rows: Indptr, ends: Indices, weight: Floats, copies: Floats, sources: Indices, source_weight: Floats,
    block: Indices, cuts: Indptr,
) -> Floats:
    """For every seat the sum of r_s δ_s over the sources of some passes.

    Block b has the seats start[b] to start[b + 1]; the links of a seat, `ends` from rows[seat] to rows[seat + 1],
    count from the block's first seat, and so do `sources`. Pass k takes those from cuts[k] to cuts[k + 1], at most
    `LANES` of block[k], with weights r_s that may differ from the seats' own. Memory: 8 · LANES bytes a node of the
    largest block, 16 for every level on which a node occurs, and 8 for every link of a shortest path (both once for
    all lanes).
    """
    # `links` may be replaced as it grows. In such a loop numba counts references, a third of the time, so the inmost
    # loops are functions of their own. And what is unsigned is an index that it need not look at for being negative.
    places, heads = rows.view(np.uint64), ends.view(np.uint32)
    result = np.zeros(len(weight))
    largest = 0
    for b in block:
        largest = max(largest, start[b + 1] - start[b])
    numbers = np.empty(largest * LANES)  # σ on the way out, (r + δ) / σ on the way back
    seen = np.empty(largest, Word)
    new = np.zeros(largest, Word)
    order = np.empty(largest * LANES + 1, np.uint32)  # level by level: an entry for each level on which a node occurs
    lanes_of = np.empty(largest * LANES, Word)
    ahead = np.empty(largest * LANES + 1, np.uint64)  # first of an entry's links in `links`
    links = np.empty(1024, np.uint32)
    lanes_on = np.empty(1024, Word)
    sums, lane_weight = np.zeros(LANES), np.zeros(LANES)

    for k in range(len(block)):
        lo, hi = start[block[k]], start[block[k] + 1]
        own_rows, own_weight, own_copies = places[lo : hi + 1], weight[lo:hi], copies[lo:hi]
        numbers[: (hi - lo) * LANES] = 0.0
        seen[: hi - lo] = 0
        for lane in range(cuts[k + 1] - cuts[k]):
            s = sources[cuts[k] + lane]
            order[lane], lanes_of[lane] = s, Word(1) << Word(lane)
            seen[s] = lanes_of[lane]
            numbers[s * LANES + lane] = 1.0
            lane_weight[lane] = source_weight[cuts[k] + lane]
        begun = np.uint64(cuts[k + 1] - cuts[k])
        entry, end, link = NONE, begun, NONE
        while entry < end:
            most = link + _slots(own_rows, order, entry, end) + ONE
            if most > np.uint64(len(links)):
                links = np.concatenate((links, np.empty(most, np.uint32)))
                lanes_on = np.concatenate((lanes_on, np.empty(most, Word)))
            tail, link = _reach(
                own_rows, heads, order, lanes_of, ahead, entry, end, seen, new, links, lanes_on, link
            )
            _out(order, lanes_of, ahead, entry, end, tail, seen, new, links, lanes_on, numbers, own_copies)
            entry, end = end, tail
        _back(
            order, lanes_of, ahead, begun, end, links, lanes_on, numbers, own_weight, own_copies, sums, lane_weight,
            result[lo:hi],
        )
    return result
