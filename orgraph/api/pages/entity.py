"""One organisation, person, place or anything else: state on the day, posts, rules and ties, each with its row."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from pydantic import Field
from starlette.responses import HTMLResponse, RedirectResponse

from orgraph.access.contacts import unmasked
from orgraph.access.rights import rights
from orgraph.api import tree
from orgraph.api.access.needs import Needs
from orgraph.api.access.noted import note
from orgraph.api.access.recorded import access_of
from orgraph.api.dependencies import GraphDep
from orgraph.api.drawing.around import star
from orgraph.api.entities import shown
from orgraph.api.pages.acting import Acting, ActingDep
from orgraph.api.pages.chrome import Chrome, ChromeDep, PageAsked, render
from orgraph.api.pages.entity_rules import stands
from orgraph.api.pages.entity_time import MOST, TOLD, spans, timeline
from orgraph.api.pages.labels import number
from orgraph.api.pages.network import names
from orgraph.moment import Moment
from orgraph.queries.areas import locate
from orgraph.queries.entity import ANY, EntityResult, RelationRef
from orgraph.results import Contact
from orgraph.vocabulary import vocabulary

router = APIRouter()
TITLES = 4  # posts of a person that its sentence names
SHOWN = 50  # relations of one type that are shown; the JSON has all of them
LAYERS = ("membership", "alliance", "agreement", "instruction", "service", "report_in", "charge", "need", "hierarchy")
AskedDep = Annotated[PageAsked, Query()]


class NamedPage(PageAsked):
    """Parameters. name: what was typed into the box for names."""

    name: str = Field("", max_length=200)


@router.get("/entity")
def named(graph: GraphDep, chrome: ChromeDep, asked: Annotated[NamedPage, Query()]) -> RedirectResponse:
    """On to the page of what a name means."""
    if not asked.name.strip():
        return RedirectResponse(chrome.go(chrome.home), 303)
    now = graph.at(asked.as_of, asked.generation)
    position = locate(now.view, asked.name, ANY, now.day.toordinal())
    return RedirectResponse(chrome.entity(now.view.ids([position])[0]), 303)


@router.get("/entity/{id}")
def page(graph: GraphDep, chrome: ChromeDep, acting: ActingDep, id: str, asked: AskedDep) -> HTMLResponse:  # noqa: A002 — the contract's name
    """Everything about one entity on the day."""
    now = graph.at(asked.as_of, asked.generation)
    return _page(now, chrome, acting, shown(now, id, asked))


@router.post("/entity/{id}", dependencies=[Needs("unmask")])
def whole_contact(request: Request, graph: GraphDep, chrome: ChromeDep, acting: ActingDep, id: str, asked: AskedDep,  # noqa: A002
                  purpose: Annotated[str, Form(max_length=40)]) -> HTMLResponse:
    """The same with the whole contact: the purpose goes into the audit log, the number does not."""
    now = graph.at(asked.as_of, asked.generation)
    note(request, generation=now.view.generation, **({"purpose": purpose} if purpose in rights().purpose else {}))
    contact = unmasked(now, id, acting.caller, purpose, access_of(request))
    answer = _page(now, chrome, acting, shown(now, id, asked), contact)
    answer.headers["cache-control"] = "no-store"
    return answer


def _page(now: Moment, chrome: Chrome, acting: Acting, result: EntityResult, contact: Contact | None = None
          ) -> HTMLResponse:
    view, day = now.view, now.day.toordinal()
    position = view.position(result.entity.id)
    root = vocabulary().root(result.entity.kind)
    held = spans(view, position, day)
    tied = star(view, day, LAYERS, "two", position)
    return render(
        "entity.html", chrome, now, result=result, entity=result.entity, root=root, shown=SHOWN, acting=acting,
        contact=contact or result.entity.contact, purposes=rights().purpose, path=tree.above(view, position),
        children=tree.below(now, position) if root == "Area" else [],
        titles=[post.organization.name + post.role for post in result.posts[:TITLES]],
        facts=facts(chrome, result.entity.props), relations=relations(chrome, result), spans=held, most=MOST,
        timeline=timeline(held, now.day), rules=stands(now, position), tied=tied, named=names(tied), layers=LAYERS)


def facts(chrome: Chrome, props: dict[str, Any]) -> list[tuple[str, str]]:
    """Properties with their labels, as people write them."""
    known = vocabulary().properties
    found = []
    for name, value in props.items():
        prop = known[name]
        if prop.type == "bool":
            text = chrome.t("page.yes" if value else "page.no")
        elif prop.type == "choice":
            text = prop.choices.get(str(value), (str(value),))[0]
        elif name == "function":
            text = function(chrome, str(value))
        else:
            text = number(value) if prop.type in ("int", "number") else str(value)
        found.append((chrome.either(prop.zh, prop.en), text))
    return found


def function(chrome: Chrome, name: str) -> str:
    """What a unit does, in words: functions.toml has it in Chinese, and its ids are the English."""
    known = vocabulary().functions.get(name)
    return chrome.either(known.zh, name.replace("_", " ")) if known else name


def relations(chrome: Chrome, result: EntityResult) -> list[tuple[str, str, list[RelationRef]]]:
    """Links by label and direction; those that stand on the time line already are left out."""
    told = TOLD.get(vocabulary().root(result.entity.kind), ())
    groups: dict[tuple[str, str], list[RelationRef]] = {}
    for link in result.relations:
        if (link.type, link.direction == "in") not in told:
            groups.setdefault((chrome.relation(link.type), link.direction), []).append(link)
    return [(label, direction, links) for (label, direction), links in groups.items()]
