"""Bridging: who and what joins groups that would otherwise be apart, and which permitted link helps most."""

from collections.abc import Callable
from typing import Any

from orgraph.queries.bridging.failing.failure_points import failure_points, what_if
from orgraph.queries.bridging.islands.islands import islands
from orgraph.queries.bridging.layers import layers
from orgraph.queries.bridging.over_time.over_time import over_time
from orgraph.queries.bridging.proposals import proposals
from orgraph.queries.bridging.ranking import measures
from orgraph.queries.bridging.roles.brokers import brokers
from orgraph.queries.bridging.roles.players import players

__all__ = ["ANALYSES", "brokers", "failure_points", "islands", "layers", "measures", "over_time", "players",
           "proposals", "what_if"]

ANALYSES: dict[str, Callable[..., Any]] = {
    "measures": measures, "islands": islands, "failure-points": failure_points, "proposals": proposals,
    "brokerage": brokers, "key-players": players}
"""What may be asked by name: (view, layers, mode or None, day, area or None, *, options of its own) → its result."""
