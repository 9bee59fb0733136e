"""The pages to sign in, to sign out, and to change one's password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, SecretStr
from starlette.responses import HTMLResponse, RedirectResponse, Response

from orgraph.access.passwords import LEAST, MOST
from orgraph.api.access.account import SessionDep, changed, signed_in, signed_out
from orgraph.api.access.guard import LOGIN, to_login
from orgraph.api.access.needs import ANYBODY, OPEN, Needs
from orgraph.api.pages.chrome import Chrome, ChromeDep, render
from orgraph.errors import AccessError, OrgraphError, Throttled, UsageError

router = APIRouter()


class SignInForm(BaseModel):
    """What the page sends. next: the page that was asked for before."""

    name: str = ""
    password: SecretStr = SecretStr("")
    next: str = "/"


class PasswordForm(BaseModel):
    """What the page sends."""

    old: SecretStr = SecretStr("")
    new: SecretStr = SecretStr("")


def own(path: str) -> str:
    """A page of ours to go on to; anything else is the first page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"


@router.get(LOGIN, dependencies=[Needs(OPEN)])
def login(chrome: ChromeDep, next: Annotated[str, Query(max_length=2000)] = "/") -> HTMLResponse:  # noqa: A002 — as it stands in the address
    """Who are you?"""
    return _login(chrome, next)


@router.post(LOGIN, dependencies=[Needs(OPEN)])
def sign_in(request: Request, chrome: ChromeDep, form: Annotated[SignInForm, Form()]) -> Response:
    """On to the page that was asked for, or once more."""
    response = RedirectResponse(chrome.switched(own(form.next)), 303)
    try:
        signed_in(request, response, form.name[:MOST], form.password.get_secret_value()[:MOST])
    except AccessError as error:
        return _login(chrome, form.next, form.name[:MOST], error)
    return response


@router.post("/logout", dependencies=[Needs(ANYBODY)])
def sign_out(request: Request, chrome: ChromeDep) -> Response:
    """The session ends."""
    response = RedirectResponse(chrome.switched(LOGIN), 303)
    signed_out(request, response)
    return response


@router.get("/password", dependencies=[Needs(ANYBODY)])
def password(request: Request, chrome: ChromeDep, session: SessionDep) -> Response:
    """One's own password."""
    return to_login(request) if session is None else _password(chrome, session.user.must_change)


@router.post("/password", dependencies=[Needs(ANYBODY)])
def change(request: Request, chrome: ChromeDep, session: SessionDep, form: Annotated[PasswordForm, Form()]) -> Response:
    """On to the first page, or once more."""
    if session is None:
        return to_login(request)
    response = RedirectResponse(chrome.switched(chrome.home), 303)
    try:
        changed(request, response, session, form.old.get_secret_value(), form.new.get_secret_value())
    except (AccessError, UsageError) as error:
        return _password(chrome, session.user.must_change, error)
    return response


def _login(chrome: Chrome, next_: str, name: str = "", error: OrgraphError | None = None) -> HTMLResponse:
    return _once_more("login.html", chrome, error, next=own(next_), name=name)


def _password(chrome: Chrome, must: bool, error: OrgraphError | None = None) -> HTMLResponse:
    return _once_more("password.html", chrome, error, must=must, least=LEAST, most=MOST)


def _once_more(template: str, chrome: Chrome, error: OrgraphError | None, **values: object) -> HTMLResponse:
    page = render(template, chrome, None, status=error.status if error else 200, wrong=error.detail if error else "",
                  **values)
    page.headers["cache-control"] = "no-store"
    if isinstance(error, Throttled):
        page.headers["retry-after"] = str(error.wait)
    return page
