"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from orgraph.access.service import Access
from orgraph.access.sessions import Session
from orgraph.api.access import cookies
from orgraph.api.access.models import Me, NewPassword, SignIn
from orgraph.api.access.needs import ANYBODY, OPEN, Needs
from orgraph.api.access.recorded import access_of, address_of
from orgraph.api.caller import CallerDep
from orgraph.api.described import also
from orgraph.errors import UsageError

router = APIRouter(prefix="/v1", tags=["account"])
AccessDep = Annotated[Access, Depends(access_of)]


def session_of(request: Request) -> Session | None:
    """The session that a request belongs to, None where it is a key's or nobody's."""
    found: Session | None = getattr(request.state, "session", None)
    return found


SessionDep = Annotated[Session | None, Depends(session_of)]


def signed_in(request: Request, response: Response, name: str, password: str) -> Session:
    """A new session, and its cookie; the one that the browser had before ends."""
    access = access_of(request)
    _, token = access.sign_in(name, password, address_of(request))
    if before := cookies.given(request):
        access.sessions.end(before)
    cookies.give(request, response, token)
    found = access.sessions.find(token)
    if found is None:
        raise UsageError("这个用户刚被停用 (the user was disabled just now)")
    return found


def signed_out(request: Request, response: Response) -> None:
    """End the session."""
    access_of(request).sessions.end(cookies.given(request))
    cookies.take(request, response)


def changed(request: Request, response: Response, session: Session, old: str, new: str) -> None:
    """Another password of one's own: all sessions end, and this browser gets a new one."""
    cookies.give(request, response, access_of(request).change_password(session.user, old, new, address_of(request)))


@router.post("/session", dependencies=[Needs(OPEN)], responses=also(401, 403, 429))
def sign_in(request: Request, response: Response, body: SignIn) -> Me:
    """Sign in: sets the session's cookie."""
    session = signed_in(request, response, body.name, body.password.get_secret_value())
    response.headers["cache-control"] = "no-store"
    return Me.of(session.user.caller("session"), session)


@router.delete("/session", status_code=204, dependencies=[Needs(ANYBODY)])
def sign_out(request: Request, response: Response) -> None:
    """Sign out: the session ends, whoever holds its token."""
    signed_out(request, response)


@router.get("/me", dependencies=[Needs(ANYBODY)])
def me(response: Response, caller: CallerDep, session: SessionDep) -> Me:
    """Who asks, and what they may."""
    response.headers["cache-control"] = "no-store"
    return Me.of(caller, session)


@router.put("/me/password", status_code=204, dependencies=[Needs(ANYBODY)], responses=also(401, 429))
def password(request: Request, response: Response, session: SessionDep, body: NewPassword) -> None:
    """Change one's own password; all other sessions of the user end."""
    if session is None:
        raise UsageError("只有登录的用户有密码 (only who signed in has a password)", code="no-password")
    changed(request, response, session, body.old.get_secret_value(), body.new.get_secret_value())
