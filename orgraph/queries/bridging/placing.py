"""Values in order: which node comes first by a measure, at what rank, and before how many of the others."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgraph.queries.bridging.projection import Floats

DIGITS = 12  # values that are equal so far are one: sums in another order differ in the last places


class Place(NamedTuple):
    """A node with its value, its rank from 1 (equal values share one) and the share of nodes that it is not behind."""

    node: int
    value: float
    rank: int
    percentile: float


def placed(values: Floats, first: Literal["high", "low"], top: int, order: ArrayLike | None = None) -> list[Place]:
    """The first `top` nodes by value, those without one (NaN) left out.

    Parameters
    ----------
    values : shape (n,)
    first : whether high or low values come first
    order : shape (n,): among equal values the lower comes first; default: the node's number

    Examples
    --------
    >>> [(one.node, one.rank, one.percentile) for one in placed(np.array([1.0, 3.0, np.nan, 1.0]), "high", 3)]
    [(1, 1, 100.0), (0, 2, 66.67), (3, 2, 66.67)]
    """
    nodes, ranks = ranked(values, first, order)
    return [Place(node, float(values[node]), rank, round(100.0 * (len(nodes) - rank + 1) / len(nodes), 2))
            for node, rank in zip(nodes[:top].tolist(), ranks[:top].tolist(), strict=True)]


def ranked(values: Floats, first: Literal["high", "low"], order: ArrayLike | None = None
           ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All nodes with a value, the first first, and the rank of each, as `placed` has them."""
    known = np.flatnonzero(~np.isnan(values))
    keys = np.round((-1.0 if first == "high" else 1.0) * values[known], DIGITS)
    among = known if order is None else np.asarray(order)[known]
    shown = np.lexsort((among, keys))
    return known[shown], np.searchsorted(keys[shown], keys[shown], "left") + 1
