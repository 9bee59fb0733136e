"""Opsahl's clustering of two-mode networks: do those that meet through a node also meet elsewhere?"""

from __future__ import annotations

from functools import partial

import numpy as np

from orgraph.errors import UsageError
from orgraph.queries.bridging.projection import Floats, Ints, Projection


def two_mode_clustering(p: Projection) -> Floats:
    r"""Opsahl's local clustering of every node: the share of 4-paths centred on it that are closed.

    .. math:: C^*(v) = \frac{\tau^*_{v,\Delta}}{\tau^*_v}

    A 4-path a – x – v – y – c joins two others of v's side through two places of the other side (a person, a body, a
    person, a body, a person); it is closed when a and c also meet at a third place. A projection to one mode would
    make every body a clique and call all of it closed.

    Parameters
    ----------
    p : n nodes, two-mode; weights are not used. Both sides are worked out, each with the other as its places.

    Returns
    -------
    float64, shape (n,), between 0 and 1; NaN for a node on which no 4-path is centred.

    Raises
    ------
    UsageError : the graph is not two-mode

    References
    ----------
    Opsahl, Triadic closure in two-mode networks, Social Networks 35 (2013) 159-167.

    Examples
    --------
    >>> ring = Projection.from_pairs(6, [0, 0, 1, 1, 2, 2], [3, 4, 4, 5, 5, 3], mode=[0, 0, 0, 1, 1, 1])
    >>> two_mode_clustering(ring).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    closed, paths = np.zeros(p.n), np.zeros(p.n)
    for side in (0, 1):
        nodes, *counts = _paths(p, side)
        closed[nodes], paths[nodes] = counts
    share = np.full(p.n, np.nan)
    np.divide(closed, paths, out=share, where=paths > 0)
    return share


def two_mode_transitivity(p: Projection, *, side: int = 0) -> float:
    """Opsahl's global clustering: the share of 4-paths between nodes of one side that are closed; NaN without any.

    Parameters
    ----------
    p : two-mode
    side : 0 or 1, whose nodes are the ends and centres of the paths (persons are side 0)

    Raises
    ------
    UsageError : the graph is not two-mode

    References
    ----------
    Opsahl, Triadic closure in two-mode networks, Social Networks 35 (2013) 159-167.

    Examples
    --------
    >>> path = Projection.from_pairs(5, [0, 1, 1, 2], [3, 3, 4, 4], mode=[0, 0, 0, 1, 1])
    >>> two_mode_transitivity(path)
    0.0
    """
    _, closed, paths = _paths(p, side)
    return float(closed.sum() / paths.sum()) if paths.any() else float("nan")


def _paths(p: Projection, side: int) -> tuple[Ints, Floats, Floats]:
    """The nodes of a side, and of each the 4-paths centred on it: the closed ones, and all."""
    from orgraph.queries.bridging.measures.kernels import over_blocks
    from orgraph.queries.bridging.measures.kernels.two_mode_paths import closed_paths, meeting_places

    if p.mode is None:
        said = "要二模网络：每条联系都在人与单位之间 (every tie must join the two sides)"
        raise UsageError(said, code="two-mode", hint="--mode two --layers membership")
    nodes = np.flatnonzero(p.mode == side).astype(np.int32)
    places = np.flatnonzero(p.mode != side)
    ties = p.undirected().unweighted().matrix()[nodes][:, places].sorted_indices()
    pairs = (ties @ ties.T).tocsr()
    pairs.setdiag(0)
    pairs.eliminate_zeros()
    pairs.sort_indices()
    indptr, indices = ties.indptr.astype(np.int64), ties.indices.astype(np.int32)
    rows, partners, shared = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32), pairs.data.astype(np.int64)
    meeting = meeting_places(indptr, indices, rows, partners, shared)
    kernel = partial(closed_paths, indptr, indices, len(places), rows, partners, shared, meeting)
    closed = sum(over_blocks(kernel, np.arange(len(nodes), dtype=np.int32), 1), np.zeros(len(nodes)))
    # A place of v, a and c can be but one of the two places on a path; those with it twice are no paths.
    others = np.bincount(ties.indices, minlength=len(places)) - 1
    twice = np.asarray(ties @ (others * (others - 1) / 2), dtype=np.float64)
    row = np.repeat(np.arange(len(nodes)), np.diff(rows))
    total, squares = (np.bincount(row, weights=shared**power, minlength=len(nodes)) for power in (1, 2))
    paths = (total**2 - squares) / 2
    return nodes, closed - twice, paths - twice
