"""When somebody was last here, and which generation they saw: kept by their own browser."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import Request, Response

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


def visited(request: Request, response: Response | None = None, generation: int = 0) -> Visit | None:
    """The visit before this one, None if there was none. response: on which this look is put down."""
    now = dt.datetime.now(dt.UTC)
    seen = _seen(request.cookies.get(COOKIE, ""))
    # The cookie holds the visit before and the last look; after a pause that look was the visit before.
    before = seen[-1] if seen and now - seen[-1].at > PAUSE else seen[0] if len(seen) > 1 else None
    if response is not None:
        value = "-".join(map(str, filter(None, (before, Visit(now, generation)))))
        response.set_cookie(COOKIE, value, max_age=YEAR, path="/", httponly=True, samesite="lax",
                            secure=request.url.scheme == "https")
    return before


def _seen(value: str) -> list[Visit]:
    """What the cookie says; nothing where somebody has changed it."""
    try:
        pairs = [part.split(".") for part in value.split("-") if part]
        return [Visit(dt.datetime.fromtimestamp(int(at), dt.UTC), int(generation)) for at, generation in pairs][-2:]
    except (ValueError, OverflowError, OSError):
        return []
