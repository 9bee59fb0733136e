"""Eigenvector centrality: a node is as central as those that it is linked with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.measures.components import components
from orgraph.queries.bridging.projection import Floats, Projection

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_SMALL = 200  # nodes up to which the dense solver is faster, and exact
_TIE = 1e-10  # eigenvalues this close, relatively, are equal


def eigenvector(p: Projection, *, normalised: bool = True) -> Floats:
    r"""Eigenvector centrality of every node: the leading eigenvector of the weighted adjacency matrix.

    .. math:: \lambda\, x(v) = \sum_u a_{uv}\, x(u), \qquad \lambda \text{ the largest eigenvalue}

    It is the limit of x ← (A + I) x from equal values, scaled, and so it is one vector for every graph:

    - in a disconnected graph it is 0 but on the component with the largest λ (a denser one, not always a larger one);
      where several have the same λ, each has its own leading vector u times the sum of u, so that equal components
      get equal values;
    - in a bipartite graph, whose matrix has −λ too, it is the vector of λ, positive on both sides;
    - in a graph without links it is 0.

    Parameters
    ----------
    p : n nodes, undirected, one-mode or two-mode; weights are used when there are any. (With direction a node that
        nobody in a cycle points at would have 0: see PageRank.)
    normalised : divide by √½ of the Euclidean norm, the most that a node can have (the centre of a star): the result
        is in [0, 1]. In a two-mode graph the squares of either side then sum to 1 (Borgatti & Everett). Otherwise
        the Euclidean norm is 1.

    Raises
    ------
    ValueError : the graph is directed

    References
    ----------
    Bonacich, Factoring and weighting approaches to status scores, J. Math. Sociology 2 (1972) 113-120.
    Borgatti & Everett, Network analysis of 2-mode data, Social Networks 19 (1997) 243-269.
    Papendieck & Recht, On maximal entries in the principal eigenvector, Linear Algebra Appl. 310 (2000) 129-138.

    Examples
    --------
    >>> eigenvector(Projection.from_pairs(6, [0, 0, 0, 4], [1, 2, 3, 5])).round(3).tolist()
    [1.0, 0.577, 0.577, 0.577, 0.0, 0.0]
    """
    if p.directed:
        raise ValueError("an undirected graph is needed: see Projection.undirected")
    order, islands = _islands(p)
    matrix = p.matrix()[order][:, order].tocsr()
    best, leading = 0.0, list[tuple[slice, Floats]]()
    for nodes, bound in islands:
        if bound < best * (1 - _TIE):
            break  # the bounds descend: no other component can have so large an eigenvalue
        value, vector = _leading(matrix[nodes, nodes])
        if value > best * (1 + _TIE):
            best, leading = value, []
        if value >= best * (1 - _TIE):
            leading.append((nodes, vector))
    found = np.zeros(p.n)
    for nodes, vector in leading:
        found[order[nodes]] = vector * vector.sum()
    norm = float(np.linalg.norm(found))
    return found / (norm * (np.sqrt(0.5) if normalised else 1.0)) if norm else found


def _islands(p: Projection) -> tuple[NDArray[np.intp], list[tuple[slice, float]]]:
    """The nodes by component, and of each component with links where it is, and a bound of its eigenvalue.

    The bound is the largest √(strength · strength) of a link (Berman & Zhang 2001); greatest bound first.
    """
    found = components(p)
    weights = np.ones(len(p.indices)) if p.weights is None else p.weights
    strength = np.bincount(p.rows, weights=weights, minlength=p.n)
    bound = np.zeros(len(found.sizes))
    np.maximum.at(bound, found.labels[p.rows], np.sqrt(strength[p.rows] * strength[p.indices]))
    ends = np.cumsum(found.sizes)
    islands = [(slice(int(ends[c] - found.sizes[c]), int(ends[c])), float(bound[c]))
               for c in np.argsort(-bound, kind="stable").tolist() if bound[c] > 0]
    return np.argsort(found.labels, kind="stable"), islands


def _leading(matrix: csr_array[np.float64]) -> tuple[float, Floats]:
    """The largest eigenvalue of a component and its positive vector of norm 1 (Perron & Frobenius)."""
    from scipy.sparse.linalg import eigsh

    n = matrix.shape[0]
    if n <= _SMALL:
        values, vectors = np.linalg.eigh(matrix.toarray())
    else:
        values, vectors = eigsh(matrix, k=1, which="LA", v0=np.ones(n), tol=0)
    return float(values[-1]), np.abs(vectors[:, -1])
