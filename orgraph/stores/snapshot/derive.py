"""Links that follow from others, so that patterns can walk them; never recorded.

HOLDS: a membership whose role is the title of a post of the organisation fills that post (of several posts of one
title the first that is free). ON_BEHALF_OF: from a membership's property. PERFORMS: from an organisation's function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.stores.snapshot.columns import Array, Columns
from orgraph.stores.snapshot.links import LinkList
from orgraph.stores.snapshot.pool import Pool

if TYPE_CHECKING:
    from orgraph.stores.snapshot.build import Texts


def add_derived(links: dict[str, LinkList], nodes: dict[str, Array], at: dict[str, int], texts: Texts) -> None:
    """Add the derived types to `links`. `at` maps ids to positions."""
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


def _performs(nodes: dict[str, Array], at: dict[str, int], texts: Texts) -> LinkList:
    found = LinkList()
    if "prop.function.at" not in nodes:
        return found
    targets = [at.get(f"f-{name}", -1) for name in texts.pools["function"].texts()]
    pairs = zip(nodes["prop.function.at"].tolist(), nodes["prop.function.value"].tolist(), strict=True)
    for position, function in pairs:
        if targets[function] >= 0:
            row = [int(nodes[f"node.{f}"][position]) for f in ("start", "end", "file", "sheet", "row")]
            found.append(position, targets[function], *row, position)
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
    of_title: dict[tuple[int, str], list[int]] = {}
    for post, organization in zip(posts.numbers["subject"], posts.numbers["object"], strict=True):
        of_title.setdefault((organization, names[post]), []).append(post)
    for same in of_title.values():
        same.sort()
    where, what = members.props.get("role", ((), ()))
    roles = texts.pools["role"].texts() if where else []
    n = members.numbers
    free_from: dict[int, int] = {}
    for i, value in sorted(zip(where, what, strict=True), key=lambda pair: (n["start"][pair[0]], members.ids[pair[0]])):
        same = of_title.get((n["object"][i], roles[value]), [])
        if same:
            post = next((p for p in same if free_from.get(p, 0) <= n["start"][i]), same[0])
            free_from[post] = max(free_from.get(post, 0), n["end"][i])
            _copy(found, members, i, n["subject"][i], post)
    return found

