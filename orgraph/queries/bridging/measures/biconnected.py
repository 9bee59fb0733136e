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

    All arrays are int32 of shape (n,): `order` lists the nodes as met and `number` is its inverse; `low` is the
    smallest number reached from a node's subtree by one link; `parent` is −1 at a root; `size` counts the subtree,
    which fills `order[number[v] : number[v] + size[v]]`.
    """

    order: Ints
    number: Ints
    low: Ints
    parent: Ints
    size: Ints

    @cached_property
    def _component(self) -> NDArray[np.int64]:
        """Number of nodes in each node's component, shape (n,)."""
        roots = self.order[self.parent[self.order] < 0]
        return np.repeat(self.size[roots], self.size[roots])[self.number].astype(np.int64)

    @cached_property
    def _hanging(self) -> Ints:
        """Nodes whose subtree is joined with the rest through their parent alone."""
        child = np.flatnonzero(self.parent >= 0)
        return child[self.low[child] >= self.number[self.parent[child]]].astype(np.int32)

    @cached_property
    def cut_off(self) -> NDArray[np.int64]:
        """For every node how many others lose the largest part left of their component when it goes, shape (n,)."""
        sizes, parents = self.size[self._hanging].astype(np.int64), self.parent[self._hanging]
        hanging = np.zeros(len(self.order), np.int64)
        np.add.at(hanging, parents, sizes)
        largest = self._component - 1 - hanging  # the part above the node
        np.maximum.at(largest, parents, sizes)
        return self._component - 1 - largest

    @cached_property
    def cut_vertices(self) -> Ints:
        """The nodes whose loss splits their component, ascending."""
        return np.flatnonzero(self.cut_off).astype(np.int32)

    @cached_property
    def bridges(self) -> Ints:
        """The links whose loss splits a component: node pairs, lower number first, ascending, shape (bridges, 2).

        It is the loss of the whole link that counts, all the ties that were folded into it; where its weight is
        above one, it may outlast the loss of one tie.
        """
        child = self._hanging[self.low[self._hanging] == self.number[self._hanging]]
        pairs = np.sort(np.column_stack((self.parent[child], child)), axis=1)
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]

    def pieces(self, v: int) -> list[Ints]:
        """The parts into which `v`'s component falls when `v` goes, each ascending.

        The largest comes first; of equally large ones that with the smallest node number. An isolate leaves none.
        """
        parts = [self._subtree(int(child)) for child in self._hanging[self.parent[self._hanging] == v]]
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
