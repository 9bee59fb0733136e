"""The middleware before all routes: finds who asks, sends nobody on but to sign in, and puts each answer on record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar
from urllib.parse import quote

import anyio
from fastapi import Request, Response
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orgraph.access.caller import NOBODY
from orgraph.access.service import Credentials, Identity
from orgraph.api.access import cookies
from orgraph.api.access.crossing import SAFE, from_elsewhere
from orgraph.api.access.local import is_local
from orgraph.api.access.needs import OPEN_PATHS
from orgraph.api.access.noted import note, noted
from orgraph.api.access.recorded import access_of, address_of, record
from orgraph.api.access.seldom import Seldom
from orgraph.api.pages.chrome import Chrome
from orgraph.api.problems import MACHINES, respond
from orgraph.errors import AccessError, Forbidden, Unauthenticated

T = TypeVar("T")
FIRST, LOGIN, PASSWORD = "/", "/login", "/password"
PUBLIC = frozenset({("GET", LOGIN), ("HEAD", LOGIN), ("POST", LOGIN), ("POST", "/v1/session")})
"""What one may ask for without being anybody."""
OWN = frozenset({LOGIN, PASSWORD, "/logout", "/v1/session", "/v1/me", "/v1/me/password"})
"""All that is open to whoever has to change the password first."""
_THREADS = 4  # for the service database, so that nobody waits for it behind slow answers


class Guard:
    """Sets `request.state.caller` and `.session`; every response but those of OPEN_PATHS has an audit entry;
    while somebody types a name one stands for several."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._threads: anyio.CapacityLimiter | None = None
        self._seldom = Seldom()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _open(scope["path"]):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            given = _credentials(request)
            identify = access_of(request).identify
            identity = await self._run(identify, given) if given.slow else identify(given)
        except AccessError as error:
            await respond(request, error)(scope, receive, send)
            return
        request.state.caller = identity.caller if identity else NOBODY
        request.state.session = identity.session if identity else None
        refused = _refused(request, identity)
        if refused is not None:
            await refused(scope, receive, send)
            return
        await self._on_record(request, send)

    async def _on_record(self, request: Request, send: Send) -> None:
        """Answer, once the entry is written: nothing leaves that is not on record."""
        done = False

        async def recorded(message: Message) -> None:
            nonlocal done
            if message["type"] == "http.response.start" and not done:
                done = True
                if self._due(request, message["status"]):
                    await self._run(record, request, message["status"])
            await send(message)

        try:
            await self.app(request.scope, request.receive, recorded)
        finally:
            if not done:  # a fault, which is answered outside of all middleware
                await self._run(record, request, 500)

    def _due(self, request: Request, status: int) -> bool:
        """Whether an answer is still to get an entry."""
        if noted(request).recorded:
            return False
        if not noted(request).typing or status >= 400:
            return True
        caller = request.state.caller
        more = self._seldom.due(caller.via, caller.name, address_of(request))
        if more:
            note(request, more=more)
        return more is not None

    async def _run(self, function: Callable[..., T], *arguments: object) -> T:
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(_THREADS)
        return await anyio.to_thread.run_sync(partial(function, *arguments), limiter=self._threads)


def _open(path: str) -> bool:
    return any(path == known or path.startswith(f"{known}/") for known in OPEN_PATHS)


def _credentials(request: Request) -> Credentials:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    bearer = request.headers.get("x-api-key", "") or (value.strip() if scheme.lower() == "bearer" else "")
    if not bearer and request.method not in SAFE and from_elsewhere(request.headers):
        raise Forbidden("请求来自别的网站 (the request was made by another site)", code="origin")
    return Credentials(session=cookies.given(request), bearer=bearer, address=address_of(request),
                       local=is_local(request))


def _refused(request: Request, identity: Identity | None) -> Response | None:
    """What is answered in place of the route: sign in first, change the password first, or one's own first page."""
    path = request.url.path
    if identity is None:
        return None if (request.method, path) in PUBLIC else to_login(request)
    if identity.session and identity.session.user.must_change and path not in OWN:
        if path.startswith(MACHINES) or request.method != "GET":
            return respond(request, Forbidden("请先修改密码 (change your password first)", code="must-change",
                                              hint="PUT /v1/me/password"))
        return RedirectResponse(Chrome(request).switched(PASSWORD), 303)
    if path == FIRST and request.method in SAFE:  # where everybody lands
        chrome = Chrome(request)
        return RedirectResponse(chrome.switched(chrome.home), 303) if chrome.home != FIRST else None
    return None


def to_login(request: Request) -> Response:
    """401 for programs and parts of pages; a person is led to the login page, and from there back."""
    error = Unauthenticated("请先登录，或带上密钥 (sign in, or bring a key)", hint="POST /v1/session；X-API-Key")
    if request.headers.get("hx-request"):
        return respond(request, error, {"hx-redirect": Chrome(request).switched(LOGIN)})
    if request.url.path.startswith(MACHINES) or request.method not in SAFE:
        return respond(request, error)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    to = LOGIN if wanted == FIRST else f"{LOGIN}?next={quote(wanted, safe='')}"
    return RedirectResponse(Chrome(request).switched(to), 303)
