"""The audit entry of a request, written before its answer leaves."""

from __future__ import annotations

from fastapi import Request

from orgraph.access.caller import NOBODY
from orgraph.access.entries import Entry, safe
from orgraph.access.service import Access
from orgraph.api.access.noted import noted


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


def access_of(request: Request) -> Access:
    """The service database."""
    found: Access = request.app.state.access
    return found


def record(request: Request, status: int) -> None:
    """Write the entry, once a request: by the guard in a thread of its own, or where the answer is made, which saves
    the way to that thread."""
    notes, caller = noted(request), request.state.caller
    if notes.recorded or caller is NOBODY:  # signing in is put on record where it succeeds or fails
        return
    access = access_of(request)
    route = getattr(request.scope.get("route"), "path", "")
    params = [*request.query_params.multi_items(),
              *((name, str(value)) for name, value in request.path_params.items()), *notes.body]
    access.audit.append(Entry(
        caller, notes.action, f"{request.method} {route}", status, address_of(request), notes.area,
        notes.generation, {**safe(params, access.audit.secret), **notes.details}))
    notes.recorded = True
