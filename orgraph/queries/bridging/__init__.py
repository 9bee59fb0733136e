"""Bridging: who and what joins groups that would otherwise be apart, and which permitted link helps most."""

from orgraph.queries.bridging.failure_points import failure_points
from orgraph.queries.bridging.islands import islands
from orgraph.queries.bridging.layers import layers
from orgraph.queries.bridging.proposals import proposals
from orgraph.queries.bridging.ranking import measures

__all__ = ["failure_points", "islands", "layers", "measures", "proposals"]
