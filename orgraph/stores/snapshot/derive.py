"""Links that follow from others, so that patterns can walk them; never recorded.

HOLDS: a membership whose role is the title of a post of the organisation fills that post (of several posts of one
title the first that exists then and is free). ON_BEHALF_OF: from a membership's property. PERFORMS: from an
organisation's function.
AVAILABLE_IN: a service whose row names no area is to be had in the area where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from orgraph.stores.snapshot.columns import Array, Columns
from orgraph.stores.snapshot.links import LinkList
from orgraph.stores.snapshot.pool import Pool
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.stores.snapshot.build import Texts


def add_derived(links: dict[str, LinkList], nodes: dict[str, Array], at: dict[str, int], texts: Texts) -> None:
    """Add the derived types to `links`. `at` maps ids to positions."""
    _available(links, nodes)
    performs = _performs(nodes, at, texts)
    if len(performs):
        links["PERFORMS"] = performs
    members = links.get("MEMBER")
    if members is None:
        return
    behalf = _on_behalf(members, at, texts)
    if len(behalf):
        links["ON_BEHALF_OF"] = behalf
    if "POST_IN" in links:
        holds = _holds(members, links["POST_IN"], nodes, texts)
        if len(holds):
            links["HOLDS"] = holds


def _copy(into: LinkList, members: LinkList, i: int, subject: int, object_: int) -> None:
    """A link with the dates and the source of membership i."""
    n = members.numbers
    into.append(subject, object_, n["start"][i], n["end"][i], n["file"][i], n["sheet"][i], n["row"][i], members.ids[i])


def _available(links: dict[str, LinkList], nodes: dict[str, Array]) -> None:
    found = links.get("AVAILABLE_IN") or LinkList()
    named = set(found.numbers["subject"])
    services = [code for code, kind in enumerate(vocabulary().kind_order) if vocabulary().is_a(kind, "Service")]
    for position in np.flatnonzero(np.isin(nodes["node.kind"], services)).tolist():
        home = int(nodes["node.home"][position])
        if position not in named and home >= 0:
            found.append(position, home, *_row(nodes, position), position)
    if len(found):
        links["AVAILABLE_IN"] = found


def _row(nodes: dict[str, Array], position: int) -> list[int]:
    """Dates and source of a node, for a link that follows from it."""
    return [int(nodes[f"node.{field}"][position]) for field in ("start", "end", "file", "sheet", "row")]


def _performs(nodes: dict[str, Array], at: dict[str, int], texts: Texts) -> LinkList:
    found = LinkList()
    if "prop.function.at" not in nodes:
        return found
    targets = [at.get(f"f-{name}", -1) for name in texts.pools["function"].texts()]
    pairs = zip(nodes["prop.function.at"].tolist(), nodes["prop.function.value"].tolist(), strict=True)
    for position, function in pairs:
        if targets[function] >= 0:
            found.append(position, targets[function], *_row(nodes, position), position)
    return found


def _on_behalf(members: LinkList, at: dict[str, int], texts: Texts) -> LinkList:
    found = LinkList()
    where, what = members.props.get("on_behalf_of", ((), ()))
    ids = texts.pools["on_behalf_of"].texts() if where else []
    for i, value in zip(where, what, strict=True):
        target = at.get(ids[value])
        if target is not None:
            _copy(found, members, i, members.numbers["subject"][i], target)
    return found


def _holds(members: LinkList, posts: LinkList, nodes: dict[str, Array], texts: Texts) -> LinkList:
    found = LinkList()
    names = Pool(Columns(nodes), "name")
    where, what = members.props.get("role", ((), ()))
    roles = texts.pools["role"].texts() if where else []
    n = members.numbers
    wanted = [Office(n["object"][i], roles[value], n["start"][i], n["end"][i], members.ids[i], i)
              for i, value in zip(where, what, strict=True)]
    there = [Seat(organization, names[post], post, int(nodes["node.start"][post]), int(nodes["node.end"][post]))
             for post, organization in zip(posts.numbers["subject"], posts.numbers["object"], strict=True)]
    for office, post in fill(there, wanted):
        _copy(found, members, office.link, n["subject"][office.link], post)
    return found


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
    post: int
    start: int
    end: int


def fill(posts: Iterable[Seat], offices: Iterable[Office]) -> Iterator[tuple[Office, int]]:
    """Which post each office fills: one that exists at some time of the office. Earlier offices choose first."""
    of_title: dict[tuple[int, str], list[Seat]] = {}
    for seat in sorted(posts, key=lambda s: s.post):
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
