"""What is seen of every request by those who run the service: its route and how it went, never its address or text."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOWHERE = "none"  # the route of a request that no route takes: its path must not be kept anywhere


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that was answered. `route`: the path as the program has it, with names of parameters in braces."""

    method: str
    route: str
    status: int
    seconds: float


Watcher = Callable[[Scope, Seen], None]


class Watched:
    """Middleware that tells the watchers of every request."""

    def __init__(self, app: ASGIApp, watchers: Sequence[Watcher]) -> None:
        self.app = app
        self.watchers = watchers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", NOWHERE)
            seen = Seen(scope["method"], route, status, time.perf_counter() - began)
            for watcher in self.watchers:
                watcher(scope, seen)
