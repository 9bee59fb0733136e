"""The order of matches: as a walk along the plan finds them, so that the first of many are the same in every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orgraph.stores.base import Match
from orgraph.stores.snapshot.plan import WITHIN, Walk
from orgraph.stores.snapshot.snapshot import Snapshot

Key = tuple[tuple[int, int, int], ...]


class Order:
    """Sorts the matches of one pattern whose relations are walked in a plan's order."""

    def __init__(self, snapshot: Snapshot, walks: Sequence[Walk], relations: Sequence[object], whenever: bool) -> None:
        """relations: of the pattern, in the order in which a match has its steps. whenever: WITHIN at any time."""
        self._snapshot, self._walks, self._whenever = snapshot, walks, whenever
        self._step = [next((n for n, one in enumerate(relations) if one is walk.relation), -1) for walk in walks]
        self._above: dict[int, Mapping[int, int]] = {}

    def __call__(self, match: Match) -> Key:
        """The sort key: one part a walk."""
        return tuple(self._part(walk, step, match) for walk, step in zip(self._walks, self._step, strict=True))

    def walked(self, match: Match) -> Match:
        """The match with its steps as they are walked."""
        return Match(match.nodes, tuple(match.steps[number] for number in self._step if number >= 0))

    def _part(self, walk: Walk, number: int, match: Match) -> tuple[int, int, int]:
        position = match.nodes[walk.target]
        if number < 0:
            return 0, position, 0
        step = match.steps[number]
        if step.type == WITHIN:
            return 0, self._place(walk, match.nodes[walk.source], position), -step.link
        return 1 + walk.relation.types.index(step.type), step.link, 0

    def _place(self, walk: Walk, source: int, position: int) -> int:
        """Inside an area by position; above a node the nearest first."""
        if walk.inbound or walk.closing:
            return position
        found = self._above.get(source)
        if found is None:
            found = self._above[source] = {area: n for n, area in enumerate(self._areas(source))}
        return found[position]

    def _areas(self, source: int) -> Sequence[int]:
        if self._whenever:
            return self._snapshot.boundaries.ever_above(source)
        areas, above = [], int(self._snapshot.home[source])
        while above >= 0:
            areas.append(above)
            above = int(self._snapshot.home[above])
        return areas
