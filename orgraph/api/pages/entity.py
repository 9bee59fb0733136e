"""One organisation, person, place or anything else: state on the day, posts, relations, each with its row."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from orgraph.api import tree
from orgraph.api.dependencies import GraphDep
from orgraph.api.entities import shown
from orgraph.api.pages.chrome import Chrome, ChromeDep, PageAsked, render
from orgraph.api.pages.labels import number
from orgraph.queries.entity import EntityResult, RelationRef
from orgraph.vocabulary import vocabulary

router = APIRouter()
TITLES = 4  # posts of a person that its sentence names
SHOWN = 50  # relations of one type that are shown; the JSON has all of them


@router.get("/entity/{id}")
def page(graph: GraphDep, chrome: ChromeDep, id: str, asked: Annotated[PageAsked, Query()]) -> HTMLResponse:  # noqa: A002 — the contract's name
    """Everything about one entity on the day."""
    now = graph.at(asked.as_of, asked.generation)
    result = shown(now, id, asked)
    position = now.view.position(result.entity.id)
    root = vocabulary().root(result.entity.kind)
    return render("entity.html", chrome, now, result=result, entity=result.entity, root=root, shown=SHOWN,
                  path=tree.above(now.view, position), children=tree.below(now, position) if root == "Area" else [],
                  titles=[post.organization.name + post.role for post in result.posts[:TITLES]],
                  facts=facts(chrome, result.entity.props), relations=relations(chrome, result))


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
        else:
            text = number(value) if prop.type in ("int", "number") else str(value)
        found.append((chrome.either(prop.zh, prop.en), text))
    return found


def relations(chrome: Chrome, result: EntityResult) -> list[tuple[str, str, list[RelationRef]]]:
    """Links by label and direction; memberships that stand among the posts already are left out."""
    told = {(post.source.file, post.source.row, end.id) for post in result.posts
            for end in (post.person, post.organization)}
    groups: dict[tuple[str, str], list[RelationRef]] = {}
    for link in result.relations:
        if link.type != "MEMBER" or (link.source.file, link.source.row, link.other.id) not in told:
            groups.setdefault((chrome.relation(link.type), link.direction), []).append(link)
    return [(label, direction, links) for (label, direction), links in groups.items()]
