"""What a load tells while it runs, as server-sent events: progress, and each state."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

from orgraph.api.jobs.job import ALIVE
from orgraph.api.jobs.runner import Runner

MEDIA = "text/event-stream"
_LOOK = 0.3  # seconds between looks
_LONGEST = 300.0  # seconds of one stream; a browser asks for the rest by Last-Event-ID
_QUIET = 15.0  # seconds after which something is said, so that nothing between cuts the line


async def stream(runner: Runner, id_: str, after: int) -> AsyncIterator[str]:
    """The events after a number, as they come, until the load is over."""
    began = said = time.monotonic()
    yield f"retry: {int(1000 * _LOOK)}\n\n"
    while time.monotonic() - began < _LONGEST:
        alive = runner.get(id_).state in ALIVE  # before the events: what is told last is not missed
        for number, event, data in runner.shelf.events(id_, after):
            after, said = number, time.monotonic()
            yield f"id: {number}\nevent: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
        if not alive:
            yield "event: end\ndata: {}\n\n"
            return
        if time.monotonic() - said > _QUIET:
            said = time.monotonic()
            yield ": \n\n"
        await asyncio.sleep(_LOOK)
