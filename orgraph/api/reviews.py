"""/v1/reviews: likenesses that loads found and only people may judge."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from orgraph.api.access.needs import Needs
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import GraphDep
from orgraph.api.paging import PagedAsked, paged
from orgraph.errors import Where
from orgraph.stores.reviews import Decision, Review

router = APIRouter(prefix="/v1/reviews", tags=["reviews"], dependencies=[Needs("review")])
Keys = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=1000)]


class ReviewInfo(BaseModel):
    """A likeness: what was read at `where` may mean the entity `candidate`; and what was decided, if anything."""

    key: str
    about: str
    subject: str
    text: str
    where: Where
    candidate: str
    kind: str
    name: str
    path: str
    score: float
    reasons: list[str]
    since: dt.datetime
    verdict: str
    by: str
    at: dt.datetime | None


class Verdict(BaseModel):
    """A decision on some of them, or on all above a score whose text is like one thing only."""

    model_config = ConfigDict(extra="forbid")
    keys: Keys = Field([], description="`key` of the likenesses.")
    verdict: Literal["same", "different", "later"]
    all_above: float | None = Field(None, ge=0, le=1)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if (self.all_above is None) == (not self.keys):
            raise ValueError("either keys or all_above")
        return self


class Undo(BaseModel):
    """Decisions to take back."""

    model_config = ConfigDict(extra="forbid")
    keys: Keys = Field(min_length=1)


def info(review: Review) -> ReviewInfo:
    """A review as it is sent."""
    return ReviewInfo.model_validate(review.to_dict())


@router.get("")
def waiting(request: Request, response: Response, graph: GraphDep, asked: Annotated[PagedAsked, Query()]
            ) -> list[ReviewInfo]:
    """What waits for a decision, the likest first."""
    return [info(review) for review in paged(request, response, graph.reviews(), asked)]


@router.post("")
def decide(graph: GraphDep, caller: CallerDep, said: Verdict) -> list[ReviewInfo]:
    """Decide. It is applied by the next load, and can be undone."""
    return [info(review) for review in graph.decide(said.keys, said.verdict, by=caller.name,
                                                    all_above=said.all_above)]


@router.post("/undo")
def undo(graph: GraphDep, caller: CallerDep, said: Undo) -> list[ReviewInfo]:
    """Take decisions back."""
    return [info(review) for review in graph.undo(said.keys, by=caller.name)]


@router.get("/history")
def history(request: Request, response: Response, graph: GraphDep, asked: Annotated[PagedAsked, Query()]
            ) -> list[Decision]:
    """All decisions, newest first; an empty verdict is one taken back."""
    return paged(request, response, graph.decisions(), asked)
