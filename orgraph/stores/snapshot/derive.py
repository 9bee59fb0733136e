"""Links that follow from others, so that patterns can walk them; never recorded.

HOLDS: a membership whose role is the title of a post of the organisation fills that post (of several posts of one
title the first that is free). ON_BEHALF_OF: from a membership's property. PERFORMS: from an organisation's function.
AVAILABLE_IN: a service whose row names no area is to be had in the area where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from orgraph.stores.snapshot.columns import Array, Columns
from orgraph.stores.snapshot.links import LinkList
from orgraph.stores.snapshot.pool import Pool
from orgraph.vocabulary import vocabulary

TAIL = ("start", "end", "file", "sheet", "row", "id")


def add_derived(links: dict[str, LinkList], nodes: dict[str, Array], at: dict[str, int], functions: list[str]
                ) -> set[str]:
    """Add the derived types to `links`. at: id → position. functions: the texts of the property `function`.

    Returns the ids that a link would lead to if they were there.
    """
    named = {f"f-{name}" for name in functions}
    _available(links, nodes)
    _performs(links, nodes, [at.get(f"f-{name}", -1) for name in functions])
    members = links.get("MEMBER")
    if members is not None:
        named |= {str(unit) for unit in members.prop("on_behalf_of") if unit}
        _on_behalf(links, members, at)
        if "POST_IN" in links:
            _holds(links, members, links["POST_IN"], nodes)
    return named - at.keys()


def _add(links: dict[str, LinkList], type_: str, subject: int, object_: int, tail: Iterable[int]) -> None:
    found = links.get(type_)
    if found is None:
        found = links[type_] = LinkList()
    start, end, file, sheet, row, link = tail
    found.append((subject, object_, start, end, file, sheet, row, link, 0))


def _node_tail(nodes: dict[str, Array], position: int) -> list[int]:
    """Dates and source of a node, for a link that follows from it; its position stands for the id."""
    return [*(int(nodes[f"node.{field}"][position]) for field in TAIL[:-1]), position]


def _available(links: dict[str, LinkList], nodes: dict[str, Array]) -> None:
    named = set(links["AVAILABLE_IN"].arrays()["subject"].tolist()) if "AVAILABLE_IN" in links else set()
    services = [code for code, kind in enumerate(vocabulary().kind_order) if vocabulary().is_a(kind, "Service")]
    for position in np.flatnonzero(np.isin(nodes["node.kind"], services)).tolist():
        home = int(nodes["node.home"][position])
        if position not in named and home >= 0:
            _add(links, "AVAILABLE_IN", position, home, _node_tail(nodes, position))


def _performs(links: dict[str, LinkList], nodes: dict[str, Array], targets: list[int]) -> None:
    if "prop.function.at" in nodes:
        pairs = zip(nodes["prop.function.at"].tolist(), nodes["prop.function.value"].tolist(), strict=True)
        for position, function in pairs:
            if targets[function] >= 0:
                _add(links, "PERFORMS", position, targets[function], _node_tail(nodes, position))


def _on_behalf(links: dict[str, LinkList], members: LinkList, at: dict[str, int]) -> None:
    targets = np.array([at.get(unit, -1) if unit else -1 for unit in members.prop("on_behalf_of")])
    columns = members.arrays()
    target = targets[columns["props"]]
    for i in np.flatnonzero(target >= 0).tolist():
        _add(links, "ON_BEHALF_OF", int(columns["subject"][i]), int(target[i]), [int(columns[f][i]) for f in TAIL])


def _holds(links: dict[str, LinkList], members: LinkList, posts: LinkList, nodes: dict[str, Array]) -> None:
    names, ids = (Pool(Columns(nodes), column) for column in ("name", "id"))
    stands = posts.arrays()
    start, end = nodes["node.start"], nodes["node.end"]
    seats = [Seat(organization, names[post], ids[post], post, int(start[post]), int(end[post]))
             for post, organization in zip(stands["subject"].tolist(), stands["object"].tolist(), strict=True)]
    columns, roles = members.arrays(), members.prop("role")
    concerned = np.flatnonzero(np.isin(columns["object"], stands["object"])).tolist()
    wanted = [Office(int(columns["object"][i]), str(roles[columns["props"][i]]), int(columns["start"][i]),
                     int(columns["end"][i]), int(columns["id"][i]), i) for i in concerned]
    for office, post in fill(seats, wanted):
        _add(links, "HOLDS", int(columns["subject"][office.link]), post, [int(columns[f][office.link]) for f in TAIL])


class Office(NamedTuple):
    """A membership as `fill` sees it."""

    organization: int
    role: str
    start: int
    end: int
    id: int
    link: int


class Seat(NamedTuple):
    """A post of an organisation as `fill` sees it, with the days on which it exists."""

    organization: int
    title: str
    id: str
    post: int
    start: int
    end: int


def fill(posts: Iterable[Seat], offices: Iterable[Office]) -> Iterator[tuple[Office, int]]:
    """Which post each office fills: the first by id that exists at some time of the office and is free.

    Earlier offices choose first; where none is free the first is filled twice.
    """
    of_title: dict[tuple[int, str], list[Seat]] = {}
    for seat in sorted(posts, key=lambda s: s.id):
        of_title.setdefault((seat.organization, seat.title), []).append(seat)
    free_from: dict[int, int] = {}
    known = (office for office in offices if (office.organization, office.role) in of_title)
    for office in sorted(known, key=lambda o: (o.start, o.id)):
        there = [seat.post for seat in of_title[office.organization, office.role]
                 if max(seat.start, office.start) < min(seat.end, office.end)]
        if there:
            post = next((p for p in there if free_from.get(p, 0) <= office.start), there[0])
            free_from[post] = max(free_from.get(post, 0), office.end)
            yield office, post
