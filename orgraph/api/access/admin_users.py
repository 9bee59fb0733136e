"""管理, users and keys: made, changed, ended; what is told once is told on the page that answers the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from orgraph.access.areas import area_names
from orgraph.access.keys import LONGEST
from orgraph.access.rights import rights
from orgraph.access.users import LOCAL_ROLE
from orgraph.api.access import users as rest
from orgraph.api.access.admin import page
from orgraph.api.access.administering import Administering, AdministeringDep
from orgraph.api.access.models import ChangedUser, NewKey, NewUser, OneTime
from orgraph.api.access.needs import Needs
from orgraph.api.asked import Names
from orgraph.api.pages.chrome import Chrome, ChromeDep
from orgraph.errors import OrgraphError

router = APIRouter(prefix="/admin", dependencies=[Needs("users")])
Do = Literal["set", "disable", "enable", "reset", "end"]


class UserForm(BaseModel):
    """A user as the page sends it."""

    name: str = ""
    role: str = ""
    areas: Names = Field([])
    do: Do = "set"


class KeyForm(UserForm):
    """A key as the page sends it."""

    days: int = Field(365, ge=1, le=LONGEST)


@router.get("/users")
def users(chrome: ChromeDep, own: AdministeringDep) -> HTMLResponse:
    """All users."""
    return _users(chrome, own)


@router.post("/users")
def add_user(request: Request, chrome: ChromeDep, own: AdministeringDep, form: Annotated[UserForm, Form()]) -> Response:
    """A new user, whose one-time password the page tells."""
    return _tried(chrome, own, _users, lambda: rest.add(
        request, Response(), own, NewUser(name=form.name[:64], role=form.role, areas=form.areas)))


@router.post("/users/{name}")
def change_user(request: Request, chrome: ChromeDep, own: AdministeringDep, name: str,
                form: Annotated[UserForm, Form()]) -> Response:
    """Another role, other areas, disabled, another password, or all sessions ended."""
    def change() -> OneTime | None:
        if form.do == "reset":
            return rest.reset(request, Response(), own, name)
        if form.do == "end":
            rest.sign_out(request, own, name)
            return None
        changed = ChangedUser(role=form.role, areas=form.areas) if form.do == "set" else ChangedUser(
            disabled=form.do == "disable")
        rest.change(request, own, name, changed)
        return None

    return _tried(chrome, own, _users, change)


@router.get("/keys")
def keys(chrome: ChromeDep, own: AdministeringDep) -> HTMLResponse:
    """All keys."""
    return _keys(chrome, own)


@router.post("/keys")
def add_key(request: Request, chrome: ChromeDep, own: AdministeringDep, form: Annotated[KeyForm, Form()]) -> Response:
    """A new key, which the page tells."""
    return _tried(chrome, own, _keys, lambda: rest.make(
        request, Response(), own, NewKey(name=form.name[:64], role=form.role, areas=form.areas, days=form.days)))


@router.post("/keys/{name}/revoke")
def revoke_key(request: Request, chrome: ChromeDep, own: AdministeringDep, name: str) -> Response:
    """The key opens nothing any more."""
    return _tried(chrome, own, _keys, lambda: rest.revoke(request, own, name))


Show = Callable[..., HTMLResponse]


def _tried(chrome: Chrome, own: Administering, show: Show, act: Callable[[], OneTime | None]) -> Response:
    """The list again: with what is told once, with what was wrong, or afresh, so that a reload sends nothing twice."""
    try:
        told = act()
    except OrgraphError as error:
        found = show(chrome, own, wrong=error.detail)
        found.status_code = error.status
        return found
    if told is not None:
        return show(chrome, own, once=told)
    return RedirectResponse(chrome.go("/admin/users" if show is _users else "/admin/keys"), 303)


def _users(chrome: Chrome, own: Administering, *, wrong: str = "", once: OneTime | None = None) -> HTMLResponse:
    now = own.graph.at()
    rows = [(user, area_names(now, user.areas)) for user in own.users()]
    return page("admin_users.html", chrome, rows=rows, good=sum(not user.disabled for user, _ in rows), wrong=wrong,
                once=once, **_choices())


def _keys(chrome: Chrome, own: Administering, *, wrong: str = "", once: OneTime | None = None) -> HTMLResponse:
    now = own.graph.at()
    rows = [(key, area_names(now, key.areas)) for key in own.programs()]
    return page("admin_keys.html", chrome, rows=rows, good=sum(key.good for key, _ in rows), wrong=wrong, once=once,
                longest=LONGEST, **_choices())


def _choices() -> dict[str, object]:
    return {"roles": [name for name in rights().role if name != LOCAL_ROLE], "rights": rights()}
