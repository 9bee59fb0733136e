"""Key players (Borgatti): the few whose loss would break a network up, or from whom it is reached best."""

from __future__ import annotations

from dataclasses import dataclass
from math import e
from typing import Literal

from orgraph.queries.bridging.measures.best_set import Search, greedy
from orgraph.queries.bridging.measures.fragmentation import Fragmenting, Left, fragmentation
from orgraph.queries.bridging.measures.reach import Reaching, reach
from orgraph.queries.bridging.projection import Projection

By = Literal["fragmentation", "distance_fragmentation", "reach", "distance_reach"]
EFFORT = 500_000_000  # links looked at in a search: seconds
SHORTEST = 20  # candidates that the effort must allow for
GREEDY = 1 - 1 / e  # share of the best reach that the greedy way is sure of


@dataclass(frozen=True)
class KeyPlayers:
    """A set of key players.

    `nodes`: those chosen, in the order in which they were.
    `value`: of the set, between 0 and 1. `before`: of the empty set. `bound`: no set of this size has more.
    `exact`: the set is a best one, and `bound` its value. `guarantee`: the share of the best value that the way of
    choosing is sure to reach whatever the network, or None where nothing is sure.
    """

    nodes: tuple[int, ...]
    value: float
    before: float
    bound: float
    exact: bool
    guarantee: float | None


def key_players(p: Projection, k: int, by: By = "fragmentation", *, steps: int = 2, effort: int = EFFORT) -> KeyPlayers:
    """A set of k nodes with the largest value: exact where the effort allows, else greedy, with a bound.

    - "fragmentation", "distance_fragmentation" (KPP-neg): whose loss leaves the network most broken up, by F or DF;
      see `fragmentation`. Direction is not used.
    - "reach", "distance_reach" (KPP-pos): who together reach most within `steps`, or are nearest to all; see `reach`.

    First a greedy set is built. Then a search tries all sets but those that a bound shows to be no better, as long as
    the effort lasts. When it does not, what is known is this. Reach: the greedy set has at least 1 − 1/e of the best
    value (Nemhauser, Wolsey & Fisher 1978), often more, as `bound` shows. Fragmentation: nothing of the kind holds
    (two nodes that cut nothing off alone may halve the network together). Its `bound` comes from shortest paths: a
    pair that a set parts has lost all of its own, so that no set parts more pairs than its members' betweenness and
    their own pairs come to. In a network too large for that, it comes from their numbers of links, and says little.

    Parameters
    ----------
    p : n nodes; weights are not used
    k : size of the set, 1 … n
    by : the value
    steps : m of "reach"
    effort : links that the search may look at; the answer depends on it, never on the speed of the machine

    Raises
    ------
    ValueError : k is not between 1 and n, or the network is too large for "distance_fragmentation", which looks at all
        pairs for each candidate

    References
    ----------
    Borgatti, Identifying sets of key players in a social network, Comput. Math. Organ. Theory 12 (2006) 21-34.
    Nemhauser, Wolsey & Fisher, An analysis of approximations for maximizing submodular set functions, Mathematical
    Programming 14 (1978) 265-294.

    Examples
    --------
    >>> two_stars = Projection.from_pairs(7, [0, 0, 0, 3, 3, 3], [1, 2, 3, 4, 5, 6])
    >>> key_players(two_stars, 2).nodes, key_players(two_stars, 2).value
    ((3, 0), 1.0)
    """
    if not 1 <= k <= p.n:
        raise ValueError("k must be between 1 and the number of nodes")
    if by in ("fragmentation", "distance_fragmentation"):
        return _breaking(p.undirected().unweighted(), k, effort, by_distance=by == "distance_fragmentation")
    return _spreading(p, k, effort, steps if by == "reach" else None)


def _breaking(p: Projection, k: int, effort: int, *, by_distance: bool) -> KeyPlayers:
    if by_distance and Left(p, by_distance=True).cost(k * min(SHORTEST, p.n)) > effort:
        raise ValueError("too large for distance_fragmentation")
    goal = Fragmenting(p, k, by_distance=by_distance, effort=effort)
    search = Search(goal, *greedy(goal, k), effort=effort)
    search.run(k)
    value, exact = fragmentation(p, search.best, by_distance=by_distance), (search.complete or k == 1) and goal.whole
    pairs = (p.n - k) * (p.n - k - 1)
    bound = value if exact else min(1.0, 1 + goal.ceiling / pairs) if pairs else 1.0
    return KeyPlayers(tuple(search.best), value, fragmentation(p, by_distance=by_distance), bound, exact, None)


def _spreading(p: Projection, k: int, effort: int, steps: int | None) -> KeyPlayers:
    goal = Reaching(p, steps=steps)
    chosen, score, ceiling = goal.greedy(k)
    search = Search(goal, chosen, score, effort=effort)
    search.run(k)
    value = reach(p, search.best, steps=steps)
    exact = search.complete or k == 1
    bound = value if exact else min(1.0, ceiling / p.n, value / GREEDY)
    return KeyPlayers(tuple(search.best), value, 0.0, bound, exact, GREEDY)
