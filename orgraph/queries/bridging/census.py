"""What a part of a network holds: persons, compounds, and the people who live there."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.projection import Ints
from orgraph.queries.refs import node_ref
from orgraph.queries.scope import withheld
from orgraph.results import NodeRef
from orgraph.stores.base import Positions, View

Mask = NDArray[np.bool_]


class Census:
    """Counts nodes of one network by what they are; each column is read once, however many parts are asked for."""

    def __init__(self, view: View, net: Network) -> None:
        self._view, self._positions = view, net.positions

    def is_a(self, *kinds: str) -> Mask:
        """Which nodes are of one of the kinds, shape (n,)."""
        return np.isin(self._positions, np.concatenate([self._view.of_kind(kind) for kind in kinds]))

    @cached_property
    def person(self) -> Mask:
        """Which nodes are persons."""
        return self.is_a("Person")

    @cached_property
    def organization(self) -> Mask:
        """Which nodes are organisations."""
        return self.is_a("Organization")

    @cached_property
    def is_area(self) -> Mask:
        """Which nodes are areas."""
        return self.is_a("Area")

    @cached_property
    def placed(self) -> Mask:
        """Which nodes are organisations, areas and the like: neither persons nor their posts."""
        return ~self.is_a("Person", "Post")

    @cached_property
    def compound(self) -> Mask:
        """Which nodes are compounds."""
        return self.is_a("Compound")

    @cached_property
    def residents(self) -> NDArray[np.int64]:
        """The people recorded of each node that is an area, 0 of any other, shape (n,)."""
        found = np.zeros(len(self._positions), np.int64)
        areas = np.flatnonzero(self.is_area)
        found[areas] = residents(self._view, self._positions[areas])
        return found

    def population(self, nodes: Ints) -> int:
        """The people who live in the areas among `nodes`, as far as they are told."""
        lived_in = np.sort(nodes[self.residents[nodes] > 0])
        outer = outermost(self._view, self._positions[lived_in])
        return int(self.residents[lived_in[outer]].sum())

    def people(self, nodes: Ints) -> int | None:
        """The same; None where the count of one of these areas is withheld."""
        areas = nodes[self.is_area[nodes]]
        return None if any_withheld(self._view, self._positions[areas]) else self.population(nodes)

    def refs(self, nodes: Ints, most: int) -> list[NodeRef]:
        """The first of `nodes` by position, at most so many."""
        return [node_ref(self._view, p) for p in np.sort(self._positions[nodes])[:most].tolist()]


def residents(view: View, areas: Positions) -> NDArray[np.int64]:
    """The people recorded of each area, 0 where nothing is recorded, or the count is withheld."""
    found = (view.prop(p, "population") for p in areas.tolist())
    return np.array([people if isinstance(people, int) else 0 for people in found], np.int64)


def any_withheld(view: View, areas: Positions) -> bool:
    """Whether the number of people of one of the areas is withheld: then no sum with it may be told."""
    return any(withheld(view, p, "population") for p in areas.tolist())


def outermost(view: View, areas: Positions) -> Mask:
    """Which of some areas (ascending) lie in no other of them."""
    found = np.ones(len(areas), bool)
    if len(areas):
        found[1:] = areas[1:] >= np.maximum.accumulate(view.ends(areas))[:-1]
    return found
