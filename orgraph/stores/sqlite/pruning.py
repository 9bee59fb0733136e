"""Old generations out of the SQLite file, in one transaction: readers go on meanwhile, and a killed one did nothing.

The file does not get smaller, its free pages are used again. `VACUUM` would number the rows anew, by which the
generations know what was recorded when; `orgraph copy` makes a small file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.stores.generations import Generation, superseded
from orgraph.stores.sqlite.tables import OPEN, TABLES

if TYPE_CHECKING:
    from orgraph.stores.sqlite.store import SqliteStore


def prune(store: SqliteStore, keep: int) -> list[Generation]:
    """Forget all generations but the active one and the newest `keep`, and every statement that none of those has."""
    db = store.connection
    with store.writing(db):
        gone = superseded(store.generations(), keep)
        db.executemany("DELETE FROM generation WHERE number = ?", ((generation.number,) for generation in gone))
        for table in TABLES:
            db.execute(f"DELETE FROM {table.name} WHERE gen_to < {OPEN} AND NOT EXISTS "
                       f"(SELECT 1 FROM generation WHERE number >= gen_from AND number < gen_to)")
            # SQLite gives the numbers of the last rows again once those are gone.
            last = f"last_{table.name}"
            db.execute(f"UPDATE generation SET {last} = (SELECT coalesce(max(rowid), 0) FROM {table.name} "
                       f"WHERE rowid <= {last})")
    return gone
