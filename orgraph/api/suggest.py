"""/v1/suggest: what a text typed so far may mean."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from orgraph.api.access.noted import note_typing
from orgraph.api.asked import Asked, Text
from orgraph.api.reply import reply
from orgraph.queries.areas import LONGEST
from orgraph.queries.suggest import LIMIT, SuggestResult

router = APIRouter(prefix="/v1", tags=["answers"])
MOST = 50


class SuggestAsked(Asked):
    """Parameters of /suggest."""

    q: str = Field("", max_length=LONGEST, description="What is typed so far: characters, pinyin, initials, or these "
                                                       "mixed; the beginning of a code or number.")
    kind: Text = Field(None, description="Kind, by its name or a label; default areas, organisations, topics, persons.")
    near: Text = Field(None, description="The caller's own area, around which is looked first.")
    limit: int = Field(LIMIT, ge=1, le=MOST, description="Suggestions to give.")


SuggestDep = Annotated[SuggestAsked, Query()]


@router.get("/suggest", response_model=SuggestResult)
def suggest(request: Request, asked: SuggestDep) -> Response:
    """Names that a text typed so far may mean, best first: how it fits, how near, larger areas first, shorter names."""
    note_typing(request)
    return reply(request, asked, lambda now: now.suggest(asked.q, kind=asked.kind, area=asked.area, near=asked.near,
                                                         limit=asked.limit))
