"""Counts and times of requests in the Prometheus text format. Each worker process counts its own."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUCKETS = (0.01, 0.05, 0.2, 1.0, 5.0)  # seconds
NOWHERE = "none"  # the route of a request that no route takes: its path must not become a label


class Metrics:
    """Requests by method, route and status; seconds by route. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: Counter[str] = Counter()

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        with self._lock:
            self._requests[method, route, status] += 1
            self._seconds[route] += seconds  # type: ignore[assignment]  # a Counter adds floats as well
            for bound in (*BUCKETS, float("inf")):
                self._within[route, bound] += seconds <= bound

    def text(self, generation: int) -> str:
        """Everything, one line a sample."""
        with self._lock:
            return "\n".join(self._lines(generation)) + "\n"

    def _lines(self, generation: int) -> Iterator[str]:
        yield "# TYPE orgraph_generation gauge"
        yield f"orgraph_generation {generation}"
        yield "# TYPE orgraph_requests_total counter"
        for (method, route, status), count in sorted(self._requests.items()):
            yield f'orgraph_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
        yield "# TYPE orgraph_request_seconds histogram"
        for (route, bound), count in sorted(self._within.items()):
            label = "+Inf" if bound == float("inf") else bound
            yield f'orgraph_request_seconds_bucket{{route="{route}",le="{label}"}} {count}'
        for route, seconds in sorted(self._seconds.items()):
            yield f'orgraph_request_seconds_sum{{route="{route}"}} {seconds:.6f}'
            yield f'orgraph_request_seconds_count{{route="{route}"}} {self._within[route, float("inf")]}'


class Measured:
    """Middleware that notes every request."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

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
            self.metrics.note(scope["method"], route, status, time.perf_counter() - began)
