"""From what a procedure gives to what our measure says: (projection, values of shape (n,), NaN where none) → values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.betweenness import most_between
from orgraph.queries.bridging.measures.closeness import most_near
from orgraph.queries.bridging.measures.communities import communities
from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.projection import Floats, Projection


def as_given(p: Projection, values: Floats) -> Floats:
    """The same."""
    return values


def share_of_pairs(p: Projection, values: Floats) -> Floats:
    """Numbers of pairs over the most possible."""
    return values / most_between(p)


def nearness(p: Projection, values: Floats) -> Floats:
    """Mean nearness of the n − 1 others over the most possible; a single node is near to nobody."""
    return np.nan_to_num(values) * (p.n - 1) / np.maximum(most_near(p), 1)


def share_of_all(p: Projection, values: Floats) -> Floats:
    """Summing to 1. With GDS a walk ends where no link leads on; what begins anew is in proportion to what there is."""
    return values / float(values.sum())


def between_contacts(p: Projection, values: Floats) -> Floats:
    """Undefined where there is no pair of contacts; GDS says 0."""
    return np.where(p.degrees > 1, values, np.nan)


def over_triples(p: Projection, values: Floats) -> float:
    """Numbers of triangles at each node over all triples."""
    triples = int((p.degrees * (p.degrees - 1) // 2).sum())
    return float(values.sum() / triples) if triples else float("nan")


def total(p: Projection, values: Floats) -> float:
    """The sum over all groups; undefined without links."""
    return float(np.nansum(values)) if p.links else float("nan")


def members(p: Projection, values: Floats) -> Floats:
    """How many have the same number of a component."""
    _, which, sizes = np.unique(values, return_inverse=True, return_counts=True)
    return sizes[which].astype(np.float64)


def beside_the_largest(p: Projection, values: Floats) -> Floats:
    """The others in the component less the largest part left; nobody is cut off where nothing is said."""
    found = components(p)
    return np.where(np.isnan(values), 0.0, found.sizes[found.labels] - 1 - values)


def found_communities(p: Projection) -> NDArray[np.int64]:
    """The community of every node."""
    return communities(p).labels


SCALES: dict[str, Callable[[Projection, Floats], Any]] = {scale.__name__: scale for scale in (
    as_given, share_of_pairs, nearness, share_of_all, between_contacts, over_triples, total, members,
    beside_the_largest)}
GROUPS: dict[str, Callable[[Projection], NDArray[np.int64]]] = {"communities": found_communities}
