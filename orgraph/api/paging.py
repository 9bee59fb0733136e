"""Lists that may be long come a page at a time; Link headers lead to the others (RFC 8288)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from orgraph.api.asked import Asked
from orgraph.api.reply import JSON, dump
from orgraph.results import Result

T = TypeVar("T")
MOST = 1000
Limit = Field(100, ge=1, le=MOST, description="Entries of a page.")
Page = Field(1, ge=1, description="Which page, from 1; the Link header leads to the others.")


class PagedAsked(BaseModel):
    """Parameters of a list."""

    model_config = ConfigDict(extra="forbid")
    limit: int = Limit
    page: int = Page


class PagedRead(Asked):
    """Parameters of a read whose list comes in pages."""

    limit: int = Limit
    page: int = Page


def paged(request: Request, response: Response, items: Sequence[T], asked: PagedAsked | PagedRead) -> list[T]:
    """The entries of the page asked for; the response gets its links and the number of all."""
    response.headers.update(links(request, len(items), asked))
    return list(items[(asked.page - 1) * asked.limit:asked.page * asked.limit])


def cut(request: Request, result: Result, items: str, asked: PagedAsked | PagedRead) -> Response:
    """A result with one page of its list `items`."""
    every = getattr(result, items)
    setattr(result, items, every[(asked.page - 1) * asked.limit:asked.page * asked.limit])
    return Response(dump(result.to_dict()), media_type=JSON, headers=links(request, len(every), asked))


def links(request: Request, total: int, asked: PagedAsked | PagedRead) -> dict[str, str]:
    """Headers of one page of `total` entries."""
    last = max(-(-total // asked.limit), 1)
    found = {"first": 1, "prev": min(asked.page - 1, last), "next": asked.page + 1, "last": last}
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "page"]
    return {"x-total-count": str(total), "link": ", ".join(
        f'<{request.url.path}?{urlencode([*rest, ("page", page)])}>; rel="{name}"'
        for name, page in found.items() if 1 <= page <= last)}
