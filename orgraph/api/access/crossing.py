"""Requests that another site makes a browser send: refused by where they come from, and by a token they cannot know."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import Request

from orgraph.access.sessions import Session
from orgraph.errors import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "x-csrf-token"
FIELD = "csrf_token"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that the request was made by a page that is not ours. Programs say nothing."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def csrf_of(request: Request) -> str:
    """The token that forms of a page have to carry, "" where there is no session."""
    session: Session | None = getattr(request.state, "session", None)
    return session.csrf if session else ""


async def check_token(request: Request) -> None:
    """Raises Forbidden where an unsafe method comes with a session but without its token."""
    token = csrf_of(request)
    if not token or request.method in SAFE:
        return
    given = request.headers.get(HEADER)
    if given is None and request.headers.get("content-type", "").startswith(FORMS):
        given = str((await request.form()).get(FIELD, ""))
    if not hmac.compare_digest((given or "").encode(), token.encode()):
        raise Forbidden("请求没有带页面的令牌，请刷新再试 (CSRF token missing or wrong)", code="csrf",
                        hint="X-CSRF-Token: GET /v1/me → csrf_token")
