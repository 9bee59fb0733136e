"""Cut vertices and bridges: the nodes and links whose loss breaks the graph, and who is cut off then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.projection import Floats, Ints, Projection


@dataclass(frozen=True, eq=False)
class Biconnected:
    """What one depth-first search tells about losing any single node or link.

    All arrays are int32 of shape (n,). `order` lists the nodes as met and `number`, by node, is its inverse. `lowest`,
    `above` and `counted` go by number: the smallest number reached from the subtree by one link, the parent's number
    (−1 at a root), and the nodes of the subtree, which has the numbers from its own on.
    """

    order: Ints
    number: Ints
    lowest: Ints
    above: Ints
    counted: Ints

    @cached_property
    def low(self) -> Ints:
        """By node: the smallest number that its subtree reaches by one link, shape (n,)."""
        return self.lowest[self.number]

    @cached_property
    def parent(self) -> Ints:
        """By node: the node from which the search came, −1 at a root, shape (n,)."""
        above = self.above[self.number]
        return np.where(above < 0, above, self.order[above]).astype(np.int32)

    @cached_property
    def size(self) -> Ints:
        """By node: the nodes of its subtree, which fill `order[number[v] : number[v] + size[v]]`, shape (n,)."""
        return self.counted[self.number]

    @cached_property
    def _hanging(self) -> Ints:
        """Numbers whose subtree is joined with the rest through their parent alone, ascending."""
        return np.flatnonzero((self.lowest >= self.above) & (self.above >= 0)).astype(np.int32)

    @cached_property
    def cut_off(self) -> NDArray[np.int64]:
        """For every node how many others lose the largest part left of their component when it goes, shape (n,)."""
        roots = self.counted[self.above < 0]
        others = np.repeat(roots, roots).astype(np.int64) - 1
        sizes, parents = self.counted[self._hanging].astype(np.int64), self.above[self._hanging]
        hanging = np.zeros(len(self.order), np.int64)
        np.add.at(hanging, parents, sizes)
        largest = others - hanging  # the part above the node
        np.maximum.at(largest, parents, sizes)
        return (others - largest)[self.number]

    @cached_property
    def _weak(self) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        from orgraph.queries.bridging.measures.kernels.lowpoint import weak_spots

        return weak_spots(self.order, self.lowest, self.above)

    @cached_property
    def cut_vertices(self) -> Ints:
        """The nodes whose loss splits their component, ascending."""
        return np.flatnonzero(self._weak[0]).astype(np.int32)

    @cached_property
    def bridges(self) -> Ints:
        """The links whose loss splits a component: node pairs, lower number first, ascending, shape (bridges, 2).

        It is the loss of the whole link that counts, all the ties that were folded into it; where its weight is
        above one, it may outlast the loss of one tie.
        """
        keys = np.sort(self._weak[1])
        pairs = np.empty((len(keys), 2), np.int32)
        pairs[:, 0], pairs[:, 1] = keys >> 32, keys & 0xFFFFFFFF
        return pairs

    def pieces(self, v: int) -> list[Ints]:
        """The parts into which `v`'s component falls when `v` goes, each ascending.

        The largest comes first; of equally large ones that with the smallest node number. An isolate leaves none.
        """
        below = self._hanging[self.above[self._hanging] == self.number[v]]
        parts = [self._subtree(int(self.order[k])) for k in below]
        root = v
        while self.parent[root] >= 0:
            root = int(self.parent[root])
        above = np.setdiff1d(self._subtree(root), np.concatenate([np.array([v]), *parts])).astype(np.int32)
        parts = [np.sort(part) for part in (*parts, above) if len(part)]
        return sorted(parts, key=lambda part: (-len(part), int(part[0])))

    def separated(self, v: int) -> list[Ints]:
        """The parts that losing `v` cuts off from the largest one; empty when `v` is no cut vertex."""
        return self.pieces(v)[1:]

    def _subtree(self, v: int) -> Ints:
        return self.order[self.number[v] : self.number[v] + self.size[v]]


def biconnected(p: Projection) -> Biconnected:
    """Find every cut vertex and bridge, and what each holds together, in time linear in nodes and links.

    A child c of v hangs on v alone when low(c) ≥ number(v): no link leads from c's subtree to above v. Such
    subtrees, and what lies above v, are the parts that are left when v goes.

    Parameters
    ----------
    p : n nodes; components are treated each on its own, an isolate cuts nothing off

    References
    ----------
    Hopcroft & Tarjan, Efficient algorithms for graph manipulation, Comm. ACM 16 (1973) 372-378.

    Examples
    --------
    >>> found = biconnected(Projection.from_pairs(5, [0, 1, 2, 2, 3], [1, 2, 0, 3, 4]))
    >>> found.cut_vertices.tolist(), found.bridges.tolist()
    ([2, 3], [[2, 3], [3, 4]])
    >>> found.cut_off.tolist(), [part.tolist() for part in found.separated(3)]
    ([0, 0, 2, 1, 0], [[4]])
    """
    from orgraph.queries.bridging.measures.kernels.lowpoint import lowpoints

    return Biconnected(*lowpoints(p.indptr, p.indices))


def cut_off(p: Projection) -> Floats:
    """For every node how many others lose touch with the largest part of their component when it goes; shape (n,).

    Examples
    --------
    >>> cut_off(Projection.from_pairs(4, [0, 0, 0], [1, 2, 3])).tolist()
    [2.0, 0.0, 0.0, 0.0]
    """
    return biconnected(p).cut_off.astype(np.float64)
