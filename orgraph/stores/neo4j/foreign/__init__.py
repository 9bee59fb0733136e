"""Another team's graph on a Neo4j server, as it stands: the labels, types and properties are theirs, and only read.

What they mean in orgraph's words is said by a mapping file and worked out by `loaders.foreign`.
"""

from orgraph.stores.neo4j.foreign.graph import ForeignGraph, ForeignNode, ForeignTie

__all__ = ["ForeignGraph", "ForeignNode", "ForeignTie"]
