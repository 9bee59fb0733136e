"""Counts and times of requests for Prometheus.

Of several worker processes each answers for all where `prometheus_client` shares its counts (PROMETHEUS_MULTIPROC_DIR,
which `orgraph serve --workers` sets).
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import Scope

from orgraph.api.watching import Seen

SHARED = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


class Metrics:
    """Requests by method, route and status; seconds by route; the generation. Safe to use from several threads."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter("orgraph_requests", "Requests answered", ("method", "route", "status"),
                                 registry=registry)
        self._seconds = Histogram("orgraph_request_seconds", "Seconds until the whole answer was sent", ("route",),
                                  registry=registry, buckets=BUCKETS)
        self._generation = Gauge("orgraph_generation", "Number of the active generation", registry=registry,
                                 multiprocess_mode="mostrecent")

    def note(self, _: Scope, seen: Seen) -> None:
        """Count one request."""
        self._requests.labels(seen.method, seen.route, seen.status).inc()
        self._seconds.labels(seen.route).observe(seen.seconds)

    def text(self, generation: int) -> bytes:
        """Everything in the text format."""
        self._generation.set(generation)
        registry = self._registry
        if os.environ.get(SHARED):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
