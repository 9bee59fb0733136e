"""The rights matrix: which role has which action, from rights.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from orgraph.errors import DataError


class Role(BaseModel):
    """A role, or a purpose, in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str


class Action(BaseModel):
    """Something that may be done, and the roles that may."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str
    roles: frozenset[str]


class Rights(BaseModel):
    """All roles and actions; what a whole contact may be asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    role: dict[str, Role]
    action: dict[str, Action]
    purpose: dict[str, Role]


@cache
def rights() -> Rights:
    """The matrix. Raises DataError where an action names a role that there is not."""
    found = Rights.model_validate(tomllib.loads((files("orgraph.access") / "rights.toml").read_text(encoding="utf-8")))
    for name, action in found.action.items():
        if unknown := action.roles - found.role.keys():
            raise DataError(f"rights.toml: {name}: {sorted(unknown)}")
    return found


def may(role: str, action: str) -> bool:
    """Whether a role has an action. Raises KeyError for an action that is not listed."""
    return role in rights().action[action].roles
