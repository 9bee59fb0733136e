"""A lock that its process loses when it dies, however it dies: an advisory lock on a file."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class Lock:
    """A lock between processes, and between any two instances in one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: int | None = None

    def acquire(self) -> bool:
        """Take the lock if nobody holds it; never waits."""
        found = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(found)
            return False
        self._held = found
        return True

    def release(self) -> None:
        """Give it back; nothing happens where it is not held."""
        if self._held is not None:
            os.close(self._held)
            self._held = None
