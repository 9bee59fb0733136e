"""Bridging: who and what joins groups that would otherwise be apart, and which permitted link helps most."""

from orgraph.queries.bridging.layers import layers
from orgraph.queries.bridging.query import failure_points, islands, measures, proposals

__all__ = ["failure_points", "islands", "layers", "measures", "proposals"]
