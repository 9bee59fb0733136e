"""`Needs("read")`: what a route, or all routes of a router, ask of the caller. No route may go without."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts

from orgraph.access.rights import may
from orgraph.api.access.crossing import check_token
from orgraph.api.access.noted import noted
from orgraph.api.caller import caller_of
from orgraph.errors import DataError, Forbidden

OPEN = "open"
"""Needed where nobody has to say who they are: health, metrics, signing in."""
ANYBODY = "anybody"
"""Needed where one has to be somebody, whatever one's role: one's own account."""
ACCOUNT = "account"  # what the audit log calls both
OPEN_PATHS = ("/healthz", "/readyz", "/metrics", "/openapi.json", "/static")


class Need:
    """The check of one action, as a dependency. It is no coroutine's business to wait, but a form's body is read."""

    def __init__(self, action: str) -> None:
        if action not in (OPEN, ANYBODY):
            may("", action)  # a misspelt one is known at once
        self.action = action

    async def __call__(self, request: Request) -> None:
        """Raises Forbidden where the caller's role has not the action, or a form was not sent by our own page."""
        # Of several the last one names it best: the route's own.
        noted(request).action = ACCOUNT if self.action in (OPEN, ANYBODY) else self.action
        if self.action == OPEN:
            return
        await check_token(request)
        if self.action != ANYBODY and not caller_of(request).may(self.action):
            raise Forbidden("您的角色没有这项权限 (your role may not do this)", hint="找管理员 (ask an administrator)")


def Needs(action: str) -> Any:  # noqa: N802 — stands where `Depends` does
    """A dependency that lets through whoever may do `action`: `dependencies=[Needs("read")]`. Raises KeyError."""
    return Depends(Need(action))


def needed(app: FastAPI) -> dict[tuple[str, str], frozenset[str]]:
    """What every route needs, by method and path. Raises DataError for one that names nothing."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if path.startswith(OPEN_PATHS):
            continue
        actions = frozenset(each.dependency.action for each in getattr(route, "dependencies", ())
                            if isinstance(each.dependency, Need))
        if not actions:
            raise DataError(f"no Needs(…) at {path}")
        for method in route.methods or ():
            found[method, path] = actions
    return found
