"""Passwords that cost next to nothing: a test signs in often."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from orgraph.access import passwords


def cheap(patch: pytest.MonkeyPatch) -> None:
    """From now on; what they cost otherwise has a test of its own."""
    hasher = PasswordHasher(1, 8, 1)
    patch.setattr(passwords, "_HASHER", hasher)
    patch.setattr(passwords, "_NOBODYS", hasher.hash("nobody's"))
