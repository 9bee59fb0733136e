"""What was worked out and will be asked for again: the last of each, safe to share between threads."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """The most recently used values by key, at most so many; two threads may work out one value at the same time."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._known: dict[Hashable, Any] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made if need be."""
        with self._lock:
            if key in self._known:
                found: T = self._known[key]
                self._known[key] = self._known.pop(key)
                return found
        made = make()
        with self._lock:
            found = self._known.setdefault(key, made)
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
        return found
