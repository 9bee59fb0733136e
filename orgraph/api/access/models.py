"""What is sent and answered about users, keys and the audit log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from orgraph.access.caller import Caller
from orgraph.access.entries import Recorded
from orgraph.access.keys import LONGEST, Key
from orgraph.access.rights import rights
from orgraph.access.sessions import Session
from orgraph.access.users import User

AREAS = "Ids, codes, names or paths of the areas they answer for; none: everywhere."


class Body(BaseModel):
    """Base of what is sent."""

    model_config = ConfigDict(extra="forbid")


class SignIn(Body):
    """Who signs in."""

    name: str = Field(max_length=200)
    password: SecretStr = Field(max_length=200)


class NewPassword(Body):
    """One's own password, and the one to take its place."""

    old: SecretStr = Field(max_length=200)
    new: SecretStr = Field(max_length=200)


class NewUser(Body):
    """A user to be made."""

    name: str = Field(max_length=64)
    role: str = Field(max_length=40)
    areas: list[str] = Field([], max_length=1000, description=AREAS)


class ChangedUser(Body):
    """What is to change of a user; what is left out stays."""

    role: str | None = Field(None, max_length=40)
    areas: list[str] | None = Field(None, max_length=1000, description=AREAS)
    disabled: bool | None = None


class NewKey(NewUser):
    """A key to be made."""

    days: int = Field(365, ge=1, le=LONGEST, description="Until when it is good.")


class Wanted(Body):
    """What a whole contact is wanted for."""

    purpose: str = Field(max_length=40, description="dispatch, emergency, convene, follow-up, verify")


class Me(BaseModel):
    """Who asks. csrf_token: what every POST, PUT, PATCH or DELETE of the session has to carry as X-CSRF-Token."""

    name: str
    role: str
    areas: list[str]
    via: str
    may: list[str]
    must_change: bool = False
    csrf_token: str = ""

    @classmethod
    def of(cls, caller: Caller, session: Session | None) -> Me:
        """The caller, by their session if it is one."""
        return cls(name=caller.name, role=caller.role, areas=list(caller.areas), via=caller.via,
                   may=[action for action in rights().action if caller.may(action)],
                   must_change=bool(session and session.user.must_change), csrf_token=session.csrf if session else "")


class UserInfo(BaseModel):
    """A user."""

    name: str
    role: str
    areas: list[str]
    disabled: bool
    must_change: bool
    made_at: dt.datetime
    last_login: dt.datetime | None

    @classmethod
    def of(cls, user: User) -> UserInfo:
        """What may be told of one."""
        return cls(name=user.name, role=user.role, areas=list(user.areas), disabled=user.disabled,
                   must_change=user.must_change, made_at=moment(user.made_at),
                   last_login=moment(user.last_login) if user.last_login else None)


class OneTime(BaseModel):
    """A password or key that is told once and never again."""

    name: str
    password: str = ""
    key: str = ""


class KeyInfo(BaseModel):
    """A key without itself."""

    name: str
    role: str
    areas: list[str]
    good: bool
    expires: dt.datetime
    made_at: dt.datetime
    made_by: str
    used: dt.datetime | None

    @classmethod
    def of(cls, key: Key) -> KeyInfo:
        """What may be told of one."""
        return cls(name=key.name, role=key.role, areas=list(key.areas), good=key.good, expires=moment(key.expires),
                   made_at=moment(key.made_at), made_by=key.made_by, used=moment(key.used) if key.used else None)


class AuditEntry(BaseModel):
    """An entry of the audit log; details: parameters, of texts only length and hash."""

    seq: int
    at: str
    who: str
    role: str
    via: str
    address: str
    action: str
    what: str
    status: int
    area: str
    generation: int
    details: dict[str, Any]
    digest: str
    previous: str
    hash: str

    @classmethod
    def of(cls, entry: Recorded) -> AuditEntry:
        """As it stands in the log."""
        return cls(**entry.to_dict())


class Verification(BaseModel):
    """Whether the log is whole. head: to be noted elsewhere, and given to a later look. broken: the first entry that is
    not as it was written, 0 if all are."""

    whole: bool
    entries: int
    first: int
    head: str
    broken: int
    reason: str


def moment(seconds: float) -> dt.datetime:
    """A time of the database."""
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
