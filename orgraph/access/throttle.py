"""Slows down who guesses: a name, or an address, that failed often has to wait, longer each time."""

from __future__ import annotations

import hashlib
import ipaddress
import time

from orgraph.access.database import Database
from orgraph.errors import Throttled

NAME, ADDRESS = 5, 20  # failures that cost nothing
_FIRST, _LONGEST = 30, 900  # seconds to wait
_FORGOTTEN = 3600  # seconds after which failures no longer count


class Throttle:
    """Counts in the database: neither a restart nor another worker forgets. Names count whether or not they exist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def attempt(self, name: str, address: str) -> None:
        """Note an attempt before it is looked at, so that many at once count. Raises Throttled; those do not count."""
        now = time.time()
        with self._database.writing() as writing:
            counts = []
            for subject, free in self._subjects(name, address):
                row = writing.execute("SELECT count, last FROM attempts WHERE subject = ?", (subject,)).fetchone()
                count, last = (0, now) if row is None or row["last"] < now - _FORGOTTEN else row
                wait = min(_FIRST * 2 ** min(count - free, 10), _LONGEST) if count >= free else 0
                if wait and now < last + wait:
                    raise Throttled("试得太多，请稍后再试 (too many attempts: wait)", int(last + wait - now) + 1)
                counts.append((subject, count + 1, now))
            writing.executemany("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?)", counts)

    def good(self, name: str, address: str) -> None:
        """The attempt was right: the name starts anew, the address as it was before."""
        with self._database.writing() as writing:
            for subject, free in self._subjects(name, address):
                writing.execute("UPDATE attempts SET count = ? * (count - 1) WHERE subject = ?",
                                (int(free == ADDRESS), subject))
            writing.execute("DELETE FROM attempts WHERE count <= 0 OR last < ?", (time.time() - _FORGOTTEN,))

    def _subjects(self, name: str, address: str) -> list[tuple[bytes, int]]:
        """What is counted, hashed: people type passwords where names belong. Without a name only the address."""
        found = [(f"address {_network(address)}", ADDRESS)]
        found += [(f"name {name.strip().casefold()}", NAME)] if name else []
        return [(hashlib.sha256(text.encode()).digest(), free) for text, free in found]


def _network(address: str) -> str:
    """An address as one is handed out: of IPv6 the first half."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else str(known)
