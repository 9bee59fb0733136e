"""When somebody was last here, and which generation they saw: kept by the browser, for each user by themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import blake2b

from fastapi import Request, Response

from orgraph.api.caller import caller_of

COOKIE = "orgraph-seen"
YEAR = 366 * 24 * 3600
PAUSE = dt.timedelta(minutes=30)  # looks that are closer together are one visit


@dataclass(frozen=True, slots=True)
class Visit:
    """The last look of a visit: when, and at which generation."""

    at: dt.datetime
    generation: int

    def __str__(self) -> str:
        return f"{self.at.timestamp():.0f}.{self.generation}"


def cookie_of(user: str) -> str:
    """The cookie of a user: at a desk that several share nobody is told of another's visit."""
    return f"{COOKIE}-{blake2b(user.encode(), digest_size=6).hexdigest()}"


def visited(request: Request, response: Response | None = None, generation: int = 0) -> Visit | None:
    """The visit before this one, None if there was none. response: on which this look is put down."""
    now = dt.datetime.now(dt.UTC)
    name = cookie_of(caller_of(request).name)
    seen = _seen(request.cookies.get(name, ""))
    # The cookie holds the visit before and the last look; after a pause that look was the visit before.
    before = seen[-1] if seen and now - seen[-1].at > PAUSE else seen[0] if len(seen) > 1 else None
    if response is not None:
        value = "-".join(map(str, filter(None, (before, Visit(now, generation)))))
        response.set_cookie(name, value, max_age=YEAR, path="/", httponly=True, samesite="lax",
                            secure=request.url.scheme == "https")
    return before


def _seen(value: str) -> list[Visit]:
    """What the cookie says; nothing where somebody has changed it."""
    try:
        pairs = [part.split(".") for part in value.split("-") if part]
        return [Visit(dt.datetime.fromtimestamp(int(at), dt.UTC), int(generation)) for at, generation in pairs][-2:]
    except (ValueError, OverflowError, OSError):
        return []
