"""Lists that may be long come a page at a time; Link headers lead to the others (RFC 8288)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from orgraph.api.asked import MOST_LISTED, Asked, InPages
from orgraph.api.reply import JSON, dump
from orgraph.results import Part, Result

T = TypeVar("T")
USUAL = 100
Limit = Field(USUAL, ge=1, le=MOST_LISTED, description="Entries of a page.")
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


class Paged(NamedTuple):
    """One page of a list."""

    limit: int
    page: int


def page_of(asked: InPages) -> Paged | None:
    """The page asked for, None where the list is to come whole."""
    return None if asked.limit is None and asked.page is None else Paged(asked.limit or USUAL, asked.page or 1)


def paged(request: Request, response: Response, items: Sequence[T], asked: PagedAsked | PagedRead) -> list[T]:
    """The entries of the page asked for; the response gets its links and the number of all."""
    response.headers.update(links(request, len(items), asked))
    return list(items[(asked.page - 1) * asked.limit:asked.page * asked.limit])


def cut(request: Request, result: Result, items: str, asked: PagedAsked | PagedRead) -> Response:
    """A result with one page of its list `items`."""
    headers = turn(request, result, items, asked)
    return Response(dump(result.to_dict()), media_type=JSON, headers=headers)


def turn(request: Request, part: Result | Part, items: str, asked: PagedAsked | PagedRead | Paged,
         total: int | None = None) -> dict[str, str]:
    """Leave one page of the list `items`, and give its headers. total: of the entries, if the list has not all."""
    every = getattr(part, items)
    setattr(part, items, every[(asked.page - 1) * asked.limit:asked.page * asked.limit])
    return links(request, len(every) if total is None else total, asked)


def links(request: Request, total: int, asked: PagedAsked | PagedRead | Paged) -> dict[str, str]:
    """Headers of one page of `total` entries."""
    last = max(-(-total // asked.limit), 1)
    found = {"first": 1, "prev": min(asked.page - 1, last), "next": asked.page + 1, "last": last}
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "page"]
    return {"x-total-count": str(total), "link": ", ".join(
        f'<{request.url.path}?{urlencode([*rest, ("page", page)])}>; rel="{name}"'
        for name, page in found.items() if 1 <= page <= last)}
