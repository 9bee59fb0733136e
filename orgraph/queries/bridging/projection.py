"""The projection: the simple graph, undirected or directed, on which every bridging measure is computed.

Whatever the layers hold (a person with three posts in one organization, an alliance signed twice, a unit that
is its own member), a measure needs one link a pair, or with direction one link a pair and direction. The rule for
that, named by the caller, is stated here, once, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgraph.errors import UsageError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

Collapse = Literal["count", "sum", "max", "one"]
COLLAPSES: tuple[Collapse, ...] = ("count", "sum", "max", "one")


@dataclass(frozen=True, eq=False)
class Projection:
    """A simple graph of `n` nodes in compressed sparse rows.

    The links of node `v` are the slots `indptr[v]` to `indptr[v + 1]`: `indices` holds the other end, ascending,
    and `weights` the strength of the link (None: each link counts one). An undirected link is stored at both its
    ends, a directed one at its source.

    Parameters
    ----------
    n : number of nodes, numbered 0 … n − 1; a node without a link is an isolate
    indptr : int64, shape (n + 1,)
    indices : int32, shape (slots,); slots are 2 · links, or with direction links
    weights : float64, shape (slots,), positive and finite; or None
    mode : int8, shape (n,), 0 or 1: the side of each node in a two-mode graph; None in a one-mode graph
    loops : ties of a node with itself, which were dropped
    parallel : ties that were folded into a link already there
    directed : whether a link leads from one node to another
    """

    n: int
    indptr: NDArray[np.int64]
    indices: Ints
    weights: Floats | None = None
    mode: NDArray[np.int8] | None = None
    loops: int = 0
    parallel: int = 0
    directed: bool = False

    @classmethod
    def from_pairs(
        cls,
        n: int,
        a: ArrayLike,
        b: ArrayLike,
        weights: ArrayLike | None = None,
        mode: ArrayLike | None = None,
        *,
        directed: bool = False,
        collapse: Collapse = "sum",
    ) -> Projection:
        """Collapse ties into links: one link a pair, or with direction one a pair and direction.

        The weight of a link is, by `collapse`:

        - "count": the number of its ties;
        - "sum": the sum of their weights (their number, when ties carry none);
        - "max": the weight of the heaviest;
        - "one": one, so that the graph is unweighted.

        "count" and "sum" lose nothing at a node: its strength is the number, or the weight, of all its ties but
        loops, with direction its ties out and in. "max" and "one" forget parallel ties. The number of links at a node
        is the same under all four. Ties of a node with itself are dropped; `loops` and `parallel` say how many ties
        were dropped and folded, and links + loops + parallel are the ties given.

        Parameters
        ----------
        n : number of nodes
        a, b : node numbers, shape (ties,): the two ends of each tie, in either order, or from a to b when `directed`
        weights : shape (ties,): strength of each tie, positive
        mode : shape (n,), 0 or 1: every tie must then join a 0 with a 1
        directed : keep the direction of ties; a tie and one the other way are then two links, not parallel
        collapse : the rule above

        Raises
        ------
        IndexError : an end is not a node
        UsageError : a weight is not positive and finite, a two-mode tie joins two nodes of one side, or there is no
            such rule

        Examples
        --------
        >>> p = Projection.from_pairs(4, [0, 1, 2, 2], [1, 0, 1, 2])
        >>> p.links, p.loops, p.parallel, p.weights.tolist()
        (2, 1, 1, [2.0, 2.0, 1.0, 1.0])
        >>> Projection.from_pairs(4, [0, 1, 2, 2], [1, 0, 1, 2], directed=True).links
        3
        """
        if collapse not in COLLAPSES:
            raise UsageError(f"没有这种合并规则：{collapse} (no such collapse rule)", hint="、".join(COLLAPSES))
        left, right = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
        strength = np.ones(len(left)) if weights is None else np.asarray(weights, dtype=np.float64)
        side = None if mode is None else np.asarray(mode, dtype=np.int8)
        _check(n, left, right, strength, side)
        apart = left != right
        near, far = left[apart], right[apart]
        if not directed:
            near, far = np.minimum(near, far), np.maximum(near, far)
        cells = _fold(n, near, far, np.ones(len(near)) if collapse == "count" else strength[apart], collapse)
        both = cells if directed else cells + cells.T
        both.sort_indices()
        return cls(
            n=n,
            indptr=both.indptr.astype(np.int64),
            indices=both.indices.astype(np.int32),
            weights=None if collapse == "one" else both.data.astype(np.float64),
            mode=side,
            loops=int(len(left) - apart.sum()),
            parallel=int(apart.sum() - cells.nnz),
            directed=directed,
        )

    @property
    def links(self) -> int:
        """Number of links: pairs of nodes with at least one tie, or ordered pairs when directed."""
        return len(self.indices) // (1 if self.directed else 2)

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """Number of links at each node, with direction of those that lead out of it; shape (n,)."""
        return np.diff(self.indptr)

    @cached_property
    def rows(self) -> Ints:
        """The near end of every slot, shape (slots,): `rows[e]` is linked with `indices[e]`."""
        return np.repeat(np.arange(self.n, dtype=np.int32), self.degrees)

    @cached_property
    def opposite(self) -> NDArray[np.int64]:
        """For every slot of an undirected graph the slot of the same link at its other end, shape (2 · links,)."""
        if self.directed:
            raise ValueError("a directed link has one slot")
        # Slots are sorted by (near, far). Sorted by (far, near), the k-th is the mirror image of slot k.
        return np.argsort(self.indices, kind="stable")

    def unweighted(self) -> Projection:
        """The same links, each counting one."""
        return replace(self, weights=None)

    @cached_property
    def reverse(self) -> Projection:
        """The same graph with every link led the other way; an undirected graph is its own reverse."""
        if not self.directed:
            return self
        turned = self.matrix().T.tocsr()
        turned.sort_indices()
        weights = None if self.weights is None else turned.data
        indptr, indices = turned.indptr.astype(np.int64), turned.indices.astype(np.int32)
        return replace(self, indptr=indptr, indices=indices, weights=weights)

    def undirected(self, collapse: Collapse = "sum") -> Projection:
        """The graph without direction: a link and its opposite become one, weighted by the rule `collapse`.

        With "sum" a node keeps its strength, out and in together. An undirected graph is returned as it is.
        Unweighted links stay so, each pair counting one. `parallel` counts the opposites that were folded too.
        """
        if not self.directed:
            return self
        rule: Collapse = "one" if self.weights is None else collapse
        folded = Projection.from_pairs(self.n, self.rows, self.indices, self.weights, self.mode, collapse=rule)
        return replace(folded, loops=self.loops, parallel=self.parallel + folded.parallel)

    def matrix(self) -> csr_array[np.float64]:
        """The adjacency matrix, n × n, with the weights of the links (one each when unweighted).

        Symmetric, or with direction from row to column.
        """
        from scipy.sparse import csr_array

        data = np.ones(len(self.indices)) if self.weights is None else self.weights
        return cast("csr_array[np.float64]", csr_array((data, self.indices, self.indptr), shape=(self.n, self.n)))

    def sides(self) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """For each node of a two-mode graph the number of nodes on its own side and on the other; else None."""
        if self.mode is None:
            return None
        sizes = np.bincount(self.mode, minlength=2)
        return sizes[self.mode], sizes[1 - self.mode]


def _fold(n: int, near: NDArray[Any], far: NDArray[Any], strength: Floats, collapse: Collapse) -> csr_array[np.float64]:
    """The ties as a matrix with one cell a link."""
    from scipy.sparse import coo_array

    if collapse == "max":
        order = np.lexsort((strength, far, near))  # the heaviest tie of a link comes last
        near, far, strength = near[order], far[order], strength[order]
        last = np.append((near[1:] != near[:-1]) | (far[1:] != far[:-1]), [True])[:len(near)]
        near, far, strength = near[last], far[last], strength[last]
    # SciPy sums equal cells as it compresses; int32 coordinates keep its index arrays int32.
    cells = (near.astype(np.int32), far.astype(np.int32))
    return coo_array((strength, cells), shape=(n, n)).tocsr()


def _check(n: int, left: NDArray[Any], right: NDArray[Any], strength: Floats, side: NDArray[np.int8] | None) -> None:
    if not len(left) == len(right) == len(strength):
        raise ValueError("a, b and weights differ in length")
    if len(left) and (min(left.min(), right.min()) < 0 or max(left.max(), right.max()) >= n):
        raise IndexError(f"a tie ends outside the nodes 0 … {n - 1}")
    wrong = ~(np.isfinite(strength) & (strength > 0))
    if wrong.any():
        at = int(wrong.argmax())
        raise UsageError(
            f"第 {at + 1} 条联系的权重是 {strength[at]},应为正数 (weight of tie {at + 1}: not positive)", code="weight"
        )
    if side is not None:
        if len(side) != n or not np.isin(side, (0, 1)).all():
            raise ValueError("mode needs a 0 or 1 for each node")
        within = (side[left] == side[right]) & (left != right)
        if within.any():
            at = int(within.argmax())
            raise UsageError(
                f"二模图第 {at + 1} 条联系的两端同属一侧 (tie {at + 1} joins two nodes of one side)", code="two-mode"
            )
