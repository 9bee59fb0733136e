"""Who asks: a name, a role, and the areas they answer for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from orgraph.access.rights import may

Via = Literal["local", "session", "key", "token"]


@dataclass(frozen=True)
class Caller:
    """Whoever a request comes from. `areas`: ids of the areas they answer for, none of them: everywhere."""

    name: str
    role: str
    areas: tuple[str, ...] = ()
    via: Via = "local"

    def may(self, action: str) -> bool:
        """Whether their role has this action. Raises KeyError for an action that `rights.toml` does not list."""
        return may(self.role, action)


NOBODY = Caller("", "")
"""Who asks where nobody is known: whose role may nothing."""
LOCAL = Caller("local", "local")
"""Who asks a service that only this machine reaches and that has no users yet."""
