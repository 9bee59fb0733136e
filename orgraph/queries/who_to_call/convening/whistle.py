"""The kind of whistle under which units are called together, and by when they must have answered (whistle.toml)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Literal

from orgraph.checked import Checked, each, read_text
from orgraph.errors import DataError
from orgraph.queries.remembered import remembered
from orgraph.queries.who_to_call.reaching.calendar import due
from orgraph.queries.who_to_call.reaching.escalation import Asked
from orgraph.queries.who_to_call.results import Whistle
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

_KEPT = 50_000  # units kept a view
STREET = 4  # level of kinds.toml at which a street is; larger numbers are below it


class Kind(Checked):
    """One table of whistle.toml."""

    id: str
    name: str
    when: Literal["emergency", "enforcement", "beyond"]
    of: tuple[str, ...] = ()
    several: int = 1
    hours: float
    around_the_clock: bool
    why: str
    basis: str

    def check(self) -> None:
        """`of` must be functions of the vocabulary."""
        unknown = set(self.of) - vocabulary().functions.keys()
        if unknown:
            raise DataError(f"no function {', '.join(sorted(unknown))}")


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds in order, checked."""
    return tuple(each("whistle.toml", read_text(__package__, "whistle.toml"), Kind, Kind.check).values())


def whistle(view: View, units: Sequence[int], *, hard: bool, asked: Asked) -> Whistle | None:
    """The whistle for calling these units; None where the street and those below it settle the matter themselves."""
    functions = {str(view.prop(unit, "function")) for unit in units}
    for kind in kinds():
        if _holds(view, kind, units, functions, hard=hard, emergency=asked.emergency):
            until = due(asked.at, kind.hours, around_the_clock=kind.around_the_clock)
            return Whistle(type=kind.id, name=kind.name, why=kind.why, hours=kind.hours,
                           around_the_clock=kind.around_the_clock, due=until.isoformat(timespec="minutes"),
                           basis=kind.basis)
    return None


def _holds(view: View, kind: Kind, units: Sequence[int], functions: Collection[str], *, hard: bool, emergency: bool
           ) -> bool:
    match kind.when:
        case "emergency":
            return emergency
        case "enforcement":
            return len(set(kind.of) & set(functions)) >= kind.several
    return hard or any(_beyond(view, unit) for unit in units)


@remembered(_KEPT)
def _beyond(view: View, unit: int) -> bool:
    """Whether a unit acts for more than a street: it serves an area above one."""
    levels = vocabulary().kinds
    areas = (levels[view.kind(edge.object)].level for edge in view.edges(unit, "SERVES", inbound=False))
    return any(level is not None and level < STREET for level in areas)
