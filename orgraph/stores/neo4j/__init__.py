"""The record store on a Neo4j server: statements and the graph that they make, generations by intervals."""

from orgraph.stores.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore"]
