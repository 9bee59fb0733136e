"""A real Neo4j Community server for tests and bench, on plain Java from Maven's jars: no container, no installation."""

from neo4j_server.jars import LATEST, LTS, SCIENCE, VERSIONS, Version, missing
from neo4j_server.running import Server, running

__all__ = ["LATEST", "LTS", "SCIENCE", "VERSIONS", "Server", "Version", "missing", "running"]
