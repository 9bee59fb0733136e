"""The moment that a request asks about."""

from __future__ import annotations

from fastapi import Request

from orgraph.api.asked import Asked
from orgraph.api.dependencies import graph_of
from orgraph.moment import Moment


def moment_of(request: Request, asked: Asked) -> Moment:
    """The graph as the request wants it looked at. Raises NotFound for a generation, UsageError for a day."""
    return graph_of(request).at(asked.as_of, asked.generation)
