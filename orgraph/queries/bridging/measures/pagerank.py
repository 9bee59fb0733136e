"""PageRank: where a walk along the links is most often."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.projection import Floats, Projection

_EXACT = 1e-15  # distance from the answer, in sum, at which the iteration stops


def pagerank(p: Projection, *, damping: float = 0.85) -> Floats:
    r"""PageRank of every node: the share of its time that a random walk spends there.

    .. math:: x = d\,(P^\top x + \textstyle\sum_{v\ \mathrm{end}} x_v / n) + (1 - d) / n

    At each step the walk follows, with probability d, one of the links that lead out of its node, in proportion to
    their weights (P), and otherwise, or where no link leads out (an end), it begins anew at any node. Without direction
    links lead both ways, and an isolate is an end.

    Parameters
    ----------
    p : n nodes, directed or not, one-mode or two-mode; weights are used when there are any
    damping : d, at least 0 and below 1

    Returns
    -------
    float64, shape (n,), positive, summing to 1; the mean is 1 / n.

    References
    ----------
    Brin & Page, The anatomy of a large-scale hypertextual web search engine, Computer Networks 30 (1998) 107-117.

    Examples
    --------
    >>> pagerank(Projection.from_pairs(3, [0, 1], [2, 2], directed=True)).round(3).tolist()
    [0.213, 0.213, 0.574]
    """
    if not 0 <= damping < 1:
        raise ValueError("damping must be at least 0 and below 1")
    walk = p.matrix()
    out = np.bincount(p.rows, weights=walk.data, minlength=p.n)
    walk.data = walk.data / out[p.rows]
    back, ends = walk.T.tocsr(), out == 0
    rank = np.full(p.n, 1 / max(p.n, 1))
    # A step brings the walk nearer by the factor d at least, whatever the graph.
    for _ in range(int(np.log(_EXACT) / np.log(damping)) + 1 if damping and p.n else 0):
        anew = (1 - damping + damping * rank[ends].sum()) / p.n
        rank = damping * (back @ rank) + anew
    return rank
