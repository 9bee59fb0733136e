"""/v1/users, /v1/keys: who may get in. Passwords and keys are made here and told once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from orgraph.access import passwords
from orgraph.access.users import checked_name
from orgraph.api.access.administering import AdministeringDep
from orgraph.api.access.models import ChangedUser, KeyInfo, NewKey, NewUser, OneTime, UserInfo
from orgraph.api.access.needs import Needs
from orgraph.api.access.noted import note
from orgraph.api.paging import PagedAsked, paged
from orgraph.errors import UsageError

router = APIRouter(prefix="/v1", tags=["users"], dependencies=[Needs("users")])
SECRET = {"cache-control": "no-store"}


@router.get("/users")
def users(request: Request, response: Response, own: AdministeringDep, asked: Annotated[PagedAsked, Query()]
          ) -> list[UserInfo]:
    """All users, by name; to who answers for some areas, those of these."""
    return paged(request, response, [UserInfo.of(user) for user in own.users()], asked)


@router.post("/users", status_code=201)
def add(request: Request, response: Response, own: AdministeringDep, body: NewUser) -> OneTime:
    """A new user, with a password for one use."""
    made = passwords.made_up()
    user = own.access.users.add(body.name, made, body.role, own.areas(body.areas), must_change=True)
    note(request, user=user.name, role=user.role, areas=list(user.areas))
    response.headers.update(SECRET)
    return OneTime(name=user.name, password=made)


@router.patch("/users/{name}")
def change(request: Request, own: AdministeringDep, name: str, body: ChangedUser) -> UserInfo:
    """Another role, other areas, or disabled; their sessions end."""
    if own.user(name).name == own.caller.name and own.caller.via == "session":
        raise UsageError("不能改自己的权限 (nobody changes their own rights)", code="own-rights")
    areas = None if body.areas is None else own.areas(body.areas)
    user = own.access.users.set(name, role=body.role, areas=areas, disabled=body.disabled)
    note(request, user=user.name, role=user.role, areas=list(user.areas), disabled=user.disabled)
    return UserInfo.of(user)


@router.post("/users/{name}/password")
def reset(request: Request, response: Response, own: AdministeringDep, name: str) -> OneTime:
    """A new password for one use; their sessions end."""
    made = passwords.made_up()
    user = own.user(name)
    own.access.users.set_password(user.name, made, must_change=True)
    note(request, user=user.name)
    response.headers.update(SECRET)
    return OneTime(name=user.name, password=made)


@router.delete("/users/{name}/sessions", status_code=204)
def sign_out(request: Request, own: AdministeringDep, name: str) -> None:
    """End all sessions of a user."""
    user = own.user(name)
    note(request, user=user.name, ended=own.access.sessions.end_all(user.name))


@router.get("/keys")
def keys(request: Request, response: Response, own: AdministeringDep, asked: Annotated[PagedAsked, Query()]
         ) -> list[KeyInfo]:
    """All keys, by name, those that are good no more too; to who answers for some areas, those of these."""
    return paged(request, response, [KeyInfo.of(key) for key in own.programs()], asked)


@router.post("/keys", status_code=201)
def make(request: Request, response: Response, own: AdministeringDep, body: NewKey) -> OneTime:
    """A new key of a program, which is told once."""
    areas = own.areas(body.areas)
    key = own.access.keys.make(body.name, body.role, areas, days=body.days, by=own.caller.name)
    note(request, key=checked_name(body.name), role=body.role, areas=areas, days=body.days)
    response.headers.update(SECRET)
    return OneTime(name=body.name, key=key)


@router.delete("/keys/{name}", status_code=204)
def revoke(request: Request, own: AdministeringDep, name: str) -> None:
    """The key opens nothing any more."""
    own.check_key(checked_name(name))
    own.access.keys.revoke(name)
    note(request, key=checked_name(name))
