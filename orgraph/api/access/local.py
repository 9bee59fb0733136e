"""Whether a request was made on this machine, to this machine: then nobody else can be behind it."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from fastapi import Request

_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def is_local(request: Request) -> bool:
    """Both ends are loopback addresses, no proxy passed it on, and its Host is no name that others can give out: a page
    elsewhere whose name leads to 127.0.0.1 is still elsewhere."""
    ends = (request.client.host if request.client else "", (request.scope.get("server") or ("", 0))[0])
    return (all(_here(end) for end in ends) and _here(request.url.hostname or "")
            and not any(name in request.headers for name in _PASSED_ON))


@lru_cache(maxsize=1024)
def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a socket of this machine, or a name without dots, which no name server gives out
        return "." not in host
