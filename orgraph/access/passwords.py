"""Passwords: kept as argon2id, checked in the same time whether or not there is such a user, made up where needed."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from orgraph.errors import UsageError

LEAST, MOST = 10, 200  # characters
_VARIED = 5  # different characters
_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_NOBODYS = _HASHER.hash(secrets.token_urlsafe())
_FEW = threading.Semaphore(2)  # at once: each takes 64 MB


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _FEW:
        return _HASHER.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether it is the password. Without anything kept (no such user) it takes as long to say no."""
    with _FEW:
        try:
            _HASHER.verify(_NOBODYS if kept is None else kept, password[:MOST])
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether it was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def check(password: str, name: str) -> None:
    """Raises UsageError for one that is easily guessed; the error does not repeat it."""
    named = len(name) > 2 and name.casefold() in password.casefold()
    if not LEAST <= len(password) <= MOST or len(set(password)) < _VARIED or named:
        raise UsageError(
            f"密码要有 {LEAST}–{MOST} 个字符，至少 {_VARIED} 个不同，不含用户名 "
            f"({LEAST} to {MOST} characters, at least {_VARIED} different ones, without the user's name)",
            code="weak-password", hint="几个不相干的词连起来，好记也难猜 (a few unrelated words, one after another)")


def made_up() -> str:
    """A password for one use, 95 bits."""
    return "-".join(secrets.token_hex(3) for _ in range(4))
