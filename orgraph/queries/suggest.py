"""What a text typed so far may mean: places, organisations, topics and people, best first."""

from __future__ import annotations

import time

from orgraph.dates import iso
from orgraph.queries.areas import LONGEST, area_path
from orgraph.queries.refs import node_ref
from orgraph.results import NodeRef, Result, Table, Tables
from orgraph.stores.base import View

LIMIT = 10


class Suggestion(NodeRef):
    """One node that may be meant. how: exact (name, alias, code), start (of one), inside (it), spread (over it)."""

    area_path: list[str] = []
    how: str


class SuggestResult(Result):
    """The nodes that a text typed so far may mean."""

    query: str = "suggest"
    text: str
    results: list[Suggestion] = []

    def answer(self) -> str:
        first = f"，最像的是 {self.results[0].name}" if self.results else ""
        return f"“{self.text}”可能是 {len(self.results)} 个{first} ({len(self.results)} may be meant)"

    def tables(self) -> Tables:
        return {"results": Table.of("id name kind area_path how", (
            [one.id, one.name, one.kind, "/".join(one.area_path), one.how] for one in self.results))}


def suggest(view: View, text: str, *, day: int, kinds: tuple[str, ...] = (), area: int | None = None,
            near: int | None = None, limit: int = LIMIT) -> SuggestResult:
    """The nodes in being on the day, best first.

    kinds: of these alone; area: inside this alone; near: an area around which is looked first. An equal name, also one
    that is only spelt otherwise (居委会 for 社区), comes before what merely begins so.
    """
    began = time.perf_counter()
    text = text.strip()[:LONGEST]
    within = None if area is None else [view.inside(area)]
    found: dict[int, str] = {}
    if text:
        spelt = view.spelt(text, day, labels=kinds, within=within, near=-1 if near is None else near, limit=limit)
        hows = {one.position: one.how for one in spelt}
        same = view.named([text])[0]
        if any(position not in hows for position in same):
            # What is found by `named` alone is asked for by its own name, so that kind, day and area count as always.
            hows |= {one.position: "exact" for name in {view.name(p) for p in same}
                     for one in view.spelt(name, day, labels=kinds, within=within, limit=limit) if one.position in same}
        found = dict(sorted(hows.items(), key=lambda item: item[1] != "exact"))
    result = SuggestResult(
        as_of=iso(day) or "", generation=view.generation, text=text,
        area=None if area is None else node_ref(view, area),
        results=[Suggestion(**node_ref(view, position).model_dump(), area_path=area_path(view, position), how=how)
                 for position, how in list(found.items())[:limit]])
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result
