"""The list under a box in which a name is typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import HTMLResponse

from orgraph.api.access.noted import note_typing
from orgraph.api.asked import Text
from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import ChromeDep, PageAsked, render
from orgraph.queries.areas import LONGEST

router = APIRouter()
SHOWN = 8


class Typed(PageAsked):
    """Parameters. at, better, name, area: what is typed so far, in the box of that name."""

    at: str = Field("", max_length=200)
    better: str = Field("", max_length=200)
    name: str = Field("", max_length=200)
    kind: Text = None
    near: Text = None

    @property
    def text(self) -> str:
        """What is typed so far."""
        return (self.at or self.better or self.name or self.area or "")[:LONGEST]


@router.get("/suggest")
def suggested(request: Request, graph: GraphDep, chrome: ChromeDep, asked: Annotated[Typed, Query()]) -> HTMLResponse:
    """The names that may be meant, as options of a listbox."""
    note_typing(request)
    now = graph.at(asked.as_of, asked.generation)
    result = now.suggest(asked.text, kind=asked.kind, near=asked.near, limit=SHOWN)
    return render("suggested.html", chrome, now, result=result)
