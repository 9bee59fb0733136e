"""Answers of which one entry stands for several: the names that are offered while somebody types."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 60
MOST = 30  # answers that one entry stands for: whoever asks for thousands of names is seen to do it
_KNOWN = 10_000  # callers that are remembered


@dataclass(slots=True)
class _Since:
    at: float
    answers: int = 0


class Seldom:
    """Counts what got no entry of its own, by whatever tells callers and routes apart; of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: dict[tuple[str, ...], _Since] = {}

    def due(self, *who: str) -> int | None:
        """How many answers the next entry stands for besides its own; None where none is due yet."""
        now, since = self._clock(), self._since.get(who)
        if since is not None and now - since.at < SECONDS and since.answers + 1 < MOST:
            since.answers += 1
            return None
        if len(self._since) >= _KNOWN:
            self._since = {one: then for one, then in self._since.items() if now - then.at < SECONDS}
        self._since[who] = _Since(now)
        return since.answers if since else 0
