"""What one question works out of a view and the next asks again: a view never changes, and goes with its generation."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

from orgraph.stores.base import View

P = ParamSpec("P")
R = TypeVar("R")
_UNKNOWN = object()


class Remembered(Generic[P, R]):
    """A function of a view and of plain values (positions, days, names, in their order), with what it returned.

    Safe to share between threads: two may work out the same at one time. What is returned is shared, so nobody may
    change it, and it may not hold the view, which would then never go.
    """

    def __init__(self, function: Callable[Concatenate[View, P], R], most: int) -> None:
        self._function = function
        self._most = most
        self._known: WeakKeyDictionary[View, dict[tuple[Any, ...], Any]] = WeakKeyDictionary()
        update_wrapper(self, function)

    def __call__(self, view: View, *key: P.args, **named: P.kwargs) -> R:
        known = self._of(view)
        asked = (*key, *named.items()) if named else key
        found = known.get(asked, _UNKNOWN)
        if found is _UNKNOWN:
            found = self._function(view, *key, **named)
            if len(known) >= self._most:
                known.clear()
            known[asked] = found
        return cast(R, found)

    def knows(self, view: View, *key: Any) -> bool:
        """Whether the answer is there already."""
        return key in self._of(view)

    def _of(self, view: View) -> dict[tuple[Any, ...], Any]:
        known = self._known.get(view)
        return self._known.setdefault(view, {}) if known is None else known


def remembered(most: int) -> Callable[[Callable[Concatenate[View, P], R]], Remembered[P, R]]:
    """Remember what a function returned, at most so many answers a view (then it begins anew)."""
    return lambda function: Remembered(function, most)
