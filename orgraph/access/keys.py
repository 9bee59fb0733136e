"""Keys of programs: shown once, of which only the hash is kept, with a role, areas and a last day."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Collection
from dataclasses import dataclass

from orgraph.access.caller import Caller
from orgraph.access.database import Database
from orgraph.access.sessions import hash_of
from orgraph.access.users import checked_name, checked_role
from orgraph.errors import NotFound, UsageError

PREFIX = "ogk_"
LONGEST = 3650  # days
_DAY = 86_400
_SELDOM = 60.0  # seconds for which a key's last use is not written again


@dataclass(frozen=True, slots=True)
class Key:
    """One key without itself; times are seconds since 1970."""

    name: str
    role: str
    areas: tuple[str, ...]
    expires: float
    made_at: float
    made_by: str
    used: float | None
    revoked: bool

    @property
    def good(self) -> bool:
        """Whether it still opens anything."""
        return not self.revoked and self.expires > time.time()


class Keys:
    """All keys of a service database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, name: str, role: str, areas: Collection[str] = (), *, days: int = 365, by: str = "") -> str:
        """A new key, which is not to be had again. Raises UsageError for a taken name, a role there is not."""
        if not 1 <= days <= LONGEST:
            raise UsageError(f"有效期 1–{LONGEST} 天 (1 to {LONGEST} days)", code="key-days")
        name, role = checked_name(name), checked_role(role)
        key, now = PREFIX + secrets.token_urlsafe(32), time.time()
        try:
            with self._database.writing() as writing:
                writing.execute(
                    "INSERT INTO keys (name, hash, role, areas, expires, made_at, made_by) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (name, hash_of(key), role, json.dumps(sorted(areas)), now + days * _DAY, now, by))
        except sqlite3.IntegrityError:
            raise UsageError(f"已有这个密钥：{name} (there is a key of this name)", code="user-name") from None
        return key

    def every(self) -> list[Key]:
        """All of them, those that were revoked or have run out too, by name."""
        return [_key(row) for row in self._database.rows("SELECT * FROM keys ORDER BY name")]

    def revoke(self, name: str) -> None:
        """It opens nothing any more. Raises NotFound."""
        with self._database.writing() as writing:
            if not writing.execute("UPDATE keys SET revoked = 1 WHERE name = ?", (checked_name(name),)).rowcount:
                raise NotFound(f"没有这个密钥：{name} (no such key)", hint="orgraph users list")

    def find(self, key: str) -> Caller | None:
        """Whose key it is, None if it opens nothing."""
        row = self._database.row("SELECT * FROM keys WHERE hash = ?", hash_of(key))
        if row is None or not (found := _key(row)).good:
            return None
        now = time.time()
        if found.used is None or found.used < now - _SELDOM:
            with self._database.writing() as writing:
                writing.execute("UPDATE keys SET used = ? WHERE hash = ?", (now, row["hash"]))
        return Caller(found.name, found.role, found.areas, "key")


def _key(row: sqlite3.Row) -> Key:
    return Key(row["name"], row["role"], tuple(json.loads(row["areas"])), row["expires"], row["made_at"],
               row["made_by"], row["used"], bool(row["revoked"]))
