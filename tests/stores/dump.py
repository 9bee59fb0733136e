"""All that a view knows, by ids and in a fixed order; the same from records; and the answers of every query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import orjson
from reference.graph import build, inside, of_kind

from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.queries.coverage import Rule, load_rules
from orgraph.results import Result
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

Dump = dict[str, list[Any]]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def of_view(view: View) -> Dump:
    """Nodes with their homes and all that lies in them, and links, stated and derived."""
    positions = [p for p in range(view.size) if view.position(view.ids([p])[0]) == p]
    there = set(positions)
    nodes, links, areas = [], [], []
    for p in positions:
        home = view.home(p)
        nodes.append((view.record(p), view.ids([home])[0] if home >= 0 else None, view.ids(view.path_of(p))))
        if vocabulary().is_a(view.kind(p), "Area"):
            areas.append((view.ids([p])[0], sorted(view.ids(q for q in range(*view.inside(p)) if q in there))))
        for type_ in vocabulary().relations:
            for edge in view.edges(p, type_, inbound=False):
                if edge.object in there:
                    days = tuple(None if d in (0, 2**31 - 1) else dt.date.fromordinal(d).isoformat()
                                 for d in (edge.start, edge.end))
                    links.append((type_, *view.ids((p, edge.object)), *days, edge.props, edge.source))
                    back = view.edges(edge.object, type_, inbound=True)
                    assert sum(b.number == edge.number for b in back) == 1
    return {"nodes": sorted(nodes, key=str), "links": sorted(links, key=str), "areas": sorted(areas)}


def of_records(records: Iterable[Record]) -> Dump:
    """What a view of the records must know."""
    graph = build(records)
    nodes, links = [], []
    for node, e in graph.nodes("entity"):
        record = {"id": e.id, "kind": e.kind, "name": e.name, "code": e.code, "number": e.number,
                  "aliases": list(e.aliases), "start": _plain(e.start), "end": _plain(e.end),
                  "props": {name: _plain(e.props[name]) for name in vocabulary().properties if name in e.props},
                  "source": e.source}
        above: list[str] = []
        at = e.home if e.home in graph else None
        while at is not None:
            above.append(at)
            home = graph.nodes[at]["entity"].home
            at = home if home in graph else None
        nodes.append((record, above[0] if above else None, above))
        for _, other, tie in graph.out_edges(node, data="tie"):
            if tie.type != "WITHIN":
                props = {name: _plain(tie.props[name]) for name in vocabulary().properties if name in tie.props}
                links.append((tie.type, node, other, _plain(tie.start), _plain(tie.end), props, tie.source))
    areas = sorted((area, sorted(inside(graph, area))) for area in of_kind(graph, "Area"))
    return {"nodes": sorted(nodes, key=str), "links": sorted(links, key=str), "areas": areas}


def difference(view: View, records: Iterable[Record]) -> list[str]:
    """What a view knows too much (+) or too little (-) of the records; empty if it is right."""
    known, wanted = of_view(view), of_records(records)
    lines: list[str] = []
    for part in known:
        lines += [f"+ {line}" for line in known[part] if line not in wanted[part]]
        lines += [f"- {line}" for line in wanted[part] if line not in known[part]]
        if not lines and known[part] != wanted[part]:
            lines.append(f"{part}: {len(known[part])} instead of {len(wanted[part])}")
    return lines


@cache
def _rules() -> dict[str, Rule]:
    return load_rules()


def answers(view: View, day: dt.date, *, generation: bool = False) -> bytes:
    """The JSON of every query on a day; without `generation`, what only says when it was recorded is left out."""
    now = Moment(view, day, _rules())
    areas = [area for area in view.of_kind("Area").tolist() if view.alive(area, day.toordinal())]
    results: list[Result] = [now.coverage(), now.coverage(by="Community", since=day - dt.timedelta(3))]
    results += [now.bridging(what, mode=mode) for mode in ("org", "person", "two")
                for what in ("measures", "islands", "failure-points", "proposals")]
    called = [now.who_to_call("小区夜里装修噪声扰民", at=area) for area in view.ids(areas[-2:])]
    documents = [result.to_dict() for result in (*results, *called)]
    for document in documents:
        forget(document, {"took_ms"} if generation else {"took_ms", "generation", "since_generation"})
    return orjson.dumps(documents, option=orjson.OPT_SORT_KEYS)


def forget(value: Any, keys: set[str]) -> None:
    """Take some keys out of a document, at any depth."""
    if isinstance(value, dict):
        for key in keys & value.keys():
            del value[key]
        for part in value.values():
            forget(part, keys)
    elif isinstance(value, list):
        for part in value:
            forget(part, keys)


def unlike(found: Any, expected: Any, at: str = "") -> Iterator[str]:
    """Where two documents differ: pytest's own account of two large ones takes minutes."""
    if isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        for key in found:
            yield from unlike(found[key], expected[key], f"{at}.{key}")
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for number, (one, other) in enumerate(zip(found, expected, strict=True)):
            yield from unlike(one, other, f"{at}[{number}]")
    elif found != expected:
        yield f"{at}: {found!s:.200} instead of {expected!s:.200}"
