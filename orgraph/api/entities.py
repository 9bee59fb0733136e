"""Entities and areas by id or name."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request, Response

from orgraph.api import questions, tree
from orgraph.api.asked import Asked
from orgraph.api.dependencies import AskedDep, SearchDep
from orgraph.api.paging import page_of, turn
from orgraph.api.reply import reply
from orgraph.errors import NotFound
from orgraph.moment import Moment
from orgraph.queries.areas import by_id, locate
from orgraph.queries.entity import EntityRef, EntityResult, FindResult, entity_ref
from orgraph.results import NodeRef, Result, Table, Tables

router = APIRouter(prefix="/v1", tags=["entities"])


class AreaResult(Result):
    """An area, those above it (largest first) and those right below."""

    query: str = "area"
    entity: EntityRef
    path: list[NodeRef]
    children: list[NodeRef]

    def answer(self) -> str:
        return f"{self.entity.name}，下辖 {len(self.children)} 个 ({len(self.children)} right below)"

    def tables(self) -> Tables:
        return {"children": Table.of("id name kind", ([one.id, one.name, one.kind] for one in self.children))}


@router.get("/entities/{id}", response_model=EntityResult)
def entity(request: Request, id: str, asked: AskedDep) -> Response:  # noqa: A002 — the contract's name
    """One entity with its posts and links on the day. By name too, inside `area` if given."""
    return reply(request, asked, lambda now: shown(now, id, asked))


def shown(now: Moment, name: str, asked: Asked) -> EntityResult:
    """The entity that `name` means, of several those inside the area asked for."""
    if asked.area and by_id(now.view, name) < 0:
        found = now.find(name, area=asked.area).results
        if not found:
            raise NotFound(f"{asked.area}没有：{name} (not found in this area)", hint="/v1/search?name=…")
        if len(found) == 1:
            name = found[0].id
    return now.show(name)


@router.get("/search", response_model=FindResult)
def search(request: Request, asked: SearchDep) -> Response:
    """Everything that a name, alias, code or number may mean; without a name everything of the kind."""
    page = page_of(asked)
    return reply(request, asked, lambda now: questions.find(now, asked),
                 lambda result: turn(request, result, "results", page) if page else {})


@router.get("/areas/{id}", response_model=AreaResult)
def area(request: Request, id: str, asked: AskedDep) -> Response:  # noqa: A002 — the contract's name
    """An area with those above and right below it."""
    return reply(request, asked, lambda now: _area(now, id))


def _area(now: Moment, name: str) -> AreaResult:
    began = time.perf_counter()
    position = locate(now.view, name, day=now.day.toordinal())
    result = AreaResult(
        as_of=now.day.isoformat(), generation=now.view.generation, area=tree.refs(now.view, [position])[0],
        entity=entity_ref(now.view, position, now.day.toordinal()), path=tree.above(now.view, position),
        children=tree.below(now, position))
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result
