"""Brokerage as one number a node: the pairs that it joins in one role, or in all."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from orgraph.queries.bridging.measures.brokerage import ROLES, brokerage
from orgraph.queries.bridging.projection import Floats, Projection


def brokered(p: Projection, groups: ArrayLike, *, role: str = "total") -> Floats:
    """The ordered pairs that each node brokers in a role of Gould & Fernandez; see `brokerage`.

    Parameters
    ----------
    p : n nodes; weights are not used; in an undirected graph each pair counts both ways
    groups : shape (n,), the group of each node
    role : one of ROLES, or "total"

    Returns
    -------
    float64, shape (n,)

    Examples
    --------
    >>> ties = Projection.from_pairs(3, [0, 1], [1, 2], directed=True)
    >>> brokered(ties, ["hall", "hall", "shop"], role="representative").tolist()
    [0.0, 1.0, 0.0]
    """
    return brokerage(p, groups).counts[:, (*ROLES, "total").index(role)].astype(np.float64)
