"""The embedded engine: one SQLite file as the system of record, a memory-mapped snapshot a generation for answers."""

from orgraph.stores.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
