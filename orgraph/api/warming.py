"""What the first to ask of a generation would wait for is made before anybody asks: when the service starts, and when
another generation is there."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread

from orgraph.errors import OrgraphError
from orgraph.graph import Graph
from orgraph.moment import Moment
from orgraph.queries.who_to_call.place import index

COLLECTED = 20_000  # new objects from which on the garbage collector looks; an answer makes some thousands
_LOOK = 2.0  # seconds between two looks for another generation


class Warming:
    """A thread of a service's process; `stop` it before the graph is closed.

    alone: nothing else lives in this process, so that the garbage collector may be set for it.
    """

    def __init__(self, graph: Graph, *, alone: bool) -> None:
        self._graph, self._alone = graph, alone
        self._stopping = Event()
        self._thread = Thread(target=self._work, name="warming", daemon=True)

    def start(self) -> None:
        """Begin, and go on until it is stopped."""
        self._thread.start()

    def stop(self) -> None:
        """End as soon as what is being made is made."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        warm: set[int] = set()
        self._warm(warm)
        if self._alone:
            _settle()
        while not self._stopping.wait(_LOOK):
            self._warm(warm)

    def _warm(self, warm: set[int]) -> None:
        with suppress(OrgraphError):  # whoever asks is told what is wrong
            for number in self._wanted():
                if number not in warm and not self._stopping.is_set():
                    prepare(self._graph.at(generation=number))
                    warm.add(number)

    def _wanted(self) -> Iterator[int]:
        """The generation in use, and the newest, which is the likeliest to be used next."""
        every = self._graph.generations()
        yield from {one.number: None for one in (*(g for g in every if g.active), *every[:1])}


def prepare(now: Moment) -> None:
    """Make or map the names of a generation: some seconds for a million nodes."""
    now.suggest("a")
    index.prepare(now.view)


def _settle() -> None:
    """What is there now stays: to look through it for garbage again and again would hold up an answer now and then by
    some tenths of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED, *gc.get_threshold()[1:])
