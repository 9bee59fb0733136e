"""When a question is to be given up: set by whoever asks, looked at by whatever takes long."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from orgraph.errors import OrgraphError

T = TypeVar("T")


class GivenUp(OrgraphError):
    """A question that nobody waits for any more."""

    code = "given-up"
    status = 503


class Deadline:
    """Whether somebody still waits for an answer."""

    def __init__(self) -> None:
        self._over = threading.Event()

    def end(self) -> None:
        """Nobody does."""
        self._over.set()

    @property
    def over(self) -> bool:
        """Whether it is over."""
        return self._over.is_set()


_CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def limited(deadline: Deadline) -> Iterator[None]:
    """What is asked inside ends when the deadline does, at the next look."""
    token = _CURRENT.set(deadline)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def check() -> None:
    """Raise GivenUp if nobody waits any more. Called between steps, never in kernels."""
    deadline = _CURRENT.get()
    if deadline is not None and deadline.over:
        raise GivenUp("问题已放弃 (the question was given up)")


def steps(of: Iterable[T]) -> Iterator[T]:
    """The same, with a look before each.

    >>> ended = Deadline()
    >>> with limited(ended):
    ...     list(steps("ab"))
    ['a', 'b']
    """
    for one in of:
        check()
        yield one
