"""找谁办: one sentence, one place → whom to call, why, who sits down together, whom next."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse

from orgraph.api.asked import LONG, Places
from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import Chrome, ChromeDep, PageAsked, render
from orgraph.queries.who_to_call.results import CallResult
from orgraph.queries.who_to_call.topics import topics
from orgraph.results import Contact

router = APIRouter()
EXAMPLES = 8
LEAST = 0.05  # score under which a topic is not worth showing


class CallPage(PageAsked):
    """Parameters of the page; without a text it shows what may be asked."""

    text: str = Field("", max_length=LONG)
    at: Places = Field([])
    top: Annotated[int, BeforeValidator(lambda value: value or 5)] = Field(5, ge=1, le=100)

    @property
    def places(self) -> list[str]:
        """Where the matter is: `at`, else `area`."""
        return [place for place in self.at if place] or ([self.area] if self.area else [])


@router.get("/")
def page(graph: GraphDep, chrome: ChromeDep, asked: Annotated[CallPage, Query()]) -> HTMLResponse:
    """The dispatcher's home."""
    now = graph.at(asked.as_of, asked.generation)
    values: dict[str, Any] = {"asked": asked, "examples": [], "result": None, "generations": graph.generations()}
    if asked.text.strip():
        result = now.who_to_call(asked.text, at=asked.places, top=asked.top)
        known = topics()
        values |= {"result": result, "card": card(chrome, result), "number": result.emergency_number, "topics": known,
                   "least": LEAST, "first": known.get(result.topics[0].id) if result.topics else None}
    else:
        values["examples"] = examples()
    return render("call.html", chrome, now, **values)


@cache
def examples() -> list[str]:
    """One sentence each of some families of topics, spread over the catalogue."""
    first: dict[str, str] = {}
    for topic in topics().values():
        if topic.lead and topic.examples and not topic.emergency:
            first.setdefault(topic.family, topic.examples[0])
    every = list(first.values())
    return every[::max(1, len(every) // EXAMPLES)][:EXAMPLES]


def card(chrome: Chrome, result: CallResult) -> str:
    """The answer as plain text, to copy into a work order."""
    t = chrome.t
    lines = [f"{t('call.matter')}：{result.text}"]
    if result.place:
        lines.append(f"{t('call.place')}：{'·'.join([*result.place.path, result.place.name])}")
    if result.topics:
        lines.append(f"{t('call.topic')}：{result.topics[0].name}　{t('call.class')}：{result.matter_class or '—'}")
    for candidate in result.candidates[:3]:
        lines.append(f"{candidate.rank}. {candidate.organization.name}　{_reach(chrome, candidate)}")
        lines.append(f"   {candidate.why}")
    if result.convene:
        names = [ref.name for ref in result.convene.support]
        who = [(t("call.convener"), result.convene.convener), (t("call.lead"), result.convene.lead)]
        lines += [f"{title}：{ref.name}" for title, ref in who if ref]
        lines += [f"{t('call.support')}：{'、'.join(names)}"] if names else []
        lines += [f"{t('call.basis')}：{result.convene.basis}"] if result.convene.basis else []
    if result.escalation:
        steps = [f"{rung.organization.name}（{_after(chrome, rung.after_hours)}）" for rung in result.escalation]
        lines.append(f"{t('call.ladder')}：{' → '.join(steps)}")
    lines.append(f"{t('page.as_of')} {result.as_of} · {t('page.generation', n=result.generation)} · orgraph")
    return "\n".join(lines)


def _reach(chrome: Chrome, candidate: Any) -> str:
    person = f"{candidate.person.post} {candidate.person.name}" if candidate.person else chrome.t("call.no_person")
    return f"{person}　{_number(chrome, candidate.contact)}"


def _number(chrome: Chrome, contact: Contact | None) -> str:
    return chrome.t("contact.none") if contact is None else contact.value


def _after(chrome: Chrome, hours: int) -> str:
    return chrome.t("call.after", n=hours) if hours else chrome.t("call.at_once")
