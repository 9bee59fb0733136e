"""Sessions of people: a random token each, of which only the hash is kept; ended by rest, by age, and by hand."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from orgraph.access.database import Database
from orgraph.access.users import User, Users

_SELDOM = 30.0  # seconds for which a session's last use is not written again


@dataclass(frozen=True, slots=True)
class Session:
    """Whose it is, and the token that forms of its pages carry."""

    user: User
    csrf: str


def hash_of(token: str) -> bytes:
    """What is kept of a token. It is random, so one pass of a fast hash is enough."""
    return hashlib.sha256(token.encode()).digest()


class Sessions:
    """All sessions. idle, longest: seconds."""

    def __init__(self, database: Database, users: Users, *, idle: float, longest: float) -> None:
        self._database = database
        self._users = users
        self._idle = idle
        self._longest = longest

    def start(self, user: User) -> str:
        """The token of a new session. Those that have run out are swept away."""
        token, now = secrets.token_urlsafe(32), time.time()
        with self._database.writing() as writing:
            writing.execute("DELETE FROM sessions WHERE seen < ? OR started < ?",
                            (now - self._idle, now - self._longest))
            writing.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (hash_of(token), user.name, now, now))
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token, None if it ended or its user may no longer."""
        now = time.time()
        row = self._database.row("SELECT * FROM sessions WHERE hash = ?", hash_of(token))
        if row is None or row["seen"] < now - self._idle or row["started"] < now - self._longest:
            return None
        user = self._users.get(row["user"])
        if user.disabled:
            return None
        if row["seen"] < now - min(_SELDOM, self._idle / 4):
            with self._database.writing() as writing:
                writing.execute("UPDATE sessions SET seen = ? WHERE hash = ?", (now, row["hash"]))
        return Session(user, hmac.new(token.encode(), b"csrf", "sha256").hexdigest())

    def end(self, token: str) -> None:
        """End one."""
        with self._database.writing() as writing:
            writing.execute("DELETE FROM sessions WHERE hash = ?", (hash_of(token),))

    def end_all(self, user: str) -> int:
        """End all of a user's; how many there were."""
        with self._database.writing() as writing:
            return writing.execute("DELETE FROM sessions WHERE user = ?", (user,)).rowcount
