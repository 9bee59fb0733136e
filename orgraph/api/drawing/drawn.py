"""A small network as it is drawn and listed: marks with their places, ties with the rows that they stand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from orgraph.queries.scope import may_ask, plain
from orgraph.results import SourceRef
from orgraph.stores.base import View

LOOKS = 7  # kinds that have a colour and a shape of their own; the last look is for all others


@dataclass(slots=True)
class Mark:
    """A node, or an area that holds others. look: a number of the legend; rank: how early its name is shown; inside:
    the id of the area drawn round it; holds: what an area that stands for its nodes has; step: ties from the middle;
    leads: the caller may open its page."""

    id: str
    name: str
    kind: str
    x: float = 0.0
    y: float = 0.0
    look: int = -1
    rank: int = 0
    inside: str | None = None
    holds: int = 0
    step: int = 0
    leads: bool = True


@dataclass(slots=True)
class Bond:
    """A tie between two marks: of which layers, through whom, in which roles, by which rows; ties: how many it is."""

    a: str
    b: str
    layers: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    ties: int = 1


@dataclass(slots=True)
class Drawn:
    """What the browser draws and the table beside it lists. left: nodes that were too many to draw."""

    marks: list[Mark] = field(default_factory=list)
    frames: list[Mark] = field(default_factory=list)
    bonds: list[Bond] = field(default_factory=list)
    legend: list[tuple[str, int]] = field(default_factory=list)
    left: int = 0

    def picture(self) -> dict[str, Any]:
        """What the browser needs: the table has the rest. What the caller may not know of has a number for an id."""
        marks = [*self.frames, *self.marks]
        ids = {one.id: one.id if plain(one.id) == one.id else f"-{number}" for number, one in enumerate(marks)}

        def shown(one: Mark) -> dict[str, Any]:
            return asdict(one) | {"id": ids[one.id], "inside": one.inside and ids[one.inside]}

        return {"frames": list(map(shown, self.frames)), "marks": list(map(shown, self.marks)),
                "bonds": [{"a": ids[bond.a], "b": ids[bond.b], "ties": bond.ties} for bond in self.bonds]}

    def looked(self) -> Drawn:
        """The same with a legend: kinds with how many there are, the most frequent first."""
        self.legend, numbers = legend(mark.kind for mark in self.marks)
        for mark in self.marks:
            mark.look = numbers[mark.kind]
        return self


def legend(kinds: Iterable[str]) -> tuple[list[tuple[str, int]], dict[str, int]]:
    """Kinds joined by "|" with their counts, a line a look, and the look of each kind."""
    counted = sorted(Counter(kinds).items(), key=lambda item: (-item[1], item[0]))
    own, rest = (counted, []) if len(counted) <= LOOKS else (counted[:LOOKS - 1], counted[LOOKS - 1:])
    lines = own + ([("|".join(kind for kind, _ in rest), sum(count for _, count in rest))] if rest else [])
    return lines, {kind: number for number, (line, _) in enumerate(lines) for kind in line.split("|")}


def mark(view: View, position: int, *, step: int = 0, rank: int = 0, holds: int = 0) -> Mark:
    """A node, not yet placed."""
    return Mark(view.ids([position])[0], view.name(position), view.kind(position), step=step, rank=rank, holds=holds,
                leads=may_ask(view, position))
