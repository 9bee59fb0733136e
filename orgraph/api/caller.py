"""Who asks, as whatever authenticates the request has found."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from orgraph.access.caller import NOBODY, Caller


def caller_of(request: Request) -> Caller:
    """The caller of a request, as the guard has found out; nobody where it did not look."""
    caller: Caller = getattr(request.state, "caller", NOBODY)
    return caller


CallerDep = Annotated[Caller, Depends(caller_of)]
