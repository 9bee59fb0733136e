"""The projection: the plain undirected graph on which every bridging measure is computed.

Whatever the layers hold (a person with three posts in one organization, an alliance signed twice, a unit that
is its own member), a measure needs one link a pair. The rule for that is stated here, once, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgraph.errors import UsageError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Projection:
    """An undirected simple graph of `n` nodes in compressed sparse rows; each link is stored at both its ends.

    The links of node `v` are the slots `indptr[v]` to `indptr[v + 1]`: `indices` holds the other end, ascending,
    and `weights` the strength of the link (None: each link counts one).

    Parameters
    ----------
    n : number of nodes, numbered 0 … n − 1; a node without a link is an isolate
    indptr : int64, shape (n + 1,)
    indices : int32, shape (2 · links,)
    weights : float64, shape (2 · links,), positive and finite; or None
    mode : int8, shape (n,), 0 or 1: the side of each node in a two-mode graph; None in a one-mode graph
    loops : ties of a node with itself, which were dropped
    parallel : ties that were folded into a link already there
    """

    n: int
    indptr: NDArray[np.int64]
    indices: Ints
    weights: Floats | None = None
    mode: NDArray[np.int8] | None = None
    loops: int = 0
    parallel: int = 0

    @classmethod
    def from_pairs(
        cls, n: int, a: ArrayLike, b: ArrayLike, weights: ArrayLike | None = None, mode: ArrayLike | None = None
    ) -> Projection:
        """Collapse ties into links: one link a pair, whatever the number or direction of ties between the two.

        The weight of a link is the number of its ties, or, when `weights` are given, their sum. Ties of a node
        with itself are dropped; `loops` and `parallel` say how many ties were dropped and folded.

        Parameters
        ----------
        n : number of nodes
        a, b : node numbers, shape (ties,): the two ends of each tie, in either order
        weights : shape (ties,): strength of each tie, positive
        mode : shape (n,), 0 or 1: every tie must then join a 0 with a 1

        Raises
        ------
        IndexError : an end is not a node
        UsageError : a weight is not positive and finite, or a two-mode tie joins two nodes of one side

        Examples
        --------
        >>> p = Projection.from_pairs(4, [0, 1, 2, 2], [1, 0, 1, 2])
        >>> p.links, p.loops, p.parallel, p.weights.tolist()
        (2, 1, 1, [2.0, 2.0, 1.0, 1.0])
        """
        from scipy.sparse import coo_array

        left, right = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
        strength = np.ones(len(left)) if weights is None else np.asarray(weights, dtype=np.float64)
        side = None if mode is None else np.asarray(mode, dtype=np.int8)
        _check(n, left, right, strength, side)
        apart = left != right
        low, high = np.minimum(left, right)[apart], np.maximum(left, right)[apart]
        # SciPy sums equal cells as it compresses; int32 coordinates keep its index arrays int32.
        cells = (low.astype(np.int32), high.astype(np.int32))
        upper = coo_array((strength[apart], cells), shape=(n, n)).tocsr()
        both = (upper + upper.T).tocsr()
        both.sort_indices()
        return cls(
            n=n,
            indptr=both.indptr.astype(np.int64),
            indices=both.indices.astype(np.int32),
            weights=both.data.astype(np.float64),
            mode=side,
            loops=int(len(left) - apart.sum()),
            parallel=int(apart.sum() - upper.nnz),
        )

    @property
    def links(self) -> int:
        """Number of links: pairs of nodes with at least one tie."""
        return len(self.indices) // 2

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """Number of links at each node, shape (n,)."""
        return np.diff(self.indptr)

    @cached_property
    def rows(self) -> Ints:
        """The near end of every slot, shape (2 · links,): `rows[e]` is linked with `indices[e]`."""
        return np.repeat(np.arange(self.n, dtype=np.int32), self.degrees)

    @cached_property
    def opposite(self) -> NDArray[np.int64]:
        """For every slot the slot of the same link at its other end, shape (2 · links,)."""
        # Slots are sorted by (near, far). Sorted by (far, near), the k-th is the mirror image of slot k.
        return np.argsort(self.indices, kind="stable")

    def unweighted(self) -> Projection:
        """The same links, each counting one."""
        return Projection(self.n, self.indptr, self.indices, None, self.mode, self.loops, self.parallel)

    def matrix(self) -> csr_array[np.float64]:
        """The adjacency matrix, n × n, symmetric, with the weights of the links (one each when unweighted)."""
        from scipy.sparse import csr_array

        data = np.ones(len(self.indices)) if self.weights is None else self.weights
        return cast("csr_array[np.float64]", csr_array((data, self.indices, self.indptr), shape=(self.n, self.n)))

    def sides(self) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """For each node of a two-mode graph the number of nodes on its own side and on the other; else None."""
        if self.mode is None:
            return None
        sizes = np.bincount(self.mode, minlength=2)
        return sizes[self.mode], sizes[1 - self.mode]


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
