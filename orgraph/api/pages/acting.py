"""What a page's forms need: who asks, and the token that shows that our own page was sent back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from orgraph.access.caller import Caller
from orgraph.access.sessions import Session
from orgraph.api.access.crossing import FIELD
from orgraph.api.caller import caller_of


class Acting:
    """The caller of a page, for its templates."""

    field = FIELD

    def __init__(self, request: Request) -> None:
        session: Session | None = getattr(request.state, "session", None)
        self.caller: Caller = caller_of(request)
        self.token = session.csrf if session else ""

    def may(self, action: str) -> bool:
        """Whether the caller's role has an action."""
        return self.caller.may(action)


ActingDep = Annotated[Acting, Depends(Acting)]
