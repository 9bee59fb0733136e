"""Reading a generation in the server: patterns as Cypher, only answers travel; names and areas are here."""

from orgraph.stores.neo4j.pushed.view import PushedView

__all__ = ["PushedView"]
