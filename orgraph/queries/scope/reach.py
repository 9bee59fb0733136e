"""The positions that a question is about: those of an area, or all that the caller may ask about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from orgraph.model import Record, Source
from orgraph.queries.scope import view as views
from orgraph.stores.base import Positions, View

if TYPE_CHECKING:
    from orgraph.queries.scope.sight import Sight


@dataclass(frozen=True, slots=True)
class Reach:
    """Ranges [lo, hi) of positions, in order and apart."""

    stretches: tuple[tuple[int, int], ...]

    def __contains__(self, position: int) -> bool:
        return any(lo <= position < hi for lo, hi in self.stretches)

    def holds(self, positions: Positions) -> npt.NDArray[np.bool_]:
        """Which of the positions lie in the ranges."""
        found = np.zeros(len(positions), np.bool_)
        for lo, hi in self.stretches:
            found |= (positions >= lo) & (positions < hi)
        return found


def reach(view: View, area: int | None) -> Reach:
    """What a question about an area (its position) is about; None: all that may be asked about."""
    return within(view, *((0, view.size) if area is None else view.inside(area)))


def within(view: View, lo: int, hi: int) -> Reach:
    """Of the positions in [lo, hi) those that may be asked about."""
    sight = _sight(view)
    if sight is None or not sight.limited:
        return Reach(((lo, hi),))
    cut = ((max(lo, first), min(hi, last)) for first, last in sight.stretches)
    return Reach(tuple((first, last) for first, last in cut if first < last))


def only_area(view: View) -> int | None:
    """The area of a caller who answers for a single one; None for others."""
    sight = _sight(view)
    lone = sight is not None and sight.limited and len(sight.stretches) == 1
    return sight.stretches[0][0] if sight is not None and lone else None


def own_areas(view: View) -> list[int]:
    """The areas of a caller who has some, those in others left out."""
    sight = _sight(view)
    return [lo for lo, _ in sight.stretches] if sight is not None and sight.limited else []


def above(view: View, area: int | None) -> list[int]:
    """The areas above all that a question is about, each after those above it; none where it is about everything."""
    if area is not None:
        return view.path_of(area)[::-1]
    sight = _sight(view)
    return sorted(sight.above) if sight else []


def whole(view: View) -> View:
    """The view with nothing withheld: for what is worked out once for all callers, and never shown as it is."""
    return view.whole if isinstance(view, views.ScopedView) else view


def may_ask(view: View, position: int) -> bool:
    """Whether the caller may ask about a node."""
    sight = _sight(view)
    return sight is None or sight.asked(position)


def may_name(view: View, position: int) -> bool:
    """Whether a node may be named to the caller."""
    sight = _sight(view)
    return sight is None or sight.named(position)


def may_mention(view: View) -> Callable[[int], bool] | None:
    """Whether a text of the caller's may mean a node: what may be asked about, and the areas above it; None: any."""
    sight = _sight(view)
    if sight is None or not sight.limited:
        return None
    return lambda position: sight.inside(position) or position in sight.above


def withheld(view: View, position: int, name: str) -> bool:
    """Whether a node's count of people is withheld."""
    return isinstance(view, views.ScopedView) and view.small.hides(position, name, view.whole.prop(position, name))


def told(view: View, source: Source) -> Source:
    """The row of a file as the caller may know it."""
    return view.files.told(source) if isinstance(view, views.ScopedView) else source


def stated(view: View, record: Record) -> Record:
    """A statement about what the caller may ask about, with what they may not know withheld."""
    return view.stated(record) if isinstance(view, views.ScopedView) else record


def _sight(view: View) -> Sight | None:
    return view.sight if isinstance(view, views.ScopedView) else None
