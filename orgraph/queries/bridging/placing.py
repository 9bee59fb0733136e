"""Values in order: which node comes first by a measure, at what rank, and before how many of the others."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

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
    known = np.flatnonzero(~np.isnan(values))
    keys = np.round((-1.0 if first == "high" else 1.0) * values[known], DIGITS)
    among = known if order is None else np.asarray(order)[known]
    before = np.searchsorted(np.sort(keys), keys, "left")
    shown = np.lexsort((among, keys))[:top]
    return [Place(int(known[at]), float(values[known[at]]), int(before[at]) + 1,
                  round(100.0 * (len(known) - int(before[at])) / len(known), 2)) for at in shown.tolist()]
