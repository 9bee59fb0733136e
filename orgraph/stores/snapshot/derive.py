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
from orgraph.stores.snapshot.pool import Interned, Pool
from orgraph.vocabulary import vocabulary

TAIL = ("start", "end", "file", "sheet", "row", "id")


def add_derived(links: dict[str, LinkList], nodes: dict[str, Array], at: dict[str, int], functions: list[str]
                ) -> set[str]:
    """Add the derived types to `links`. at: id → position. functions: the texts of the property `function`.

    Returns the ids that a link would lead to if they were there.
    """
    named = {f"f-{name}" for name in functions}
    _available(links, nodes)
    _performs(links, nodes, np.array([at.get(f"f-{name}", -1) for name in functions], np.int32))
    members = links.get("MEMBER")
    if members is not None:
        named |= _on_behalf(links, members, at)
        if "POST_IN" in links:
            _holds(links, members, links["POST_IN"], nodes)
    return named - at.keys()


def _add(links: dict[str, LinkList], type_: str, subject: Array, object_: Array, tail: dict[str, Array]) -> None:
    """Add links that say nothing beside their ends, dates and source."""
    if len(subject):
        known = links.setdefault(type_, LinkList(Interned(("{}",))))
        bare = np.full(len(subject), known.props.number("{}"), np.int32)
        known.extend({"subject": subject.astype(np.int32), "object": object_.astype(np.int32), **tail, "props": bare})


def _node_tail(nodes: dict[str, Array], positions: Array) -> dict[str, Array]:
    """Dates and source of nodes, for links that follow from them; the position stands for the id."""
    return {**{field: nodes[f"node.{field}"][positions] for field in TAIL[:-1]}, "id": positions.astype(np.uint64)}


def _available(links: dict[str, LinkList], nodes: dict[str, Array]) -> None:
    services = [code for code, kind in enumerate(vocabulary().kind_order) if vocabulary().is_a(kind, "Service")]
    alone = np.isin(nodes["node.kind"], services) & (nodes["node.home"] >= 0)
    if "AVAILABLE_IN" in links:
        alone[links["AVAILABLE_IN"].arrays()["subject"]] = False
    positions = np.flatnonzero(alone)
    _add(links, "AVAILABLE_IN", positions, nodes["node.home"][positions], _node_tail(nodes, positions))


def _performs(links: dict[str, LinkList], nodes: dict[str, Array], targets: Array) -> None:
    if "prop.function.at" in nodes:
        positions, target = nodes["prop.function.at"], targets[nodes["prop.function.value"]]
        there = target >= 0
        _add(links, "PERFORMS", positions[there], target[there], _node_tail(nodes, positions[there]))


def _on_behalf(links: dict[str, LinkList], members: LinkList, at: dict[str, int]) -> set[str]:
    """Add the links; returns the ids of all that somebody sits on behalf of."""
    units, which = members.prop("on_behalf_of")
    target = np.array([at.get(unit, -1) if unit else -1 for unit in units], np.int32)[which]
    there, columns = target >= 0, members.arrays()
    _add(links, "ON_BEHALF_OF", columns["subject"][there], target[there], {f: columns[f][there] for f in TAIL})
    return {str(unit) for unit in units if unit}


def _holds(links: dict[str, LinkList], members: LinkList, posts: LinkList, nodes: dict[str, Array]) -> None:
    names, ids = (Pool(Columns(nodes), column) for column in ("name", "id"))
    stands = posts.arrays()
    start, end = nodes["node.start"], nodes["node.end"]
    seats = [Seat(organization, names[post], ids[post], post, int(start[post]), int(end[post]))
             for post, organization in zip(stands["subject"].tolist(), stands["object"].tolist(), strict=True)]
    columns, (roles, which) = members.arrays(), members.prop("role")
    concerned = np.flatnonzero(np.isin(columns["object"], stands["object"])).tolist()
    wanted = [Office(int(columns["object"][i]), str(roles[which[i]]), int(columns["start"][i]),
                     int(columns["end"][i]), int(columns["id"][i]), i) for i in concerned]
    filled = list(fill(seats, wanted))
    held = np.array([office.link for office, _ in filled], np.int64)
    _add(links, "HOLDS", columns["subject"][held], np.array([post for _, post in filled], np.int32),
         {field: columns[field][held] for field in TAIL})


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
