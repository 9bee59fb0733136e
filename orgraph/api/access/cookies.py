"""The cookie of a session."""

from __future__ import annotations

from fastapi import Request, Response

_PLAIN, _SECURE = "orgraph-session", "__Host-orgraph-session"


def name_of(request: Request) -> str:
    """Its name: over https one that browsers take only over https, from this host, for all of it."""
    return _SECURE if _is_secure(request) else _PLAIN


def _is_secure(request: Request) -> bool:
    return bool(request.scope["scheme"] == "https")  # of `request.url` all would be read and joined


def given(request: Request) -> str:
    """The token that came with a request, "" if none did."""
    return request.cookies.get(name_of(request), "")


def give(request: Request, response: Response, token: str) -> None:
    """Hand a token out. No age: it goes when the browser is closed, or when the session has run out."""
    response.set_cookie(name_of(request), token, path="/", httponly=True, samesite="lax",
                        secure=_is_secure(request))


def take(request: Request, response: Response) -> None:
    """Have the browser forget it."""
    response.delete_cookie(name_of(request), path="/", httponly=True, samesite="lax",
                           secure=_is_secure(request))
