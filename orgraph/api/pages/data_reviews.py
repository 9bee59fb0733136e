"""复核: one likeness at a time side by side, one key a decision, and back."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from pydantic import BeforeValidator
from starlette.responses import HTMLResponse, RedirectResponse

from orgraph.api.access.needs import Needs
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import ChromeDep, render
from orgraph.api.pages.data import now_of, to
from orgraph.errors import UsageError
from orgraph.stores.reviews import Decision, beyond_doubt

router = APIRouter(prefix="/data/reviews", dependencies=[Needs("review")])
NEXT = 8  # likenesses that are seen coming
LAST = 8  # decisions that can be taken back here
SURE = 0.95
Verdict = Literal["same", "different", "later", "undo"]
Score = Annotated[float | None, BeforeValidator(lambda value: value or None)]


@router.get("")
def page(graph: GraphDep, chrome: ChromeDep) -> HTMLResponse:
    """The likest that waits, what comes next, and the last decisions."""
    waiting = graph.reviews()
    return render("data_review.html", chrome, now_of(graph), waiting=waiting[:NEXT + 1], count=len(waiting),
                  sure=SURE, beyond=len(beyond_doubt(waiting, SURE)), decided=in_force(graph.decisions())[:LAST])


@router.post("")
def decide(graph: GraphDep, caller: CallerDep, chrome: ChromeDep, verdict: Annotated[Verdict, Form()],
           key: Annotated[list[str] | None, Form()] = None, all_above: Annotated[Score, Form()] = None
           ) -> RedirectResponse:
    """Decide on some, on all that are beyond doubt, or take decisions back."""
    keys = key or []
    if not keys and all_above is None:
        raise UsageError("没有说是哪一条 (which one?)", hint="/data/reviews")
    if verdict == "undo":
        graph.undo(keys, by=caller.name)
    else:
        graph.decide(keys, verdict, by=caller.name, all_above=all_above)
    return to(chrome, "/data/reviews")


def in_force(decisions: list[Decision]) -> list[Decision]:
    """The last decision on each likeness, newest first, but for those taken back."""
    last: dict[str, Decision] = {}
    for decision in decisions:
        last.setdefault(decision.key, decision)
    return [decision for decision in last.values() if decision.verdict]
