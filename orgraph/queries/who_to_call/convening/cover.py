"""The smallest set of units that covers all duties."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

Unit = TypeVar("Unit", bound=Hashable)
Duty = TypeVar("Duty", bound=Hashable)

EXACT = 12  # units among which every set is tried; of more the one that covers most is taken again and again


def smallest(covers: Mapping[Unit, Collection[Duty]], order: Sequence[Unit], given: Collection[Unit] = ()
             ) -> list[Unit]:
    """The fewest units of `order` that cover, with those `given`, all that any of `covers` does; no unit twice.

    Of sets of one size the one with the earlier units wins, compared by the sum of their places in `order`, then by
    the places themselves. The result is in that order, the given ones among them.

    >>> smallest({"a": "x", "b": "y", "c": "xy"}, "abc")
    ['c']
    >>> smallest({"a": "x", "b": "y", "c": "xy"}, "abc", given="a")
    ['a', 'b']
    """
    place = {unit: number for number, unit in enumerate(dict.fromkeys(order))}
    chosen = {unit for unit in given if unit in place}
    duties = {unit: frozenset(covers[unit]) for unit in place}
    left: frozenset[Duty] = frozenset().union(*duties.values())
    left -= frozenset().union(*(duties[unit] for unit in chosen))
    only = [[unit for unit in place if duty in duties[unit]] for duty in left]
    chosen |= {able[0] for able in only if len(able) == 1}
    left -= frozenset().union(*(duties[unit] for unit in chosen))
    useful = _undominated({unit: duties[unit] & left for unit in place if duties[unit] & left})
    chosen.update(_exact(useful, left, place) if len(useful) <= EXACT else _greedy(useful, left, place))
    return sorted(chosen, key=place.__getitem__)


def _undominated(duties: Mapping[Unit, frozenset[Duty]]) -> dict[Unit, frozenset[Duty]]:
    """Without the units whose duties an earlier one has too: it would take their place."""
    kept: dict[Unit, frozenset[Duty]] = {}
    for unit, mine in duties.items():
        if not any(mine <= theirs for theirs in kept.values()):
            kept[unit] = mine
    return kept


def _exact(duties: Mapping[Unit, frozenset[Duty]], left: frozenset[Duty], place: Mapping[Unit, int]) -> Sequence[Unit]:
    for size in range(len(duties) + 1):
        sets = [units for units in combinations(duties, size)
                if left <= frozenset().union(*(duties[unit] for unit in units))]
        if sets:
            return min(sets, key=lambda units: (sum(map(place.__getitem__, units)), [place[unit] for unit in units]))
    return ()


def _greedy(duties: Mapping[Unit, frozenset[Duty]], left: frozenset[Duty], place: Mapping[Unit, int]) -> Sequence[Unit]:
    taken: list[Unit] = []
    while left:
        best = max(duties, key=lambda unit: (len(duties[unit] & left), -place[unit]))
        taken.append(best)
        left -= duties[best]
    return taken
