"""Errors as the description of the service tells of them: their form, and which status means what."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

PROBLEM = "application/problem+json"


class WhereModel(BaseModel):
    """Where in the input something is wrong."""

    file: str
    sheet: str
    row: int
    column: str
    value: str


class Problem(BaseModel):
    """An error (RFC 9457); `choices` where a name is ambiguous or nearly one that is known, `report` where a load was
    rejected."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    where: WhereModel | None
    hint: str
    choices: list[dict[str, Any]] | None = None
    report: dict[str, Any] | None = None


STATUSES = {
    400: "A question that cannot be asked as it stands",
    401: "Nobody is signed in",
    403: "The caller may not do this",
    404: "Nothing has this name or id",
    408: "The body of the request came too slowly",
    409: "Several things have this name (`choices`), or it cannot be done now",
    413: "More than is taken at once",
    415: "Not a kind of body that is taken",
    422: "What was sent has errors, and nothing was recorded",
    429: "Too many long questions at once; Retry-After says when to come again",
    503: "No data, the store cannot be read, or the answer took too long",
}


def also(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Answers that are problems, for the description of a route."""
    return {status: {"model": Problem, "description": STATUSES[status], "content": {PROBLEM: {}}}
            for status in statuses}


RESPONSES = also(400, 401, 403, 404, 408, 409, 413, 429, 503)
"""What any route may answer besides."""
