"""找谁办: one sentence, one place → whom to call, why, who sits down together, whom next."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from orgraph.access.rights import rights
from orgraph.api.asked import LONG, Places
from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import Chrome, ChromeDep, PageAsked, render
from orgraph.moment import Moment
from orgraph.queries.who_to_call.card import lines as card_lines
from orgraph.queries.who_to_call.path import lines
from orgraph.queries.who_to_call.results import CallResult
from orgraph.queries.who_to_call.topics import topics
from orgraph.stores.referrals import OUTCOMES

router = APIRouter()
EXAMPLES = 8
LEAST = 0.05  # score under which a topic is not worth showing
SHORTEST = 2  # characters of a matter that is being typed, from which on it is answered


class CallPage(PageAsked):
    """Parameters of the page; without a text it shows what may be asked. kept: id of the call, once it is kept."""

    text: str = Field("", max_length=LONG)
    at: Places = Field([])
    top: Annotated[int, BeforeValidator(lambda value: value or 5)] = Field(5, ge=1, le=100)

    @property
    def places(self) -> list[str]:
        """Where the matter is: `at`, else `area`."""
        return [place for place in self.at if place] or ([self.area] if self.area else [])


CallPageDep = Annotated[CallPage, Query()]


@router.get("/call")
def page(graph: GraphDep, chrome: ChromeDep, asked: CallPageDep) -> HTMLResponse:
    """The page, with the answer where something is asked."""
    now = graph.at(asked.as_of, asked.generation)
    return render("call.html", chrome, now, **answered(chrome, now, asked), generations=graph.generations())


@router.get("/call/answer")
def answer(graph: GraphDep, chrome: ChromeDep, asked: CallPageDep) -> Response:
    """The answer alone, to stand on the page while its question is typed; the page's address follows it."""
    chrome.path = "/call"
    now = graph.at(asked.as_of, asked.generation)
    if len(asked.text.strip()) < SHORTEST:
        asked.text = ""
    found = render("call_live.html", chrome, now, **answered(chrome, now, asked))
    found.headers["hx-replace-url"] = chrome.here()
    return found


def answered(chrome: Chrome, now: Moment, asked: CallPage) -> dict[str, Any]:
    """What the answer's template is given; `result` is None where nothing is asked."""
    values: dict[str, Any] = {"asked": asked, "result": None, "examples": examples()}
    if asked.text.strip() and now.view.generation:
        result = now.who_to_call(asked.text, at=asked.places, top=asked.top)
        known = topics()
        values |= {"result": result, "card": card(chrome, result), "number": result.emergency_number, "topics": known,
                   "lines": lines, "least": LEAST,
                   "first": known.get(result.topics[0].id) if result.topics else None, "outcomes": OUTCOMES,
                   "purposes": rights().purpose}
    return values


def card(chrome: Chrome, result: CallResult) -> str:
    """The answer's own card, to copy into a work order; its heads in the language of the page."""
    return "\n".join(chrome.t(f"card.{head}") + said for head, said in card_lines(result))


@cache
def examples() -> list[str]:
    """One sentence each of some families of topics, spread over the catalogue."""
    first: dict[str, str] = {}
    for topic in topics().values():
        if topic.lead and topic.examples and not topic.emergency:
            first.setdefault(topic.family, topic.examples[0])
    every = list(first.values())
    return every[::max(1, len(every) // EXAMPLES)][:EXAMPLES]


def moved(chrome: Chrome) -> Response:
    """Where a question leads that was asked at the home page's address, as it was once."""
    chrome.path = "/call"
    return RedirectResponse(chrome.here(), 307)
